#include "compute/base/Error.hpp"
#include "compute/base/JobControl.hpp"

#include <QTest>

#include <atomic>
#include <thread>

using namespace nblast;

class TestJobControl : public QObject {
  Q_OBJECT
 private Q_SLOTS:
  void countsWithinAPhase();
  void cancelThrowsAtTheNextCheckpoint();
  void cancelWakesAPausedWorker();
  void errorNamesFileAndLine();
};

void TestJobControl::countsWithinAPhase() {
  JobControl control;
  control.begin(Phase::Score, 10);
  control.advance(3);
  control.advance();
  QCOMPARE(control.progress().done, 4u);
  QCOMPARE(control.progress().total, 10u);
  control.begin(Phase::Write, 1);
  QCOMPARE(control.progress().done, 0u);
}

void TestJobControl::cancelThrowsAtTheNextCheckpoint() {
  JobControl control;
  control.checkpoint();
  control.cancel();
  QVERIFY_EXCEPTION_THROWN(control.checkpoint(), Cancelled);
}

void TestJobControl::cancelWakesAPausedWorker() {
  JobControl control;
  control.pause();
  std::atomic<bool> thrown{false};
  std::thread worker([&] {
    try {
      control.checkpoint();
    } catch (const Cancelled&) {
      thrown = true;
    }
  });
  control.cancel();
  worker.join();
  QVERIFY(thrown);
}

void TestJobControl::errorNamesFileAndLine() {
  QCOMPARE(InputError("a.swc", 17, "node 12 is its own ancestor").what(),
           "a.swc:17: node 12 is its own ancestor");
  QCOMPARE(InputError("a.swc", 0, "empty").what(), "a.swc: empty");
}

QTEST_GUILESS_MAIN(TestJobControl)
#include "tst_job_control.moc"

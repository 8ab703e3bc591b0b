#include "compute/base/Error.hpp"
#include "compute/base/JobControl.hpp"

#include <QTest>

#include <tbb/info.h>
#include <tbb/parallel_for.h>
#include <tbb/task_arena.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <thread>

using namespace nblast;

class TestJobControl : public QObject {
  Q_OBJECT
 private Q_SLOTS:
  void countsWithinAPhase();
  void cancelThrowsAtTheNextCheckpoint();
  void cancelWakesAPausedWorker();
  void aPausedJobLeavesTheThreadsToOthers();
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

/// The threads of a paused job wait inside its work: whoever works meanwhile needs threads, too.
void TestJobControl::aPausedJobLeavesTheThreadsToOthers() {
  const int threads = tbb::info::default_concurrency();
  if (threads < 2) QSKIP("one processor has no threads to share");
  JobControl control;
  control.pause();
  std::atomic<int> waiting = 0;
  std::thread job([&] {
    tbb::task_arena(threads).execute([&] {
      tbb::parallel_for(0, 1000, [&](int) {
        ++waiting;
        control.checkpoint();
      });
    });
  });
  const auto seen = [](const auto& condition) {
    for (int i = 0; i < 10'000 && !condition(); ++i)
      std::this_thread::sleep_for(std::chrono::milliseconds(1));
    return condition();
  };
  const bool allWait = seen([&] { return waiting == threads; });

  std::atomic<int> atWork = 0;
  std::atomic<bool> wasAlone = false;
  const auto workBesideAnother = [&](int) {
    ++atWork;
    if (!seen([&] { return atWork == 2; })) wasAlone = true;
  };
  tbb::task_arena(threads).execute(
      [&] { tbb::parallel_for(0, 2, workBesideAnother, tbb::simple_partitioner()); });
  control.resume();
  job.join();
  QVERIFY(allWait);
  QVERIFY(!wasAlone);
  QCOMPARE(waiting.load(), 1000);
}

void TestJobControl::errorNamesFileAndLine() {
  QCOMPARE(InputError("a.swc", 17, "node 12 is its own ancestor").what(),
           "a.swc:17: node 12 is its own ancestor");
  QCOMPARE(InputError("a.swc", 0, "empty").what(), "a.swc: empty");
}

QTEST_GUILESS_MAIN(TestJobControl)
#include "tst_job_control.moc"

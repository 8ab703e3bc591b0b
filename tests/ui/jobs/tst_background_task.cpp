// SPDX-License-Identifier: BSD-3-Clause
#include "compute/base/Error.hpp"
#include "ui/jobs/BackgroundTask.hpp"

#include <QSignalSpy>
#include <QTest>
#include <QThread>

#include <atomic>
#include <semaphore>

using namespace nblast;

namespace {
/// Work that goes on until it is cancelled, as a long job does.
void untilCancelled(JobControl& control) {
  for (;;) {
    control.checkpoint();
    std::this_thread::sleep_for(std::chrono::milliseconds(1));
  }
}
}  // namespace

class TestBackgroundTask : public QObject {
  Q_OBJECT
 private Q_SLOTS:
  void resultArrivesOnTheUiThread();
  void workWithoutResult();
  void resultsNeedNotBeCopied();
  void olderResultsAreDropped();
  void onlyTheNewestOfManyRuns();
  void cancelIsNotAFailure();
  void cancelBeforeTheWorkBegan();
  void errorsBecomeSentences_data();
  void errorsBecomeSentences();
  void destroyingCancelsAndWaits();
  void destroyingAPausedTask();
  void destroyingDropsAFinishedResult();
  void droppingLetsTheNextOneRun();
  void droppingDoesNotWait();
  void theOwnerMayDestroyTheTaskInItsAnswer();
  void theAnswerMayStartTheNextTask();
  void progressIsSampled();
  void quickTasksShowNoProgress();
};

void TestBackgroundTask::resultArrivesOnTheUiThread() {
  BackgroundTask task;
  QSignalSpy running(&task, &BackgroundTask::runningChanged);
  QThread* worker = nullptr;
  QThread* answer = nullptr;
  int result = 0;
  task.start(
      [&worker](JobControl&) {
        worker = QThread::currentThread();
        return 42;
      },
      [&](TaskOutcome<int> outcome) {
        answer = QThread::currentThread();
        QCOMPARE(outcome.end, TaskEnd::Finished);
        result = *outcome.result;
      });
  QVERIFY(task.isRunning());
  QCOMPARE(result, 0);  // never before the event loop
  QTRY_COMPARE(result, 42);
  QVERIFY(!task.isRunning());
  QCOMPARE(answer, QThread::currentThread());
  QVERIFY(worker != answer);
  QCOMPARE(running.count(), 2);
}

void TestBackgroundTask::workWithoutResult() {
  BackgroundTask task;
  std::atomic<bool> worked{false};
  bool told = false;
  task.start([&](JobControl&) { worked = true; },
             [&](const TaskOutcome<std::monostate>& outcome) {
               told = outcome.end == TaskEnd::Finished && outcome.result.has_value();
             });
  QTRY_VERIFY(told);
  QVERIFY(worked);
}

void TestBackgroundTask::resultsNeedNotBeCopied() {
  BackgroundTask task;
  std::unique_ptr<int> result;
  task.start(
      [](JobControl&) { return std::make_unique<int>(7); },
      [&](TaskOutcome<std::unique_ptr<int>> outcome) { result = std::move(*outcome.result); });
  QTRY_VERIFY(result);
  QCOMPARE(*result, 7);
}

void TestBackgroundTask::olderResultsAreDropped() {
  BackgroundTask task;
  std::binary_semaphore go{0};
  QStringList answers;
  // Older work that is slow and does not look at its control: it even finishes after the newer
  // start.
  task.start(
      [&go](JobControl&) {
        go.acquire();
        return 1;
      },
      [&](const TaskOutcome<int>&) { answers.append("older"); });
  task.start([](JobControl&) { return 2; },
             [&](const TaskOutcome<int>&) { answers.append("newer"); });
  go.release();
  QTRY_VERIFY(!task.isRunning());
  QCoreApplication::processEvents();
  QCOMPARE(answers, QStringList{"newer"});
}

void TestBackgroundTask::onlyTheNewestOfManyRuns() {
  BackgroundTask task;
  std::atomic<int> begun{0}, atOnce{0}, mostAtOnce{0};
  int answered = -1;
  for (int i = 0; i < 50; ++i) {
    task.start(
        [&, i](JobControl& control) {
          ++begun;
          mostAtOnce = std::max(mostAtOnce.load(), ++atOnce);
          struct Leave {
            std::atomic<int>& count;
            ~Leave() { --count; }
          } leave{atOnce};
          if (i < 49) untilCancelled(control);
          return i;
        },
        [&](TaskOutcome<int> outcome) { answered = outcome.result.value_or(-2); });
  }
  QTRY_COMPARE(answered, 49);
  QVERIFY(begun <= 2);  // the first and the last: those between were never worth a thread
  QCOMPARE(mostAtOnce.load(), 1);
}

void TestBackgroundTask::cancelIsNotAFailure() {
  BackgroundTask task;
  std::optional<TaskOutcome<std::monostate>> outcome;
  task.start(untilCancelled, [&](TaskOutcome<std::monostate> o) { outcome = o; });
  QTest::qWait(5);
  QVERIFY(!outcome);
  task.cancel();
  QTRY_VERIFY(outcome);
  QCOMPARE(outcome->end, TaskEnd::Cancelled);
  QVERIFY(outcome->failure.isEmpty());
  QVERIFY(!outcome->result);
}

void TestBackgroundTask::cancelBeforeTheWorkBegan() {
  BackgroundTask task;
  std::binary_semaphore go{0};
  task.start([&go](JobControl&) { go.acquire(); }, [](const TaskOutcome<std::monostate>&) {});
  std::atomic<bool> worked{false};
  TaskEnd end = TaskEnd::Finished;
  task.start([&](JobControl&) { worked = true; },
             [&](const TaskOutcome<std::monostate>& o) { end = o.end; });
  task.cancel();
  go.release();
  QTRY_COMPARE(end, TaskEnd::Cancelled);
  QVERIFY(!worked);
}

void TestBackgroundTask::errorsBecomeSentences_data() {
  QTest::addColumn<int>("kind");
  QTest::addColumn<QString>("sentence");
  QTest::newRow("input") << 0 << "a.swc:17: node 12 is its own ancestor";
  QTest::newRow("io") << 1 << "scores.h5: No space left on device";
  QTest::newRow("memory")
      << 2 << "There is not enough memory: close other programs or sets, or take fewer neurons.";
  QTest::newRow("bug") << 3 << "Unexpected error: vector::_M_range_check. Please report it.";
  QTest::newRow("not even an exception")
      << 4 << "Unexpected error of an unknown kind. Please report it.";
}

void TestBackgroundTask::errorsBecomeSentences() {
  QFETCH(int, kind);
  BackgroundTask task;
  std::optional<TaskOutcome<int>> outcome;
  task.start(
      [kind](JobControl&) -> int {
        if (kind == 0) throw InputError("a.swc", 17, "node 12 is its own ancestor");
        if (kind == 1) throw IoError("scores.h5: No space left on device");
        if (kind == 2) throw std::bad_alloc();
        if (kind == 3) throw std::out_of_range("vector::_M_range_check");
        throw 5;
      },
      [&](TaskOutcome<int> o) { outcome = o; });
  QTRY_VERIFY(outcome);
  QCOMPARE(outcome->end, TaskEnd::Failed);
  QTEST(outcome->failure, "sentence");
}

void TestBackgroundTask::destroyingCancelsAndWaits() {
  std::binary_semaphore begun{0};
  std::atomic<bool> left{false};
  bool answered = false;
  {
    BackgroundTask task;
    task.start(
        [&](JobControl& control) {
          begun.release();
          try {
            untilCancelled(control);
          } catch (const Cancelled&) {
            std::this_thread::sleep_for(
                std::chrono::milliseconds(30));  // clearing up takes a while
            left = true;
            throw;
          }
        },
        [&](const TaskOutcome<std::monostate>&) { answered = true; });
    begun.acquire();
  }
  QVERIFY(left);
  QTest::qWait(20);
  QVERIFY(!answered);
}

void TestBackgroundTask::destroyingAPausedTask() {
  std::atomic<bool> left{false};
  {
    BackgroundTask task;
    task.start(
        [&](JobControl& control) {
          try {
            untilCancelled(control);
          } catch (const Cancelled&) {
            left = true;
          }
        },
        [](const TaskOutcome<std::monostate>&) {});
    QTest::qWait(10);
    task.pause();
    QTest::qWait(10);
  }
  QVERIFY(left);
}

void TestBackgroundTask::destroyingDropsAFinishedResult() {
  bool answered = false;
  {
    BackgroundTask task;
    task.start([](JobControl&) { return 1; }, [&](const TaskOutcome<int>&) { answered = true; });
    task.wait();  // the result is on its way through the event loop
  }
  QCoreApplication::processEvents();
  QVERIFY(!answered);
}

void TestBackgroundTask::droppingLetsTheNextOneRun() {
  BackgroundTask task;
  QStringList answers;
  task.start(untilCancelled, [&](const TaskOutcome<std::monostate>&) { answers.append("first"); });
  task.cancelAndDrop();
  QVERIFY(!task.isRunning());
  task.start([](JobControl&) {},
             [&](const TaskOutcome<std::monostate>&) { answers.append("second"); });
  QTRY_COMPARE(answers, QStringList{"second"});
  QCoreApplication::processEvents();
  QCOMPARE(answers.size(), 1);
}

void TestBackgroundTask::droppingDoesNotWait() {
  BackgroundTask task;
  QStringList answers;
  std::atomic<bool> mayEnd = false;
  task.start(
      [&](JobControl&) {  // deaf to being cancelled
        while (!mayEnd)
          QThread::msleep(1);
      },
      [&](const TaskOutcome<std::monostate>&) { answers.append("first"); });
  QSignalSpy running(&task, &BackgroundTask::runningChanged);
  task.drop();
  QVERIFY(!task.isRunning());
  QCOMPARE(running.count(), 1);
  task.start([](JobControl&) {},
             [&](const TaskOutcome<std::monostate>&) { answers.append("second"); });
  QVERIFY(task.isRunning());
  mayEnd = true;
  QTRY_COMPARE(answers, QStringList{"second"});
  task.drop();  // nothing there
  QVERIFY(!task.isRunning());
}

void TestBackgroundTask::theOwnerMayDestroyTheTaskInItsAnswer() {
  auto task = std::make_unique<BackgroundTask>();
  bool answered = false;
  task->start([](JobControl&) { return 1; },
              [&](const TaskOutcome<int>&) {
                task.reset();
                answered = true;
              });
  QTRY_VERIFY(answered);
  QVERIFY(!task);
}

void TestBackgroundTask::theAnswerMayStartTheNextTask() {
  BackgroundTask task;
  int last = 0;
  std::function<void(int)> begin = [&](int i) {
    task.start([i](JobControl&) { return i; },
               [&](const TaskOutcome<int>& outcome) {
                 last = *outcome.result;
                 if (last < 5) begin(last + 1);
               });
  };
  begin(1);
  QTRY_COMPARE(last, 5);
  QVERIFY(!task.isRunning());
}

void TestBackgroundTask::progressIsSampled() {
  BackgroundTask task;
  QVector<Progress> seen;
  connect(&task, &BackgroundTask::progressed, &task, [&](const Progress& p) { seen.append(p); });
  task.start(
      [](JobControl& control) {
        control.begin(Phase::Score, 1000);
        control.advance(10);
        untilCancelled(control);
      },
      [](const TaskOutcome<std::monostate>&) {});
  QTRY_VERIFY(seen.size() >= 2);
  QCOMPARE(seen.last().phase, Phase::Score);
  QCOMPARE(seen.last().done, 10u);
  QCOMPARE(seen.last().total, 1000u);
  QCOMPARE(task.progress().done, 10u);
  task.cancel();
  QTRY_VERIFY(!task.isRunning());
  const auto count = seen.size();
  QTest::qWait(250);
  QCOMPARE(seen.size(), count);
}

void TestBackgroundTask::quickTasksShowNoProgress() {
  BackgroundTask task;
  QSignalSpy progress(&task, &BackgroundTask::progressed);
  bool answered = false;
  task.start([](JobControl&) {}, [&](const TaskOutcome<std::monostate>&) { answered = true; });
  QTRY_VERIFY(answered);
  QTest::qWait(200);
  QCOMPARE(progress.count(), 0);
}

QTEST_GUILESS_MAIN(TestBackgroundTask)
#include "tst_background_task.moc"

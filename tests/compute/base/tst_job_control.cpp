// SPDX-License-Identifier: BSD-3-Clause
#include "compute/base/Error.hpp"
#include "compute/base/JobControl.hpp"
#include "tests/compute/support/ProgressWatcher.hpp"

#include <QTest>

#include <tbb/info.h>
#include <tbb/parallel_for.h>
#include <tbb/task_arena.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <chrono>
#include <thread>
#include <vector>

using namespace nblast;

class TestJobControl : public QObject {
  Q_OBJECT
 private Q_SLOTS:
  void countsWithinAPhase();
  void stepsAreToldAsItems();
  void phasesAreRemembered();
  void moreThanToldCountsAsTold();
  void progressIsOfOnePhase();
  void growingIsSeenBeforeItsSteps();
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

void TestJobControl::stepsAreToldAsItems() {
  JobControl control;
  control.begin(Phase::Score, 10, 2);
  control.advance(7);
  QCOMPARE(control.progress().done, 3u);
  QCOMPARE(control.progress().total, 10u);
  control.grow(2);
  QCOMPARE(control.progress().total, 12u);
  control.advance(17);
  QCOMPARE(control.progress().done, 12u);
}

void TestJobControl::phasesAreRemembered() {
  JobControl control;
  QVERIFY(control.phases().empty());
  QCOMPARE(control.progress().total, 0u);
  control.begin(Phase::Load, 3);
  control.advance(3);
  control.begin(Phase::Tangents, 5);
  control.advance(2);
  const auto phases = control.phases();
  QCOMPARE(phases.size(), std::size_t(2));
  QVERIFY(phases[0].phase == Phase::Load && phases[0].done == 3 && phases[0].total == 3);
  QVERIFY(phases[1].phase == Phase::Tangents && phases[1].done == 2 && phases[1].total == 5);
}

void TestJobControl::moreThanToldCountsAsTold() {
  JobControl control;
  control.begin(Phase::Score, 3);
  control.advance(5);
  QCOMPARE(control.progress().done, 5u);
  QCOMPARE(control.progress().total, 5u);
}

namespace {

constexpr int kWorkers = 3;

template <class Work>
void byAllWorkers(Work work) {
  std::vector<std::thread> workers;
  for (int i = 0; i < kWorkers; ++i)
    workers.emplace_back(work);
  for (auto& worker : workers)
    worker.join();
}

}  // namespace

/// Each phase has a total of its own, so that a mixture of two is seen.
void TestJobControl::progressIsOfOnePhase() {
  constexpr std::array kPhases{Phase::Load, Phase::Tangents, Phase::Prepare, Phase::Score,
                               Phase::Write};
  const auto totalOf = [](Phase phase) {
    return static_cast<std::uint64_t>(kWorkers) * (9000 - 1700 * static_cast<std::uint64_t>(phase));
  };
  for (int repeat = 0; repeat < 40; ++repeat) {
    JobControl control;
    control.begin(kPhases[0], totalOf(kPhases[0]));
    ProgressWatcher watcher(control, [&](const Progress& before, const Progress& now) {
      return now.phase < before.phase || now.total != totalOf(now.phase);
    });
    for (const auto phase : kPhases) {
      if (phase != kPhases[0]) control.begin(phase, totalOf(phase));
      byAllWorkers([&] {
        for (std::uint64_t i = 0; i < totalOf(phase) / kWorkers; ++i)
          control.advance();
      });
      QCOMPARE(control.progress().done, totalOf(phase));
    }
    QCOMPARE(watcher.end(), 0);
  }
}

void TestJobControl::growingIsSeenBeforeItsSteps() {
  for (int repeat = 0; repeat < 20; ++repeat) {
    JobControl control;
    control.begin(Phase::Load, 0);
    ProgressWatcher watcher(control);
    byAllWorkers([&] {
      for (int i = 0; i < 5000; ++i) {
        control.grow();
        control.advance();
      }
    });
    QCOMPARE(watcher.end(), 0);
    QCOMPARE(control.progress().total, std::uint64_t(5000 * kWorkers));
  }
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

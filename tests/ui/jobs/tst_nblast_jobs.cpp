// SPDX-License-Identifier: BSD-3-Clause
#include "compute/base/Error.hpp"
#include "ui/jobs/NblastJobs.hpp"

#include <QAbstractItemModelTester>
#include <QSignalSpy>
#include <QTest>
#include <QThread>

#include <atomic>
#include <mutex>
#include <semaphore>

using namespace nblast;
using Kind = JobOutcome::Kind;

namespace {
/// A Runner that scores nothing: it goes on, a pair a millisecond, until it is cancelled or told to
/// end.
class FakeRunner {
 public:
  std::atomic<bool> mayFinish{false};
  std::atomic<int> begun{0}, atOnce{0}, mostAtOnce{0};
  std::string failure;  ///< not empty: it fails
  std::int64_t pairsScored = 100'000;

  NblastJobs::RunFunction function() {
    return [this](const JobSpec& spec, const LoadedInputs&, JobControl& control,
                  const JobEvents& events) { return run(spec, control, events); };
  }

 private:
  JobOutcome run(const JobSpec& spec, JobControl& control, const JobEvents& events) {
    ++begun;
    mostAtOnce = std::max(mostAtOnce.load(), ++atOnce);
    JobOutcome outcome;
    try {
      outcome = score(spec, control, events);
    } catch (const Cancelled&) {
      outcome.kind = Kind::Cancelled;
    }
    --atOnce;
    return outcome;
  }

  JobOutcome score(const JobSpec& spec, JobControl& control, const JobEvents& events) {
    JobOutcome outcome;
    outcome.report.engine = "fake";
    Plan plan;
    plan.pairs = 100'000;
    plan.engine = "fake";
    events.planned(plan);
    events.fileCreated(spec.output);
    if (!failure.empty()) {
      outcome.kind = Kind::Failed;
      outcome.failure = failure;
      return outcome;
    }
    control.begin(Phase::Score, 100'000);
    for (std::int64_t pair = 0; !mayFinish; ++pair) {
      control.checkpoint();
      std::this_thread::sleep_for(std::chrono::milliseconds(1));
      control.advance();
      if (pair == 5) events.blockWritten(0, 512);
    }
    outcome.report.pairs = pairsScored;
    outcome.report.scoreSeconds = 2;
    return outcome;
  }
};

JobSpec specTo(const char* output) {
  JobSpec spec;
  spec.output = output;
  return spec;
}

/// What the jobs told, in order.
struct Listener {
  explicit Listener(NblastJobs* jobs) {
    using J = NblastJobs;
    QObject::connect(jobs, &J::jobPlanned, jobs, [this](int id) { note("planned", id); });
    QObject::connect(jobs, &J::fileCreated, jobs,
                     [this](int id, const QString& path) { note("created " + path, id); });
    QObject::connect(jobs, &J::blockWritten, jobs, [this](int id, qint64 first, qint64 count) {
      note(QStringLiteral("block %1+%2").arg(first).arg(count), id);
    });
    QObject::connect(jobs, &J::jobEnded, jobs, [this](int id, const JobOutcome& outcome) {
      static const char* kKinds[] = {"finished", "cancelled", "failed"};
      note(kKinds[static_cast<int>(outcome.kind)], id);
    });
  }
  void note(const QString& what, int id) {
    onUiThread = onUiThread && QThread::currentThread() == qApp->thread();
    told.append(QStringLiteral("%1: %2").arg(id).arg(what));
  }
  QStringList told;
  bool onUiThread = true;
};
}  // namespace

class TestNblastJobs : public QObject {
  Q_OBJECT
 private:
  std::unique_ptr<FakeRunner> runner_;
  std::unique_ptr<NblastJobs> jobs_;
  std::unique_ptr<Listener> listener_;
  std::unique_ptr<QAbstractItemModelTester> tester_;
  JobState state(int id) const { return jobs_->model()->find(id)->state; }

 private Q_SLOTS:
  void init();
  void cleanup();
  void tellsAJobFromItsPlanToItsEnd();
  void aSparseJobEndsWithThePairsItBeganWith();
  void theListFollowsTheJob();
  void oneJobRunsAtATime();
  void pauseStopsTheCounterAndTheClock();
  void cancelEndsARunningJob();
  void cancelEndsAPausedJob();
  void cancelEndsAWaitingJob();
  void failureIsASentence();
  void anExceptionOfTheRunnerIsAFailure();
  void leftOutNeuronsAreTold();
  void whatCancelKeepsIsTold();
  void onlyEndedJobsCanBeRemoved();
  void unknownIdsChangeNothing();
  void closingCancelsAllAndTells();
  void closingTellsAFinishedJobAsFinished();
  void destroyingWaits();
  void unfinishedUntilTheLastHasEnded();
};

void TestNblastJobs::init() {
  runner_ = std::make_unique<FakeRunner>();
  jobs_ = std::make_unique<NblastJobs>(runner_->function());
  listener_ = std::make_unique<Listener>(jobs_.get());
  tester_ = std::make_unique<QAbstractItemModelTester>(
      jobs_->model(), QAbstractItemModelTester::FailureReportingMode::QtTest);
}

void TestNblastJobs::cleanup() {
  tester_.reset();
  jobs_.reset();
  listener_.reset();
  runner_.reset();
}

void TestNblastJobs::tellsAJobFromItsPlanToItsEnd() {
  const int id = jobs_->start(specTo("out/a.h5"), {});
  QTRY_COMPARE(listener_->told.size(), 3);
  runner_->mayFinish = true;
  QTRY_COMPARE(listener_->told,
               (QStringList{"1: planned", "1: created out/a.h5", "1: block 0+512", "1: finished"}));
  QVERIFY(listener_->onUiThread);
  QCOMPARE(id, 1);
  const auto& row = *jobs_->model()->find(id);
  QCOMPARE(row.state, JobState::Finished);
  QCOMPARE(row.progress.done, 100'000u);
  QCOMPARE(row.pairsPerSecond, 50'000.0);
  QVERIFY(!jobs_->hasUnfinished());
}

/// It scores some of them, and proves of the others that they need not be.
void TestNblastJobs::aSparseJobEndsWithThePairsItBeganWith() {
  runner_->pairsScored = 17;
  const int id = jobs_->start(specTo("out/a.h5"), {});
  QTRY_COMPARE(jobs_->model()->find(id)->progress.total, 100'000u);
  runner_->mayFinish = true;
  QTRY_COMPARE(state(id), JobState::Finished);
  const auto& row = *jobs_->model()->find(id);
  QCOMPARE(row.progress.done, 100'000u);
  QCOMPARE(row.progress.total, 100'000u);
  QCOMPARE(row.pairsPerSecond, 50'000.0);
}

void TestNblastJobs::theListFollowsTheJob() {
  const int id = jobs_->start(specTo("out/a.h5"), {});
  QCOMPARE(jobs_->model()->find(id)->name, "a.h5");
  QTRY_COMPARE(state(id), JobState::Scoring);
  const auto* row = jobs_->model()->find(id);
  QTRY_VERIFY(row->secondsLeft > 0);
  QCOMPARE(row->engine, "fake");
  QCOMPARE(row->progress.total, 100'000u);
  QVERIFY(row->progress.done > 0);
  QVERIFY(row->pairsPerSecond > 10 && row->pairsPerSecond < 1100);
  QVERIFY(row->elapsedSeconds > 0.2);
  const auto done = row->progress.done;
  QTRY_VERIFY(row->progress.done > done);
}

void TestNblastJobs::oneJobRunsAtATime() {
  const int a = jobs_->start(specTo("a.h5"), {});
  const int b = jobs_->start(specTo("b.h5"), {}, "second");
  QTRY_COMPARE(runner_->begun.load(), 1);
  QTest::qWait(20);
  QCOMPARE(jobs_->runningJob(), a);
  QCOMPARE(state(b), JobState::Waiting);
  QCOMPARE(jobs_->model()->find(b)->name, "second");
  runner_->mayFinish = true;
  QTRY_COMPARE(state(b), JobState::Finished);
  QCOMPARE(state(a), JobState::Finished);
  QCOMPARE(runner_->mostAtOnce.load(), 1);
  QVERIFY(listener_->told.indexOf("1: finished") < listener_->told.indexOf("2: planned"));
}

void TestNblastJobs::pauseStopsTheCounterAndTheClock() {
  const int id = jobs_->start(specTo("a.h5"), {});
  QTRY_COMPARE(state(id), JobState::Scoring);
  jobs_->pause(id);
  QCOMPARE(state(id), JobState::Paused);
  QTest::qWait(120);  // the checkpoint, and a sample after it
  const auto before = *jobs_->model()->find(id);
  QTest::qWait(250);
  const auto after = *jobs_->model()->find(id);
  QCOMPARE(after.progress.done, before.progress.done);
  QCOMPARE(after.elapsedSeconds, before.elapsedSeconds);
  QCOMPARE(after.state, JobState::Paused);
  jobs_->resume(id);
  QTRY_COMPARE(state(id), JobState::Scoring);
  QTRY_VERIFY(jobs_->model()->find(id)->progress.done > before.progress.done);
  QVERIFY(jobs_->model()->find(id)->elapsedSeconds > before.elapsedSeconds);
}

void TestNblastJobs::cancelEndsARunningJob() {
  const int id = jobs_->start(specTo("a.h5"), {});
  QTRY_COMPARE(state(id), JobState::Scoring);
  jobs_->cancel(id);
  QCOMPARE(state(id), JobState::Cancelling);
  QTRY_COMPARE(state(id), JobState::Cancelled);
  QVERIFY(jobs_->model()->find(id)->sentence.isEmpty());
  QCOMPARE(listener_->told.last(), "1: cancelled");
}

void TestNblastJobs::cancelEndsAPausedJob() {
  const int id = jobs_->start(specTo("a.h5"), {});
  QTRY_COMPARE(state(id), JobState::Scoring);
  jobs_->pause(id);
  QTest::qWait(20);
  jobs_->cancel(id);
  QTRY_COMPARE(state(id), JobState::Cancelled);
}

void TestNblastJobs::cancelEndsAWaitingJob() {
  jobs_->start(specTo("a.h5"), {});
  const int b = jobs_->start(specTo("b.h5"), {});
  const int c = jobs_->start(specTo("c.h5"), {});
  jobs_->cancel(b);
  QCOMPARE(state(b), JobState::Cancelled);
  runner_->mayFinish = true;
  QTRY_COMPARE(state(c), JobState::Finished);
  QCOMPARE(runner_->begun.load(), 2);
}

void TestNblastJobs::failureIsASentence() {
  runner_->failure = "a.h5: No space left on device. Free some, then run the job again.";
  const int id = jobs_->start(specTo("a.h5"), {});
  QTRY_COMPARE(state(id), JobState::Failed);
  QCOMPARE(jobs_->model()->find(id)->sentence, QString::fromStdString(runner_->failure));
  QCOMPARE(listener_->told.last(), "1: failed");
}

void TestNblastJobs::anExceptionOfTheRunnerIsAFailure() {
  NblastJobs jobs([](const JobSpec&, const LoadedInputs&, JobControl&,
                     const JobEvents&) -> JobOutcome { throw std::bad_alloc(); });
  const int id = jobs.start(specTo("a.h5"), {});
  QTRY_COMPARE(jobs.model()->find(id)->state, JobState::Failed);
  QVERIFY(jobs.model()->find(id)->sentence.contains("memory"));
}

void TestNblastJobs::leftOutNeuronsAreTold() {
  NblastJobs jobs([](const JobSpec&, const LoadedInputs&, JobControl&, const JobEvents&) {
    JobOutcome outcome;
    outcome.report.leftOut = {{"a", "no usable point"}, {"b", "no usable point"}};
    return outcome;
  });
  const int id = jobs.start(specTo("a.h5"), {});
  QTRY_COMPARE(jobs.model()->find(id)->state, JobState::Finished);
  QCOMPARE(jobs.model()->find(id)->sentence, "2 neurons were left out.");
}

void TestNblastJobs::whatCancelKeepsIsTold() {
  QVERIFY(jobs_->whatCancelKeeps().isEmpty());
  jobs_->start(specTo("a.h5"), {});
  QVERIFY(jobs_->whatCancelKeeps().contains("nothing of it will be kept"));
  QTRY_VERIFY(jobs_->whatCancelKeeps().contains("stay in its score file"));  // its first block
  jobs_->cancel(1);
  auto sparse = specTo("b.h5");
  sparse.top = 5;
  jobs_->start(sparse, {});
  QTRY_VERIFY(jobs_->whatCancelKeeps().contains("keeps nothing until it is complete"));
}

void TestNblastJobs::onlyEndedJobsCanBeRemoved() {
  const int a = jobs_->start(specTo("a.h5"), {});
  const int b = jobs_->start(specTo("b.h5"), {});
  QVERIFY(!jobs_->remove(a));
  QVERIFY(!jobs_->remove(b));
  jobs_->cancel(b);
  QVERIFY(jobs_->remove(b));
  QVERIFY(!jobs_->remove(b));
  QCOMPARE(jobs_->model()->rowCount(), 1);
}

void TestNblastJobs::unknownIdsChangeNothing() {
  jobs_->cancel(0);
  jobs_->cancel(7);
  const int id = jobs_->start(specTo("a.h5"), {});
  QTRY_COMPARE(state(id), JobState::Scoring);
  for (const int other : {0, 7}) {
    jobs_->pause(other);
    jobs_->resume(other);
    jobs_->cancel(other);
    QVERIFY(!jobs_->remove(other));
  }
  jobs_->resume(id);  // it is not paused
  QTest::qWait(120);
  QCOMPARE(state(id), JobState::Scoring);
}

void TestNblastJobs::closingCancelsAllAndTells() {
  const int a = jobs_->start(specTo("a.h5"), {});
  const int b = jobs_->start(specTo("b.h5"), {});
  QTRY_COMPARE(state(a), JobState::Scoring);
  jobs_->cancelAllAndWait();  // no event loop from here on
  QCOMPARE(runner_->atOnce.load(), 0);
  QCOMPARE(runner_->begun.load(), 1);
  QCOMPARE(state(a), JobState::Cancelled);
  QCOMPARE(state(b), JobState::Cancelled);
  QVERIFY(!jobs_->hasUnfinished());
  QVERIFY(listener_->told.contains("1: created a.h5"));
  QCOMPARE(listener_->told.last(), "1: cancelled");
  const auto told = listener_->told;
  QTest::qWait(150);
  QCOMPARE(listener_->told, told);
  runner_->mayFinish = true;
  const int c = jobs_->start(specTo("c.h5"), {});  // and it can go on, if the user changes his mind
  QTRY_COMPARE(state(c), JobState::Finished);
}

void TestNblastJobs::closingTellsAFinishedJobAsFinished() {
  const int id = jobs_->start(specTo("a.h5"), {});
  QTRY_COMPARE(state(id), JobState::Scoring);
  runner_->mayFinish = true;
  while (runner_->atOnce > 0)
    QThread::msleep(1);  // it ends while the event loop stands still
  jobs_->cancelAllAndWait();
  QCOMPARE(state(id), JobState::Finished);
}

void TestNblastJobs::destroyingWaits() {
  jobs_->start(specTo("a.h5"), {});
  jobs_->start(specTo("b.h5"), {});
  QTRY_COMPARE(runner_->atOnce.load(), 1);
  tester_.reset();
  jobs_.reset();
  QCOMPARE(runner_->atOnce.load(), 0);
  QCOMPARE(runner_->begun.load(), 1);
}

void TestNblastJobs::unfinishedUntilTheLastHasEnded() {
  QVERIFY(!jobs_->hasUnfinished());
  runner_->mayFinish = true;
  jobs_->start(specTo("a.h5"), {});
  jobs_->start(specTo("b.h5"), {});
  QVERIFY(jobs_->hasUnfinished());
  QTRY_COMPARE(state(1), JobState::Finished);
  QCOMPARE(jobs_->hasUnfinished(), state(2) != JobState::Finished);
  QTRY_COMPARE(state(2), JobState::Finished);
  QVERIFY(!jobs_->hasUnfinished());
}

QTEST_GUILESS_MAIN(TestNblastJobs)
#include "tst_nblast_jobs.moc"

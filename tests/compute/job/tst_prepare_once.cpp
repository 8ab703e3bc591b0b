// SPDX-License-Identifier: BSD-3-Clause
// A plan and the job after it make nothing twice.
#include "compute/job/Runner.hpp"
#include "compute/job/run/Job.hpp"
#include "tests/compute/support/SampleSets.hpp"

#include <QTemporaryDir>
#include <QTest>

#include <dlfcn.h>
#include <tbb/task_arena.h>

#include <atomic>
#include <memory>
#include <utility>

using namespace nblast;

namespace {

std::atomic<int> timesGivenBack = 0;

struct Counts {
  int engines = 0, prepared = 0, selfHitCalls = 0;
  std::int64_t selfHits = 0;
};

/// The cpu engine, which counts what it is asked for.
class CountingEngine : public Engine {
 public:
  CountingEngine(const EngineChoice& choice, Counts& counts)
      : engine_(makeEngine(choice)), counts_(counts) {
    ++counts_.engines;
  }
  std::string_view name() const override { return engine_->name(); }
  void prepare(std::span<const Dotprops> queries, const ScoringOptions& options,
               JobControl& control) override {
    ++counts_.prepared;
    engine_->prepare(queries, options, control);
  }
  void scoreTargets(std::span<const Dotprops> targets, float* scores,
                    JobControl& control) override {
    engine_->scoreTargets(targets, scores, control);
  }
  void scorePairs(std::span<const Dotprops> targets, std::span<const Pair> pairs, float* scores,
                  JobControl& control) override {
    engine_->scorePairs(targets, pairs, scores, control);
  }
  std::int64_t hostBytes(const ScoringSize& size) const override {
    return engine_->hostBytes(size);
  }
  std::span<const double> selfHits() const override { return engine_->selfHits(); }
  std::vector<double> selfHitsOf(std::span<const Dotprops> neurons,
                                 const ScoringOptions& options) const override {
    ++counts_.selfHitCalls;
    counts_.selfHits += static_cast<std::int64_t>(neurons.size());
    return engine_->selfHitsOf(neurons, options);
  }

 private:
  std::unique_ptr<Engine> engine_;
  Counts& counts_;
};

}  // namespace

/// In the place of the system's: counts, then does what that one does.
extern "C" int malloc_trim(std::size_t pad) {
  ++timesGivenBack;
  using Trim = int (*)(std::size_t);
  static const auto kReal = reinterpret_cast<Trim>(::dlsym(RTLD_NEXT, "malloc_trim"));
  return kReal != nullptr ? kReal(pad) : 0;
}

class TestPrepareOnce : public QObject {
  Q_OBJECT
 private Q_SLOTS:
  void selfHitsAreTakenOnceForEachSide_data();
  void selfHitsAreTakenOnceForEachSide();
  void aPlanGivesMemoryBackOnce();
  void plansAndJobsShareWhatIsPrepared();

 private:
  JobSpec spec(const char* name) const {
    JobSpec result;
    result.output = folder_.filePath(name).toStdString();
    result.overwrite = true;
    result.engine = "cpu";
    return result;
  }
  QTemporaryDir folder_;
};

void TestPrepareOnce::selfHitsAreTakenOnceForEachSide_data() {
  QTest::addColumn<int>("targets");  // 0: all-by-all
  QTest::addColumn<bool>("both");
  QTest::addColumn<bool>("raw");
  QTest::addColumn<bool>("sparse");
  QTest::addColumn<int>("selfHits");
  for (const bool sparse : {false, true}) {
    const auto row = [sparse](const char* name) -> QTestData& {
      return QTest::addRow("%s%s", name, sparse ? ", sparse" : "");
    };
    row("all against all") << 0 << false << false << sparse << 7;
    row("all against all, raw") << 0 << false << true << sparse << 7;
    row("targets") << 5 << false << false << sparse << 12;
    row("targets, both") << 5 << true << false << sparse << 12;
  }
}

void TestPrepareOnce::selfHitsAreTakenOnceForEachSide() {
  QFETCH(int, targets);
  QFETCH(bool, both);
  QFETCH(bool, raw);
  QFETCH(bool, sparse);
  auto job = spec("s.h5");
  job.both = both;
  job.normalised = !raw;
  if (sparse) job.top = 2;
  Counts counts;
  JobControl control;
  JobReport report;
  const EngineMaker maker = [&counts](const EngineChoice& choice) {
    return std::make_unique<CountingEngine>(choice, counts);
  };
  const JobEvents events;
  tbb::task_arena(2).execute([&] {
    Job(job, {sampleSet(7, 1), targets > 0 ? sampleSet(targets, 2) : nullptr}, control, events,
        report, maker)
        .run();
  });
  QCOMPARE(report.finishedBlocks, report.blocks);
  QCOMPARE(counts.selfHitCalls, targets > 0 ? 2 : 1);
  QTEST(static_cast<int>(counts.selfHits), "selfHits");
  QCOMPARE(counts.prepared, both ? 2 : 1);
  QCOMPARE(counts.engines, both ? 2 : 1);
}

void TestPrepareOnce::aPlanGivesMemoryBackOnce() {
  LoadedInputs inputs{sampleSet(20, 1), sampleSet(10, 2), std::make_shared<PreparedCache>()};
  JobControl control;
  for (int plan = 0; plan < 2; ++plan) {
    timesGivenBack = 0;
    planJob(spec("p.h5"), inputs, control);
    QCOMPARE(timesGivenBack.load(), 1);
  }
}

void TestPrepareOnce::plansAndJobsShareWhatIsPrepared() {
  const LoadedInputs inputs{sampleSet(20, 1), nullptr, std::make_shared<PreparedCache>()};
  const PreparedCache::Key key{inputs.queries, {}};
  JobControl control;
  auto job = spec("s.h5");
  planJob(job, inputs, control);
  const auto prepared = inputs.prepared->find(key);
  QVERIFY(prepared != nullptr);
  job.alpha = true;  // other scores, of the same tangents
  planJob(job, inputs, control);
  QCOMPARE(inputs.prepared->find(key), prepared);
  QVERIFY(runJob(job, inputs, control, {}).kind == JobOutcome::Kind::Finished);
  QCOMPARE(inputs.prepared->find(key), prepared);
  job.resample_um = 2;  // other tangents: the old ones are not kept beside them
  planJob(job, inputs, control);
  QVERIFY(inputs.prepared->find(key) == nullptr);
  QVERIFY(inputs.prepared->find({inputs.queries, {1.0, {}, 2.0, false}}) != nullptr);
}

QTEST_GUILESS_MAIN(TestPrepareOnce)
#include "tst_prepare_once.moc"

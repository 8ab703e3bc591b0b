#include "compute/job/Runner.hpp"

#include "compute/base/Error.hpp"
#include "compute/engine/Engine.hpp"
#include "compute/job/BlockWriter.hpp"
#include "compute/job/Estimate.hpp"
#include "compute/job/LeaveOut.hpp"
#include "compute/job/PrepareInputs.hpp"
#include "compute/job/ResolveScoring.hpp"
#include "compute/job/SparseScoring.hpp"
#include "compute/scoring/ScoringJson.hpp"

#include <fmt/format.h>
#include <malloc.h>
#include <nlohmann/json.hpp>
#include <sys/resource.h>
#include <tbb/task_arena.h>

#include <algorithm>
#include <chrono>
#include <new>
#include <utility>

namespace nblast {

namespace {

/// Adds the time of a scope to a sum.
class Stopwatch {
 public:
  explicit Stopwatch(double& seconds) : seconds_(seconds) {}
  ~Stopwatch() {
    seconds_ += std::chrono::duration<double>(std::chrono::steady_clock::now() - start_).count();
  }
  Stopwatch(const Stopwatch&) = delete;
  Stopwatch& operator=(const Stopwatch&) = delete;

 private:
  double& seconds_;
  std::chrono::steady_clock::time_point start_ = std::chrono::steady_clock::now();
};

std::int64_t peakHostBytes() {
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  return static_cast<std::int64_t>(usage.ru_maxrss) * 1024;
}

/// One job from its inputs to its last block; runs inside an arena of the asked number of threads.
class Job {
 public:
  Job(const JobSpec& spec, const LoadedInputs& loaded, JobControl& control, const JobEvents& events,
      JobReport& report)
      : spec_(spec), loaded_(loaded), control_(control), events_(events), report_(report) {}

  Plan plan() {
    load();
    control_.begin(Phase::Prepare, 1);
    return makePlan();
  }

  void run() {
    try {
      runToItsEnd();
    } catch (...) {
      settleFile();
      throw;
    }
    settleFile();
  }

 private:
  void runToItsEnd() {
    checkOutput(spec_, control_);
    load();
    if (events_.loaded) events_.loaded(report_);
    control_.begin(Phase::Prepare, 3);  // plan, search structures, file
    const auto plan = makePlan();
    if (events_.planned) events_.planned(plan);
    if (const auto problem = roomProblem(spec_.output, plan); !problem.empty())
      throw IoError(problem + "; nothing was written");
    prepare();
    if (isSparse(spec_)) return runSparse();
    createFile();
    scoreAll();
    hearEngine();
    {
      const Stopwatch watch(report_.writeSeconds);
      control_.begin(Phase::Write, 1);
      report_.peakHostBytes = peakHostBytes();
      file_->finish(toJson(report_).dump());
      control_.advance();
    }
  }

  /// A file without a score is of no use to anybody.
  void settleFile() {
    if (file_) {
      const auto written = file_->written();
      if (written.finishedBlocks == 0) return file_->discard();
      report_.finishedBlocks = written.finishedBlocks;
      report_.blocks = written.blocks;
    } else if (report_.sparse) {
      report_.finishedBlocks = report_.blocks = 1;
    } else if (sparseFile_) {
      sparseFile_->discard();
    }
  }

  void load() {
    const Stopwatch watch(report_.loadSeconds);
    engine_ = makeEngine(engineChoice(spec_));  // an unknown engine is told before hours of reading
    report_.engine = engine_->name();
    report_.threads = tbb::this_task_arena::max_concurrency();
    auto scoring = resolveScoring(spec_);
    options_ = std::move(scoring.options);
    inputs_ = prepareInputs(spec_, loaded_, control_);
    if (auto good = withoutBadSelfHits(inputs_.queries, options_, "queries"))
      inputs_.queries = std::move(*good);
    if (inputs_.both) {  // else nothing is divided by the targets' self-hits
      if (auto good = withoutBadSelfHits(*inputs_.ownTargets, options_, "targets"))
        inputs_.ownTargets = std::move(*good);
    }
    malloc_trim(0);  // what was read is gone, in small pieces that the search could not use
    report_.notes = inputs_.notes;
    report_.notes.insert(report_.notes.end(), scoring.notes.begin(), scoring.notes.end());
    report_.leftOut = inputs_.queries.leftOut;
    if (inputs_.ownTargets) {
      const auto& more = inputs_.ownTargets->leftOut;
      report_.leftOut.insert(report_.leftOut.end(), more.begin(), more.end());
    }
  }

  Plan makePlan() {
    const Stopwatch watch(report_.prepareSeconds);
    auto plan = estimatePlan(spec_, inputs_, options_);
    plan.engine = report_.engine;
    plan.threads = report_.threads;
    if (!isSparse(spec_)) {
      plan.devices =
          engine_->devicePlans(inputs_.queries.dotprops, inputs_.targets().dotprops, options_);
    }
    report_.devices = plan.devices;
    control_.advance();
    return plan;
  }

  void prepare() {
    const Stopwatch watch(report_.prepareSeconds);
    engine_->prepare(inputs_.queries.dotprops, options_, control_);
    if (inputs_.ownTargets) targetSelfHits_ = selfHitsOf(inputs_.ownTargets->dotprops, options_);
    control_.advance();
  }

  /// What an engine has to say when its work is done.
  void hearEngine() {
    for (auto& note : engine_->notes()) {
      auto& told = report_.notes;  // with both directions by two engines that say the same
      if (std::find(told.begin(), told.end(), note) == told.end()) told.push_back(std::move(note));
    }
    report_.peakDeviceBytes = std::max(report_.peakDeviceBytes, engine_->peakDeviceBytes());
  }

  ScoreFileContents contents() const {
    ScoreFileContents contents;
    contents.queries = &inputs_.queries;
    contents.targets = inputs_.ownTargets ? &*inputs_.ownTargets : nullptr;
    contents.querySelfHits = engine_->selfHits();
    contents.targetSelfHits = targetSelfHits_;
    contents.jobJson = toJson(spec_);
    contents.tableJson = scoringToJson(options_);
    contents.normalised = options_.normalised;
    contents.geometry = spec_.geometry;
    contents.reverse = inputs_.both;
    return contents;
  }

  void createFile() {
    const Stopwatch watch(report_.writeSeconds);
    file_ = ScoreFileWriter::create(
        spec_.output, contents(), spec_.overwrite ? ExistingFile::Overwrite : ExistingFile::Refuse);
    control_.advance();
    tellFile(file_->hasItsName());
  }

  /// Once: as soon as the name is not that of an old file any more.
  void tellFile(bool hasItsName) {
    if (!hasItsName || std::exchange(fileIsTold_, true)) return;
    if (events_.fileCreated) events_.fileCreated(spec_.output);
  }

  /// Only the good ones: kept pairs first, then what is missing of their other direction.
  void runSparse() {
    const SparseLimits limits{spec_.sparseAbove, spec_.top};
    const std::span<const Dotprops> queries = inputs_.queries.dotprops;
    const std::span<const Dotprops> targets = inputs_.targets().dotprops;
    {
      const Stopwatch watch(report_.writeSeconds);
      sparseFile_ = SparseScoreFileWriter::create(
          spec_.output, contents(), limits,
          spec_.overwrite ? ExistingFile::Overwrite : ExistingFile::Refuse);
      control_.advance();
      tellFile(sparseFile_->hasItsName());
    }
    std::vector<ScoredPair> forward, reverse;  // reverse: (target, query)
    {
      const Stopwatch watch(report_.scoreSeconds);
      control_.begin(Phase::Score, static_cast<std::uint64_t>(inputs_.pairs()),
                     SparseScoring::kStepsPerPair);
      SparseScoring scoring(*engine_, queries, targets, options_, inputs_.isAllByAll(), control_);
      forward = scoring.keep(limits);
      if (inputs_.isAllByAll()) {
        control_.begin(Phase::Reverse, 0);
        scoring.complete(forward, transposed(forward));
      } else if (inputs_.both) {
        const auto other = makeEngine(engineChoice(spec_));
        other->prepare(targets, options_, control_);
        SparseScoring back(*other, targets, queries, options_, false, control_);
        if (limits.above) {
          reverse = back.keep({limits.above, {}});
        } else {  // none is kept for its own sake
          control_.advance(SparseScoring::kStepsPerPair * queries.size() * targets.size());
        }
        control_.begin(Phase::Reverse, 0);
        scoring.complete(forward, transposed(reverse));
        back.complete(reverse, transposed(forward));
        report_.pairs += back.pairsScored();
      }
      sparseFile_->setPairsScored(scoring.pairsScored());
      report_.pairs += scoring.pairsScored();
      report_.pointQueries = inputs_.pointQueries();
    }
    hearEngine();
    if (engine_->name().starts_with("cuda"))
      report_.notes.emplace_back("Chosen pairs are scored by the CPU in this version.");
    const Stopwatch watch(report_.writeSeconds);
    control_.begin(Phase::Write, 1);
    sparseFile_->writeBlock(forward);
    if (inputs_.both) sparseFile_->writeReverseBlock(transposed(reverse));
    report_.peakHostBytes = peakHostBytes();
    report_.sparse = sparseFile_->finish(toJson(report_).dump());
    tellFile(true);
    if (events_.blockWritten) events_.blockWritten(0, inputs_.targets().size());
    control_.advance();
  }

  void scoreAll() {
    control_.begin(Phase::Score, static_cast<std::uint64_t>(inputs_.pairs()));
    BlockWriter writer(*file_, [this](const ScoredBlock& block) {
      tellFile(true);
      if (!events_.blockWritten) return;
      // Reverse blocks are rows of the matrix: they touch every target.
      if (block.reverse) return events_.blockWritten(0, inputs_.targets().size());
      events_.blockWritten(block.firstTarget, block.nTargets);
    });
    scoreBlocks(writer, inputs_.queries, inputs_.targets(), file_->blockTargets(), false);
    if (inputs_.both) {
      {
        // The targets take the queries' place; one side's search structures are in memory at a
        // time.
        const Stopwatch watch(report_.prepareSeconds);
        hearEngine();
        engine_ = makeEngine(engineChoice(spec_));
        engine_->prepare(inputs_.targets().dotprops, options_, control_);
      }
      scoreBlocks(writer, inputs_.targets(), inputs_.queries, file_->blockQueries(), true);
    }
    const Stopwatch watch(report_.writeSeconds);
    writer.drain();
    report_.pointQueries = inputs_.pointQueries();
  }

  /// Scores all rows, which the engine has prepared, against all columns, in blocks of columns.
  void scoreBlocks(BlockWriter& writer, const PreparedSet& rows, const PreparedSet& columns,
                   std::int64_t blockColumns, bool reverse) {
    const std::span<const Dotprops> all = columns.dotprops;
    for (std::int64_t first = 0; first < columns.size(); first += blockColumns) {
      ScoredBlock block{first, std::min(blockColumns, columns.size() - first), writer.recycled(),
                        reverse};
      {
        const Stopwatch watch(report_.scoreSeconds);
        block.scores.resize(static_cast<std::size_t>(rows.size() * block.nTargets));
        engine_->scoreTargets(all.subspan(first, block.nTargets), block.scores.data(), control_);
        if (inputs_.isAllByAll()) setDiagonal(block);
        report_.pairs += rows.size() * block.nTargets;
      }
      const Stopwatch watch(report_.writeSeconds);
      writer.push(std::move(block));
    }
  }

  /// In an all-by-all a neuron against itself is its self-hit, exactly (design.md, "The command
  /// line").
  void setDiagonal(ScoredBlock& block) const {
    for (std::int64_t t = 0; t < block.nTargets; ++t) {
      const auto neuron = block.firstTarget + t;
      block.scores[neuron * block.nTargets + t] =
          options_.normalised ? 1.0F : static_cast<float>(engine_->selfHits()[neuron]);
    }
  }

  const JobSpec& spec_;
  const LoadedInputs& loaded_;
  JobControl& control_;
  const JobEvents& events_;
  JobReport& report_;
  ScoringOptions options_;
  JobInputs inputs_;
  std::unique_ptr<Engine> engine_;
  std::vector<double> targetSelfHits_;
  std::unique_ptr<ScoreFileWriter> file_;
  std::unique_ptr<SparseScoreFileWriter> sparseFile_;
  bool fileIsTold_ = false;
};

void fail(JobOutcome& outcome, const char* why) {
  outcome.kind = JobOutcome::Kind::Failed;
  outcome.failure = why;
}

tbb::task_arena arenaOf(const JobSpec& spec) {
  return tbb::task_arena(spec.threads > 0 ? spec.threads : tbb::task_arena::automatic);
}

}  // namespace

nlohmann::json toJson(const JobReport& report) {
  nlohmann::json facts{{"pairs", report.pairs},
                       {"point_queries", report.pointQueries},
                       {"seconds",
                        {{"load", report.loadSeconds},
                         {"prepare", report.prepareSeconds},
                         {"score", report.scoreSeconds},
                         {"write", report.writeSeconds}}},
                       {"engine", report.engine},
                       {"threads", report.threads},
                       {"peak_host_bytes", report.peakHostBytes},
                       {"peak_device_bytes", report.peakDeviceBytes}};
  for (const auto& device : report.devices)
    facts["devices"].push_back(toJson(device));
  if (report.sparse) {
    facts["pairs_in_all"] = report.sparse->pairs;
    facts["pairs_scored"] = report.sparse->scored;
    facts["pairs_kept"] = report.sparse->kept;
  }
  return facts;
}

JobOutcome runJob(const JobSpec& spec, const LoadedInputs& inputs, JobControl& control,
                  const JobEvents& events) {
  JobOutcome outcome;
  try {
    checkOptions(spec);
    arenaOf(spec).execute([&] { Job(spec, inputs, control, events, outcome.report).run(); });
  } catch (const Cancelled&) {
    outcome.kind = JobOutcome::Kind::Cancelled;
  } catch (const InputError& error) {
    fail(outcome, error.what());
    outcome.inputWasWrong = true;
  } catch (const std::bad_alloc&) {
    fail(outcome,
         "The memory of this machine is not enough for this job; score fewer neurons at a time.");
  } catch (const std::exception& error) {
    fail(outcome, error.what());
  }
  outcome.report.peakHostBytes = peakHostBytes();
  if (outcome.kind != JobOutcome::Kind::Finished) outcome.kept = whatIsKept(spec, outcome.report);
  return outcome;
}

Plan planJob(const JobSpec& spec, const LoadedInputs& inputs, JobControl& control) {
  checkOptions(spec);
  JobReport report;
  const JobEvents noEvents;
  return arenaOf(spec).execute([&] { return Job(spec, inputs, control, noEvents, report).plan(); });
}

}  // namespace nblast

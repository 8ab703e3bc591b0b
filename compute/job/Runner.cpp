// SPDX-License-Identifier: BSD-3-Clause
#include "compute/job/Runner.hpp"

#include "compute/base/Error.hpp"
#include "compute/base/ProcessMemory.hpp"
#include "compute/engine/Engine.hpp"
#include "compute/job/BlockWriter.hpp"
#include "compute/job/Estimate.hpp"
#include "compute/job/JobMemory.hpp"
#include "compute/job/JobScopes.hpp"
#include "compute/job/LeaveOut.hpp"
#include "compute/job/PrepareInputs.hpp"
#include "compute/job/ResolveScoring.hpp"
#include "compute/job/SparseScoring.hpp"
#include "compute/scoring/ScoringJson.hpp"

#include <nlohmann/json.hpp>
#include <tbb/task_arena.h>

#include <algorithm>
#include <functional>
#include <limits>
#include <new>
#include <utility>

namespace nblast {

namespace {

/// One job from its inputs to its last block; runs inside an arena of the asked number of threads.
class Job {
 public:
  Job(const JobSpec& spec, LoadedInputs loaded, JobControl& control, const JobEvents& events,
      JobReport& report)
      : spec_(spec),
        loaded_(std::move(loaded)),
        control_(control),
        events_(events),
        report_(report) {}

  Plan plan() {
    load();
    if (events_.loaded) events_.loaded(report_);
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
    control_.begin(Phase::Prepare, 4);  // plan, self-hits, file, search structures
    const auto plan = makePlan();
    if (events_.planned) events_.planned(plan);
    if (const auto problem = roomProblem(spec_.output, plan); !problem.empty())
      throw IoError(problem + "; nothing was written");
    shape_ = plan.shape;
    takeSelfHits();
    if (isSparse(spec_)) return runSparse();
    createFile();
    scoreAll();
    hearEngine();
    {
      const Stopwatch watch(report_.writeSeconds);
      control_.begin(Phase::Write, 1);
      report_.peakHostBytes = peakResidentBytes();
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
    held_.during([this] {
      inputs_ = prepareInputs(spec_, loaded_, control_);
      readHere_ = !loaded_.queries || (inputs_.ownTargets && !loaded_.targets);
      loaded_ = {};
      leaveOutBadSelfHits();
      giveBackFreedMemory();  // what was read is gone, in pieces that the search could not use
    });
    report_.notes = inputs_.notes;
    report_.queryUnits = inputs_.queryUnits;
    report_.targetUnits = inputs_.targetUnits;
    report_.notes.insert(report_.notes.end(), scoring.notes.begin(), scoring.notes.end());
    report_.leftOut = inputs_.queries->leftOut;
    if (inputs_.ownTargets) {
      const auto& more = inputs_.ownTargets->leftOut;
      report_.leftOut.insert(report_.leftOut.end(), more.begin(), more.end());
    }
  }

  void leaveOutBadSelfHits() {
    const auto check = [this](std::shared_ptr<PreparedSet>& set, const char* side) {
      if (auto good = withoutBadSelfHits(*set, options_, side))
        set = std::make_shared<PreparedSet>(std::move(*good));
    };
    check(inputs_.queries, "queries");
    // Without both directions nothing is divided by the targets' self-hits.
    if (inputs_.both) check(inputs_.ownTargets, "targets");
  }

  Plan makePlan() {
    const Stopwatch watch(report_.prepareSeconds);
    auto plan = estimatePlan(spec_, inputs_, options_, roomBytes());
    plan.warnings = inputs_.warnings;
    plan.leftOut = report_.leftOut;
    plan.engine = report_.engine;
    plan.threads = report_.threads;
    if (!isSparse(spec_)) {
      plan.devices =
          engine_->devicePlans(inputs_.queries->dotprops, inputs_.targets().dotprops, options_);
    }
    const bool soFarIsKnown = readHere_ || peak_.isOfThisJob();
    planMemory(spec_, inputs_, *engine_, options_,
               {soFarIsKnown ? peakResidentBytes() : 0, held_.byOthers()}, plan);
    report_.devices = plan.devices;
    report_.warnings = plan.warnings;
    control_.advance();
    return plan;
  }

  /// What may still be taken.
  std::int64_t roomBytes() const {
    const auto limit = memoryLimitBytes(spec_);
    if (!limit) return std::numeric_limits<std::int64_t>::max();
    return std::max<std::int64_t>(0, *limit - residentBytes());
  }

  void takeSelfHits() {
    const Stopwatch watch(report_.prepareSeconds);
    querySelfHits_ = engine_->selfHitsOf(inputs_.queries->dotprops, options_);
    if (inputs_.ownTargets)
      targetSelfHits_ = engine_->selfHitsOf(inputs_.ownTargets->dotprops, options_);
    control_.advance();
  }

  /// Once for each part of the rows: the search structures of one are in memory at a time.
  void prepare(std::span<const Dotprops> rows) {
    const Stopwatch watch(report_.prepareSeconds);
    if (std::exchange(enginePrepared_, true)) {
      hearEngine();
      engine_.reset();
      engine_ = makeEngine(engineChoice(spec_));
    }
    held_.during([&] { engine_->prepare(rows, options_, control_); });
  }

  /// Once the first rows are prepared.
  void beginScore(std::uint64_t stepsPerPair = 1) {
    if (std::exchange(scoreBegun_, true)) return;
    control_.advance();
    control_.begin(Phase::Score, static_cast<std::uint64_t>(inputs_.pairs()), stepsPerPair);
  }

  /// Links are in the file by now, and nothing else needs them.
  void dropLinks() {
    for (const auto& set : {std::ref(inputs_.queries), std::ref(inputs_.ownTargets)}) {
      if (set.get().use_count() == 1) set.get()->links.clear();
    }
    giveBackFreedMemory();
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
    contents.queries = inputs_.queries.get();
    contents.targets = inputs_.ownTargets.get();
    contents.querySelfHits = querySelfHits_;
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
    file_ = DenseScoreFileWriter::create(
        spec_.output, contents(), spec_.overwrite ? ExistingFile::Overwrite : ExistingFile::Refuse);
    dropLinks();
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
    const std::span<const Dotprops> queries = inputs_.queries->dotprops;
    const std::span<const Dotprops> targets = inputs_.targets().dotprops;
    {
      const Stopwatch watch(report_.writeSeconds);
      sparseFile_ = SparseScoreFileWriter::create(
          spec_.output, contents(), limits,
          spec_.overwrite ? ExistingFile::Overwrite : ExistingFile::Refuse, shape_.finishBytes);
      dropLinks();
      control_.advance();
      tellFile(sparseFile_->hasItsName());
    }
    prepare(queries);
    std::vector<ScoredPair> forward, reverse;  // reverse: (target, query)
    {
      const Stopwatch watch(report_.scoreSeconds);
      beginScore(SparseScoring::kStepsPerPair);
      SparseScoring scoring(*engine_, queries, targets, options_, inputs_.isAllByAll(),
                            shape_.boundsAtOnce, control_);
      forward = scoring.keep(limits);
      if (inputs_.isAllByAll()) {
        control_.begin(Phase::Reverse, 0);
        scoring.complete(forward, transposed(forward));
      } else if (inputs_.both) {
        const auto other = makeEngine(engineChoice(spec_));
        other->prepare(targets, options_, control_);
        SparseScoring back(*other, targets, queries, options_, false, shape_.boundsAtOnce,
                           control_);
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
    report_.peakHostBytes = peakResidentBytes();
    report_.sparse = sparseFile_->finish(toJson(report_).dump());
    tellFile(true);
    if (events_.blockWritten) events_.blockWritten(0, inputs_.targets().size());
    control_.advance();
  }

  void scoreAll() {
    BlockWriter writer(*file_, [this](const ScoredBlock& block) {
      tellFile(true);
      if (!events_.blockWritten) return;
      const auto& place = block.place;  // of reverse blocks rows are targets
      events_.blockWritten(place.reverse ? place.firstRow : place.firstColumn,
                           place.reverse ? place.rows : place.columns);
    });
    const auto& queries = *inputs_.queries;
    const auto& targets = inputs_.targets();
    const auto chunkQueries = scoreBlockQueries(queries.size(), targets.size());
    const auto chunkTargets = scoreBlockTargets(queries.size(), targets.size());
    for (const auto& part : cutRows(queries.size(), chunkQueries, shape_.queryParts))
      scoreBlocks(writer, queries, targets, {false, part.first, part.count, 0, chunkTargets});
    if (inputs_.both) {
      for (const auto& part : cutRows(targets.size(), chunkTargets, shape_.queryParts))
        scoreBlocks(writer, targets, queries, {true, part.first, part.count, 0, chunkQueries});
    }
    const Stopwatch watch(report_.writeSeconds);
    writer.drain();
    report_.pointQueries = inputs_.pointQueries();
  }

  /// Scores some rows against all columns. @param first the first block of them
  void scoreBlocks(BlockWriter& writer, const PreparedSet& rows, const PreparedSet& columns,
                   const ScoreRectangle& first) {
    const auto some = [](const PreparedSet& set, std::int64_t from, std::int64_t count) {
      return std::span<const Dotprops>(set.dotprops)
          .subspan(static_cast<std::size_t>(from), static_cast<std::size_t>(count));
    };
    prepare(some(rows, first.firstRow, first.rows));
    beginScore();
    for (auto place = first; place.firstColumn < columns.size();
         place.firstColumn += first.columns) {
      place.columns = std::min(first.columns, columns.size() - place.firstColumn);
      ScoredBlock block{place, writer.recycled()};
      {
        const Stopwatch watch(report_.scoreSeconds);
        block.scores.resize(static_cast<std::size_t>(place.rows * place.columns));
        engine_->scoreTargets(some(columns, place.firstColumn, place.columns), block.scores.data(),
                              control_);
        if (inputs_.isAllByAll()) setDiagonal(block);
        report_.pairs += place.rows * place.columns;
      }
      const Stopwatch watch(report_.writeSeconds);
      writer.push(std::move(block));
    }
  }

  /// In an all-by-all a neuron against itself is its self-hit, exactly (design.md, "The command
  /// line").
  void setDiagonal(ScoredBlock& block) const {
    const auto& place = block.place;
    const auto first = std::max(place.firstRow, place.firstColumn);
    const auto last = std::min(place.firstRow + place.rows, place.firstColumn + place.columns);
    for (auto neuron = first; neuron < last; ++neuron) {
      block.scores[(neuron - place.firstRow) * place.columns + neuron - place.firstColumn] =
          options_.normalised ? 1.0F : static_cast<float>(querySelfHits_[neuron]);
    }
  }

  const PeakOfJob peak_;
  HeldByJobs held_;
  const JobSpec& spec_;
  LoadedInputs loaded_;
  JobControl& control_;
  const JobEvents& events_;
  JobReport& report_;
  ScoringOptions options_;
  JobInputs inputs_;
  bool readHere_ = false;  ///< neurons were read by this job
  JobShape shape_;
  std::unique_ptr<Engine> engine_;
  bool enginePrepared_ = false, scoreBegun_ = false;
  std::vector<double> querySelfHits_, targetSelfHits_;
  std::unique_ptr<DenseScoreFileWriter> file_;
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

JobOutcome runJob(const JobSpec& spec, LoadedInputs inputs, JobControl& control,
                  const JobEvents& events) {
  const MemoryGoesBack afterwards;
  JobOutcome outcome;
  try {
    checkOptions(spec);
    arenaOf(spec).execute(
        [&] { Job(spec, std::move(inputs), control, events, outcome.report).run(); });
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
  outcome.report.peakHostBytes = peakResidentBytes();
  if (outcome.kind != JobOutcome::Kind::Finished) outcome.kept = whatIsKept(spec, outcome.report);
  return outcome;
}

Plan planJob(const JobSpec& spec, LoadedInputs inputs, JobControl& control,
             const JobEvents& events) {
  const MemoryGoesBack afterwards;
  checkOptions(spec);
  JobReport report;
  return arenaOf(spec).execute(
      [&] { return Job(spec, std::move(inputs), control, events, report).plan(); });
}

}  // namespace nblast

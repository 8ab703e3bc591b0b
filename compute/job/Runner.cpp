#include "compute/job/Runner.hpp"

#include "compute/base/Error.hpp"
#include "compute/engine/Checks.hpp"
#include "compute/engine/Engine.hpp"
#include "compute/job/BlockWriter.hpp"
#include "compute/job/Estimate.hpp"
#include "compute/job/PrepareInputs.hpp"
#include "compute/job/ResolveScoring.hpp"
#include "compute/job/SparseScoring.hpp"
#include "compute/scoring/ScoringJson.hpp"

#include <fmt/format.h>
#include <malloc.h>
#include <nlohmann/json.hpp>
#include <sys/resource.h>
#include <tbb/task_arena.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <new>

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
    return makePlan();
  }

  void run() {
    checkOutput(spec_);
    load();
    const auto plan = makePlan();
    if (events_.planned) events_.planned(plan);
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

 private:
  void load() {
    const Stopwatch watch(report_.loadSeconds);
    engine_ = makeEngine(engineChoice(spec_));  // an unknown engine is told before hours of reading
    report_.engine = engine_->name();
    report_.threads = tbb::this_task_arena::max_concurrency();
    auto scoring = resolveScoring(spec_);
    options_ = std::move(scoring.options);
    inputs_ = prepareInputs(spec_, loaded_, control_);
    malloc_trim(0);  // what was read is gone, in small pieces that the search could not use
    report_.notes = inputs_.notes;
    report_.warnings = inputs_.warnings;
    report_.queryUnits = inputs_.queryUnits;
    report_.targetUnits = inputs_.targetUnits;
    report_.notes.insert(report_.notes.end(), scoring.notes.begin(), scoring.notes.end());
    report_.leftOut = inputs_.queries.leftOut;
    if (inputs_.ownTargets) {
      const auto& more = inputs_.ownTargets->leftOut;
      report_.leftOut.insert(report_.leftOut.end(), more.begin(), more.end());
    }
  }

  /// Told with the neuron's name, and before the first score.
  void refuseBadSelfHits() const {
    const auto check = [this](const PreparedSet& set) {
      checkSelfHits(selfHitsOf(set.dotprops, options_), options_, set.labels);
    };
    check(inputs_.queries);
    if (inputs_.both) check(*inputs_.ownTargets);
  }

  Plan makePlan() {
    const Stopwatch watch(report_.prepareSeconds);
    refuseBadSelfHits();
    auto plan = estimatePlan(spec_, inputs_, options_);
    plan.warnings = report_.warnings;
    plan.engine = report_.engine;
    plan.threads = report_.threads;
    if (!isSparse(spec_)) {
      plan.devices =
          engine_->devicePlans(inputs_.queries.dotprops, inputs_.targets().dotprops, options_);
    }
    report_.devices = plan.devices;
    return plan;
  }

  void prepare() {
    const Stopwatch watch(report_.prepareSeconds);
    control_.begin(Phase::Prepare, inputs_.queries.size());
    engine_->prepare(inputs_.queries.dotprops, options_, control_);
    if (inputs_.ownTargets) targetSelfHits_ = selfHitsOf(inputs_.ownTargets->dotprops, options_);
  }

  /// What an engine has to say when its work is done.
  void hearEngine() {
    for (auto& note : engine_->notes())
      report_.notes.push_back(std::move(note));
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
    if (events_.fileCreated) events_.fileCreated(spec_.output);
  }

  /// Only the good ones: kept pairs first, then what is missing of their other direction.
  void runSparse() {
    const SparseLimits limits{spec_.sparseAbove, spec_.top};
    const std::span<const Dotprops> queries = inputs_.queries.dotprops;
    const std::span<const Dotprops> targets = inputs_.targets().dotprops;
    std::unique_ptr<SparseScoreFileWriter> file;
    {
      const Stopwatch watch(report_.writeSeconds);
      file = SparseScoreFileWriter::create(
          spec_.output, contents(), limits,
          spec_.overwrite ? ExistingFile::Overwrite : ExistingFile::Refuse);
      if (events_.fileCreated) events_.fileCreated(spec_.output);
    }
    std::vector<ScoredPair> forward, reverse;  // reverse: (target, query)
    {
      const Stopwatch watch(report_.scoreSeconds);
      control_.begin(Phase::Score, static_cast<std::uint64_t>(2 * inputs_.pairs()));
      SparseScoring scoring(*engine_, queries, targets, options_, inputs_.isAllByAll(), control_);
      forward = scoring.keep(limits);
      if (inputs_.isAllByAll()) {
        scoring.complete(forward, transposed(forward));
      } else if (inputs_.both) {
        const auto other = makeEngine(engineChoice(spec_));
        other->prepare(targets, options_, control_);
        SparseScoring back(*other, targets, queries, options_, false, control_);
        if (limits.above) reverse = back.keep({limits.above, {}});
        scoring.complete(forward, transposed(reverse));
        back.complete(reverse, transposed(forward));
        report_.pairs += back.pairsScored();
      }
      file->setPairsScored(scoring.pairsScored());
      report_.pairs += scoring.pairsScored();
      report_.pointQueries = inputs_.pointQueries();
    }
    hearEngine();
    if (engine_->name().starts_with("cuda"))
      report_.notes.emplace_back("Chosen pairs are scored by the CPU in this version.");
    const Stopwatch watch(report_.writeSeconds);
    control_.begin(Phase::Write, 1);
    file->writeBlock(forward);
    if (inputs_.both) file->writeReverseBlock(transposed(reverse));
    report_.peakHostBytes = peakHostBytes();
    report_.sparse = file->finish(toJson(report_).dump());
    if (events_.blockWritten) events_.blockWritten(0, inputs_.targets().size());
    control_.advance();
  }

  void scoreAll() {
    control_.begin(Phase::Score, static_cast<std::uint64_t>(inputs_.pairs()));
    BlockWriter writer(*file_, [this](const ScoredBlock& block) {
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
};

nlohmann::json toJson(const SideUnits& units) {
  return {{"neurons", units.neurons}, {"reason", units.reason}};
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
  if (!report.warnings.empty()) facts["warnings"] = report.warnings;
  if (!report.queryUnits.neurons.empty()) facts["units"]["queries"] = toJson(report.queryUnits);
  if (!report.targetUnits.neurons.empty()) facts["units"]["targets"] = toJson(report.targetUnits);
  if (report.sparse) {
    facts["pairs_in_all"] = report.sparse->pairs;
    facts["pairs_scored"] = report.sparse->scored;
    facts["pairs_kept"] = report.sparse->kept;
  }
  return facts;
}

void checkOutput(const JobSpec& spec) {
  const auto& output = spec.output;
  if (output.empty()) throw InputError("No score file is named: say where to save with -o.");
  std::error_code ignored;
  if (std::filesystem::is_directory(output, ignored)) {
    throw InputError(output.string(), 0, "is a folder; name a file for the scores");
  }
  if (!spec.overwrite && std::filesystem::exists(output, ignored)) {
    throw InputError(output.string(), 0,
                     "exists already; choose another name, or overwrite it (--overwrite)");
  }
  const auto folder = output.has_parent_path() ? output.parent_path() : std::filesystem::path(".");
  if (!std::filesystem::is_directory(folder, ignored)) {
    throw InputError(folder.string(), 0,
                     "there is no such folder for the score file; make it first or choose another");
  }
  if (access(folder.c_str(), W_OK) != 0) {
    throw IoError(
        fmt::format("{}: this folder cannot be written to; choose another for the score file",
                    folder.string()));
  }
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
    outcome = {JobOutcome::Kind::Failed, outcome.report, error.what(), true};
  } catch (const std::bad_alloc&) {
    outcome = {
        JobOutcome::Kind::Failed, outcome.report,
        "The memory of this machine is not enough for this job; score fewer neurons at a time.",
        false};
  } catch (const std::exception& error) {
    outcome = {JobOutcome::Kind::Failed, outcome.report, error.what(), false};
  }
  outcome.report.peakHostBytes = peakHostBytes();
  return outcome;
}

Plan planJob(const JobSpec& spec, const LoadedInputs& inputs, JobControl& control) {
  checkOptions(spec);
  JobReport report;
  const JobEvents noEvents;
  return arenaOf(spec).execute([&] { return Job(spec, inputs, control, noEvents, report).plan(); });
}

}  // namespace nblast

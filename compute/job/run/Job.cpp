// SPDX-License-Identifier: BSD-3-Clause
#include "compute/job/run/Job.hpp"

#include "compute/base/Error.hpp"
#include "compute/base/ProcessMemory.hpp"
#include "compute/job/CheckOutput.hpp"
#include "compute/job/JobLog.hpp"
#include "compute/job/ResolveScoring.hpp"
#include "compute/job/inputs/LeaveOut.hpp"
#include "compute/job/inputs/PrepareInputs.hpp"
#include "compute/job/plan/Estimate.hpp"
#include "compute/job/plan/JobMemory.hpp"
#include "compute/job/run/DenseRun.hpp"
#include "compute/job/run/SparseRun.hpp"
#include "compute/job/run/Stopwatch.hpp"

#include <tbb/task_arena.h>

#include <algorithm>
#include <limits>
#include <optional>
#include <utility>

namespace nblast {

namespace {

std::unique_ptr<ScoringRun> makeRun(JobState& state) {
  if (isSparse(state.spec)) return std::make_unique<SparseRun>(state);
  return std::make_unique<DenseRun>(state);
}

}  // namespace

Job::Job(const JobSpec& spec, LoadedInputs loaded, JobControl& control, const JobEvents& events,
         JobReport& report, EngineMaker makeEngine)
    : state_(spec, control, events, report, std::move(makeEngine)), loaded_(std::move(loaded)) {}

Plan Job::plan() {
  load();
  state_.control.begin(Phase::Prepare, 1);
  return makePlan();
}

void Job::run() {
  checkOutput(state_.spec, state_.control);
  load();
  state_.control.begin(Phase::Prepare, 3);  // plan, file, search structures
  const auto plan = makePlan();
  if (state_.events.planned) state_.events.planned(plan);
  if (const auto problem = roomProblem(state_.spec.output, plan); !problem.empty())
    throw IoError(problem + "; nothing was written");
  state_.shape = plan.shape;
  const auto run = makeRun(state_);
  try {
    run->run();
  } catch (...) {
    state_.hearEngine();
    run->settle();
    throw;
  }
  run->settle();
}

void Job::load() {
  auto& report = state_.report;
  {
    const Stopwatch watch(report.loadSeconds);
    // Before hours of reading: there may be no such engine, or no such table.
    state_.engine = state_.makeEngine(engineChoice(state_.spec));
    report.engine = state_.engine->name();
    report.threads = tbb::this_task_arena::max_concurrency();
    auto scoring = resolveScoring(state_.spec);
    state_.options = std::move(scoring.options);
    auto& inputs = state_.inputs;
    state_.held.during([&] {
      inputs = prepareInputs(state_.spec, loaded_, state_.control);
      isReadHere_ = !loaded_.queries || (inputs.ownTargets && !loaded_.targets);
      loaded_ = {};
      takeSelfHits(inputs.queries, true, "queries", state_.querySelfHits);
      if (inputs.ownTargets)
        takeSelfHits(inputs.ownTargets, inputs.both, "targets", state_.targetSelfHits);
      // What was read is gone, in pieces that the search could not use.
      if (isReadHere_) giveBackFreedMemory();
    });
    report.notes = inputs.notes;
    report.queryUnits = inputs.queryUnits;
    report.targetUnits = inputs.targetUnits;
    report.notes.insert(report.notes.end(), scoring.notes.begin(), scoring.notes.end());
    report.leftOut = inputs.queries->leftOut;
    if (inputs.ownTargets) {
      const auto& more = inputs.ownTargets->leftOut;
      report.leftOut.insert(report.leftOut.end(), more.begin(), more.end());
    }
  }
  logLoaded(state_.inputs, report);
  if (state_.events.loaded) state_.events.loaded(report);
}

/// @param isDivisor scores are divided by these self-hits, if they are normalised: then a neuron
/// whose self-hit is of no use is left out
void Job::takeSelfHits(std::shared_ptr<PreparedSet>& set, bool isDivisor, std::string_view side,
                       std::vector<double>& selfHits) {
  selfHits = state_.engine->selfHitsOf(set->dotprops, state_.options);
  if (!isDivisor) return;
  if (auto good = withoutBadSelfHits(*set, selfHits, state_.options, side))
    set = std::make_shared<PreparedSet>(std::move(*good));
}

Plan Job::makePlan() {
  auto& report = state_.report;
  const auto& inputs = state_.inputs;
  const Stopwatch watch(report.prepareSeconds);
  Plan plan;
  state_.held.during([&] {
    plan = estimatePlan(state_.spec, inputs, state_.options, roomBytes());
    giveBackFreedMemory();  // what is measured next is in use
  });
  plan.warnings = inputs.warnings;
  plan.leftOut = report.leftOut;
  plan.engine = report.engine;
  plan.threads = report.threads;
  const bool isSoFarKnown = isReadHere_ || peak_.isOfThisJob();
  planMemory(state_.spec, inputs, *state_.engine, state_.options,
             {isSoFarKnown ? peakResidentBytes() : 0, state_.held.byOthers()}, plan);
  report.devices = plan.devices;
  report.warnings = plan.warnings;
  state_.control.advance();
  logPlan(plan);
  return plan;
}

/// What may still be taken.
std::int64_t Job::roomBytes() const {
  const auto limit = memoryLimitBytes(state_.spec);
  if (!limit) return std::numeric_limits<std::int64_t>::max();
  return std::max<std::int64_t>(0, *limit - residentBytes());
}

}  // namespace nblast

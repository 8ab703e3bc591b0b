// SPDX-License-Identifier: BSD-3-Clause
#include "compute/job/run/JobState.hpp"

#include "compute/base/Error.hpp"
#include "compute/base/Log.hpp"
#include "compute/base/ProcessMemory.hpp"
#include "compute/engine/cpu/CpuEngine.hpp"
#include "compute/job/run/Stopwatch.hpp"
#include "compute/scoring/ScoringJson.hpp"

#include <algorithm>
#include <functional>
#include <utility>

namespace nblast {

JobState::JobState(const JobSpec& jobSpec, JobControl& jobControl, const JobEvents& jobEvents,
                   JobReport& jobReport, EngineMaker engineMaker)
    : spec(jobSpec),
      control(jobControl),
      events(jobEvents),
      report(jobReport),
      makeEngine(std::move(engineMaker)) {}

void JobState::prepare(std::span<const Dotprops> rows) {
  const Stopwatch watch(report.prepareSeconds);
  if (std::exchange(isEnginePrepared_, true)) {
    hearEngine();
    engine.reset();
    engine = makeAnotherEngine();
    isEngineHeard_ = false;
  }
  held.during([&] { engine->prepare(rows, options, control); });
}

std::unique_ptr<Engine> JobState::makeAnotherEngine() const {
  try {
    return makeEngine(engineChoice(spec));
  } catch (const InputError& error) {
    return std::make_unique<CpuEngine>(std::vector<std::string>{
        "No GPU is left for this job: the CPU does the rest, with the same result.", error.what()});
  }
}

void JobState::beginScore(std::uint64_t stepsPerPair) {
  if (std::exchange(isScoreBegun_, true)) return;
  control.advance();
  control.begin(Phase::Score, static_cast<std::uint64_t>(inputs.pairs()), stepsPerPair);
}

void JobState::hearEngine() {
  if (engine && !std::exchange(isEngineHeard_, true)) hear(*engine);
}

void JobState::hear(const Engine& one) {
  auto& known = report.notes;  // with both directions two engines may say the same
  for (auto& note : one.notes()) {
    if (std::find(known.begin(), known.end(), note) != known.end()) continue;
    log(LogLevel::Warning, "engine", note);
    known.push_back(std::move(note));
  }
  auto shares = one.deviceShares();
  const auto pairs = report.pairs - std::exchange(pairsHeard_, report.pairs);
  if (shares.empty() && !report.shares.empty()) shares.push_back({{}, "CPU", pairs});
  addShares(report.shares, std::move(shares));
  report.peakDeviceBytes = std::max(report.peakDeviceBytes, one.peakDeviceBytes());
}

ScoreFileContents JobState::contents() const {
  ScoreFileContents contents;
  contents.queries = inputs.queries.get();
  contents.targets = inputs.ownTargets.get();
  contents.querySelfHits = querySelfHits;
  contents.targetSelfHits = targetSelfHits;
  contents.jobJson = toJson(spec);
  contents.tableJson = scoringToJson(options);
  contents.normalised = options.normalised;
  contents.geometry = spec.geometry;
  contents.reverse = inputs.both;
  return contents;
}

void JobState::dropLinks() {
  for (const auto& set : {std::ref(inputs.queries), std::ref(inputs.ownTargets)}) {
    if (set.get().use_count() == 1) set.get()->links.clear();
  }
  giveBackFreedMemory();
}

void JobState::tellFile(bool hasItsName) {
  if (!hasItsName || std::exchange(isFileTold_, true)) return;
  if (events.fileCreated) events.fileCreated(spec.output);
}

}  // namespace nblast

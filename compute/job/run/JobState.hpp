// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include "compute/engine/Engine.hpp"
#include "compute/job/JobReport.hpp"
#include "compute/job/JobSpec.hpp"
#include "compute/job/Runner.hpp"
#include "compute/job/inputs/JobInputs.hpp"
#include "compute/job/plan/HeldByJobs.hpp"
#include "compute/job/plan/HostMemory.hpp"
#include "compute/scorefile/ScoreFileContents.hpp"

#include <functional>
#include <memory>
#include <span>
#include <vector>

namespace nblast {

/// Makes a job's engines; a test gives its own.
using EngineMaker = std::function<std::unique_ptr<Engine>(const EngineChoice& choice)>;

/// What the steps of one job share. Used by the job's own thread.
class JobState {
 public:
  JobState(const JobSpec& jobSpec, JobControl& jobControl, const JobEvents& jobEvents,
           JobReport& jobReport, EngineMaker engineMaker);

  const JobSpec& spec;
  JobControl& control;
  const JobEvents& events;
  JobReport& report;
  const EngineMaker makeEngine;

  /// Known once the inputs are loaded. Self-hits are raw, of every neuron of a side, in its order;
  /// those of the targets are empty in an all-by-all.
  ScoringOptions options;
  JobInputs inputs;
  std::vector<double> querySelfHits, targetSelfHits;
  std::unique_ptr<Engine> engine;

  /// Known once the plan is made.
  JobShape shape;

  HeldByJobs held;

  /// Has the engine prepare rows, a new engine where this one was prepared before: the search
  /// structures of one part of the rows are in memory at a time.
  void prepare(std::span<const Dotprops> rows);
  /// An engine as the job asks for, where it has had one: the CPU's if its GPUs are gone by now.
  std::unique_ptr<Engine> makeAnotherEngine() const;
  /// Begins the phase of scoring, once the first rows are prepared.
  void beginScore(std::uint64_t stepsPerPair = 1);
  /// Takes what the engine has to say into the report and the log, once: when its work is done, or
  /// has failed.
  void hearEngine();
  /// The same of another one.
  void hear(const Engine& one);

  /// What goes into the score file besides the scores.
  ScoreFileContents contents() const;
  /// Frees the links of the neurons: they are in the file by now, and nothing else needs them.
  void dropLinks();
  /// Says once that the score file can be opened: as soon as the name is not an old file's any
  /// more.
  void tellFile(bool hasItsName);

 private:
  std::int64_t pairsHeard_ = 0;  ///< of report.pairs: scored by engines that were heard
  bool isEngineHeard_ = false;
  bool isEnginePrepared_ = false, isScoreBegun_ = false, isFileTold_ = false;
};

}  // namespace nblast

// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include "compute/engine/DevicePlan.hpp"
#include "compute/engine/DeviceShare.hpp"
#include "compute/neuron/Neuron.hpp"
#include "compute/scorefile/ScoreFile.hpp"

#include <nlohmann/json_fwd.hpp>

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace nblast {

struct JobSpec;

/// The units in which a side's coordinates were read.
struct SideUnits {
  /// The number of neurons by the unit's label.
  std::map<std::string, std::int64_t> neurons;
  /// "as given", "stated in 3 of 3 files: um"
  std::string reason;
};

/// The facts of a job that has ended, or of as much of it as was done.
struct JobReport {
  std::int64_t pairs = 0;  ///< scores computed
  std::int64_t pointQueries = 0;
  std::optional<SparseCounts> sparse;  ///< of a finished sparse job
  double loadSeconds = 0, prepareSeconds = 0, scoreSeconds = 0, writeSeconds = 0;
  std::string engine;
  int threads = 0;
  std::int64_t peakHostBytes = 0, peakDeviceBytes = 0;
  std::vector<DevicePlan> devices;  ///< as planned; none: the CPU did the work
  std::vector<DeviceShare> shares;  ///< who scored how many pairs; none: the CPU did the work
  /// Blocks in the job's score file when the job has ended; 0 of 0: it has left no file.
  std::int64_t finishedBlocks = 0, blocks = 0;
  std::vector<LeftOut> leftOut;
  SideUnits queryUnits, targetUnits;  ///< targets: empty in an all-by-all
  std::vector<std::string> warnings;  ///< as planned
  std::vector<std::string> notes;     ///< units with their reasons, files that were passed over
};

/// The report's facts as the score file and the command line hold them, without the neurons left
/// out and the notes.
nlohmann::json toJson(const JobReport& report);

/// How a job ended. Exceptions stop here.
struct JobOutcome {
  enum class Kind : std::uint8_t { Finished, Cancelled, Failed };
  Kind kind = Kind::Finished;
  JobReport report;
  std::string failure;         ///< one sentence, if failed
  std::string kept;            ///< whatIsKept(), if cancelled or failed
  bool inputWasWrong = false;  ///< the failure is the input's or the options' (exit code 2)
};

/// What a job that did not finish has left: "12 of 60 blocks are in x.h5.", "No score file was
/// written.", "x.h5 is as it was before."
std::string whatIsKept(const JobSpec& spec, const JobReport& report);

}  // namespace nblast

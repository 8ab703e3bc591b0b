// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include "compute/base/JobControl.hpp"
#include "compute/job/JobReport.hpp"
#include "compute/job/JobSpec.hpp"
#include "compute/job/inputs/LoadedInputs.hpp"
#include "compute/job/plan/Plan.hpp"

#include <cstdint>
#include <filesystem>
#include <functional>

namespace nblast {

/// Called on the job's own threads.
struct JobEvents {
  /// Once: notes and left-out neurons are known.
  std::function<void(const JobReport& report)> loaded;
  /// Once, before the first score.
  std::function<void(const Plan& plan)> planned;
  /// Once: the score file can be opened from here on.
  std::function<void(const std::filesystem::path& path)> fileCreated;
  /// Scores of targets [first, first + count) are new.
  std::function<void(std::int64_t first, std::int64_t count)> blockWritten;
};

/// Runs a job to its end on the calling thread, with threads of its own for scoring and writing.
/// A job that is cancelled or fails leaves a valid score file with the finished blocks; where there
/// is none, no file, or the old one as it was. A sparse job has one block: its end.
/// What it took of memory goes back to the system; so do the inputs, where the caller moves them.
JobOutcome runJob(const JobSpec& spec, LoadedInputs inputs, JobControl& control,
                  const JobEvents& events);

/// As runJob up to the first score. Of the events, loaded alone comes.
/// @throws InputError, IoError, Cancelled
Plan planJob(const JobSpec& spec, LoadedInputs inputs, JobControl& control,
             const JobEvents& events = {});

}  // namespace nblast

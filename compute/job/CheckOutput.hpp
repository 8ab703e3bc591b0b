// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include "compute/base/JobControl.hpp"
#include "compute/job/JobSpec.hpp"
#include "compute/job/plan/Plan.hpp"
#include "compute/scorefile/platform/TemporaryName.hpp"

#include <filesystem>
#include <string>

namespace nblast {

/// Checks whether a new score file can be put at a path, as far as the path alone shows: a folder
/// that exists and can be written to; no folder, pipe, write-protected file or file of
/// neurons under the name; no file at all if it may not be replaced. The dialog asks this at every
/// letter, runJob before it reads; the writer of the score file refuses the same once more.
/// @throws InputError, IoError
void checkOutputPath(const std::filesystem::path& output, ExistingFile existing);

/// Tells at once what would make a job fail after hours of reading: what checkOutputPath() finds,
/// and an output that is one of the inputs, under whatever name. runJob begins with it. Lists the
/// inputs' folders where the output exists.
/// @throws InputError, IoError, Cancelled
void checkOutput(const JobSpec& spec, JobControl& control);

/// Why the planned score file, as large as it will likely be, will not fit where the job would put
/// it: see DiskSpace.hpp. Empty if it will, or no output is named yet. The command line and the
/// dialog ask this; runJob does before it scores.
std::string roomProblem(const std::filesystem::path& output, const Plan& plan);

}  // namespace nblast

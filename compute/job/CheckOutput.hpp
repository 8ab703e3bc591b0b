// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include "compute/base/JobControl.hpp"
#include "compute/job/JobSpec.hpp"
#include "compute/job/plan/Plan.hpp"

#include <filesystem>
#include <string>

namespace nblast {

/// Tells at once what would make a job fail after hours of reading: an output that exists, a folder
/// that does not, or that cannot be written to; an output that is one of the inputs, under whatever
/// name. runJob begins with it. Lists the inputs' folders where the output exists.
/// @throws InputError, IoError, Cancelled
void checkOutput(const JobSpec& spec, JobControl& control);

/// Why the planned score file, as large as it will likely be, will not fit where the job would put
/// it: see DiskSpace.hpp. Empty if it will, or no output is named yet. The command line and the
/// dialog ask this; runJob does before it scores.
std::string roomProblem(const std::filesystem::path& output, const Plan& plan);

}  // namespace nblast

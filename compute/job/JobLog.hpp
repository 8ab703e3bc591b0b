// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include "compute/job/JobReport.hpp"
#include "compute/job/JobSpec.hpp"
#include "compute/job/inputs/JobInputs.hpp"
#include "compute/job/plan/Plan.hpp"

#include <string_view>

namespace nblast {

/// What a job says to the log (category "job"), one line for each of these.

/// @param what "A job begins"; the line ends with the job's description in JSON
void logBegin(std::string_view what, const JobSpec& spec);
void logLoaded(const JobInputs& inputs, const JobReport& report);
/// The plan, and each of its warnings.
void logPlan(const Plan& plan);
void logOutcome(const JobOutcome& outcome);

}  // namespace nblast

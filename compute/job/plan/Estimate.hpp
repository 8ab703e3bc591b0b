// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include "compute/engine/EngineChoice.hpp"
#include "compute/job/JobSpec.hpp"
#include "compute/job/inputs/JobInputs.hpp"
#include "compute/job/plan/Plan.hpp"
#include "compute/scoring/ScoreTable.hpp"

namespace nblast {

/// What a job will cost; engine, threads and memory are left to be filled in. Takes some 0.4 s, and
/// some 30 MB of memory, for GPUs 100 MB: less where there is no room for that.
/// @param roomBytes of memory, for samples of the job's pairs
/// @throws InputError for an engine that there is not
Plan estimatePlan(const JobSpec& spec, const JobInputs& inputs, const ScoringOptions& options,
                  std::int64_t roomBytes);

/// How long scoring every pair will take, from a sample of this job's own neurons scored with this
/// engine on the calling arena. Takes about a tenth of a second. Engines that get cheaper per point
/// in large jobs will be faster than it says.
double estimateScoreSeconds(const EngineChoice& choice, const JobInputs& inputs,
                            const ScoringOptions& options, std::int64_t roomBytes);

}  // namespace nblast

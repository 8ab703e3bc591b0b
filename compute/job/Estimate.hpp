#pragma once
#include "compute/base/JobControl.hpp"
#include "compute/job/PrepareInputs.hpp"
#include "compute/scoring/ScoreTable.hpp"

namespace nblast {

/// What a job will cost; engine and threads are left to be filled in. Takes some 0.4 s. @throws
/// InputError for an engine that there is not, or where the job needs more of this machine's memory
/// than it may have
Plan estimatePlan(const JobSpec& spec, const JobInputs& inputs, const ScoringOptions& options);

/// How long scoring every pair will take, from a sample of this job's own neurons scored with this
/// engine on the calling arena. Takes about a tenth of a second. Engines that get cheaper per point
/// in large jobs will be faster than it says.
double estimateScoreSeconds(const EngineChoice& choice, const JobInputs& inputs,
                            const ScoringOptions& options);

}  // namespace nblast

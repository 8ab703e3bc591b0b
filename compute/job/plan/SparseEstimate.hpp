// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include "compute/job/JobSpec.hpp"
#include "compute/job/inputs/JobInputs.hpp"
#include "compute/scoring/ScoreTable.hpp"

#include <cstdint>

namespace nblast {

/// What a sparse job comes to. Numbers of pairs are upper bounds, but for the luck of the sample,
/// where they come from bounds of scores, not from scores.
struct SparseEstimate {
  std::int64_t keptPairs = 0;        ///< in the file, at most
  std::int64_t likelyKeptPairs = 0;  ///< in the file, from scores of some pairs
  /// To compute, at most; in both directions where both are wanted.
  std::int64_t scores = 0;
  double seconds = 0;  ///< for bounding all pairs and scoring these
};

/// Judges from a random sample of this job's own pairs: at most 64 queries, against the targets
/// that fit in the time, with the job's engine on the calling arena. The same sample each time.
/// Takes some 0.6 s.
/// @param roomBytes of memory, for the sample
SparseEstimate estimateSparse(const JobSpec& spec, const JobInputs& inputs,
                              const ScoringOptions& options, std::int64_t roomBytes);

}  // namespace nblast

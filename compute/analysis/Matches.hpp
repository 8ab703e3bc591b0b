// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include "compute/scorefile/ScoreFile.hpp"

#include <cstdint>
#include <vector>

namespace nblast {

struct Match {
  std::int64_t target = 0;
  float forward = 0;
  float reverse = 0;      ///< NaN where the file does not have it
  float mean = 0;         ///< NaN where there is no reverse score
  std::int64_t rank = 0;  ///< from 1, among all of the query's matches
};

/// The best targets of a query, best first; ties go to the lower index. In an all-by-all the query
/// itself is not a match. Scores not computed yet, or not kept by a sparse file, are not listed.
/// @param top 0: all
/// Cost: one row of the matrix, and one column where the file has the reverse direction; of a
/// sparse file, the row's kept pairs.
/// @throws InputError for a direction that the file does not have; IoError
std::vector<Match> matchesOf(const ScoreFile& file, std::int64_t query, Direction rankedBy,
                             std::int64_t top);

/// @throws InputError if the file has no query of that index
void requireQuery(const ScoreFile& file, std::int64_t query);

}  // namespace nblast

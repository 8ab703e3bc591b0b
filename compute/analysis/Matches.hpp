#pragma once
#include <cstdint>
#include <vector>

#include "compute/store/ScoreFile.hpp"

namespace nblast {

struct Match {
  std::int64_t target = 0;
  float forward = 0;
  float reverse = 0;  ///< NaN where the file does not have it
  float mean = 0;     ///< NaN likewise
};

/// The best targets of a query, best first; ties to the lower index. In an all-by-all the query itself is not a match.
/// Scores not computed yet are not listed. @param top 0: all
std::vector<Match> matchesOf(const ScoreFile& file, std::int64_t query, Direction rankedBy, std::int64_t top);

}  // namespace nblast

// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include "compute/scorefile/ScoreFile.hpp"

#include <cstdint>
#include <filesystem>
#include <span>
#include <string>
#include <vector>

namespace nblast {

struct Match {
  std::int64_t target = 0;
  float forward = 0;
  float reverse = 0;      ///< NaN where the file does not have it
  float mean = 0;         ///< NaN likewise
  std::int64_t rank = 0;  ///< from 1, among all of the query's matches
};

/// The best targets of a query, best first; ties to the lower index. In an all-by-all the query
/// itself is not a match. Scores not computed yet, or not kept by a sparse file, are not listed.
/// @param top 0: all
/// Cost: one row of the matrix, and one column where the file has the reverse direction; of a
/// sparse file, the row's kept pairs.
/// @throws InputError for a direction that the file does not have; IoError
std::vector<Match> matchesOf(const ScoreFile& file, std::int64_t query, Direction rankedBy,
                             std::int64_t top);

/// A query's matches as a table, in the order given: query,rank,target,forward,reverse,mean; a
/// score that is not there is empty. @throws InputError for a query that the file does not have
std::string matchTable(const ScoreFile& file, std::int64_t query, std::span<const Match> matches,
                       char separator);

/// Writes that table, .csv or .tsv by the ending. Written beside and renamed; replaces an old file.
/// @throws InputError for another ending or a query that the file does not have; IoError
void exportMatches(const ScoreFile& file, std::int64_t query, std::span<const Match> matches,
                   const std::filesystem::path& output);

}  // namespace nblast

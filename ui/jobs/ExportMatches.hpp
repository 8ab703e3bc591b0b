#pragma once
#include "compute/analysis/Matches.hpp"

#include <filesystem>
#include <vector>

/// Writes one query's matches as a table (rank, name, forward, reverse, mean), .csv or .tsv by
/// ending, in the given order; a missing score is empty. Written beside and renamed: never half a
/// file.
/// @throws InputError for another ending; IoError
void exportMatches(const nblast::ScoreFile& file, const std::vector<nblast::Match>& matches,
                   const std::filesystem::path& output);

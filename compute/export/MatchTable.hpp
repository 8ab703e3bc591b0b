// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include "compute/analysis/Matches.hpp"
#include "compute/export/ExportFormats.hpp"

#include <cstdint>
#include <filesystem>
#include <span>
#include <string>
#include <vector>

namespace nblast {

/// The formats of exportFormats() that a query's matches are written in: those of a matrix.
std::vector<ExportFormat> matchFormats();

/// A query's matches as a table, in the order given: query, rank, target, forward, reverse, mean; a
/// score that is not there gives an empty field.
/// @throws InputError for a query that the file does not have
std::string matchTable(const ScoreFile& file, std::int64_t query, std::span<const Match> matches,
                       char separator);

/// Writes that table in the format that the output's ending says. Written beside the output and
/// renamed; replaces an old file.
/// @throws InputError for an ending that is not one of matchFormats(), or a query that the file
/// does not have; IoError
void exportMatches(const ScoreFile& file, std::int64_t query, std::span<const Match> matches,
                   const std::filesystem::path& output);

}  // namespace nblast

// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include "compute/base/JobControl.hpp"
#include "compute/scorefile/ScoreFile.hpp"
#include "compute/scorefile/platform/TemporaryName.hpp"

#include <cstdint>
#include <filesystem>
#include <optional>
#include <vector>

namespace nblast {

struct ExportOptions {
  /// Which scores a matrix holds, and by which an edge list is chosen.
  Direction direction = Direction::Forward;
  /// Scores below are left empty (edge list: left out).
  std::optional<double> above;
  /// Each query's N best; in an all-by-all never the query itself; ties to the lower index.
  /// Together with above: those of the N that reach it.
  std::optional<std::int64_t> top;
  ExistingFile existing = ExistingFile::Refuse;
};

/// Writes scores as text, format by ending: .csv or .tsv (matrix: first column `query`, one column
/// a target, %.9g, a score that is not there is empty), .edges.csv or .edges.tsv
/// (query,target,forward[,reverse], one row a score that is there; reverse where the file has it,
/// then mean, min or max if that is the direction asked for). What a sparse file does not keep is
/// not there.
/// Band by band of rows: memory does not grow with the number of scores. Written beside and
/// renamed: never half a file.
/// Progress: one per query in Phase::Export.
/// @throws InputError for an unknown ending, a direction the file does not have, or an output that
/// is there and must stay, or is the score file itself; IoError; Cancelled
void exportScores(const ScoreFile& file, const std::filesystem::path& output,
                  const ExportOptions& options, JobControl& control);

/// About how many bytes exportScores() will write, from a sample of the scores. Takes milliseconds.
/// @throws as exportScores()
std::int64_t estimateExportBytes(const ScoreFile& file, const std::filesystem::path& output,
                                 const ExportOptions& options);

}  // namespace nblast

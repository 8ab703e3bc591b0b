// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include "compute/base/JobControl.hpp"
#include "compute/export/ExportOptions.hpp"
#include "compute/scorefile/ScoreFile.hpp"

#include <cstdint>
#include <filesystem>

namespace nblast {

/// Writes scores in the format that the output's ending says, see exportFormats(). What a sparse
/// file does not keep is not there. Memory does not grow with the number of scores. Written beside
/// the output and renamed: never half a file.
/// Progress: one step per query in Phase::Export.
/// @throws InputError for an unknown ending, a direction the file does not have, or an output that
/// is there and must stay, or is the score file itself; IoError; Cancelled
void exportScores(const ScoreFile& file, const std::filesystem::path& output,
                  const ExportOptions& options, JobControl& control);

/// About how many bytes exportScores() will write, from a sample of the scores. Takes milliseconds.
/// @throws as exportScores()
std::int64_t estimateExportBytes(const ScoreFile& file, const std::filesystem::path& output,
                                 const ExportOptions& options);

}  // namespace nblast

// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include "compute/export/ExportFormats.hpp"

#include <cstdint>
#include <filesystem>

namespace nblast {

/// Writes a matrix: the first column is named `query` and holds the queries' names, then comes one
/// column per target. Scores are written as %.9g; one that is not there gives an empty field. Reads
/// band by band of rows.
/// @throws as ExportFormat::write
void writeMatrixTable(const ScoreFile& file, const std::filesystem::path& output,
                      const ExportOptions& options, const ExportFormat& format,
                      JobControl& control);

/// See ExportFormat::estimateBytes.
std::int64_t estimateMatrixBytes(const ScoreFile& file, const ExportOptions& options);

}  // namespace nblast

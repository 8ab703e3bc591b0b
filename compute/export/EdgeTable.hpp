// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include "compute/export/ExportFormats.hpp"

#include <cstdint>
#include <filesystem>

namespace nblast {

/// Writes a list of pairs: query, target, forward, then reverse where the file has it, then mean,
/// min or max if that is the direction asked for; one row per score that is there and wanted. Reads
/// band by band of rows.
/// @throws as ExportFormat::write
void writeEdgeTable(const ScoreFile& file, const std::filesystem::path& output,
                    const ExportOptions& options, const ExportFormat& format, JobControl& control);

/// See ExportFormat::estimateBytes.
std::int64_t estimateEdgeBytes(const ScoreFile& file, const ExportOptions& options);

}  // namespace nblast

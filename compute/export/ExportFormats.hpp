// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include "compute/base/FileType.hpp"
#include "compute/base/JobControl.hpp"
#include "compute/export/ExportOptions.hpp"

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

namespace nblast {

enum class TableKind : std::uint8_t {
  Matrix,  ///< a row per query, a column per target; a query's matches go out in such formats, too
  Edges,   ///< a row per pair
};

/// One format in which scores are written. Everything that writes, offers or names tables goes by
/// the table of these.
struct ExportFormat : FileType {
  TableKind kind;
  /// Stands between the fields of a row.
  char separator;
  /// Writes scores to the output, whole or not at all. Progress: begins Phase::Export once the
  /// output can be written, and goes one step per query.
  /// @throws InputError if the output is there and must stay; IoError; Cancelled
  void (*write)(const ScoreFile& file, const std::filesystem::path& output,
                const ExportOptions& options, const ExportFormat& format, JobControl& control);
  /// About how many bytes write() will need, from a sample of the scores.
  std::int64_t (*estimateBytes)(const ScoreFile& file, const ExportOptions& options);
};

/// The table.
const std::vector<ExportFormat>& exportFormats();

/// The format that a file's name says; of endings that end alike, the longest counts.
/// @throws InputError for another ending, naming those that are known
const ExportFormat& exportFormatOf(const std::filesystem::path& output);

/// Each ending with what is written under it, for sentences: ".csv (matrix, comma-separated), ...".
std::string exportFormatsInWords();

}  // namespace nblast

#pragma once
#include "compute/base/JobControl.hpp"
#include "compute/store/ScoreFile.hpp"

#include <cstdint>
#include <filesystem>
#include <optional>
#include <vector>

namespace nblast {

struct ExportOptions {
  Direction direction = Direction::Forward;
  std::optional<double> above;  ///< scores below are left empty (edge list: left out)
  std::optional<std::int64_t>
      top;  ///< each query's N best; itself not counted; ties to the lower index
};

/// Writes scores as text, format by ending: .csv or .tsv (matrix: first column `query`, one column
/// a target, %.9g, a score that is not there is empty), .edges.csv or .edges.tsv
/// (query,target,forward[,reverse]). Row by row: memory does not grow with the number of scores.
/// Written beside and renamed: never half a file.
/// @throws InputError for an unknown ending or a direction the file does not have; IoError;
/// Cancelled
void exportScores(const ScoreFile& file, const std::filesystem::path& output,
                  const ExportOptions& options, JobControl& control);

}  // namespace nblast

// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include "compute/scorefile/ScoreFile.hpp"
#include "compute/scorefile/platform/TemporaryName.hpp"

#include <cstdint>
#include <optional>

namespace nblast {

/// Which scores of a file are written, and how.
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

}  // namespace nblast

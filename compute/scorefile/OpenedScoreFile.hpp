// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include "compute/scorefile/ScoreFile.hpp"
#include "compute/scorefile/ScoreFileLayout.hpp"
#include "compute/scorefile/platform/PosixFile.hpp"
#include "compute/scorefile/sparse/SparseLayout.hpp"

#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace nblast {

/// One side as it was found in the file.
struct OpenedSide {
  ScoreAxis axis;
  /// Of each neuron's points, and their total; empty without geometry.
  std::vector<std::int64_t> offsets;
  layout::GeometryOffsets geometry;
};

/// What opening has found out; from here on only pread is needed.
struct OpenedScoreFile {
  std::shared_ptr<PosixFile> file;
  bool allByAll = false, normalised = true, hasGeometry = false;
  std::string jobJson, tableJson;
  OpenedSide queries, targets;  ///< targets: empty in an all-by-all
  ChunkGrid grid;               ///< dense scores only
  layout::FileOffsets byteOffsets;
  std::optional<layout::FoundSparse> sparse;  ///< instead of dense scores
};

/// @throws InputError if it is not a score file of this program, with the reason
OpenedScoreFile openScoreFile(const std::filesystem::path& path);

}  // namespace nblast

// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include "compute/scorefile/ScoreFile.hpp"

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <span>
#include <vector>

namespace nblast {

/// What decides which pairs of a sparse score file are kept.
struct SparseRules {
  std::filesystem::path path;  ///< for messages
  SparseLimits limits;
  bool allByAll = false;
  bool reverse = false;           ///< both directions are known
  std::vector<float> selfScores;  ///< in an all-by-all: of each neuron against itself
};

/// One score of a row.
struct Cell {
  std::int32_t column;
  float score;
};

/// Sorts the scored cells of one row by column and moves those that are kept to the front, in both
/// arrays alike.
/// @param reverse the same columns' scores against the row; empty where they are not known
/// @return how many are kept
/// @throws Error if a pair is there twice, or in one direction only
std::size_t keepCells(const SparseRules& rules, std::int64_t row, std::span<Cell> forward,
                      std::span<Cell> reverse);

}  // namespace nblast

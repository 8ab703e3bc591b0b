// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include "compute/scoring/PointScorer.hpp"
#include "compute/scoring/ScoreTable.hpp"
#include "compute/search/TileTree.hpp"
#include "compute/search/kernel/KernelTask.hpp"

#include <cstdint>
#include <vector>

namespace nblast {

/// What a point can score at best, by the distance of its voxel's box from the target: rows like
/// those of the score table. PairBounds.hpp says why it is never too little.
class VoxelTable {
 public:
  VoxelTable(const ScoringOptions& options, const PointScorer& scorer);

  const RowTable& rows() const { return rows_; }
  /// [rows] In units, beyond leastCell(): from at most kMostValue down to 0.
  const std::int32_t* values() const { return values_.data(); }
  std::int64_t unit() const { return unit_; }  ///< a power of two of the score table's integers
  std::int64_t leastCell() const { return leastCell_; }  ///< the best cell from the last edge on

  VoxelTable(VoxelTable&&) = default;  // moved vectors keep their memory, so the rows stay right
  VoxelTable& operator=(VoxelTable&&) = default;

 private:
  AlignedVector<float> thresholds_;
  std::vector<std::int32_t> values_;
  RowTable rows_{};
  std::int64_t unit_ = 1, leastCell_ = 0;
};

}  // namespace nblast

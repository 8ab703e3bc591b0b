// SPDX-License-Identifier: BSD-3-Clause
#pragma once
// What a device is handed to bound pairs: plain numbers and addresses in its memory. Compiled by
// nvcc and by g++, so no header with host code comes in here.
#include "compute/engine/cuda/kernel/ScoreTask.hpp"
#include "compute/search/kernel/KernelTask.hpp"

#include <cstdint>

namespace nblast::cuda {

/// A warp works on one node of this level of Voxels at a time, a thread block on one of the other
/// level against one target; a lower one where the tree has no more levels.
constexpr int kVoxelNodeLevel = 1;
constexpr int kVoxelBlockLevel = 3;

/// A query's list of voxels begins at firstPair and ends where the next query's begins; its bound
/// is (sum * unit + offset) / divisor.
struct BoundedQuery {
  std::int64_t firstPair, offset;
  double divisor;
};

/// One block of bounds: some targets against all queries that lie on the device.
struct BoundTask {
  VoxelsView voxels;
  std::int64_t voxelCount, blockNodes;
  const TileBox* nodeBoxes;   ///< level nodeLevel
  const TileBox* blockBoxes;  ///< level blockLevel
  std::int32_t nodeLevel, blockLevel;
  RowTable table;              ///< thresholds end in infinity, up to a multiple of kWarpThreads
  const std::int32_t* worths;  ///< [table.rows] of a point at most, in units, see VoxelTable
  const std::int32_t* listed;  ///< [2 * pairs] voxels, see VoxelList
  const std::int32_t* listedPoints;  ///< [pairs]
  const BoundedQuery* queries;       ///< [queryCount + 1]
  std::int64_t queryCount, unit;
  const Candidate* points;    ///< of the targets, one after another
  const std::int64_t* first;  ///< [targets + 1]
  std::int32_t targets;
  std::int16_t* values;  ///< [voxelCount, targets] what voxels are worth; zero before
  float* bounds;         ///< [queryCount, targets], out
};

}  // namespace nblast::cuda

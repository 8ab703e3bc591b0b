// SPDX-License-Identifier: BSD-3-Clause
#pragma once
// What a device is handed to bound pairs: plain numbers and addresses in its memory. Compiled by
// nvcc and by g++, so no header with host code comes in here.
#include "compute/search/kernel/KernelTask.hpp"

#include <cstdint>

namespace nblast::cuda {

/// A query's list of voxels begins at firstPair and ends where the next query's begins; its bound
/// is (sum * unit + offset) / divisor.
struct BoundedQuery {
  std::int64_t firstPair, offset;
  double divisor;
};

/// One block of bounds: some targets against all queries that lie on the device.
struct BoundTask {
  VoxelsView voxels;
  std::int64_t voxelCount;
  const float* d2Thresholds;   ///< [rows - 1] ascending, see VoxelTable
  const std::int32_t* worths;  ///< [rows] what a point is worth at most, in units
  std::int32_t rows;
  const std::int32_t* listed;        ///< [2 * pairs] voxels, see VoxelList
  const std::int32_t* listedPoints;  ///< [pairs]
  const BoundedQuery* queries;       ///< [queryCount + 1]
  std::int64_t queryCount, unit;
  const float* points;        ///< of the targets, one after another: [points, 4], x, y, z, 0
  const std::int64_t* first;  ///< [targets + 1]
  std::int32_t targets;
  std::int16_t* values;  ///< [voxelCount, targets] on the way
  float* bounds;         ///< [queryCount, targets], out
};

}  // namespace nblast::cuda

// SPDX-License-Identifier: BSD-3-Clause
#pragma once
// Bounds of pairs (compute/search/README.md, "Only the good ones"), one source for nvcc and g++.
// Distances are those of compute/search/kernel/VoxelKernel.hpp, operation by operation, and the
// least one is the least whatever was looked at: so same bits.
#include "compute/engine/cuda/kernel/BoundTask.hpp"
#include "compute/engine/cuda/kernel/Portable.hpp"

#include <cstdint>

namespace nblast::cuda {

/// A box of points, see VoxelsView.
struct VoxelBox {
  float x, y, z, halfX, halfY, halfZ;
};

NBLAST_DEVICE VoxelBox voxelBox(const VoxelsView& all, std::int64_t i) {
  return {all.x[i], all.y[i], all.z[i], all.halfX[i], all.halfY[i], all.halfZ[i]};
}

/// How far outside a box along one axis.
NBLAST_DEVICE float outside(float p, float centre, float half) {
  const float away = magnitude(p - centre) - half;
  return away > 0 ? away : 0;
}

NBLAST_DEVICE float boxDistance(const VoxelBox& box, const float* point) {
  const float dx = outside(point[0], box.x, box.halfX);
  const float dy = outside(point[1], box.y, box.halfY);
  const float dz = outside(point[2], box.z, box.halfZ);
  return fused(dz, dz, fused(dy, dy, dx * dx));
}

/// What a point of a voxel is worth at most, by the least squared distance of its box.
NBLAST_DEVICE std::int16_t worthAt(const BoundTask& task, float d2) {
  int row = 0;
  while (row < task.rows - 1 && task.d2Thresholds[row] <= d2)
    ++row;
  return static_cast<std::int16_t>(task.worths[row]);
}

/// One voxel against one target.
NBLAST_DEVICE void findWorth(const BoundTask& task, std::int64_t voxel, std::int32_t target) {
  constexpr float kHuge = 3e38F;
  const VoxelBox box = voxelBox(task.voxels, voxel);
  const float* end = task.points + 4 * task.first[target + 1];
  float least = kHuge;
  for (const float* point = task.points + 4 * task.first[target]; point != end; point += 4) {
    const float d2 = boxDistance(box, point);
    least = d2 < least ? d2 : least;
  }
  task.values[voxel * task.targets + target] = worthAt(task, least);
}

/// The i-th of [queries, targets] bounds, from what its voxels are worth.
NBLAST_DEVICE void sumBound(const BoundTask& task, std::int64_t i) {
  const std::int64_t query = i / task.targets;
  const std::int64_t end = task.queries[query + 1].firstPair;
  const std::int16_t* values = task.values + i % task.targets;
  std::int64_t sum = 0;
  for (std::int64_t pair = task.queries[query].firstPair; pair < end; ++pair) {
    const std::int32_t points = task.listedPoints[pair];
    // Each product is below 2^30, so two of them fit.
    sum += (points & 0xffff) * values[std::int64_t{task.listed[2 * pair]} * task.targets] +
           (points >> 16) * values[std::int64_t{task.listed[2 * pair + 1]} * task.targets];
  }
  const std::int64_t whole = sum * task.unit + task.queries[query].offset;
  task.bounds[i] = static_cast<float>(static_cast<double>(whole) / task.queries[query].divisor);
}

}  // namespace nblast::cuda

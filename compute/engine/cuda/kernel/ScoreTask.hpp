// SPDX-License-Identifier: BSD-3-Clause
#pragma once
// What the kernels of a device are handed: plain numbers and addresses in the device's memory.
// Compiled by nvcc and by g++, so no header with host code comes in here.
#include "compute/search/kernel/KernelTask.hpp"

#include <cstdint>

namespace nblast::cuda {

constexpr int kBlockThreads = 256;
constexpr int kWarpThreads = 32;
constexpr int kWarps = kBlockThreads / kWarpThreads;
/// A thread block scores one node of the query tiles against one target: this level of QueryTiles.
constexpr int kNodeLevel = 2;
constexpr int kNodeTiles = 1 << (kFanBits * kNodeLevel);
/// Target points looked at in one go; longer targets come in several.
constexpr int kTargetChunk = 1024;

/// Query points, structure of arrays.
struct PointsView {
  const float *x, *y, *z;     ///< µm
  const float *vx, *vy, *vz;  ///< tangents
  const float* alpha;         ///< or null
};

/// Several targets one after another, structure of arrays.
struct TargetsView {
  const float *x, *y, *z;     ///< µm
  const float* directions;    ///< [points, 4]: tangent, alpha; 16-byte aligned
  const std::int64_t* first;  ///< [targets + 1]
  std::int32_t count;
};

/// One block of scores: some targets against all query tiles that lie on the device.
struct ScoreTask {
  PointsView points;  ///< of the query tiles: [tiles * kTilePoints]
  const std::int32_t* owner;
  const TileBox* tileBoxes;  ///< level 0
  const TileBox* nodeBoxes;  ///< level kNodeLevel
  std::int64_t tiles, nodes;
  std::int64_t owners;
  TableView table;
  TargetsView targets;
  unsigned long long* sums;     ///< [owners, targets], in and out: two's complement; zero before
  const std::int64_t* offsets;  ///< [owners]: score = (sum + offset) / divisor
  const double* divisors;       ///< [owners]
  float* scores;                ///< [owners, targets], out
};

}  // namespace nblast::cuda

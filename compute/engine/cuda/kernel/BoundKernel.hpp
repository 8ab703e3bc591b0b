// SPDX-License-Identifier: BSD-3-Clause
#pragma once
// Bounds of pairs (compute/search/README.md, "Only the good ones") by thread blocks, one source for
// nvcc and g++: see ScoreKernel.hpp. Distances are those of compute/search/kernel/VoxelKernel.hpp,
// operation by operation, and the least is the least whatever else was looked at: so same bits.
#include "compute/engine/cuda/kernel/BoundTask.hpp"
#include "compute/engine/cuda/kernel/CandidateFilter.hpp"

#include <cstdint>

namespace nblast::cuda {

NBLAST_ANYWHERE std::int64_t worksOf(const BoundTask& task) {
  return task.blockNodes * task.targets;
}

/// One warp's part: nodes of nodeLevel, one after another.
template <class Warp>
class VoxelSearch {
 public:
  using F = typename Warp::F;
  using I = typename Warp::I;

  /// @param list what the block has kept
  NBLAST_DEVICE VoxelSearch(const Warp& warp, const BoundTask& task, const CandidateList& list,
                            std::int32_t target)
      : warp_(warp), task_(task), list_(list), values_(task.values + target) {}

  /// What a node's voxels are worth. @param n of them, from the first one on: two a lane at most
  NBLAST_DEVICE void run(std::int64_t node, std::int64_t first, int n) {
    const auto box = boxOf(task_.nodeBoxes[node]);
    const float within = withinBound(warp_, task_.table, box);
    const auto nearest = nearestTo<Step::WideNearest>(warp_, box, list_);
    if (nearest.d2 > within) return;
    const Keeping<float> keeping(box, nearest, within);
    const Boxes boxes = load(first, n);
    F d2[kVoxels];
    NBLAST_UNROLL
    for (int k = 0; k < kVoxels; ++k)
      d2[k] = F(kHuge);
    forEachRound<Step::WideKeep>(warp_, list_, [&](int from, auto inside, const auto& c) {
      search(list_.at + from, warp_.ballot(inside & keeping.keeps(c.x, c.y, c.z)), boxes, d2);
    });
    store(first, n, d2);
  }

 private:
  static constexpr int kVoxels = 2;  ///< of each lane
  static_assert(kTileVoxels << (kFanBits * kVoxelNodeLevel) == kVoxels * kWarpThreads);

  struct Boxes {
    F x[kVoxels], y[kVoxels], z[kVoxels], halfX[kVoxels], halfY[kVoxels], halfZ[kVoxels];
  };

  /// Goes through the candidates at[i] of set bits.
  NBLAST_DEVICE void search(const Candidate* at, unsigned bits, const Boxes& boxes, F* d2) const {
    NBLAST_NO_UNROLL
    while (bits != 0) {
      const Candidate c = at[lowestBit(bits)];
      bits &= bits - 1;
      NBLAST_UNROLL
      for (int k = 0; k < kVoxels; ++k) {
        d2[k] = lesser(squared<F>(outside(c.x, boxes.x[k], boxes.halfX[k]),
                                  outside(c.y, boxes.y[k], boxes.halfY[k]),
                                  outside(c.z, boxes.z[k], boxes.halfZ[k])),
                       d2[k]);
      }
    }
  }

  NBLAST_DEVICE void store(std::int64_t first, int n, const F* d2) const {
    F least = d2[0], greatest = d2[0];
    NBLAST_UNROLL
    for (int k = 1; k < kVoxels; ++k) {
      least = lesser(d2[k], least);
      greatest = greater(d2[k], greatest);
    }
    const int lowRow = rowOf(warp_.least(least));
    if (lowRow == task_.table.rows - 1) return;  // worth nothing
    const int highRow = rowOf(warp_.greatest(greatest));
    NBLAST_UNROLL
    for (int k = 0; k < kVoxels; ++k) {
      const I voxel = warp_.lane() + I(k * kWarpThreads);
      warp_.store(values_ + first * task_.targets, voxel * I(task_.targets),
                  narrow(worths(d2[k], lowRow, highRow)), voxel < I(n));
    }
  }

  NBLAST_DEVICE Boxes load(std::int64_t first, int n) const {
    const VoxelsView& all = task_.voxels;
    Boxes boxes;
    NBLAST_UNROLL
    for (int k = 0; k < kVoxels; ++k) {
      const I voxel = lesser(warp_.lane() + I(k * kWarpThreads), I(n - 1));
      boxes.x[k] = warp_.load(all.x + first, voxel);
      boxes.y[k] = warp_.load(all.y + first, voxel);
      boxes.z[k] = warp_.load(all.z + first, voxel);
      boxes.halfX[k] = warp_.load(all.halfX + first, voxel);
      boxes.halfY[k] = warp_.load(all.halfY + first, voxel);
      boxes.halfZ[k] = warp_.load(all.halfZ + first, voxel);
    }
    return boxes;
  }

  /// How far outside a box along one axis.
  NBLAST_DEVICE static F outside(float p, const F& centre, const F& half) {
    return greater(magnitude(F(p) - centre) - half, F(0));
  }

  NBLAST_DEVICE int rowOf(float d2) const {
    int row = 0;
    NBLAST_NO_UNROLL
    for (int first = 0; first < task_.table.rows - 1; first += kWarpThreads) {
      const F edges = warp_.load(task_.table.d2Thresholds + first, warp_.lane());
      row += bitCount(warp_.ballot(edges <= F(d2)));
    }
    return row;
  }

  NBLAST_DEVICE I worths(const F& d2, int lowRow, int highRow) const {
    I worth = I(task_.worths[lowRow]);
    NBLAST_NO_UNROLL
    for (int row = lowRow; row < highRow; ++row)
      worth = choose(F(task_.table.d2Thresholds[row]) <= d2, I(task_.worths[row + 1]), worth);
    return worth;
  }

  const Warp& warp_;
  const BoundTask& task_;
  CandidateList list_;
  std::int16_t* values_;
};

/// What the voxels of one node of blockLevel are worth to one target: the i-th work of a task, by
/// all threads of a block.
template <class Block>
NBLAST_DEVICE void searchVoxels(Block& block, const BoundTask& task, FilterMemory& memory,
                                std::int64_t i) {
  using Warp = typename Block::Warp;
  const std::int64_t blockNode = i / task.targets;
  const auto target = static_cast<std::int32_t>(i % task.targets);
  const std::int64_t firstPoint = task.first[target];
  const CandidateList points{task.points + firstPoint,
                             static_cast<int>(task.first[target + 1] - firstPoint)};
  const auto box = boxOf(task.blockBoxes[blockNode]);
  const auto list = keepOfBlock(block, memory, task.table, box, points);
  if (list.n == 0) return;  // worth nothing, all of them
  const int nodes = 1 << (kFanBits * (task.blockLevel - task.nodeLevel));
  const std::int64_t voxels = kTileVoxels << (kFanBits * task.nodeLevel);
  block.forEachWarp([&](const Warp& warp) {
    VoxelSearch<Warp> search(warp, task, list, target);
    NBLAST_NO_UNROLL
    for (int k = warp.number(); k < nodes; k += kWarps) {
      const std::int64_t node = blockNode * nodes + k, first = node * voxels;
      if (first >= task.voxelCount) break;
      const std::int64_t left = task.voxelCount - first;
      search.run(node, first, static_cast<int>(left < voxels ? left : voxels));
    }
  });
}

/// The i-th of [queries, targets] bounds, from what its voxels are worth.
NBLAST_DEVICE void sumBound(const BoundTask& task, std::int64_t i) {
  const std::int64_t query = i / task.targets;
  const std::int64_t end = task.queries[query + 1].firstPair;
  const std::int16_t* values = task.values + i % task.targets;
  std::int64_t sum = 0;
  NBLAST_NO_UNROLL
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

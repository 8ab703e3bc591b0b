// SPDX-License-Identifier: BSD-3-Clause
#pragma once
// The tile search as block phases (compute/search/README.md, "The search";
// compute/README.md, "CUDA: one kernel source, two executors"). One source for nvcc and g++: a
// block's threads work in phases between which they wait for each other; warps have phases of their
// own. Same arithmetic as the CPU's, operation by operation, so same bits.
//
// Block, what it offers (CudaBlock.cuh, HostBlock.hpp):
//
//   block.nearest(n, f)            least f(i) over i < n (finite), and some i that has it, for all
//                                  threads
//
//   block.keep(n, keeps, store)    store(i, place) for each i < n that keeps(i), places in order of
//                                  i; returns how many. n is at most kTargetChunk. All threads see
//                                  all that was stored.
//
//   block.forEachWarp(f)           f(warp) for each warp; then the threads wait for each other
//
//   warp.number()                  0 to kWarps - 1
//
//   warp.nearest, warp.keep        as the block's, for the warp alone
//
//   warp.forEachLane(f)            f(lane) for each of kWarpThreads lanes
//
//   warp.addToOwners(sums, stride, owner, value)
//                                  adds value(lane) to sums[owner(lane) * stride], unless
//                                  owner(lane) < 0
//
//   PerLane<T, n>(block, value)    n values of T for each of the block's threads: values(lane, i)
#include "compute/engine/cuda/kernel/Portable.hpp"
#include "compute/engine/cuda/kernel/ScoreTask.hpp"
#include "compute/scoring/V1Formula.hpp"

#include <cstdint>

namespace nblast::cuda {

/// In the block's shared memory: the target points that may be nearest to some point of the node,
/// and of these each warp's choice for the tile at hand.
struct NodeMemory {
  float x[kTargetChunk], y[kTargetChunk], z[kTargetChunk];
  std::int32_t index[kTargetChunk];
  std::uint16_t choice[kWarps][kTargetChunk];
};

/// What the filter compares with: the candidate nearest to the box's centre.
struct Reference {
  float x, y, z, d2;
};

template <class Block>
class NodeScorer {
 public:
  using Warp = typename Block::Warp;
  NBLAST_DEVICE NodeScorer(Block& block, const ScoreTask& task, NodeMemory& memory)
      : block_(block), task_(task), memory_(memory) {}

  /// Adds the scores of a node's points against one target to the sums of their owners.
  NBLAST_DEVICE void score(std::int64_t node, std::int32_t target) {
    const std::int64_t firstTile = node * kNodeTiles;
    typename Block::template PerLane<Best, kPointsALane> best(block_, nothing());
    const TileBox box = task_.nodeBoxes[node];
    const std::int64_t first = task_.targets.first[target];
    const std::int64_t last = task_.targets.first[target + 1];
    Reference reference{0, 0, 0, kHuge};
    for (std::int64_t chunk = first; chunk < last; chunk += kTargetChunk) {
      const int n = last - chunk < kTargetChunk ? static_cast<int>(last - chunk) : kTargetChunk;
      const int kept = filter(box, chunk, n, static_cast<std::int32_t>(chunk - first), reference);
      if (kept == 0) continue;
      block_.forEachWarp([&](Warp& warp) {
        NBLAST_UNROLL
        for (int i = 0; i < kTilesAWarp; ++i) {
          const std::int64_t tile = firstTile + warp.number() * kTilesAWarp + i;
          if (tile < task_.tiles) search(warp, tile, kept, best, i * kPointsATile);
        }
      });
    }
    block_.forEachWarp([&](Warp& warp) {
      NBLAST_UNROLL
      for (int i = 0; i < kTilesAWarp; ++i) {
        const std::int64_t tile = firstTile + warp.number() * kTilesAWarp + i;
        if (tile >= task_.tiles) continue;
        NBLAST_UNROLL
        for (int k = 0; k < kPointsATile; ++k) {
          const std::int64_t point = tile * kTilePoints + std::int64_t{k} * kWarpThreads;
          warp.addToOwners(
              task_.sums + target, task_.targets.count,
              [&](int lane) { return task_.owner[point + lane]; },
              [&](int lane) {
                return beyondFar(point + lane, first, best(lane, i * kPointsATile + k));
              });
        }
      }
    });
  }

 private:
  struct Best {
    float d2;
    std::int32_t index;  ///< of the target's points
  };
  static constexpr int kTilesAWarp = kNodeTiles / kWarps;
  static constexpr int kPointsATile = kTilePoints / kWarpThreads;  ///< of each lane
  static constexpr int kPointsALane = kTilesAWarp * kPointsATile;
  static constexpr float kHuge = 3e38F;
  static constexpr float kMargin = 2e-6F;
  static constexpr float kVanishing = 1e-37F;
  static NBLAST_DEVICE Best nothing() { return {kHuge, -1}; }

  static NBLAST_DEVICE float squared(float dx, float dy, float dz) {
    return fused(dz, dz, fused(dy, dy, dx * dx));
  }
  static NBLAST_DEVICE float centreDistance(const TileBox& box, float x, float y, float z) {
    return squared(x - box.centre[0], y - box.centre[1], z - box.centre[2]);
  }

  /// See Pruning in compute/search/README.md: may p be nearest to some point of the box?
  static NBLAST_DEVICE bool mayBeNearest(const TileBox& box, const Reference& q, float bound,
                                         float x, float y, float z) {
    const float* h = box.half;
    const float d2 = centreDistance(box, x, y, z);
    const float h2 = h[0] * h[0] + h[1] * h[1] + h[2] * h[2];
    const float reach = fused(2 * h[2], magnitude(z - q.z),
                              fused(2 * h[1], magnitude(y - q.y), 2 * h[0] * magnitude(x - q.x)));
    const float limit = q.d2 + kMargin * (q.d2 + h2) + kVanishing;
    return d2 - reach - kMargin * (d2 + reach) <= limit && d2 <= bound;
  }

  /// Farther from the box's centre, and all of the box is beyond the distance bound.
  NBLAST_DEVICE float withinBound(const TileBox& box) const {
    if (!task_.table.bounded) return kHuge;
    const float* h = box.half;
    const float reach =
        root(task_.table.farThreshold_um2) + root(h[0] * h[0] + h[1] * h[1] + h[2] * h[2]);
    return reach * reach * (1 + 1e-5F) + kVanishing;
  }

  /// Moves the points of a chunk that may be nearest to some point of the box to shared memory.
  /// @param reference of earlier chunks, in and out @return how many
  NBLAST_DEVICE int filter(const TileBox& box, std::int64_t chunk, int n, std::int32_t firstIndex,
                           Reference& reference) {
    const float* x = task_.targets.x + chunk;
    const float* y = task_.targets.y + chunk;
    const float* z = task_.targets.z + chunk;
    const auto nearest =
        block_.nearest(n, [&](int i) { return centreDistance(box, x[i], y[i], z[i]); });
    if (nearest.value < reference.d2) {
      reference = {x[nearest.i], y[nearest.i], z[nearest.i], nearest.value};
    }
    const float bound = withinBound(box);
    if (reference.d2 > bound) return 0;
    return block_.keep(
        n, [&](int i) { return mayBeNearest(box, reference, bound, x[i], y[i], z[i]); },
        [&](int i, int place) {
          memory_.x[place] = x[i];
          memory_.y[place] = y[i];
          memory_.z[place] = z[i];
          memory_.index[place] = firstIndex + i;
        });
  }

  /// The nearest candidates of a tile's points, as far as they beat those of earlier chunks.
  template <class BestOfLane>
  NBLAST_DEVICE void search(Warp& warp, std::int64_t tile, int n, BestOfLane& best, int firstBest) {
    const TileBox box = task_.tileBoxes[tile];
    const auto& all = memory_;
    const auto nearest =
        warp.nearest(n, [&](int i) { return centreDistance(box, all.x[i], all.y[i], all.z[i]); });
    const float bound = withinBound(box);
    if (nearest.value > bound) return;
    const Reference reference{all.x[nearest.i], all.y[nearest.i], all.z[nearest.i], nearest.value};
    std::uint16_t* choice = memory_.choice[warp.number()];
    const int kept = warp.keep(
        n, [&](int i) { return mayBeNearest(box, reference, bound, all.x[i], all.y[i], all.z[i]); },
        [&](int i, int place) { choice[place] = static_cast<std::uint16_t>(i); });
    warp.forEachLane([&](int lane) {
      float px[kPointsATile], py[kPointsATile], pz[kPointsATile];
      Best found[kPointsATile];
      NBLAST_UNROLL
      for (int k = 0; k < kPointsATile; ++k) {
        const std::int64_t point = tile * kTilePoints + std::int64_t{k} * kWarpThreads + lane;
        px[k] = task_.points.x[point];
        py[k] = task_.points.y[point];
        pz[k] = task_.points.z[point];
        found[k] = best(lane, firstBest + k);
      }
      for (int i = 0; i < kept; ++i) {
        const int c = choice[i];
        const float x = all.x[c], y = all.y[c], z = all.z[c];
        NBLAST_UNROLL
        for (int k = 0; k < kPointsATile; ++k) {
          const float d2 = squared(px[k] - x, py[k] - y, pz[k] - z);
          if (d2 < found[k].d2) found[k] = {d2, all.index[c]};
        }
      }
      NBLAST_UNROLL
      for (int k = 0; k < kPointsATile; ++k)
        best(lane, firstBest + k) = found[k];
    });
  }

  /// What a point scores; with a bound, beyond what a far one does.
  NBLAST_DEVICE std::int32_t beyondFar(std::int64_t point, std::int64_t firstOfTarget,
                                       const Best& best) const {
    const TableView& table = task_.table;
    const std::int32_t far = table.bounded ? table.farCell : 0;
    if (best.index < 0 || (table.bounded && best.d2 >= table.farThreshold_um2)) return 0;
    const float* direction = task_.targets.directions + 4 * (firstOfTarget + best.index);
    const auto& p = task_.points;
    float dot = magnitude(fused(p.vz[point], direction[2],
                                fused(p.vy[point], direction[1], p.vx[point] * direction[0])));
    if (table.useAlpha) dot = dot * root(p.alpha[point] * direction[3]);
    return cell(table, best.d2, dot) - far;
  }

  /// How many of the ascending thresholds are at most v.
  static NBLAST_DEVICE int countAtMost(const float* thresholds, int n, float v) {
    int low = 0;
    while (n > 0) {
      const int half = n >> 1;
      const bool atMost = thresholds[low + half] <= v;
      low = atMost ? low + half + 1 : low;
      n = atMost ? n - half - 1 : half;
    }
    return low;
  }

  static NBLAST_DEVICE std::int32_t cell(const TableView& table, float d2, float dot) {
    if (table.v1ExponentPerUm2 != 0) return formulaCell(d2, dot, table.v1ExponentPerUm2);
    const int row = countAtMost(table.d2Thresholds, table.rows - 1, d2);
    const int column = countAtMost(table.dotThresholds, table.columns - 1, dot);
    return table.cells[row * table.stride + column];
  }

  /// As v1Cell, operation by operation.
  static NBLAST_DEVICE std::int32_t formulaCell(float d2, float dot, float exponentPerUm2) {
    constexpr float kPowerOfTwo[kV1Terms] = {1.F,
                                             0.693147180559945F,
                                             0.240226506959101F,
                                             0.0555041086648216F,
                                             0.00961812910762848F,
                                             0.00133335581464284F,
                                             0.000154035303933816F,
                                             0.0000152527338040598F};
    const float scaled = d2 * exponentPerUm2;
    const float exponent = scaled > kV1LeastExponent ? scaled : kV1LeastExponent;
    const float whole = (exponent + kV1ToWhole) - kV1ToWhole;
    const float rest = exponent - whole;
    float power = kPowerOfTwo[kV1Terms - 1];
    NBLAST_UNROLL
    for (int i = kV1Terms - 2; i >= 0; --i)
      power = fused(power, rest, kPowerOfTwo[i]);
    const float score = root(dot) * timesPowerOfTwo(power, static_cast<int>(whole));
    const float kept = score < kV1Greatest ? score : kV1Greatest;
    return static_cast<std::int32_t>(fused(kept, kV1Scale, 0.5F));
  }

  Block& block_;
  const ScoreTask& task_;
  NodeMemory& memory_;
};

/// The i-th of [owners, targets] scores from its sum.
NBLAST_DEVICE void finishScore(const ScoreTask& task, std::int64_t i) {
  const std::int64_t owner = i / task.targets.count;
  const std::int64_t sum = static_cast<std::int64_t>(task.sums[i]) + task.offsets[owner];
  task.scores[i] = static_cast<float>(static_cast<double>(sum) / task.divisors[owner]);
}

}  // namespace nblast::cuda

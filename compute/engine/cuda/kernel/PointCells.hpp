// SPDX-License-Identifier: BSD-3-Clause
#pragma once
// What points score, a warp at a time (compute/search/README.md, "At a tile"): |dot|, then a cell
// of the score table. One source for nvcc and g++: see ScoreKernel.hpp.
#include "compute/engine/cuda/kernel/Portable.hpp"
#include "compute/engine/cuda/kernel/ScoreTask.hpp"
#include "compute/engine/cuda/kernel/Steps.hpp"
#include "compute/scoring/V1Formula.hpp"

#include <cstdint>

namespace nblast::cuda {

/// The score table in the block's shared memory, if it has sixteenths and few enough rows.
struct SharedTable {
  static constexpr int kMostRows = 32;
  float thresholds[kMostRows];  ///< of squared distances; infinity from the last row on
  float edges[16];
  CellPair cells[kMostRows * 16];
};

NBLAST_DEVICE bool fitsInShared(const TableView& table) {
  return table.narrow && table.rows <= SharedTable::kMostRows;
}

/// For all threads of the block. The block's warps must wait for each other before they use it.
template <class Warp>
NBLAST_DEVICE void load(const Warp& warp, const ScoreTask& task, SharedTable& to) {
  using I = typename Warp::I;
  const auto& table = task.table;
  const int cells = table.rows * 16;
  NBLAST_NO_UNROLL
  for (int first = warp.number() * kWarpThreads; first < cells; first += kBlockThreads) {
    const I i = warp.lane() + I(first);
    const auto inside = i < I(cells);
    const auto pair = warp.load(task.cellPairs, choose(inside, i, I(0)));
    warp.store(to.cells, i, pair, inside);
  }
  if (warp.number() != 0) return;
  // Thresholds are followed by sixteen times infinity: the last of these stands for those that
  // lack.
  const I threshold = lesser(warp.lane(), I(table.rows - 1));
  warp.store(to.thresholds, warp.lane(), warp.load(table.d2Thresholds, threshold),
             warp.lane() < I(SharedTable::kMostRows));
  warp.store(to.edges, warp.lane(), warp.load(table.edge, warp.lane() & I(15)),
             warp.lane() < I(16));
}

/// Scores the points of tiles against one target, two to a lane: points 2 i and 2 i + 1.
template <class Warp>
class PointCells {
 public:
  using F = typename Warp::F;
  using I = typename Warp::I;
  static constexpr int kPoints = 2;

  /// @param firstOfTarget its first direction
  NBLAST_DEVICE PointCells(const Warp& warp, const ScoreTask& task, const SharedTable& shared,
                           std::int64_t firstOfTarget)
      : warp_(warp),
        task_(task),
        shared_(shared),
        tangents_(task.targets.tangents + firstOfTarget),
        inShared_(fitsInShared(task.table)) {}

  NBLAST_DEVICE int lastRow() const { return task_.table.rows - 1; }
  NBLAST_DEVICE bool isBounded() const { return task_.table.bounded; }
  NBLAST_DEVICE bool inShared() const { return inShared_; }

  /// The row of squared distances. Only of a table in shared memory.
  NBLAST_DEVICE I rowsOf(const F& d2) const {
    I low = I(0);
    NBLAST_UNROLL
    for (int step = SharedTable::kMostRows / 2; step > 0; step /= 2) {
      const auto atMost = warp_.load(shared_.thresholds, low + I(step - 1)) <= d2;
      low = choose(atMost, low + I(step), low);
    }
    return low;
  }
  /// Whether the next row begins beyond d2.
  NBLAST_DEVICE auto isBefore(const F& d2, const I& nextOfRow) const {
    return d2 < warp_.load(shared_.thresholds, nextOfRow);
  }

  /// All points of the tile have this nearest candidate, and this row of the table.
  NBLAST_DEVICE void scoreSettled(std::int64_t firstPoint, int candidate, int row,
                                  I* scores) const {
    const Tangent to = tangents_[candidate];
    NBLAST_UNROLL
    for (int k = 0; k < kPoints; ++k) {
      const auto from = tangentOf(firstPoint, k);
      scores[k] = cellOf(I(row), dotOf(from, F(to.x), F(to.y), F(to.z), F(to.alpha)));
    }
  }

  /// @param d2, nearest of each point: the squared distance, and the candidate that has it
  /// @return false if all of them score nothing
  NBLAST_DEVICE bool score(std::int64_t firstPoint, const F* d2, const I* nearest,
                           I* scores) const {
    I rows[kPoints];
    if (inShared_ && !findRows(d2, rows)) return false;
    F dots[kPoints];
    NBLAST_UNROLL
    for (int k = 0; k < kPoints; ++k) {
      const auto to = warp_.load(tangents_, nearest[k]);
      dots[k] = dotOf(tangentOf(firstPoint, k), to.x, to.y, to.z, to.alpha);
    }
    if (inShared_) {
      NBLAST_UNROLL
      for (int k = 0; k < kPoints; ++k)
        scores[k] = cellOf(rows[k], dots[k]);
    } else {
      warp_.template tick<Step::OtherTable>();
      NBLAST_UNROLL
      for (int k = 0; k < kPoints; ++k)
        scores[k] = otherCell(d2[k], dots[k]);
    }
    return true;
  }

 private:
  NBLAST_DEVICE auto tangentOf(std::int64_t firstPoint, int k) const {
    return warp_.load(task_.points.tangents + firstPoint, warp_.lane() * I(kPoints) + I(k));
  }

  template <class From>
  NBLAST_DEVICE F dotOf(const From& from, const F& x, const F& y, const F& z,
                        const F& alpha) const {
    const F dot = magnitude(fused(from.z, z, fused(from.y, y, from.x * x)));
    if (!task_.table.useAlpha) return dot;
    warp_.template tick<Step::Alpha>();
    return dot * root(from.alpha * alpha);
  }

  /// How many rows begin at or below a squared distance.
  NBLAST_DEVICE int rowOf(float d2) const {
    return bitCount(warp_.ballot(warp_.load(shared_.thresholds, warp_.lane()) <= F(d2)));
  }

  /// @return false if all points are beyond the bound
  NBLAST_DEVICE bool findRows(const F* d2, I* rows) const {
    const int low = rowOf(warp_.least(lesser(d2[0], d2[1])));
    const int high = rowOf(warp_.greatest(greater(d2[0], d2[1])));
    if (isBounded() && low == lastRow()) return false;
    NBLAST_UNROLL
    for (int k = 0; k < kPoints; ++k)
      rows[k] = I(low);
    NBLAST_NO_UNROLL
    for (int row = low; row < high; ++row) {
      warp_.template tick<Step::Row>();
      const float threshold = shared_.thresholds[row];
      NBLAST_UNROLL
      for (int k = 0; k < kPoints; ++k)
        rows[k] = choose(F(threshold) <= d2[k], rows[k] + I(1), rows[k]);
    }
    return true;
  }

  /// Less what a far point scores.
  NBLAST_DEVICE I cellOf(const I& row, const F& dot) const {
    const I sixteenth = warp_.lowBits(fused(dot, F(kSixteenthScale), F(kToLowBits))) & I(15);
    const auto pair = warp_.load(shared_.cells, row * I(16) + sixteenth);
    return choose(warp_.load(shared_.edges, sixteenth) <= dot, pair.above, pair.below);
  }

  NBLAST_DEVICE I otherCell(const F& d2, const F& dot) const {
    const TableView& table = task_.table;
    const auto far = d2 >= F(table.farThreshold_um2);
    if (table.v1ExponentPerUm2 != 0) return choose(far, I(0), formulaCell(d2, dot));
    const I row = countAtMost(table.d2Thresholds, table.rows - 1, d2);
    const I column = countAtMost(table.dotThresholds, table.columns - 1, dot);
    const I cell = warp_.load(table.cells, row * I(table.stride) + column);
    return table.bounded ? cell - I(table.farCell) : cell;
  }

  /// How many of the ascending thresholds are at most v.
  NBLAST_DEVICE I countAtMost(const float* thresholds, int n, const F& v) const {
    I low = I(0);
    int step = 1;
    while (step <= n)
      step *= 2;
    NBLAST_NO_UNROLL
    for (step /= 2; step > 0; step /= 2) {
      const I next = low + I(step);
      const auto inside = next <= I(n);
      const F threshold = warp_.load(thresholds, choose(inside, next - I(1), I(0)));
      low = choose(inside & (threshold <= v), next, low);
    }
    return low;
  }

  /// As v1Cell, operation by operation.
  NBLAST_DEVICE I formulaCell(const F& d2, const F& dot) const {
    constexpr float kPowerOfTwo[kV1Terms] = {1.F,
                                             0.693147180559945F,
                                             0.240226506959101F,
                                             0.0555041086648216F,
                                             0.00961812910762848F,
                                             0.00133335581464284F,
                                             0.000154035303933816F,
                                             0.0000152527338040598F};
    const F exponent = greater(d2 * F(task_.table.v1ExponentPerUm2), F(kV1LeastExponent));
    const F whole = (exponent + F(kV1ToWhole)) - F(kV1ToWhole);
    const F rest = exponent - whole;
    F power = F(kPowerOfTwo[kV1Terms - 1]);
    NBLAST_UNROLL
    for (int i = kV1Terms - 2; i >= 0; --i)
      power = fused(power, rest, F(kPowerOfTwo[i]));
    const F score = root(dot) * timesPowerOfTwo(power, wholePart(whole));
    return wholePart(fused(lesser(score, F(kV1Greatest)), F(kV1Scale), F(0.5F)));
  }

  const Warp& warp_;
  const ScoreTask& task_;
  const SharedTable& shared_;
  const Tangent* tangents_;
  bool inShared_;
};

/// The i-th score from its sum: of [owners, targets], or of the chosen pairs.
NBLAST_DEVICE void finishScore(const ScoreTask& task, std::int64_t i) {
  std::int64_t owner = i / task.targets.count, place = i;
  if (task.pairs != nullptr) {
    owner = task.pairs[i].owner;
    place = owner * task.targets.count + task.pairs[i].target;
  }
  const std::int64_t sum = static_cast<std::int64_t>(task.sums[place]) + task.offsets[owner];
  task.scores[i] = static_cast<float>(static_cast<double>(sum) / task.divisors[owner]);
}
NBLAST_ANYWHERE std::int64_t scoresOf(const ScoreTask& task) {
  return task.pairs != nullptr ? task.pairCount : task.owners * task.targets.count;
}

}  // namespace nblast::cuda

// SPDX-License-Identifier: BSD-3-Clause
#pragma once
// The tile search (README.md beside this file), one source for every vector width. Each
// Kernels*.cpp includes its lanes, then this file, inside a namespace of its own: nothing here may
// be shared between differently compiled files, so there are no standard headers but those without
// code.
#include "compute/scoring/V1Formula.hpp"
#include "compute/search/KernelTask.hpp"
#include "compute/search/TileDescent.hpp"

#include <cstdint>

// Products are of numbers of lanes, tiles and targets of a batch: far below 2^31.
// NOLINTBEGIN(bugprone-implicit-widening-of-multiplication-result)
namespace nblast {

template <class L>
class TileKernel {
 public:
  explicit TileKernel(const KernelTask& task)
      : tiles_(task.tiles),
        table_(task.table),
        task_(task),
        tileCount_(task.descent.tree.boxCounts[0]),
        targets_(task.descent.targets) {}

  void run() {
    const bool maySettle = table_.narrow && task_.nearest == nullptr;
    TileDescent<L, TileKernel>(task_.descent, table_, maySettle, *this).run();
  }

  /// A tile that the targets in `live` reach, see TileDescent.
  void visit(std::int64_t tile, const Candidates* lists, unsigned live) {
    scoreTile(tile, lists, live);
  }

 private:
  using F = typename L::F;
  using I = typename L::I;
  using M = typename L::M;
  static constexpr int kWidth = L::kWidth;
  static constexpr int kPoints = static_cast<int>(kTilePoints);
  static constexpr int kGroups = kPoints / kWidth;  ///< vectors of a tile
  static constexpr int kTogether = kGroups < L::kGroupsTogether ? kGroups : L::kGroupsTogether;
  static constexpr int kFew = 16;  ///< candidates whose tangents fit into registers

  struct Best {
    F d2[kGroups];
    I at[kGroups];  ///< place in the candidate list
  };

  void scoreTile(std::int64_t tile, const Candidates* lists, unsigned live) {
    alignas(64) std::int32_t scores[kBatchTargets][kPoints];
    const auto first = tile * kTilePoints;
    if (tile + 1 < tileCount_) prefetch(first + kTilePoints);
    for (int t = 0; t < kBatchTargets; ++t) {
      if ((live >> t & 1) == 0) {
        for (int g = 0; g < kGroups; ++g)
          L::storeInts(scores[t] + g * kWidth, L::allInts(0));
        continue;
      }
      if (lists[t].row >= 0) {
        scoreSettled(first, lists[t], targets_[t], scores[t]);
        continue;
      }
      Best best;
      for (int g = 0; g < kGroups; g += kTogether)
        findNearest(first, g, lists[t], best);
      scorePoints(first, lists[t], targets_[t], best, scores[t]);
      if (task_.nearest != nullptr) noteNearest(first, t, lists[t], best);
    }
    for (int i = 0; i < kPoints; i += kWidth)
      L::addToOwners(scores, i, tiles_.owner + first + i, task_.sums + kBatchTargets);
  }

  /// Points come from the last-level cache, once a batch: ask for the next tile's while this one is
  /// worked on.
  void prefetch(std::int64_t first) const {
    constexpr std::int64_t kCacheLine = 64 / sizeof(float);
    for (std::int64_t i = first; i < first + kTilePoints; i += kCacheLine) {
      __builtin_prefetch(tiles_.x + i);
      __builtin_prefetch(tiles_.y + i);
      __builtin_prefetch(tiles_.z + i);
      __builtin_prefetch(tiles_.vx + i);
      __builtin_prefetch(tiles_.vy + i);
      __builtin_prefetch(tiles_.vz + i);
      __builtin_prefetch(tiles_.owner + i);
    }
  }

  void noteNearest(std::int64_t first, int t, const Candidates& list, const Best& best) const {
    const auto place = t * tileCount_ * kTilePoints + first;
    for (int g = 0; g < kGroups; ++g) {
      L::storeInts(task_.nearest + place + g * kWidth, L::gatherInts(list.index, best.at[g]));
      L::store(task_.nearestD2_um2 + place + g * kWidth, best.d2[g]);
    }
  }

  /// Brute force, a lane a query point; `<` gives ties to the lowest index.
  void findNearest(std::int64_t first, int firstGroup, const Candidates& list, Best& best) const {
    F x[kTogether], y[kTogether], z[kTogether], d2[kTogether];
    I at[kTogether];
    for (int g = 0; g < kTogether; ++g) {
      const auto i = first + (firstGroup + g) * kWidth;
      x[g] = L::load(tiles_.x + i);
      y[g] = L::load(tiles_.y + i);
      z[g] = L::load(tiles_.z + i);
      d2[g] = distance(x[g], y[g], z[g], list, 0);
      at[g] = L::allInts(0);
    }
    for (int k = 1; k < list.n; ++k) {
      const I here = L::allInts(k);
      for (int g = 0; g < kTogether; ++g) {
        const F d = distance(x[g], y[g], z[g], list, k);
        at[g] = L::chooseInts(L::less(d, d2[g]), here, at[g]);
        d2[g] = L::min(d, d2[g]);
      }
    }
    for (int g = 0; g < kTogether; ++g) {
      best.d2[firstGroup + g] = d2[g];
      best.at[firstGroup + g] = at[g];
    }
  }

  static F distance(F x, F y, F z, const Candidates& list, int k) {
    const F dx = L::sub(x, L::all(list.x[k]));
    const F dy = L::sub(y, L::all(list.y[k]));
    const F dz = L::sub(z, L::all(list.z[k]));
    return L::fma(dz, dz, L::fma(dy, dy, L::mul(dx, dx)));
  }

  void scorePoints(std::int64_t first, const Candidates& list, const TargetView& target,
                   const Best& best, std::int32_t* scores) const {
    F least = best.d2[0], greatest = best.d2[0];
    for (int g = 1; g < kGroups; ++g) {
      least = L::min(least, best.d2[g]);
      greatest = L::max(greatest, best.d2[g]);
    }
    const int lowRow = rowOf(L::least(least));
    const int highRow = rowOf(L::greatest(greatest));
    F dots[kGroups];
    if (list.n <= kFew) {
      const auto few = L::directions16(target.directions, list.index, list.n);
      for (int g = 0; g < kGroups; ++g) {
        const I at = best.at[g];
        dots[g] =
            weighedDot(first + g * kWidth, L::lookUp(few.x, at), L::lookUp(few.y, at),
                       L::lookUp(few.z, at), table_.useAlpha ? L::lookUp(few.alpha, at) : F{});
      }
    } else {
      alignas(64) std::int32_t at[kPoints];
      for (int g = 0; g < kGroups; ++g)
        L::storeInts(at + g * kWidth, best.at[g]);
      for (int g = 0; g < kGroups; ++g) {
        F x, y, z, alpha;
        L::directionsAt(target.directions, list.index, at + g * kWidth, x, y, z, alpha);
        dots[g] = weighedDot(first + g * kWidth, x, y, z, alpha);
      }
    }
    I cells[kGroups];
    if (table_.narrow) {
      narrowCells(best, dots, lowRow, highRow, cells);
    } else if (table_.v1ExponentPerUm2 != 0) {
      for (int g = 0; g < kGroups; ++g)
        cells[g] = formulaCell(best.d2[g], dots[g]);
    } else {
      for (int g = 0; g < kGroups; ++g)
        cells[g] = wideCell(best.d2[g], dots[g], lowRow, highRow);
    }
    for (int g = 0; g < kGroups; ++g)
      L::storeInts(scores + g * kWidth,
                   table_.bounded ? beyondFar(best.d2[g], cells[g]) : cells[g]);
  }

  void scoreSettled(std::int64_t first, const Candidates& list, const TargetView& target,
                    std::int32_t* scores) const {
    const float* direction = target.directions + 4 * std::int64_t{list.index[0]};
    const F x = L::all(direction[0]), y = L::all(direction[1]), z = L::all(direction[2]);
    const F alpha = L::all(direction[3]);
    // What each sixteenth of |dot| scores, under its edge and from it on.
    alignas(64) std::int32_t below[16], above[16];
    const auto cells = L::intTable16(table_.cells + 16 * list.row);
    const I farCell = L::allInts(table_.bounded ? table_.farCell : 0);
    for (int i = 0; i < 16; i += kWidth) {
      L::storeInts(below + i,
                   L::subInts(L::lookUpInts(cells, L::loadInts(table_.below + i)), farCell));
      L::storeInts(above + i,
                   L::subInts(L::lookUpInts(cells, L::loadInts(table_.above + i)), farCell));
    }
    const auto edges = L::table16(table_.edge);
    const auto belowCells = L::intTable16(below), aboveCells = L::intTable16(above);
    for (int g = 0; g < kGroups; ++g) {
      const F dot = weighedDot(first + g * kWidth, x, y, z, alpha);
      const I sixteenth = sixteenthOf(dot);
      const M from = L::atMost(L::lookUp(edges, sixteenth), dot);
      L::storeInts(scores + g * kWidth, L::chooseInts(from, L::lookUpInts(aboveCells, sixteenth),
                                                      L::lookUpInts(belowCells, sixteenth)));
    }
  }

  static I sixteenthOf(F dot) {
    return L::minInts(L::truncate(L::mul(dot, L::all(16))), L::allInts(15));
  }

  /// |dot| of the query points from i on with target directions, times the root of their alphas.
  F weighedDot(std::int64_t i, F x, F y, F z, F alpha) const {
    const F dot =
        L::abs(L::fma(L::load(tiles_.vz + i), z,
                      L::fma(L::load(tiles_.vy + i), y, L::mul(L::load(tiles_.vx + i), x))));
    return table_.useAlpha ? L::mul(dot, L::sqrt(L::mul(L::load(tiles_.alpha + i), alpha))) : dot;
  }

  int rowOf(float d2) const { return L::countAtMost(table_.d2Thresholds, table_.rows - 1, d2); }

  /// What a point scores beyond being far.
  I beyondFar(F d2, I cell) const {
    const I farCell = L::allInts(table_.farCell);
    const M far = L::atMost(L::all(table_.farThreshold_um2), d2);
    return L::subInts(L::chooseInts(far, farCell, cell), farCell);
  }

  void narrowCells(const Best& best, const F* dots, int lowRow, int highRow, I* cells) const {
    const auto edges = L::table16(table_.edge);
    const auto below = L::intTable16(table_.below), above = L::intTable16(table_.above);
    const auto lowest = L::intTable16(table_.cells + 16 * lowRow);
    I columns[kGroups];
    for (int g = 0; g < kGroups; ++g) {
      const I sixteenth = sixteenthOf(dots[g]);
      const M from = L::atMost(L::lookUp(edges, sixteenth), dots[g]);
      columns[g] =
          L::chooseInts(from, L::lookUpInts(above, sixteenth), L::lookUpInts(below, sixteenth));
      cells[g] = L::lookUpInts(lowest, columns[g]);
    }
    for (int row = lowRow; row < highRow; ++row) {
      const F threshold = L::all(table_.d2Thresholds[row]);
      const auto next = L::intTable16(table_.cells + 16 * (row + 1));
      for (int g = 0; g < kGroups; ++g) {
        const M beyond = L::atMost(threshold, best.d2[g]);
        cells[g] = L::chooseInts(beyond, L::lookUpInts(next, columns[g]), cells[g]);
      }
    }
  }

  /// As v1Cell, operation by operation.
  I formulaCell(F d2, F dot) const {
    const F scaled = L::mul(d2, L::all(table_.v1ExponentPerUm2));
    const F exponent = L::max(scaled, L::all(kV1LeastExponent));
    const F whole = L::sub(L::add(exponent, L::all(kV1ToWhole)), L::all(kV1ToWhole));
    const F rest = L::sub(exponent, whole);
    F power = L::all(kV1PowerOfTwo[kV1Terms - 1]);
    for (int i = kV1Terms - 2; i >= 0; --i)
      power = L::fma(power, rest, L::all(kV1PowerOfTwo[i]));
    const F score = L::mul(L::sqrt(dot), L::timesPowerOfTwo(power, L::truncate(whole)));
    const F kept = L::min(score, L::all(kV1Greatest));
    return L::truncate(L::fma(kept, L::all(kV1Scale), L::all(0.5F)));
  }

  I wideCell(F d2, F dot, int lowRow, int highRow) const {
    I at = L::allInts(lowRow * table_.stride);
    for (int row = lowRow; row < highRow; ++row) {
      at = L::chooseInts(L::atMost(L::all(table_.d2Thresholds[row]), d2),
                         L::addInts(at, L::allInts(table_.stride)), at);
    }
    for (int column = 0; column < table_.columns - 1; ++column) {
      at = L::chooseInts(L::atMost(L::all(table_.dotThresholds[column]), dot),
                         L::addInts(at, L::allInts(1)), at);
    }
    return L::gatherInts(table_.cells, at);
  }

  const TilesView& tiles_;
  const TableView& table_;
  const KernelTask& task_;
  std::int64_t tileCount_;
  const TargetView* targets_;
};

}  // namespace nblast
// NOLINTEND(bugprone-implicit-widening-of-multiplication-result)

// SPDX-License-Identifier: BSD-3-Clause
#pragma once
// What points score (compute/search/README.md, "At a tile"), one source for every vector width. See
// TileDescent.hpp for what may be included here.
#include "compute/scoring/V1Formula.hpp"
#include "compute/search/kernel/KernelTask.hpp"
#include "compute/search/kernel/TileDescent.hpp"

#include <cstdint>

// Products are of numbers of lanes, tiles and targets of a batch: far below 2^31.
// NOLINTBEGIN(bugprone-implicit-widening-of-multiplication-result)
namespace nblast {

/// Some vectors of a tile, which need not begin at multiples of their width.
template <class L>
struct TilePoints {
  static constexpr int kGroups = static_cast<int>(kTilePoints) / L::kWidth;

  /// How many vectors are worked on, where that is known when compiled; elsewhere it is an int.
  template <int kCount>
  struct Fixed {
    constexpr operator int() const { return kCount; }  // NOLINT(google-explicit-constructor)
  };
  using Whole = Fixed<kGroups>;

  std::int64_t first;        ///< point of the tile
  std::int64_t at[kGroups];  ///< where in the tile each vector begins

  std::int64_t place(int g) const { return first + at[g]; }
  static TilePoints all(std::int64_t tile) {
    TilePoints points{tile * kTilePoints, {}};
    for (int g = 0; g < kGroups; ++g)
      points.at[g] = g * L::kWidth;
    return points;
  }
};

/// Scores points of a tile against one target: nearest candidate, |dot|, cell of the table.
template <class L>
class PointScores {
 public:
  using Points = TilePoints<L>;

  explicit PointScores(const KernelTask& task)
      : tiles_(task.tiles),
        table_(task.table),
        task_(task),
        targets_(task.descent.targets),
        lastThreshold_(table_.rows > 1 ? table_.d2Thresholds[table_.rows - 2] : -1) {}

  /// @param[out] scores of the tile's points
  template <class Count>
  void score(const Points& points, Count count, const Candidates& list, int t,
             std::int32_t* scores) const {
    if (list.row >= 0) return scoreSettled(points, count, list, t, scores);
    scoreOpen(points, count, list, t, scores);
  }

  template <class Count>
  void scoreOpen(const Points& points, Count count, const Candidates& list, int t,
                 std::int32_t* scores) const {
    Best best;
    nearestOf<kTogether>(points, count, list, best);
    scorePoints(points, count, list, targets_[t], best, scores);
    if (task_.nearest != nullptr) noteNearest(points, count, t, list, best);
  }

  template <class Count>
  void scoreSettled(const Points& points, Count count, const Candidates& list, int t,
                    std::int32_t* scores) const {
    const Direction only = directionOf(targets_[t], list, 0);
    F dots[kGroups];
    for (int g = 0; g < count; ++g)
      dots[g] = weighedDot(points.place(g), only);
    cellsOfRow(points, count, dots, list.row, scores);
  }

 private:
  using F = typename L::F;
  using I = typename L::I;
  using M = typename L::M;
  static constexpr int kWidth = L::kWidth;
  static constexpr int kPoints = static_cast<int>(kTilePoints);
  static constexpr int kGroups = Points::kGroups;
  static constexpr int kTogether = kGroups < L::kGroupsTogether ? kGroups : L::kGroupsTogether;

  struct Best {
    F d2[kGroups];
    I at[kGroups];  ///< place in the candidate list
  };

  template <class Count>
  void noteNearest(const Points& points, Count count, int t, const Candidates& list,
                   const Best& best) const {
    const auto place = t * task_.descent.tree.boxCounts[0] * kTilePoints;
    for (int g = 0; g < count; ++g) {
      L::storeInts(task_.nearest + place + points.place(g),
                   L::gatherInts(list.index, L::gatherInts(list.place, best.at[g])));
      L::store(task_.nearestD2_um2 + place + points.place(g), best.d2[g]);
    }
  }

  /// @tparam kSome vectors that go together, as long as there are so many
  template <int kSome, class Count>
  void nearestOf(const Points& points, Count count, const Candidates& list, Best& best,
                 int done = 0) const {
    for (; done + kSome <= count; done += kSome)
      findNearest<kSome>(points, done, list, best.d2 + done, best.at + done);
    if constexpr (kSome > 1) nearestOf<kSome / 2>(points, count, list, best, done);
  }

  /// Brute force, a lane a query point; `<` gives ties to the lowest index.
  template <int kSome>
  void findNearest(const Points& points, int from, const Candidates& list, F* bestD2,
                   I* bestAt) const {
    F x[kSome], y[kSome], z[kSome], d2[kSome];
    I at[kSome];
    for (int g = 0; g < kSome; ++g) {
      x[g] = L::load(tiles_.x + points.place(from + g));
      y[g] = L::load(tiles_.y + points.place(from + g));
      z[g] = L::load(tiles_.z + points.place(from + g));
      d2[g] = distance(x[g], y[g], z[g], list, 0);
      at[g] = L::allInts(0);
    }
    const I one = L::allInts(1);
    I here = L::allInts(0);
    for (int k = 1; k < list.n; ++k) {
      here = L::addInts(here, one);
      for (int g = 0; g < kSome; ++g) {
        const F d = distance(x[g], y[g], z[g], list, k);
        at[g] = L::chooseInts(L::less(d, d2[g]), here, at[g]);
        d2[g] = L::min(d, d2[g]);
      }
    }
    for (int g = 0; g < kSome; ++g) {
      bestD2[g] = d2[g];
      bestAt[g] = at[g];
    }
  }

  static F distance(F x, F y, F z, const Candidates& list, int k) {
    const std::int64_t p = list.place[k];
    const F dx = L::sub(x, L::all(list.x[p]));
    const F dy = L::sub(y, L::all(list.y[p]));
    const F dz = L::sub(z, L::all(list.z[p]));
    return L::fma(dz, dz, L::fma(dy, dy, L::mul(dx, dx)));
  }

  template <class Count>
  void scorePoints(const Points& points, Count count, const Candidates& list,
                   const TargetView& target, const Best& best, std::int32_t* scores) const {
    F dots[kGroups];
    findDots(points, count, list, target, best, dots);
    if (table_.v1ExponentPerUm2 != 0) {
      for (int g = 0; g < count; ++g) {  // a far point scores 0
        const I cell = formulaCell(best.d2[g], dots[g]);
        const M far = L::atMost(L::all(table_.farThreshold_um2), best.d2[g]);
        L::storeInts(scores + points.at[g], L::chooseInts(far, L::allInts(0), cell));
      }
      return;
    }
    F least = best.d2[0], greatest = best.d2[0];
    for (int g = 1; g < count; ++g) {
      least = L::min(least, best.d2[g]);
      greatest = L::max(greatest, best.d2[g]);
    }
    int lowRow = table_.rows - 1, highRow = lowRow;
    if (!L::everywhere(L::atMost(L::all(lastThreshold_), least))) {
      lowRow = rowOf<L>(table_, L::least(least));
      highRow = rowOf<L>(table_, L::greatest(greatest));
    }
    if (table_.narrow) {
      narrowCells(points, count, best, dots, lowRow, highRow, scores);
      return;
    }
    const I farCell = L::allInts(table_.bounded ? table_.farCell : 0);
    for (int g = 0; g < count; ++g)
      L::storeInts(scores + points.at[g],
                   L::subInts(wideCell(best.d2[g], dots[g], lowRow, highRow), farCell));
  }

  /// |dot| of each point with the tangent of its nearest.
  template <class Count>
  void findDots(const Points& points, Count count, const Candidates& list, const TargetView& target,
                const Best& best, F* dots) const {
    if (list.n == 1) {
      const Direction only = directionOf(target, list, 0);
      for (int g = 0; g < count; ++g)
        dots[g] = weighedDot(points.place(g), only);
    } else if (list.n == 2) {
      const Direction a = directionOf(target, list, 0);
      const Direction b = directionOf(target, list, 1);
      for (int g = 0; g < count; ++g) {
        const M second = L::some(best.at[g]);
        dots[g] = weighedDot(points.place(g),
                             {L::choose(second, b.x, a.x), L::choose(second, b.y, a.y),
                              L::choose(second, b.z, a.z), L::choose(second, b.alpha, a.alpha)});
      }
    } else if (list.n <= L::kFew) {
      alignas(64) std::int32_t members[L::kFew] = {};
      for (int k = 0; k < list.n; k += kWidth)
        L::storeInts(members + k, L::gatherInts(list.index, L::loadInts(list.place + k)));
      const auto few = L::directions(target.directions, members, list.n);
      for (int g = 0; g < count; ++g) {
        const I at = best.at[g];
        dots[g] = weighedDot(points.place(g),
                             {L::lookUp(few.x, at), L::lookUp(few.y, at), L::lookUp(few.z, at),
                              table_.useAlpha ? L::lookUp(few.alpha, at) : F{}});
      }
    } else {
      alignas(64) std::int32_t at[kPoints];
      for (int g = 0; g < count; ++g)
        L::storeInts(at + g * kWidth,
                     L::gatherInts(list.index, L::gatherInts(list.place, best.at[g])));
      for (int g = 0; g < count; ++g) {
        Direction each;
        L::directionsAt(target.directions, at + g * kWidth, each.x, each.y, each.z, each.alpha);
        dots[g] = weighedDot(points.place(g), each);
      }
    }
  }

  struct Direction {
    F x, y, z, alpha;
  };
  static Direction directionOf(const TargetView& target, const Candidates& list, int k) {
    const float* d = target.directions + 4 * std::int64_t{list.index[list.place[k]]};
    return {L::all(d[0]), L::all(d[1]), L::all(d[2]), L::all(d[3])};
  }

  /// |dot| of the query points from i on with target directions, times the root of their alphas.
  F weighedDot(std::int64_t i, const Direction& to) const {
    const F dot =
        L::abs(L::fma(L::load(tiles_.vz + i), to.z,
                      L::fma(L::load(tiles_.vy + i), to.y, L::mul(L::load(tiles_.vx + i), to.x))));
    return table_.useAlpha ? L::mul(dot, L::sqrt(L::mul(L::load(tiles_.alpha + i), to.alpha)))
                           : dot;
  }

  template <class Count>
  void narrowCells(const Points& points, Count count, const Best& best, const F* dots, int lowRow,
                   int highRow, std::int32_t* scores) const {
    if (lowRow == highRow) {
      cellsOfRow(points, count, dots, lowRow, scores);
      return;
    }
    const auto edges = L::table16(table_.edge);
    const auto below = L::intTable16(table_.below), above = L::intTable16(table_.above);
    const auto lowest = L::intTable16(table_.nearCells + 16 * lowRow);
    I columns[kGroups], cells[kGroups];
    for (int g = 0; g < count; ++g) {
      const I at = L::sixteenthOf(dots[g]);
      const M from = L::atMost(L::lookUp(edges, at), dots[g]);
      columns[g] = L::lookUpIntsWhere(from, above, at, L::lookUpInts(below, at));
      cells[g] = L::lookUpInts(lowest, columns[g]);
    }
    for (int row = lowRow + 1; row <= highRow; ++row) {
      const F threshold = L::all(table_.d2Thresholds[row - 1]);
      const auto next = L::intTable16(table_.nearCells + 16 * row);
      for (int g = 0; g < count; ++g)
        cells[g] = L::lookUpIntsWhere(L::atMost(threshold, best.d2[g]), next, columns[g], cells[g]);
    }
    for (int g = 0; g < count; ++g)
      L::storeInts(scores + points.at[g], cells[g]);
  }

  /// Where all points lie in one row, which is most often so: no column is needed.
  template <class Count>
  void cellsOfRow(const Points& points, Count count, const F* dots, int row,
                  std::int32_t* scores) const {
    const auto below = L::intTable16(table_.belowCells + 16 * row);
    const auto above = L::intTable16(table_.aboveCells + 16 * row);
    const auto edges = L::table16(table_.edge);
    for (int g = 0; g < count; ++g) {
      const I at = L::sixteenthOf(dots[g]);
      const M from = L::atMost(L::lookUp(edges, at), dots[g]);
      L::storeInts(scores + points.at[g],
                   L::lookUpIntsWhere(from, above, at, L::lookUpInts(below, at)));
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
  const TargetView* targets_;
  float lastThreshold_;  ///< from here on all is in the last row
};

}  // namespace nblast
// NOLINTEND(bugprone-implicit-widening-of-multiplication-result)

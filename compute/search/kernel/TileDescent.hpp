// SPDX-License-Identifier: BSD-3-Clause
#pragma once
// The way down a tree of tiles (compute/search/README.md, "The search"), one source for every
// vector width. Each Kernels*.cpp includes its lanes, then this file, inside a namespace of its
// own: nothing here may be shared between differently compiled files, so there are no standard
// headers but those without code.
#include "compute/search/kernel/KernelTask.hpp"

#include <cstdint>

namespace nblast {

/// Target points that can still be nearest to some point of a box: the members place[0 .. n) of
/// arrays in index order. Places are readable to the next full vector.
struct Candidates {
  const float *x, *y, *z;
  const std::int32_t* index;
  const std::int32_t* place;
  int n;
  int row;  ///< settled: the one candidate, and the table's row of all points; or -1
};

/// How far the targets of a batch are, a bit each. Whoever is in none of these is far from the box.
struct Live {
  unsigned settled;  ///< see Candidates::row
  unsigned open;     ///< the others
  unsigned several;  ///< of the open ones: those with more than one candidate
};

/// The row of the table that a squared distance lies in.
template <class L>
int rowOf(const RowTable& table, float d2) {
  return L::countAtMost(table.d2Thresholds, table.rows - 1, d2);
}

/// Carries the targets of a batch down the tree. The leaf is told of each tile that they come to,
/// leaf.approach(tile, targets), asked how many candidates are not worth a filter there,
/// leaf.shortList(target), and handed the tile if any target really reaches it: leaf.visit(tile,
/// lists, live), with lists[t] of each target t in live.
template <class L, class Leaf>
class TileDescent {
 public:
  /// @param maySettle ends the search where the table's row is known, see Candidates::row
  TileDescent(const DescentTask& task, const RowTable& table, bool maySettle, Leaf& leaf)
      : tree_(task.tree),
        table_(table),
        task_(task),
        leaf_(leaf),
        maySettle_(maySettle),
        boundRadius_(__builtin_sqrtf(table_.farThreshold_um2)) {}

  void run() {
    Candidates whole[kBatchTargets];
    const Candidates* lists[kBatchTargets] = {};
    Live live{0, 0, 0};
    for (int t = 0; t < task_.targetCount; ++t) {
      const auto& target = task_.targets[t];
      whole[t] = {target.x, target.y, target.z, target.index, target.index, target.points, -1};
      lists[t] = &whole[t];
      live.open |= 1U << t;
      if (target.points > 1) live.several |= 1U << t;
    }
    for (std::int64_t node = task_.firstNode; node < task_.lastNode; ++node)
      descend(task_.level, node, lists, live);
  }

 private:
  using F = typename L::F;
  using I = typename L::I;
  using M = typename L::M;
  static constexpr int kWidth = L::kWidth;

  void descend(std::int64_t level, std::int64_t node, const Candidates* const* parent, Live live) {
    if (task_.wanted != nullptr) {
      const unsigned wanted = task_.wanted[level][node];
      live = {live.settled & wanted, live.open & wanted, live.several & wanted};
      if ((live.settled | live.open) == 0) return;
    }
    Candidates own[kBatchTargets];
    const Candidates* lists[kBatchTargets];
    for (int t = 0; t < kBatchTargets; ++t)
      lists[t] = parent[t];
    if (level == 0) leaf_.approach(node, live.settled | live.open);
    const TileBox& box = tree_.boxes[level][node];
    filter(box, level, lists, own, live);
    settle(box, lists, own, live);
    if ((live.settled | live.open) == 0) return;
    if (level == kCheckLevel) task_.checkpoint(task_.context);
    if (level == 0) {
      leaf_.visit(node, lists, live);
      return;
    }
    if (live.open == 0 && level < kCheckLevel) {
      visitTiles(node << (kFanBits * level), (node + 1) << (kFanBits * level), lists, live);
      return;
    }
    const std::int64_t end = tree_.boxCounts[level - 1];
    for (std::int64_t child = node * kFan; child < (node + 1) * kFan && child < end; ++child)
      descend(level - 1, child, lists, live);
  }

  /// All are settled.
  void visitTiles(std::int64_t first, std::int64_t last, const Candidates* const* lists,
                  Live live) {
    for (std::int64_t tile = first; tile < last && tile < tree_.boxCounts[0]; ++tile) {
      Live some = live;
      if (task_.wanted != nullptr) some.settled &= task_.wanted[0][tile];
      if (some.settled == 0) continue;
      leaf_.approach(tile, some.settled);
      leaf_.visit(tile, lists, some);
    }
  }

  /// Ends the search where one candidate is left and its row of the table is known.
  void settle(const TileBox& box, const Candidates** lists, Candidates* own, Live& live) const {
    for (unsigned left = live.open & ~live.several; left != 0; left &= left - 1) {
      const int t = __builtin_ctz(left);
      const unsigned bit = 1U << t;
      int row = -1;
      if (!findRow(box, *lists[t], row)) {
        live.open &= ~bit;
      } else if (row >= 0) {
        own[t] = *lists[t];
        own[t].row = row;
        lists[t] = &own[t];
        live.open &= ~bit;
        live.settled |= bit;
      }
    }
  }

  /// Where one candidate is left and all of the box lies in one row of the table, there is nothing
  /// more to search: most of a brain is far from most neurons.
  /// @param[out] row or untouched
  /// @return false if all of the box is farther than the bound
  bool findRow(const TileBox& box, const Candidates& list, int& row) const {
    const auto only = list.place[0];
    const float p[3] = {list.x[only], list.y[only], list.z[only]};
    double low = 0, high = 0;
    for (int k = 0; k < 3; ++k) {
      const double away = __builtin_fabs(static_cast<double>(p[k]) - box.centre[k]);
      const double near = away > box.half[k] ? away - box.half[k] : 0.0;
      const double far = away + box.half[k];
      low += near * near;
      high += far * far;
    }
    const auto highest = static_cast<float>(high * (1 + kSettled)) + kVanishing;
    const auto lowest = static_cast<float>(low * (1 - kSettled));
    if (lowest >= table_.farThreshold_um2 && table_.bounded) return false;
    if (highest >= table_.farThreshold_um2 || !maySettle_) return true;
    const int lowRow = rowOf<L>(table_, lowest);
    if (rowOf<L>(table_, highest) == lowRow) row = lowRow;
    return true;
  }

  /// The candidate that is nearest to the centre of a box.
  struct Middle {
    int at;
    float d2;
  };

  /// Keeps the candidates that may be nearest to some point of the box (compute/search/README.md,
  /// "The search"). Each step is taken by all targets before the next one: a step waits long for
  /// its result, and the targets need not wait for each other.
  void filter(const TileBox& box, std::int64_t level, const Candidates** lists, Candidates* own,
              Live& live) {
    unsigned some = live.several;
    if (level == 0) some &= ~shortLists(lists, some);
    Middle middles[kBatchTargets];
    for (unsigned left = some; left != 0; left &= left - 1) {
      const int t = __builtin_ctz(left);
      middles[t] = middleOf(box, *lists[t], distancesOf(t));
    }
    const float within = table_.bounded ? withinBound(box) : kAnyDistance;
    if (table_.bounded) dropFar(middles, within, some, live);
    for (unsigned left = some & live.open; left != 0; left &= left - 1) {
      const int t = __builtin_ctz(left);
      const ListBuffer& out = task_.lists[level * kBatchTargets + t];
      if (level == 0) {
        keepClose<true>(box, *lists[t], middles[t], distancesOf(t), within, out, own[t]);
      } else {
        keepClose<false>(box, *lists[t], middles[t], distancesOf(t), within, out, own[t]);
      }
      lists[t] = &own[t];
      live.several &= ~(static_cast<unsigned>(own[t].n == 1) << t);
    }
  }

  unsigned shortLists(const Candidates* const* lists, unsigned of) const {
    unsigned result = 0;
    for (unsigned left = of; left != 0; left &= left - 1) {
      const int t = __builtin_ctz(left);
      result |= static_cast<unsigned>(lists[t]->n <= leaf_.shortList(t)) << t;
    }
    return result;
  }

  static void dropFar(const Middle* middles, float within, unsigned of, Live& live) {
    for (unsigned left = of; left != 0; left &= left - 1) {
      const int t = __builtin_ctz(left);
      if (middles[t].d2 <= within) continue;
      live.open &= ~(1U << t);
      live.several &= ~(1U << t);
    }
  }

  float* distancesOf(int t) const { return task_.centreDistances + t * task_.capacity; }

  /// @param[out] distances squared, of all candidates
  static Middle middleOf(const TileBox& box, const Candidates& from, float* distances) {
    const F cx = L::all(box.centre[0]), cy = L::all(box.centre[1]), cz = L::all(box.centre[2]);
    const float *x = from.x, *y = from.y, *z = from.z;
    const int n = from.n;
    F best = L::all(kHuge);
    I bestAt = L::allInts(0);
    for (int i = 0; i < n; i += kWidth) {
      const F dx = L::sub(L::load(x + i), cx);
      const F dy = L::sub(L::load(y + i), cy);
      const F dz = L::sub(L::load(z + i), cz);
      F d2 = L::fma(dz, dz, L::fma(dy, dy, L::mul(dx, dx)));
      d2 = L::choose(L::firstLanes(n - i), d2, L::all(kHuge));
      L::store(distances + i, d2);
      bestAt = L::chooseInts(L::less(d2, best), L::allInts(i), bestAt);
      best = L::min(best, d2);
    }
    const float least = L::least(best);
    const int lane = L::firstLane(L::atMost(best, L::all(least)));
    alignas(64) std::int32_t starts[kWidth];
    L::storeInts(starts, bestAt);
    return {starts[lane] + lane, least};
  }

  /// @tparam kPlaces where the list ends at a tile, its members stay where they are
  /// @param within the greatest squared distance from the centre, at most kAnyDistance
  template <bool kPlaces>
  static void keepClose(const TileBox& box, const Candidates& from, const Middle& middle,
                        const float* distances, float within, const ListBuffer& out,
                        Candidates& to) {
    const float* h = box.half;
    const float h2 = h[0] * h[0] + h[1] * h[1] + h[2] * h[2];
    const F limit = L::all(middle.d2 + kMargin * (middle.d2 + h2) + kVanishing);
    const F hx = L::all(2 * h[0]), hy = L::all(2 * h[1]), hz = L::all(2 * h[2]);
    const F qx = L::all(from.x[middle.at]), qy = L::all(from.y[middle.at]),
            qz = L::all(from.z[middle.at]);
    const F minusMargin = L::all(-kMargin);
    const F bound = L::all(within);
    const Candidates f = from;
    const ListBuffer o = out;
    int n = 0;
    for (int i = 0; i < f.n; i += kWidth) {
      const F x = L::load(f.x + i), y = L::load(f.y + i), z = L::load(f.z + i);
      const F d2 = L::load(distances + i);
      const F reach = L::fma(hz, L::abs(L::sub(z, qz)),
                             L::fma(hy, L::abs(L::sub(y, qy)), L::mul(hx, L::abs(L::sub(x, qx)))));
      const F excess = L::fma(minusMargin, L::add(d2, reach), L::sub(d2, reach));
      // Lanes beyond the end are at kHuge: beyond any bound.
      const M keep = L::both(L::atMost(excess, limit), L::atMost(d2, bound));
      if constexpr (kPlaces) {
        L::storeInts(o.index + n, L::compressInts(keep, L::loadInts(f.place + i)));
      } else {
        L::store(o.x + n, L::compress(keep, x));
        L::store(o.y + n, L::compress(keep, y));
        L::store(o.z + n, L::compress(keep, z));
        L::storeInts(o.index + n, L::compressInts(keep, L::loadInts(f.index + i)));
      }
      n += L::count(keep);
    }
    if constexpr (kPlaces) {
      to = {f.x, f.y, f.z, f.index, o.index, n, -1};
    } else {
      to = {o.x, o.y, o.z, o.index, f.place, n, -1};
    }
  }

  /// A candidate whose squared distance from the box's centre is beyond this one is farther than
  /// the bound from every point of the box.
  float withinBound(const TileBox& box) const {
    const float* h = box.half;
    const float reach = boundRadius_ + __builtin_sqrtf(h[0] * h[0] + h[1] * h[1] + h[2] * h[2]);
    const float square = reach * reach * (1 + 1e-5F) + kVanishing;
    return square < kAnyDistance ? square : kAnyDistance;
  }

  static constexpr float kHuge = 3e38F;  ///< of lanes beyond the end of a list
  static constexpr float kAnyDistance = kHuge / 2;
  static constexpr float kMargin = 2e-6F;
  static constexpr float kVanishing = 1e-37F;     ///< squares below it have lost bits, or all
  static constexpr double kSettled = 1e-6;        ///< covers the rounding of any point's distance
  static constexpr std::int64_t kCheckLevel = 3;  ///< every 8,192 points or so

  const TreeView& tree_;
  const RowTable& table_;
  const DescentTask& task_;
  Leaf& leaf_;
  bool maySettle_;
  float boundRadius_;
};

}  // namespace nblast

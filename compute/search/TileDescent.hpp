// SPDX-License-Identifier: BSD-3-Clause
#pragma once
// The way down a tree of tiles (README.md beside this file, "The search"), one source for every
// vector width. Each Kernels*.cpp includes its lanes, then this file, inside a namespace of its
// own: nothing here may be shared between differently compiled files, so there are no standard
// headers but those without code.
#include "compute/search/KernelTask.hpp"

#include <cstdint>

namespace nblast {

/// Target points that can still be nearest to some point of a box, in index order. Readable to
/// the next full vector.
struct Candidates {
  const float* x;
  const float* y;
  const float* z;
  const std::int32_t* index;
  int n;
  int row;  ///< settled: the one candidate, and the table's row of all points; or -1
};

/// Carries the targets of a batch down the tree, and hands each tile that they reach to the leaf:
/// leaf.visit(tile, lists, live), where bit t of live says that target t is there with lists[t].
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
    Candidates lists[kBatchTargets];
    for (int t = 0; t < task_.targetCount; ++t) {
      const auto& target = task_.targets[t];
      lists[t] = {target.x, target.y, target.z, target.index, target.points, -1};
    }
    const unsigned live = (1U << task_.targetCount) - 1;
    for (std::int64_t node = task_.firstNode; node < task_.lastNode; ++node)
      descend(task_.level, node, lists, live);
  }

 private:
  using F = typename L::F;
  using I = typename L::I;
  using M = typename L::M;
  static constexpr int kWidth = L::kWidth;

  void descend(std::int64_t level, std::int64_t node, const Candidates* parent, unsigned live) {
    Candidates lists[kBatchTargets];
    if (task_.wanted != nullptr) live &= task_.wanted[level][node];
    if (live == 0) return;
    const TileBox& box = tree_.boxes[level][node];
    unsigned stay = 0, unsettled = 0;
    for (unsigned left = live; left != 0; left &= left - 1) {
      const int t = __builtin_ctz(left);
      lists[t] = parent[t];
      if (parent[t].row < 0) {
        if (parent[t].n > 1 && !filter(box, level, t, parent[t], lists[t])) continue;
        if (lists[t].n == 1 && !settle(box, lists[t])) continue;
      }
      stay |= 1U << t;
      if (lists[t].row < 0) unsettled |= 1U << t;
    }
    if (stay == 0) return;
    if (level == kCheckLevel) task_.checkpoint(task_.context);
    if (level == 0) {
      leaf_.visit(node, lists, stay);
      return;
    }
    if (unsettled == 0 && level < kCheckLevel) {
      visitTiles(node << (kFanBits * level), (node + 1) << (kFanBits * level), lists, stay);
      return;
    }
    const std::int64_t end = tree_.boxCounts[level - 1];
    for (std::int64_t child = node * kFan; child < (node + 1) * kFan && child < end; ++child)
      descend(level - 1, child, lists, stay);
  }

  void visitTiles(std::int64_t first, std::int64_t last, const Candidates* lists, unsigned live) {
    for (std::int64_t tile = first; tile < last && tile < tree_.boxCounts[0]; ++tile) {
      const unsigned some = task_.wanted != nullptr ? live & task_.wanted[0][tile] : live;
      if (some != 0) leaf_.visit(tile, lists, some);
    }
  }

  /// Where one candidate is left and all of the box lies in one row of the table, there is nothing
  /// more to search: most of a brain is far from most neurons.
  /// @return false if all of the box is farther than the bound
  bool settle(const TileBox& box, Candidates& list) const {
    const float p[3] = {list.x[0], list.y[0], list.z[0]};
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
    const int row = rowOf(lowest);
    if (rowOf(highest) == row) list.row = row;
    return true;
  }

  /// Keeps the candidates that may be nearest to some point of the box (compute/search/README.md,
  /// "The search").
  /// @return false if all of the box is farther than the bound
  bool filter(const TileBox& box, std::int64_t level, int t, const Candidates& from,
              Candidates& to) {
    if (level == 0 && from.n <= kShort && !table_.bounded) {
      to = from;
      return true;
    }
    const F cx = L::all(box.centre[0]), cy = L::all(box.centre[1]), cz = L::all(box.centre[2]);
    const float *fromX = from.x, *fromY = from.y, *fromZ = from.z;
    float* distances = task_.centreDistances;
    const int n = from.n;
    F best = L::all(kHuge);
    I bestAt = L::allInts(0);
    for (int i = 0; i < n; i += kWidth) {
      const F dx = L::sub(L::load(fromX + i), cx);
      const F dy = L::sub(L::load(fromY + i), cy);
      const F dz = L::sub(L::load(fromZ + i), cz);
      F d2 = L::fma(dz, dz, L::fma(dy, dy, L::mul(dx, dx)));
      d2 = L::choose(L::firstLanes(n - i), d2, L::all(kHuge));
      L::store(distances + i, d2);
      bestAt = L::chooseInts(L::less(d2, best), L::allInts(i), bestAt);
      best = L::min(best, d2);
    }
    const float nearest = L::least(best);
    if (table_.bounded && nearest > withinBound(box)) return false;
    const int lane = L::firstLane(L::atMost(best, L::all(nearest)));
    alignas(64) std::int32_t starts[kWidth];
    L::storeInts(starts, bestAt);
    const int q = starts[lane] + lane;
    keepClose(box, from, q, nearest, level, t, to);
    return true;
  }

  void keepClose(const TileBox& box, const Candidates& from, int q, float nearest,
                 std::int64_t level, int t, Candidates& to) {
    const ListBuffer& out = task_.lists[level * kBatchTargets + t];
    const float* distances = task_.centreDistances;
    const float* h = box.half;
    const float h2 = h[0] * h[0] + h[1] * h[1] + h[2] * h[2];
    const F limit = L::all(nearest + kMargin * (nearest + h2) + kVanishing);
    const F hx = L::all(2 * h[0]), hy = L::all(2 * h[1]), hz = L::all(2 * h[2]);
    const F qx = L::all(from.x[q]), qy = L::all(from.y[q]), qz = L::all(from.z[q]);
    const F minusMargin = L::all(-kMargin);
    const float *fromX = from.x, *fromY = from.y, *fromZ = from.z;
    const std::int32_t* fromIndex = from.index;
    float *outX = out.x, *outY = out.y, *outZ = out.z;
    std::int32_t* outIndex = out.index;
    const F bound = L::all(table_.bounded ? withinBound(box) : kHuge);
    const int count = from.n;
    int n = 0;
    for (int i = 0; i < count; i += kWidth) {
      const F x = L::load(fromX + i), y = L::load(fromY + i), z = L::load(fromZ + i);
      const F d2 = L::load(distances + i);
      const F reach = L::fma(hz, L::abs(L::sub(z, qz)),
                             L::fma(hy, L::abs(L::sub(y, qy)), L::mul(hx, L::abs(L::sub(x, qx)))));
      const F excess = L::fma(minusMargin, L::add(d2, reach), L::sub(d2, reach));
      M keep = L::both(L::atMost(excess, limit), L::firstLanes(count - i));
      keep = L::both(keep, L::atMost(d2, bound));
      const int kept = L::count(keep);

      L::store(outX + n, L::compress(keep, x));
      L::store(outY + n, L::compress(keep, y));
      L::store(outZ + n, L::compress(keep, z));
      L::storeInts(outIndex + n, L::compressInts(keep, L::loadInts(fromIndex + i)));
      n += kept;
    }
    to = {out.x, out.y, out.z, out.index, n, -1};
  }

  /// A candidate whose squared distance from the box's centre is beyond this one is farther than
  /// the bound from every point of the box.
  float withinBound(const TileBox& box) const {
    const float* h = box.half;
    const float reach = boundRadius_ + __builtin_sqrtf(h[0] * h[0] + h[1] * h[1] + h[2] * h[2]);
    return reach * reach * (1 + 1e-5F) + kVanishing;
  }

  int rowOf(float d2) const { return L::countAtMost(table_.d2Thresholds, table_.rows - 1, d2); }

  static constexpr int kShort = 2;  ///< candidates not worth a filter at a tile
  static constexpr float kHuge = 3e38F;
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

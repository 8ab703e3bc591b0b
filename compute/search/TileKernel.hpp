#pragma once
// The tile search (README.md beside this file), one source for every vector width. Each
// Kernels*.cpp includes its lanes, then this file, inside a namespace of its own: nothing here may
// be shared between differently compiled files, so there are no standard headers but those without
// code.
#include "compute/search/KernelTask.hpp"

#include <cstdint>

namespace nblast {

template <class L>
class TileKernel {
 public:
  explicit TileKernel(const KernelTask& task)
      : tiles_(task.tiles),
        table_(task.table),
        task_(task),
        targets_(task.targets),
        count_(task.targetCount) {}

  void run() {
    Candidates lists[kBatchTargets];
    for (int t = 0; t < count_; ++t) {
      const auto& target = targets_[t];
      lists[t] = {target.x, target.y, target.z, target.index, target.points, -1};
    }
    const unsigned live = (1U << count_) - 1;
    for (std::int64_t node = task_.firstNode; node < task_.lastNode; ++node)
      descend(task_.level, node, lists, live);
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

  void descend(std::int64_t level, std::int64_t node, const Candidates* parent, unsigned live) {
    Candidates lists[kBatchTargets];
    const TileBox& box = tiles_.boxes[level][node];
    unsigned stay = 0, unsettled = 0;
    for (unsigned left = live; left != 0; left &= left - 1) {
      const int t = __builtin_ctz(left);
      lists[t] = parent[t];
      if (parent[t].row < 0) {
        if (!filter(box, level, t, parent[t], lists[t])) continue;
        if (lists[t].n == 1) settle(box, lists[t]);
      }
      stay |= 1U << t;
      if (lists[t].row < 0) unsettled |= 1U << t;
    }
    if (stay == 0) return;
    if (level == kCheckLevel) task_.checkpoint(task_.context);
    if (level == 0) {
      scoreTile(node, lists, stay);
      return;
    }
    if (unsettled == 0 && level < kCheckLevel) {
      scoreTiles(node << (kFanBits * level), (node + 1) << (kFanBits * level), lists, stay);
      return;
    }
    const std::int64_t end = tiles_.boxCounts[level - 1];
    for (std::int64_t child = node * kFan; child < (node + 1) * kFan && child < end; ++child)
      descend(level - 1, child, lists, stay);
  }

  void scoreTiles(std::int64_t first, std::int64_t last, const Candidates* lists, unsigned live) {
    for (std::int64_t tile = first; tile < last && tile < tiles_.boxCounts[0]; ++tile)
      scoreTile(tile, lists, live);
  }

  /// Where one candidate is left and all of the box lies in one row of the table, there is nothing
  /// more to search: most of a brain is far from most neurons.
  void settle(const TileBox& box, Candidates& list) const {
    if (!table_.narrow || task_.nearest != nullptr) return;
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
    if (highest >= table_.farThreshold_um2) return;
    const int row = rowOf(static_cast<float>(low * (1 - kSettled)));
    if (rowOf(highest) == row) list.row = row;
  }

  /// Keeps the candidates that may be nearest to some point of the box (design.md, "The search").
  /// @return false if all of the box is farther than the bound
  bool filter(const TileBox& box, std::int64_t level, int t, const Candidates& from,
              Candidates& to) {
    if (from.n == 1 && !table_.bounded) {
      to = from;
      return true;
    }
    const F cx = L::all(box.centre[0]), cy = L::all(box.centre[1]), cz = L::all(box.centre[2]);
    float* distances = task_.centreDistances;
    F best = L::all(kHuge);
    for (int i = 0; i < from.n; i += kWidth) {
      const F dx = L::sub(L::load(from.x + i), cx);
      const F dy = L::sub(L::load(from.y + i), cy);
      const F dz = L::sub(L::load(from.z + i), cz);
      F d2 = L::fma(dz, dz, L::fma(dy, dy, L::mul(dx, dx)));
      d2 = L::choose(L::firstLanes(from.n - i), d2, L::all(kHuge));
      L::store(distances + i, d2);
      best = L::min(best, d2);
    }
    const float nearest = L::least(best);
    if (table_.bounded && beyondBound(box, nearest)) return false;
    int q = 0;
    for (int i = 0; i < from.n; i += kWidth) {
      const M at = L::atMost(L::load(distances + i), L::all(nearest));
      if (L::count(at) == 0) continue;
      q = i + L::firstLane(at);
      break;
    }
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
    int n = 0;
    for (int i = 0; i < from.n; i += kWidth) {
      const F x = L::load(from.x + i), y = L::load(from.y + i), z = L::load(from.z + i);
      const F d2 = L::load(distances + i);
      const F reach = L::fma(hz, L::abs(L::sub(z, qz)),
                             L::fma(hy, L::abs(L::sub(y, qy)), L::mul(hx, L::abs(L::sub(x, qx)))));
      const F excess = L::fma(minusMargin, L::add(d2, reach), L::sub(d2, reach));
      const M keep = L::both(L::atMost(excess, limit), L::firstLanes(from.n - i));
      L::store(out.x + n, L::compress(keep, x));
      L::store(out.y + n, L::compress(keep, y));
      L::store(out.z + n, L::compress(keep, z));
      L::storeInts(out.index + n, L::compressInts(keep, L::loadInts(from.index + i)));
      n += L::count(keep);
    }
    to = {out.x, out.y, out.z, out.index, n, -1};
  }

  /// True if no point of the box can be nearer to a candidate than the bound.
  bool beyondBound(const TileBox& box, float nearest) const {
    const float* h = box.half;
    const double reach =
        __builtin_sqrt(static_cast<double>(table_.farThreshold_um2)) +
        __builtin_sqrt(static_cast<double>(h[0]) * h[0] + static_cast<double>(h[1]) * h[1] +
                       static_cast<double>(h[2]) * h[2]);
    return static_cast<double>(nearest) > reach * reach * (1 + 1e-5);
  }

  struct Best {
    F d2[kGroups];
    I at[kGroups];  ///< place in the candidate list
  };

  void scoreTile(std::int64_t tile, const Candidates* lists, unsigned live) {
    alignas(64) std::int32_t scores[kBatchTargets][kPoints];
    const auto first = tile * kTilePoints;
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

  void noteNearest(std::int64_t first, int t, const Candidates& list, const Best& best) const {
    const auto place = t * tiles_.boxCounts[0] * kTilePoints + first;
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
    if (list.n <= kFew) {
      const auto few = L::directions16(target.directions, list.index, list.n);
      for (int g = 0; g < kGroups; ++g) {
        const I at = best.at[g];
        const F dot =
            weighedDot(first + g * kWidth, L::lookUp(few.x, at), L::lookUp(few.y, at),
                       L::lookUp(few.z, at), table_.useAlpha ? L::lookUp(few.alpha, at) : F{});
        L::storeInts(scores + g * kWidth, cellOf(best.d2[g], dot, lowRow, highRow));
      }
      return;
    }
    alignas(64) std::int32_t at[kPoints];
    for (int g = 0; g < kGroups; ++g)
      L::storeInts(at + g * kWidth, best.at[g]);
    for (int g = 0; g < kGroups; ++g) {
      F x, y, z, alpha;
      L::directionsAt(target.directions, list.index, at + g * kWidth, x, y, z, alpha);
      const F dot = weighedDot(first + g * kWidth, x, y, z, alpha);
      L::storeInts(scores + g * kWidth, cellOf(best.d2[g], dot, lowRow, highRow));
    }
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

  I cellOf(F d2, F dot, int lowRow, int highRow) const {
    const I cell = table_.narrow ? narrowCell(d2, dot, lowRow, highRow) : wideCell(d2, dot);
    if (!table_.bounded) return cell;
    const M far = L::atMost(L::all(table_.farThreshold_um2), d2);
    const I farCell = L::allInts(table_.farCell);
    return L::subInts(L::chooseInts(far, farCell, cell), farCell);
  }

  I narrowCell(F d2, F dot, int lowRow, int highRow) const {
    const I sixteenth = sixteenthOf(dot);
    const M above = L::atMost(L::lookUp(L::table16(table_.edge), sixteenth), dot);
    const I column = L::chooseInts(above, L::lookUpInts(L::intTable16(table_.above), sixteenth),
                                   L::lookUpInts(L::intTable16(table_.below), sixteenth));
    const std::int32_t* cells = table_.cells;
    I cell = L::lookUpInts(L::intTable16(cells + 16 * lowRow), column);
    for (int row = lowRow; row < highRow; ++row) {
      const M beyond = L::atMost(L::all(table_.d2Thresholds[row]), d2);
      cell =
          L::chooseInts(beyond, L::lookUpInts(L::intTable16(cells + 16 * (row + 1)), column), cell);
    }
    return cell;
  }

  I wideCell(F d2, F dot) const {
    I at = L::allInts(0);
    for (int row = 0; row < table_.rows - 1; ++row) {
      at = L::chooseInts(L::atMost(L::all(table_.d2Thresholds[row]), d2),
                         L::addInts(at, L::allInts(table_.stride)), at);
    }
    for (int column = 0; column < table_.columns - 1; ++column) {
      at = L::chooseInts(L::atMost(L::all(table_.dotThresholds[column]), dot),
                         L::addInts(at, L::allInts(1)), at);
    }
    return L::gatherInts(table_.cells, at);
  }

  static constexpr float kHuge = 3e38F;
  static constexpr float kMargin = 2e-6F;
  static constexpr float kVanishing = 1e-37F;     ///< squares below it have lost bits, or all
  static constexpr double kSettled = 1e-6;        ///< covers the rounding of any point's distance
  static constexpr std::int64_t kCheckLevel = 3;  ///< every 4,096 points or so

  const TilesView& tiles_;
  const TableView& table_;
  const KernelTask& task_;
  const TargetView* targets_;
  int count_;
};

}  // namespace nblast

// SPDX-License-Identifier: BSD-3-Clause
#pragma once
// The tile search (compute/search/README.md), one source for every vector width. Each
// Kernels*.cpp includes its lanes, then this file, inside a namespace of its own: nothing here may
// be shared between differently compiled files, so there are no standard headers but those without
// code.
#include "compute/search/kernel/KernelTask.hpp"
#include "compute/search/kernel/PointScores.hpp"
#include "compute/search/kernel/TileDescent.hpp"

#include <cstdint>

// Products are of numbers of lanes, tiles and targets of a batch: far below 2^31.
// NOLINTBEGIN(bugprone-implicit-widening-of-multiplication-result)
namespace nblast {

/// The runs of a tile whose owner is wanted, and for each target the fewest vectors that cover
/// its runs.
template <class L>
struct WantedRuns {
  static constexpr int kPoints = static_cast<int>(kTilePoints);

  OwnerRun runs[kPoints];
  TargetMask targets[kPoints];  ///< of each run
  int runCount;
  TilePoints<L> points[kBatchTargets];
  int counts[kBatchTargets];  ///< vectors

  void find(const KernelTask& task, const TilesView& tiles, std::int64_t tile, unsigned live) {
    int covered[kBatchTargets] = {};
    for (int t = 0; t < kBatchTargets; ++t)
      counts[t] = 0;
    runCount = 0;
    const OwnerRun* end = tiles.runs + tiles.firstRun[tile + 1];
    for (const OwnerRun* run = tiles.runs + tiles.firstRun[tile]; run != end; ++run) {
      const unsigned who = live & task.wantedOwners[run->owner];
      if (who == 0) continue;
      runs[runCount] = *run;
      targets[runCount++] = static_cast<TargetMask>(who);
      for (unsigned left = who; left != 0; left &= left - 1) {
        const int t = __builtin_ctz(left);
        points[t].first = tile * kTilePoints;
        int begin = run->begin > covered[t] ? run->begin : covered[t];
        for (; begin < run->end; begin += L::kWidth) {
          points[t].at[counts[t]++] = begin;
          covered[t] = begin + L::kWidth;
          prefetchPoint(tiles, tile * kTilePoints + begin);
        }
      }
    }
  }
  /// Asks for the cache lines of a point and its tangent.
  static void prefetchPoint(const TilesView& tiles, std::int64_t i) {
    __builtin_prefetch(tiles.x + i);
    __builtin_prefetch(tiles.y + i);
    __builtin_prefetch(tiles.z + i);
    __builtin_prefetch(tiles.vx + i);
    __builtin_prefetch(tiles.vy + i);
    __builtin_prefetch(tiles.vz + i);
  }
  /// Quarters of the tile, at least 1.
  int shareOf(int t) const {
    return (4 * counts[t] + TilePoints<L>::kGroups - 1) / TilePoints<L>::kGroups;
  }
};

/// The leaf of the descent that adds up the scores of points by their owners.
template <class L>
class TileKernel {
 public:
  explicit TileKernel(const KernelTask& task)
      : tiles_(task.tiles),
        table_(task.table),
        task_(task),
        tileCount_(task.descent.tree.boxCounts[0]),
        points_(task) {}

  void run() {
    const bool maySettle = table_.narrow && task_.nearest == nullptr;
    TileDescent<L, TileKernel>(task_.descent, table_, maySettle, *this).run();
  }

  /// The descent reaches a tile with some targets: which points of it do they want?
  void approach(std::int64_t tile, unsigned live) {
    if (task_.wantedOwners != nullptr) wanted_.find(task_, tiles_, tile, live);
  }

  /// So many candidates are not worth a filter at the approached tile: a filter costs as much for
  /// one vector of points as for all.
  int shortList(int t) const {
    if (table_.bounded) return 0;  // the filter sees what is far, too
    constexpr int kShort[] = {4, 40, 16, 8, 4};
    return task_.wantedOwners == nullptr ? kShort[0] : kShort[wanted_.shareOf(t)];
  }

  /// The approached tile is reached.
  void visit(std::int64_t tile, const Candidates* const* lists, const Live& live) {
    const unsigned all = live.settled | live.open;
    if (task_.wantedOwners != nullptr) {
      scoreWanted(lists, all);
    } else if (__builtin_popcount(all) <= kAloneTargets) {
      scoreAlone(tile, lists, all);
    } else {
      scoreTile(tile, lists, live);
    }
  }

 private:
  using Points = TilePoints<L>;
  using Whole = typename Points::Whole;
  static constexpr int kWidth = L::kWidth;
  static constexpr int kPoints = static_cast<int>(kTilePoints);
  static constexpr int kGroups = Points::kGroups;
  static constexpr int kAloneTargets = 3;  ///< not worth the sums of all targets at once
  static constexpr unsigned kAllTargets = (1U << kBatchTargets) - 1;

  void scoreTile(std::int64_t tile, const Candidates* const* lists, const Live& live) {
    alignas(64) std::int32_t scores[kBatchTargets][kPoints];
    const auto first = tile * kTilePoints;
    if (tile + 1 < tileCount_) prefetchTile(first + kTilePoints);
    const Points points = Points::all(tile);
    for (unsigned left = live.settled; left != 0; left &= left - 1) {
      const int t = __builtin_ctz(left);
      points_.scoreSettled(points, Whole{}, *lists[t], t, scores[t]);
    }
    for (unsigned left = live.open; left != 0; left &= left - 1) {
      const int t = __builtin_ctz(left);
      points_.scoreOpen(points, Whole{}, *lists[t], t, scores[t]);
    }
    for (unsigned left = ~(live.settled | live.open) & kAllTargets; left != 0; left &= left - 1) {
      for (int g = 0; g < kGroups; ++g)
        L::storeInts(scores[__builtin_ctz(left)] + g * kWidth, L::allInts(0));
    }
    const OwnerRun* run = tiles_.runs + tiles_.firstRun[tile];
    const OwnerRun* end = tiles_.runs + tiles_.firstRun[tile + 1];
    alignas(64) std::int32_t prefix[kPoints + 1][kBatchTargets];
    L::prefixSums(scores, prefix);
    for (; run != end; ++run)
      L::addDifference(prefix[run->end], prefix[run->begin], sumsOf(run->owner));
  }

  /// As scoreTile, target by target.
  void scoreAlone(std::int64_t tile, const Candidates* const* lists, unsigned live) {
    alignas(64) std::int32_t scores[kPoints];
    const OwnerRun* end = tiles_.runs + tiles_.firstRun[tile + 1];
    for (unsigned left = live; left != 0; left &= left - 1) {
      const int t = __builtin_ctz(left);
      points_.score(Points::all(tile), Whole{}, *lists[t], t, scores);
      for (const OwnerRun* run = tiles_.runs + tiles_.firstRun[tile]; run != end; ++run)
        addRun(*run, scores, t);
    }
  }

  /// As scoreTile, but only the wanted runs.
  void scoreWanted(const Candidates* const* lists, unsigned live) {
    alignas(64) std::int32_t scores[kBatchTargets][kPoints + kWidth];  // a vector may go beyond
    for (unsigned left = live; left != 0; left &= left - 1) {
      const int t = __builtin_ctz(left);
      const Points& points = wanted_.points[t];
      const int count = wanted_.counts[t];
      if (count == 1) {
        points_.score(points, typename Points::template Fixed<1>{}, *lists[t], t, scores[t]);
      } else if (count == kGroups) {
        points_.score(points, Whole{}, *lists[t], t, scores[t]);
      } else {
        points_.score(points, count, *lists[t], t, scores[t]);
      }
    }
    for (int i = 0; i < wanted_.runCount; ++i) {
      for (unsigned left = live & wanted_.targets[i]; left != 0; left &= left - 1) {
        const int t = __builtin_ctz(left);
        addRun(wanted_.runs[i], scores[t], t);
      }
    }
  }

  void addRun(const OwnerRun& run, const std::int32_t* scores, int t) const {
    std::int64_t sum = 0;
    for (int i = run.begin; i < run.end; ++i)
      sum += scores[i];
    sumsOf(run.owner)[t] += sum;
  }

  std::int64_t* sumsOf(std::int32_t owner) const {
    return task_.sums + (std::int64_t{owner} + 1) * kBatchTargets;
  }

  /// Points come from the last-level cache, once a batch: ask for the next tile's while this one is
  /// worked on.
  void prefetchTile(std::int64_t first) const {
    constexpr std::int64_t kCacheLine = 64 / sizeof(float);
    for (std::int64_t i = first; i < first + kTilePoints; i += kCacheLine)
      WantedRuns<L>::prefetchPoint(tiles_, i);
  }

  const TilesView& tiles_;
  const TableView& table_;
  const KernelTask& task_;
  std::int64_t tileCount_;
  PointScores<L> points_;
  WantedRuns<L> wanted_;  ///< of the approached tile
};

}  // namespace nblast
// NOLINTEND(bugprone-implicit-widening-of-multiplication-result)

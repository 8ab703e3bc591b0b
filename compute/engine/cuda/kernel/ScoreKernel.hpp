// SPDX-License-Identifier: BSD-3-Clause
#pragma once
// The tile search by thread blocks (compute/search/README.md, "The search"; compute/README.md,
// "CUDA: one kernel source, two executors"). One source for nvcc and g++: what a warp does is
// written once, on values that each of its 32 lanes has one of. Same arithmetic as the CPU's,
// operation by operation, so same bits.
//
// Block, what it offers (CudaWarp.cuh, HostWarp.hpp):
//
//   block.forEachWarp(f)       f(warp) for each warp; then all threads of the block wait for each
//                              other
//
// Warp, what it offers; F, I: a float, an int for each lane:
//
//   number(), lane()           0 to kWarps - 1; for each lane 0 to 31
//   load(p, i)                 p[i] for each lane: a number, or a struct with numbers for each lane
//   loadPairs(p, out)          out[k] = p[2 * lane + k], k = 0 and 1
//   store(p, i, value, where)  p[i] = value in the lanes `where`
//   once(f)                    f() on one lane
//   sync()                     what lanes have stored can be seen by the others
//   ballot(where)              a bit for each lane
//   isSet(bits)                the lanes whose bit is set; countBelow(bits): bits of lower lanes
//   broadcast(value, lane)     that lane's value, for all
//   exchange(value, mask)      the value of lane ^ mask
//   least(value), greatest     of all lanes, for all; values are not negative
//   lowBits(value), bitCount   the bits of a float; how many are set
//   addTo(slots, i, value, where)            slots[i] += value, in shared memory
//   addTo(sums, i, stride, value, where)     sums[i * stride] += value, in the device's memory
//   tick<step>()               counted, see Steps.hpp
#include "compute/engine/cuda/kernel/CandidateFilter.hpp"
#include "compute/engine/cuda/kernel/PointCells.hpp"

#include <cstdint>

namespace nblast::cuda {

/// In the block's shared memory.
struct BlockMemory {
  static constexpr int kNodeRoom = 64;  ///< two bits for each lane
  struct OfWarp {
    Candidate list[kNodeRoom];          ///< of its node
    std::uint32_t slots[kGroupPoints];  ///< sums of its group, two's complement
  };
  FilterMemory filter;
  SharedTable table;
  OfWarp warps[kWarps];
};

/// What a thread block scores.
struct BlockWork {
  std::int32_t node;  ///< of the block's level
  std::int32_t target;
  const std::uint32_t* tiles;  ///< see NodeChoice; null: all
};
/// The i-th of a task.
NBLAST_DEVICE BlockWork workOf(const ScoreTask& task, std::int64_t i) {
  if (task.choices == nullptr)
    return {static_cast<std::int32_t>(i / task.targets.count),
            static_cast<std::int32_t>(i % task.targets.count), nullptr};
  const NodeChoice& choice = task.choices[i];
  return {choice.node, choice.target, choice.tiles};
}
NBLAST_ANYWHERE std::int64_t worksOf(const ScoreTask& task) {
  return task.choices != nullptr ? task.choiceCount
                                 : std::int64_t{task.blockNodes} * task.targets.count;
}

/// One warp's part: nodes of kNodeLevel, one after another.
template <class Warp>
class NodeScorer {
 public:
  using F = typename Warp::F;
  using I = typename Warp::I;

  /// @param list what the block has kept
  NBLAST_DEVICE NodeScorer(const Warp& warp, const ScoreTask& task, BlockMemory& memory,
                           const CandidateList& list, std::int32_t target)
      : warp_(warp),
        task_(task),
        memory_(memory.warps[warp.number()]),
        cells_(warp, task, memory.table, task.targets.first[target]),
        list_(list),
        sums_(task.sums + target) {}

  NBLAST_DEVICE void clearSlots() {
    NBLAST_NO_UNROLL
    for (int i = 0; i < kGroupPoints; i += kWarpThreads)
      warp_.store(memory_.slots, warp_.lane() + I(i), typename Warp::U(0), warp_.lane() >= I(0));
    warp_.sync();
  }

  /// Adds the scores of a node's points to the sums of their owners.
  /// @param tiles a bit for each: which of them
  NBLAST_DEVICE void score(int node, unsigned tiles) {
    warp_.template tick<Step::Node>();
    const auto box = boxOf(task_.nodeBoxes[node]);
    const float within = withinBound(warp_, task_.table, box);
    const auto nearest = nearestTo<Step::NodeNearest>(warp_, box, list_);
    if (nearest.d2 > within) return;
    const Keeping<float> keeping(box, nearest, within);
    warp_.sync();  // all lanes have done with the last node's list
    const int n = keep<Step::NodeKeep>(warp_, keeping, list_, memory_.list, BlockMemory::kNodeRoom);
    if (n <= BlockMemory::kNodeRoom) {
      scoreTiles(node * kNodeTiles, tiles, n);
    } else {
      scoreWideTiles(node * kNodeTiles, tiles);
    }
  }

 private:
  static constexpr int kPoints = PointCells<Warp>::kPoints;
  static constexpr float kSettled = 4e-6F;  ///< covers the rounding of box and point distances

  /// For the nearest candidates of a tile's points.
  struct Best {
    F x[kPoints], y[kPoints], z[kPoints];
    F d2[kPoints];
    I index[kPoints];
  };

  /// Of sixteen tiles, by lane & 15: lanes from 16 on have the second half of the candidates.
  struct Masks {
    I candidates;  ///< a bit for each that may be nearest to some point of the tile
    I row;         ///< where only one may be, and all points lie in one row; or -1
  };

  /// @param n candidates in the warp's own list, at least one
  NBLAST_DEVICE void scoreTiles(int firstTile, unsigned tiles, int n) {
    warp_.template tick<Step::Masks>();
    const int half = (n + 1) / 2;
    const Masks masks = findMasks(firstTile, n, half);
    NBLAST_NO_UNROLL
    for (int group = 0; group < kNodeTiles; group += kGroupTiles) {
      bool any = false;
      NBLAST_NO_UNROLL
      for (int i = group; i < group + kGroupTiles; ++i) {
        if ((tiles >> i & 1U) == 0) continue;
        const auto low = static_cast<unsigned>(warp_.broadcast(masks.candidates, i));
        const auto high = static_cast<unsigned>(warp_.broadcast(masks.candidates, i + kNodeTiles));
        if ((low | high) == 0) continue;
        warp_.template tick<Step::Tile>();
        const std::int64_t firstPoint = std::int64_t{firstTile + i} * kTilePoints;
        const int row = warp_.broadcast(masks.row, i);
        I scores[kPoints];
        if (row >= 0) {
          if (cells_.isBounded() && row == cells_.lastRow()) continue;
          warp_.template tick<Step::SettledTile>();
          const int only = low != 0 ? lowestBit(low) : half + lowestBit(high);
          cells_.scoreSettled(firstPoint, memory_.list[only].index, row, scores);
        } else {
          warp_.template tick<Step::OpenTile>();
          Best best = bestOf(firstPoint);
          search(memory_.list, low, best);
          search(memory_.list + half, high, best);
          if (!cells_.score(firstPoint, best.d2, best.index, scores)) continue;
        }
        addToSlots(firstPoint, scores);
        any = true;
      }
      if (any) addToSums((firstTile + group) / kGroupTiles);
    }
  }

  /// Where a node has too many candidates: each tile filters the block's list by itself.
  NBLAST_DEVICE void scoreWideTiles(int firstTile, unsigned tiles) {
    warp_.template tick<Step::WideNode>();
    NBLAST_NO_UNROLL
    for (int group = 0; group < kNodeTiles; group += kGroupTiles) {
      bool any = false;
      NBLAST_NO_UNROLL
      for (int i = group; i < group + kGroupTiles; ++i) {
        if ((tiles >> i & 1U) != 0) any |= scoreWideTile(firstTile + i);
      }
      if (any) addToSums((firstTile + group) / kGroupTiles);
    }
  }

  NBLAST_DEVICE bool scoreWideTile(int tile) {
    warp_.template tick<Step::WideTile>();
    const auto box = boxOf(task_.tileBoxes[tile]);
    const float within = withinBound(warp_, task_.table, box);
    const auto nearest = nearestTo<Step::WideNearest>(warp_, box, list_);
    if (nearest.d2 > within) return false;
    const Keeping<float> keeping(box, nearest, within);
    const std::int64_t firstPoint = std::int64_t{tile} * kTilePoints;
    Best best = bestOf(firstPoint);
    forEachRound<Step::WideKeep>(warp_, list_, [&](int first, auto inside, const auto& c) {
      search(list_.at + first, warp_.ballot(inside & keeping.keeps(c.x, c.y, c.z)), best);
    });
    I scores[kPoints];
    if (!cells_.score(firstPoint, best.d2, best.index, scores)) return false;
    addToSlots(firstPoint, scores);
    return true;
  }

  NBLAST_DEVICE Masks findMasks(int firstTile, int n, int half) const {
    const I lane = warp_.lane();
    const auto isSecond = lane >= I(kNodeTiles);
    const I last = I(lesser(task_.tiles - firstTile, kNodeTiles) - 1);
    const auto loaded =
        warp_.load(task_.tileBoxes + firstTile, lesser(lane & I(kNodeTiles - 1), last));
    const Box<F> box{loaded.centre[0], loaded.centre[1], loaded.centre[2],
                     loaded.half[0],   loaded.half[1],   loaded.half[2]};
    const I first = choose(isSecond, I(half), I(0));
    const auto nearest = nearestOfHalves(box, first, n, half);
    const F within = withinBound(warp_, task_.table, box);
    const Keeping<F> keeping(box, nearest, within);
    I bits = I(0);
    NBLAST_NO_UNROLL
    for (int k = 0; k < half; ++k) {
      warp_.template tick<Step::MaskKeep>();
      const auto c = warp_.load(memory_.list, lesser(first + I(k), I(n - 1)));
      const I bit = I(static_cast<int>(1U << k));
      bits = choose(keeping.keeps(c.x, c.y, c.z), bits | bit, bits);
    }
    // An odd number: the second half's last one is not there.
    if (n % 2 != 0)
      bits = choose(isSecond, bits & I(static_cast<int>((1U << (half - 1)) - 1)), bits);
    return {bits, cells_.inShared() ? settledRows(box, nearest, bits) : I(-1)};
  }

  /// The candidate nearest to the centre of each lane's box.
  NBLAST_DEVICE Reference<F> nearestOfHalves(const Box<F>& box, const I& first, int n,
                                             int half) const {
    F least = F(kHuge);
    I at = first;
    NBLAST_NO_UNROLL
    for (int k = 0; k < half; ++k) {
      warp_.template tick<Step::MaskNearest>();
      const I place = lesser(first + I(k), I(n - 1));
      const auto c = warp_.load(memory_.list, place);
      const F d2 = box.centreDistance(c.x, c.y, c.z);
      at = choose(d2 < least, place, at);
      least = lesser(d2, least);
    }
    const F leastOfOther = warp_.exchange(least, kNodeTiles);
    const I atOfOther = warp_.exchange(at, kNodeTiles);
    at = choose(leastOfOther < least, atOfOther, at);
    const auto c = warp_.load(memory_.list, at);
    return {c.x, c.y, c.z, lesser(leastOfOther, least)};
  }

  /// The row of the table that all of a box lies in, where one candidate is left: that is the
  /// nearest to its centre.
  NBLAST_DEVICE I settledRows(const Box<F>& box, const Reference<F>& only, const I& bits) const {
    const I count = warp_.bitCount(bits) + warp_.bitCount(warp_.exchange(bits, kNodeTiles));
    const auto isOne = count == I(1);
    if (warp_.ballot(isOne) == 0) return I(-1);
    warp_.template tick<Step::Settle>();
    const F x = magnitude(only.x - box.cx), y = magnitude(only.y - box.cy),
            z = magnitude(only.z - box.cz);
    const auto outside = [](const F& away, const F& half) { return greater(away - half, F(0)); };
    const F near = squared<F>(outside(x, box.hx), outside(y, box.hy), outside(z, box.hz));
    const F far = squared<F>(x + box.hx, y + box.hy, z + box.hz);
    const F margin = fused(F(kSettled), only.d2 + box.half2(), F(kVanishing));
    const I row = cells_.rowsOf(near - margin);
    return choose(isOne & cells_.isBefore(far + margin, row), row, I(-1));
  }

  NBLAST_DEVICE Best bestOf(std::int64_t firstPoint) const {
    Best best;
    warp_.loadPairs(task_.points.x + firstPoint, best.x);
    warp_.loadPairs(task_.points.y + firstPoint, best.y);
    warp_.loadPairs(task_.points.z + firstPoint, best.z);
    NBLAST_UNROLL
    for (int k = 0; k < kPoints; ++k) {
      best.d2[k] = F(kHuge);
      best.index[k] = I(0);
    }
    return best;
  }

  /// Goes through the candidates at[i] of set bits, in order: `<` gives ties to the lowest index.
  NBLAST_DEVICE void search(const Candidate* at, unsigned bits, Best& best) const {
    NBLAST_NO_UNROLL
    while (bits != 0) {
      warp_.template tick<Step::Search>();
      const Candidate c = at[lowestBit(bits)];
      bits &= bits - 1;
      NBLAST_UNROLL
      for (int k = 0; k < kPoints; ++k) {
        const F d2 = squared<F>(best.x[k] - F(c.x), best.y[k] - F(c.y), best.z[k] - F(c.z));
        best.index[k] = choose(d2 < best.d2[k], I(c.index), best.index[k]);
        best.d2[k] = lesser(d2, best.d2[k]);
      }
    }
  }

  NBLAST_DEVICE void addToSlots(std::int64_t firstPoint, const I* scores) {
    I slots[kPoints];
    warp_.loadPairs(task_.points.slots + firstPoint, slots);
    const auto same = slots[0] == slots[1];
    warp_.addTo(memory_.slots, slots[0], choose(same, scores[0] + scores[1], scores[0]),
                warp_.lane() >= I(0));
    warp_.addTo(memory_.slots, slots[1], scores[1], !same);
  }

  /// Leaves zeros in the slots.
  NBLAST_DEVICE void addToSums(int group) {
    warp_.template tick<Step::Sums>();
    warp_.sync();
    const std::int64_t firstSlot = task_.points.firstSlot[group];
    const int n = static_cast<int>(task_.points.firstSlot[group + 1] - firstSlot);
    NBLAST_NO_UNROLL
    for (int first = 0; first < n; first += kWarpThreads) {
      warp_.template tick<Step::SlotRound>();
      const I slot = warp_.lane() + I(first);
      const auto inside = slot < I(n);
      const I place = choose(inside, slot, I(0));
      const I sum = warp_.asSigned(warp_.load(memory_.slots, slot));
      warp_.store(memory_.slots, slot, typename Warp::U(0), inside);
      warp_.addTo(sums_, warp_.load(task_.points.slotOwners + firstSlot, place),
                  task_.targets.count, sum, inside & (sum != I(0)));
    }
    warp_.sync();
  }

  const Warp& warp_;
  const ScoreTask& task_;
  BlockMemory::OfWarp& memory_;
  PointCells<Warp> cells_;
  CandidateList list_;
  unsigned long long* sums_;
};

/// All of a thread block's work: for all its threads.
template <class Block>
NBLAST_DEVICE void scoreBlock(Block& block, const ScoreTask& task, BlockMemory& memory,
                              const BlockWork& work) {
  using Warp = typename Block::Warp;
  const std::int64_t firstOfTarget = task.targets.first[work.target];
  const CandidateList points{task.targets.points + firstOfTarget,
                             static_cast<int>(task.targets.first[work.target + 1] - firstOfTarget)};
  const auto box = boxOf(task.blockBoxes[work.node]);
  const auto list = keepOfBlock(block, memory.filter, task.table, box, points);
  if (list.n == 0) return;  // all of the box is beyond the bound
  const int nodes = 1 << (kFanBits * (task.blockLevel - kNodeLevel));
  block.forEachWarp([&](const Warp& warp) {
    if (fitsInShared(task.table)) load(warp, task, memory.table);
  });
  block.forEachWarp([&](const Warp& warp) {
    warp.template tick<Step::Block>();
    NodeScorer<Warp> scorer(warp, task, memory, list, work.target);
    scorer.clearSlots();
    NBLAST_NO_UNROLL
    for (int i = warp.number(); i < nodes; i += kWarps) {
      const int node = work.node * nodes + i;
      const int left = task.tiles - node * kNodeTiles;
      if (left <= 0) break;
      unsigned tiles = left < kNodeTiles ? (1U << left) - 1 : (1U << kNodeTiles) - 1;
      if (work.tiles != nullptr) tiles &= work.tiles[i / 2] >> (i % 2 * kNodeTiles);
      if (tiles != 0) scorer.score(node, tiles);
    }
  });
}

}  // namespace nblast::cuda

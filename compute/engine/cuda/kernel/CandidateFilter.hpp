// SPDX-License-Identifier: BSD-3-Clause
#pragma once
// Which points of a target may be nearest to some point of a box (compute/search/README.md, "The
// search"), by the warps of a thread block. One source for nvcc and g++: see ScoreKernel.hpp.
#include "compute/engine/cuda/kernel/Portable.hpp"
#include "compute/engine/cuda/kernel/ScoreTask.hpp"
#include "compute/engine/cuda/kernel/Steps.hpp"

#include <cstdint>

namespace nblast::cuda {

constexpr float kHuge = 3e38F;
constexpr float kMargin = 2e-6F;
constexpr float kVanishing = 1e-37F;  ///< squares below it have lost bits, or all

template <class T>
NBLAST_DEVICE T squared(const T& dx, const T& dy, const T& dz) {
  return fused(dz, dz, fused(dy, dy, dx * dx));
}

/// A box, or one for each lane. @tparam T float, or a float for each lane
template <class T>
struct Box {
  T cx, cy, cz, hx, hy, hz;

  template <class V>
  NBLAST_DEVICE V centreDistance(const V& x, const V& y, const V& z) const {
    return squared<V>(x - cx, y - cy, z - cz);
  }
  NBLAST_DEVICE T half2() const { return hx * hx + hy * hy + hz * hz; }
};
NBLAST_DEVICE Box<float> boxOf(const TileBox& box) {
  return {box.centre[0], box.centre[1], box.centre[2], box.half[0], box.half[1], box.half[2]};
}

/// A candidate whose squared distance from a box's centre is beyond this one is farther than the
/// distance bound from every point of the box.
template <class Warp, class T>
NBLAST_DEVICE T withinBound(const Warp& warp, const RowTable& table, const Box<T>& box) {
  if (!table.bounded) return T(kHuge);
  warp.template tick<Step::Bound>();
  const T reach = T(root(table.farThreshold_um2)) + root(box.half2());
  return reach * reach * T(1 + 1e-5F) + T(kVanishing);
}

/// The candidate nearest to a box's centre.
template <class T>
struct Reference {
  T x, y, z, d2;
};

/// Keeps the candidates that may be nearest to some point of a box.
template <class T>
class Keeping {
 public:
  NBLAST_DEVICE Keeping(const Box<T>& box, const Reference<T>& nearest, const T& within)
      : box_(box),
        nearest_(nearest),
        limit_(nearest.d2 + T(kMargin) * (nearest.d2 + box.half2()) + T(kVanishing)),
        within_(within) {}

  template <class V>
  NBLAST_DEVICE auto keeps(const V& x, const V& y, const V& z) const {
    const V d2 = box_.centreDistance(x, y, z);
    const V reach = fused(V(box_.hz + box_.hz), magnitude(V(z - nearest_.z)),
                          fused(V(box_.hy + box_.hy), magnitude(V(y - nearest_.y)),
                                (box_.hx + box_.hx) * magnitude(V(x - nearest_.x))));
    return (fused(V(-kMargin), d2 + reach, d2 - reach) <= V(limit_)) & (d2 <= V(within_));
  }

 private:
  Box<T> box_;
  Reference<T> nearest_;
  T limit_, within_;
};

/// Candidates one after another, in index order.
struct CandidateList {
  const Candidate* at;
  int n;
};

/// Goes through a list, a lane a candidate: f(first, inside, candidates), for lanes beyond the end
/// the last candidate again.
template <Step step, class Warp, class F>
NBLAST_DEVICE void forEachRound(const Warp& warp, const CandidateList& list, F&& f) {
  using I = typename Warp::I;
  NBLAST_NO_UNROLL
  for (int first = 0; first < list.n; first += kWarpThreads) {
    warp.template tick<step>();
    const I place = warp.lane() + I(first);
    f(first, place < I(list.n), warp.load(list.at, lesser(place, I(list.n - 1))));
  }
}

/// @param list of the warp; where it is empty, the distance is kHuge
template <Step step, class Warp>
NBLAST_DEVICE Reference<float> nearestTo(const Warp& warp, const Box<float>& box,
                                         const CandidateList& list) {
  using F = typename Warp::F;
  using I = typename Warp::I;
  if (list.n <= 0) return {0, 0, 0, kHuge};
  F least = F(kHuge);
  I at = I(0);
  forEachRound<step>(warp, list, [&](int first, auto, const auto& c) {
    const F d2 = box.centreDistance(c.x, c.y, c.z);
    const auto closer = d2 < least;
    at = choose(closer, warp.lane() + I(first), at);
    least = lesser(d2, least);
  });
  const float d2 = warp.least(least);
  const int lane = lowestBit(warp.ballot(least == F(d2)));
  const Candidate& nearest = list.at[lesser(warp.broadcast(at, lane), list.n - 1)];
  return {nearest.x, nearest.y, nearest.z, d2};
}

/// Moves what may be nearest to some point of the box to `out`, in order, as far as there is room.
/// @return how many there are
template <Step step, class Warp>
NBLAST_DEVICE int keep(const Warp& warp, const Keeping<float>& keeping, const CandidateList& from,
                       Candidate* out, int room) {
  using I = typename Warp::I;
  int n = 0;
  forEachRound<step>(warp, from, [&](int, auto inside, const auto& c) {
    const unsigned kept = warp.ballot(inside & keeping.keeps(c.x, c.y, c.z));
    const I place = I(n) + warp.countBelow(kept);
    warp.store(out, place, c, warp.isSet(kept) & (place < I(room)));
    n += bitCount(kept);
  });
  warp.sync();
  return n;
}

/// In the block's shared memory.
struct FilterMemory {
  static constexpr int kRoom = 512;
  Candidate list[kRoom];
  Reference<float> nearest[kWarps];
  std::int32_t counts[kWarps];
};

/// All warps of the block filter a target's points. For all threads of the block, once.
/// @return a list in shared memory; all points if too many are left
template <class Block>
NBLAST_DEVICE CandidateList keepOfBlock(Block& block, FilterMemory& memory, const RowTable& table,
                                        const Box<float>& box, const CandidateList& from) {
  using Warp = typename Block::Warp;
  using I = typename Warp::I;
  // Each warp has a run of the points, so that the list comes in index order.
  const int run = (from.n + kBlockThreads - 1) / kBlockThreads * kWarpThreads;
  const auto runOf = [&](const Warp& warp) {
    const int first = lesser(warp.number() * run, from.n);
    return CandidateList{from.at + first, lesser(run, from.n - first)};
  };
  const auto keeping = [&](const Warp& warp) {
    const auto d2 = warp.load(&memory.nearest[0].d2, (warp.lane() & I(kWarps - 1)) * I(4));
    const Reference<float>& nearest =
        memory.nearest[lowestBit(warp.ballot(d2 == typename Warp::F(warp.least(d2)))) % kWarps];
    return Keeping<float>(box, nearest, withinBound(warp, table, box));
  };
  block.forEachWarp([&](const Warp& warp) {
    const auto nearest = nearestTo<Step::BlockNearest>(warp, box, runOf(warp));
    warp.once([&] { memory.nearest[warp.number()] = nearest; });
  });
  block.forEachWarp([&](const Warp& warp) {
    const int n = keep<Step::BlockCount>(warp, keeping(warp), runOf(warp), memory.list, 0);
    warp.once([&] { memory.counts[warp.number()] = n; });
  });
  int total = 0;
  for (int count : memory.counts)
    total += count;
  if (total > FilterMemory::kRoom) return from;
  block.forEachWarp([&](const Warp& warp) {
    int first = 0;
    for (int i = 0; i < warp.number(); ++i)
      first += memory.counts[i];
    keep<Step::BlockKeep>(warp, keeping(warp), runOf(warp), memory.list + first,
                          FilterMemory::kRoom - first);
  });
  return {memory.list, total};
}

}  // namespace nblast::cuda

// SPDX-License-Identifier: BSD-3-Clause
#pragma once
// The host executor: a warp's lanes as loops, a thread block's warps one after another. For tests,
// and for machines without a GPU. It counts what it does.
#include "compute/engine/cuda/kernel/Lanes.hpp"
#include "compute/engine/cuda/kernel/ScoreTask.hpp"
#include "compute/engine/cuda/kernel/StepCounts.hpp"

#include <algorithm>
#include <array>
#include <atomic>
#include <cstdint>
#include <numeric>
#include <random>

namespace nblast::cuda {

/// In which order the warps of a phase run. A kernel without races does not care; running one in
/// several orders and comparing finds those that do.
class PhaseOrder {
 public:
  /// @param seed 0: in order; else shuffled, each phase anew
  explicit PhaseOrder(std::uint64_t seed) : shuffled_(seed != 0), random_(seed) {
    std::iota(order_.begin(), order_.end(), 0);
  }

  /// Calls f(i) for all i < kWarps.
  template <class F>
  void forEach(F&& f) {
    if (shuffled_) std::shuffle(order_.begin(), order_.end(), random_);
    for (const int i : order_)
      f(i);
  }

 private:
  bool shuffled_;
  std::mt19937_64 random_;
  std::array<int, kWarps> order_;
};

class HostWarp {
 public:
  using F = Floats;
  using I = Ints;
  using U = Lanes<std::uint32_t>;

  HostWarp(int number, StepCounts& counts) : number_(number), counts_(counts) {}
  int number() const { return number_; }
  static I lane() {
    return eachLane([](int i) { return i; });
  }

  template <class T>
  static Lanes<T> load(const T* from, const I& at) {
    return eachLane([&](int i) { return from[at[i]]; });
  }
  static Candidates32 load(const Candidate* from, const I& at) {
    return {gather(at, [&](int i) { return from[i].x; }),
            gather(at, [&](int i) { return from[i].y; }),
            gather(at, [&](int i) { return from[i].z; }),
            gather(at, [&](int i) { return from[i].index; })};
  }
  static Tangents32 load(const Tangent* from, const I& at) {
    return {gather(at, [&](int i) { return from[i].x; }),
            gather(at, [&](int i) { return from[i].y; }),
            gather(at, [&](int i) { return from[i].z; }),
            gather(at, [&](int i) { return from[i].alpha; })};
  }
  static CellPairs32 load(const CellPair* from, const I& at) {
    return {gather(at, [&](int i) { return from[i].below; }),
            gather(at, [&](int i) { return from[i].above; })};
  }
  static TileBoxes32 load(const TileBox* from, const I& at) {
    TileBoxes32 boxes;
    for (std::size_t k = 0; k < 3; ++k) {
      boxes.centre[k] = gather(at, [&](int i) { return from[i].centre[k]; });
      boxes.half[k] = gather(at, [&](int i) { return from[i].half[k]; });
    }
    return boxes;
  }
  template <class T, class Out>
  static void loadPairs(const T* from, Lanes<Out>* out) {
    for (int k = 0; k < 2; ++k)
      out[k] = eachLane([&](int i) { return static_cast<Out>(from[2 * i + k]); });
  }

  template <class T>
  static void store(T* to, const I& at, const Lanes<T>& value, const Bools& where) {
    forLanes(where, [&](int i) { to[at[i]] = value[i]; });
  }
  static void store(Candidate* to, const I& at, const Candidates32& value, const Bools& where) {
    forLanes(where, [&](int i) {
      to[at[i]] = {value.x[i], value.y[i], value.z[i], value.index[i]};
    });
  }
  static void store(CellPair* to, const I& at, const CellPairs32& value, const Bools& where) {
    forLanes(where, [&](int i) { to[at[i]] = {value.below[i], value.above[i]}; });
  }
  template <class F>
  static void once(F&& f) {
    f();
  }
  static void sync() {}

  static unsigned ballot(const Bools& where) {
    unsigned bits = 0;
    for (int i = 0; i < kWarpThreads; ++i)
      bits |= static_cast<unsigned>(where[i]) << i;
    return bits;
  }
  static Bools isSet(unsigned bits) {
    return eachLane([&](int i) { return (bits >> i & 1U) != 0; });
  }
  static I countBelow(unsigned bits) {
    return eachLane([&](int i) { return cuda::bitCount(bits & ((1U << i) - 1)); });
  }
  static I bitCount(const I& bits) {
    return eachLane([&](int i) { return cuda::bitCount(static_cast<unsigned>(bits[i])); });
  }
  static int broadcast(const I& value, int lane) { return value[lane]; }
  template <class T>
  static Lanes<T> exchange(const Lanes<T>& value, int mask) {
    return eachLane([&](int i) { return value[i ^ mask]; });
  }
  static I lowBits(const F& value) {
    return eachLane([&](int i) { return std::bit_cast<std::int32_t>(value[i]); });
  }
  static I asSigned(const U& value) {
    return eachLane([&](int i) { return static_cast<int>(value[i]); });
  }
  static float least(const F& value) { return *std::min_element(value.of.begin(), value.of.end()); }
  static float greatest(const F& value) {
    return *std::max_element(value.of.begin(), value.of.end());
  }

  static void addTo(std::uint32_t* slots, const I& at, const I& value, const Bools& where) {
    forLanes(where, [&](int i) { slots[at[i]] += static_cast<std::uint32_t>(value[i]); });
  }
  void addTo(unsigned long long* sums, const I& at, std::int64_t stride, const I& value,
             const Bools& where) const {
    forLanes(where, [&](int i) {
      ++counts_.atomics;
      const auto add = static_cast<std::int64_t>(value[i]);
      std::atomic_ref<unsigned long long>(sums[at[i] * stride])
          .fetch_add(static_cast<unsigned long long>(add), std::memory_order_relaxed);
    });
  }

  template <Step step>
  void tick() const {
    ++counts_.steps[static_cast<std::size_t>(step)];
  }

 private:
  template <class F>
  static void forLanes(const Bools& where, F&& f) {
    for (int i = 0; i < kWarpThreads; ++i) {
      if (where[i]) f(i);
    }
  }

  int number_;
  StepCounts& counts_;
};

class HostBlock {
 public:
  using Warp = HostWarp;
  HostBlock(PhaseOrder& order, StepCounts& counts) : order_(order), counts_(counts) {}

  template <class F>
  void forEachWarp(F&& f) {
    order_.forEach([&](int number) { f(HostWarp(number, counts_)); });
  }

 private:
  PhaseOrder& order_;
  StepCounts& counts_;
};

}  // namespace nblast::cuda

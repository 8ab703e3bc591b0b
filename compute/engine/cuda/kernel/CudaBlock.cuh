// SPDX-License-Identifier: BSD-3-Clause
#pragma once
// What ScoreKernel.hpp asks of a Block, by the threads of a GPU. HostBlock.hpp says the same in
// loops.
#include "compute/engine/cuda/kernel/Portable.hpp"
#include "compute/engine/cuda/kernel/ScoreTask.hpp"

#include <cstdint>

namespace nblast::cuda {

struct Nearest {
  float value;
  int i;
};

constexpr unsigned kAllLanes = 0xffffffffU;

/// Least over all lanes; lanes without a value bring {infinity, -1}.
NBLAST_DEVICE Nearest nearestOfLanes(const Nearest& mine) {
  const unsigned bits = __float_as_uint(mine.value);
  const unsigned ascending = (bits & 0x80000000U) != 0 ? ~bits : bits | 0x80000000U;
#if __CUDA_ARCH__ >= 800
  const unsigned least = __reduce_min_sync(kAllLanes, ascending);
#else
  unsigned least = ascending;
  NBLAST_UNROLL
  for (int distance = kWarpThreads / 2; distance > 0; distance /= 2)
    least = min(least, __shfl_xor_sync(kAllLanes, least, distance));
#endif
  const int lane = __ffs(static_cast<int>(__ballot_sync(kAllLanes, ascending == least))) - 1;
  return {__shfl_sync(kAllLanes, mine.value, lane), __shfl_sync(kAllLanes, mine.i, lane)};
}

/// Exact sum over all lanes, seen by all: 32 values of 32 bits need more than 32.
NBLAST_DEVICE long long sumOfLanes(std::int32_t value) {
#if __CUDA_ARCH__ >= 800
  const unsigned low = __reduce_add_sync(kAllLanes, static_cast<unsigned>(value) & 0xffffU);
  const int high = __reduce_add_sync(kAllLanes, value >> 16);
  return static_cast<long long>(high) * 0x10000 + low;
#else
  long long sum = value;
  NBLAST_UNROLL
  for (int distance = kWarpThreads / 2; distance > 0; distance /= 2)
    sum += __shfl_xor_sync(kAllLanes, sum, distance);
  return sum;
#endif
}

class CudaWarp {
 public:
  NBLAST_DEVICE CudaWarp(int number, int lane) : number_(number), lane_(lane) {}
  NBLAST_DEVICE int number() const { return number_; }

  template <class F>
  NBLAST_DEVICE Nearest nearest(int n, F&& f) const {
    Nearest mine{__int_as_float(0x7f800000), -1};
    for (int i = lane_; i < n; i += kWarpThreads) {
      const float value = f(i);
      if (value < mine.value) mine = {value, i};
    }
    return nearestOfLanes(mine);
  }

  template <class Keeps, class Store>
  NBLAST_DEVICE int keep(int n, Keeps&& keeps, Store&& store) const {
    int places = 0;
    for (int first = 0; first < n; first += kWarpThreads) {
      const int i = first + lane_;
      const unsigned kept = __ballot_sync(kAllLanes, i < n && keeps(i));
      if ((kept >> lane_ & 1U) != 0) store(i, places + __popc(kept & lanesBelow()));
      places += __popc(kept);
    }
    __syncwarp();
    return places;
  }

  template <class F>
  NBLAST_DEVICE void forEachLane(F&& f) const {
    f(lane_);
    __syncwarp();
  }

  /// Lanes of one owner add their values to one another first, while that saves atomics. Not by
  /// __match_any_sync and a reduction for each of its masks: those run one after another, and a
  /// tile where many neurons meet has as many owners as points.
  template <class OwnerOf, class ValueOf>
  NBLAST_DEVICE void addToOwners(unsigned long long* sums, std::int64_t stride, OwnerOf&& ownerOf,
                                 ValueOf&& valueOf) const {
    const std::int32_t owner = ownerOf(lane_);
    const std::int32_t value = owner < 0 ? 0 : valueOf(lane_);
    unsigned rest = __ballot_sync(kAllLanes, value != 0);
    while (rest != 0) {
      const int leader = __ffs(static_cast<int>(rest)) - 1;
      const bool same = owner == __shfl_sync(kAllLanes, owner, leader);
      const unsigned peers = __ballot_sync(kAllLanes, same) & rest;
      if (__popc(peers) < kWorthAReduction) break;
      const long long sum = sumOfLanes(same ? value : 0);
      if (lane_ == leader) add(sums + owner * stride, sum);
      rest &= ~peers;
    }
    if ((rest >> lane_ & 1U) != 0) add(sums + owner * stride, value);
    __syncwarp();
  }

 private:
  static constexpr int kWorthAReduction = 4;

  static NBLAST_DEVICE void add(unsigned long long* sum, long long value) {
    atomicAdd(sum, static_cast<unsigned long long>(value));
  }
  NBLAST_DEVICE unsigned lanesBelow() const { return (1U << lane_) - 1; }

  int number_, lane_;
};

class CudaBlock {
 public:
  using Warp = CudaWarp;

  /// In shared memory.
  struct Memory {
    Nearest nearest[2][kWarps];
    int counts[kWarpThreads];
  };

  NBLAST_DEVICE explicit CudaBlock(Memory& memory)
      : memory_(memory),
        thread_(static_cast<int>(threadIdx.x)),
        warp_(thread_ / kWarpThreads, thread_ % kWarpThreads) {}

  template <class F>
  NBLAST_DEVICE Nearest nearest(int n, F&& f) {
    Nearest mine{__int_as_float(0x7f800000), -1};
    for (int i = thread_; i < n; i += kBlockThreads) {
      const float value = f(i);
      if (value < mine.value) mine = {value, i};
    }
    const Nearest ofWarp = nearestOfLanes(mine);
    // Two rooms in turn: who writes to one has waited since all have read it, so one wait is
    // enough.
    Nearest* room = memory_.nearest[turn_];
    turn_ ^= 1;
    if (lane() == 0) room[warp_.number()] = ofWarp;
    __syncthreads();
    return nearestOfLanes(room[lane() % kWarps]);
  }

  /// @param n at most kTargetChunk
  template <class Keeps, class Store>
  NBLAST_DEVICE int keep(int n, Keeps&& keeps, Store&& store) {
    unsigned kept[kRounds];
    NBLAST_UNROLL
    for (int round = 0; round < kRounds; ++round) {
      const int i = round * kBlockThreads + thread_;
      kept[round] = __ballot_sync(kAllLanes, i < n && keeps(i));
      if (lane() == 0) memory_.counts[round * kWarps + warp_.number()] = __popc(kept[round]);
    }
    __syncthreads();
    const int upTo = sumUpToLane(memory_.counts[lane()]);
    NBLAST_UNROLL
    for (int round = 0; round < kRounds; ++round) {
      const int run = round * kWarps + warp_.number();
      const int before = __shfl_sync(kAllLanes, upTo, max(run - 1, 0));
      const unsigned below = kept[round] & ((1U << lane()) - 1);
      if ((kept[round] >> lane() & 1U) != 0)
        store(round * kBlockThreads + thread_, (run == 0 ? 0 : before) + __popc(below));
    }
    __syncthreads();
    return __shfl_sync(kAllLanes, upTo, kWarpThreads - 1);
  }

  template <class F>
  NBLAST_DEVICE void forEachWarp(F&& f) {
    f(warp_);
    __syncthreads();
  }

  /// In registers: i is known to the compiler once its loops are unrolled.
  template <class T, int n>
  class PerLane {
   public:
    NBLAST_DEVICE PerLane(const CudaBlock&, const T& value) {
      NBLAST_UNROLL
      for (int i = 0; i < n; ++i)
        values_[i] = value;
    }
    NBLAST_DEVICE T& operator()(int, int i) { return values_[i]; }

   private:
    T values_[n];
  };

 private:
  static constexpr int kRounds = kTargetChunk / kBlockThreads;
  static_assert(kRounds * kBlockThreads == kTargetChunk);
  static_assert(kRounds * kWarps == kWarpThreads, "keep() sums one count a lane");

  NBLAST_DEVICE int lane() const { return thread_ % kWarpThreads; }

  NBLAST_DEVICE int sumUpToLane(int value) const {
    NBLAST_UNROLL
    for (int distance = 1; distance < kWarpThreads; distance *= 2) {
      const int lower = __shfl_up_sync(kAllLanes, value, distance);
      if (lane() >= distance) value += lower;
    }
    return value;
  }

  Memory& memory_;
  int thread_;
  CudaWarp warp_;
  int turn_ = 0;
};

}  // namespace nblast::cuda

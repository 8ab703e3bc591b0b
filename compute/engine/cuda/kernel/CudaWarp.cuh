// SPDX-License-Identifier: BSD-3-Clause
#pragma once
// What ScoreKernel.hpp asks of a block and its warps, by the threads of a GPU: a lane's number is a
// number. HostWarp.hpp says the same in loops.
#include "compute/engine/cuda/kernel/Portable.hpp"
#include "compute/engine/cuda/kernel/ScoreTask.hpp"
#include "compute/engine/cuda/kernel/Steps.hpp"

#include <cstdint>

namespace nblast::cuda {

constexpr unsigned kAllLanes = 0xffffffffU;

class CudaWarp {
 public:
  using F = float;
  using I = int;
  using U = std::uint32_t;

  NBLAST_DEVICE explicit CudaWarp(int thread)
      : number_(thread / kWarpThreads), lane_(thread % kWarpThreads) {}
  NBLAST_DEVICE int number() const { return number_; }
  NBLAST_DEVICE int lane() const { return lane_; }

  template <class T>
  NBLAST_DEVICE T load(const T* from, int i) const {
    return from[i];
  }
  NBLAST_DEVICE void loadPairs(const float* from, float* out) const {
    const auto pair = reinterpret_cast<const float2*>(from)[lane_];
    out[0] = pair.x;
    out[1] = pair.y;
  }
  NBLAST_DEVICE void loadPairs(const std::uint8_t* from, int* out) const {
    const unsigned pair = reinterpret_cast<const std::uint16_t*>(from)[lane_];
    out[0] = static_cast<int>(pair & 0xffU);
    out[1] = static_cast<int>(pair >> 8);
  }
  template <class T>
  NBLAST_DEVICE void store(T* to, int i, const T& value, bool where) const {
    if (where) to[i] = value;
  }
  template <class F>
  NBLAST_DEVICE void once(F&& f) const {
    if (lane_ == 0) f();
  }
  NBLAST_DEVICE void sync() const { __syncwarp(); }

  NBLAST_DEVICE unsigned ballot(bool where) const { return __ballot_sync(kAllLanes, where); }
  NBLAST_DEVICE bool isSet(unsigned bits) const { return (bits >> lane_ & 1U) != 0; }
  NBLAST_DEVICE int countBelow(unsigned bits) const { return bitCount(bits & ((1U << lane_) - 1)); }
  NBLAST_DEVICE int bitCount(int bits) const { return __popc(static_cast<unsigned>(bits)); }
  NBLAST_DEVICE int broadcast(int value, int lane) const {
    return __shfl_sync(kAllLanes, value, lane);
  }
  template <class T>
  NBLAST_DEVICE T exchange(T value, int mask) const {
    return __shfl_xor_sync(kAllLanes, value, mask);
  }
  NBLAST_DEVICE int lowBits(float value) const { return __float_as_int(value); }
  NBLAST_DEVICE int asSigned(std::uint32_t value) const { return static_cast<int>(value); }

  /// Floats that are not negative are in the order of their bits.
  NBLAST_DEVICE float least(float value) const {
    auto bits = static_cast<unsigned>(__float_as_int(value));
#if __CUDA_ARCH__ >= 800
    bits = __reduce_min_sync(kAllLanes, bits);
#else
    NBLAST_UNROLL
    for (int distance = kWarpThreads / 2; distance > 0; distance /= 2)
      bits = min(bits, __shfl_xor_sync(kAllLanes, bits, distance));
#endif
    return __int_as_float(static_cast<int>(bits));
  }
  NBLAST_DEVICE float greatest(float value) const {
    auto bits = static_cast<unsigned>(__float_as_int(value));
#if __CUDA_ARCH__ >= 800
    bits = __reduce_max_sync(kAllLanes, bits);
#else
    NBLAST_UNROLL
    for (int distance = kWarpThreads / 2; distance > 0; distance /= 2)
      bits = max(bits, __shfl_xor_sync(kAllLanes, bits, distance));
#endif
    return __int_as_float(static_cast<int>(bits));
  }

  NBLAST_DEVICE void addTo(std::uint32_t* slots, int i, int value, bool where) const {
    if (where) atomicAdd(slots + i, static_cast<std::uint32_t>(value));
  }
  NBLAST_DEVICE void addTo(unsigned long long* sums, int i, int stride, int value,
                           bool where) const {
    if (where) {
      atomicAdd(sums + std::int64_t{i} * stride,
                static_cast<unsigned long long>(static_cast<long long>(value)));
    }
  }

  template <Step step>
  NBLAST_DEVICE void tick() const {
#ifdef NBLAST_MARK_STEPS
    asm volatile("pmevent.mask %0;" ::"n"(static_cast<int>(step) + 1));
#endif
  }

 private:
  int number_, lane_;
};

class CudaBlock {
 public:
  using Warp = CudaWarp;
  NBLAST_DEVICE CudaBlock() : warp_(static_cast<int>(threadIdx.x)) {}

  template <class F>
  NBLAST_DEVICE void forEachWarp(F&& f) {
    f(warp_);
    __syncthreads();
  }

 private:
  CudaWarp warp_;
};

}  // namespace nblast::cuda

// SPDX-License-Identifier: BSD-3-Clause
#pragma once
// A thread block of a GPU on one thread of the host, one fiber a GPU thread: the intrinsics that
// CudaWarp.cuh uses. Between two waits some threads, chosen anew again and again, lag behind as
// far as the waits allow; threads that wait for each other in vain, or meet in different
// intrinsics, are told.
#include "compute/engine/cuda/kernel/ScoreTask.hpp"

#include <bit>
#include <cstdint>
#include <cstring>
#include <functional>
#include <string>

namespace nblast::emulated {

enum class Meeting : std::uint8_t { Barrier, Shuffle, Ballot, Reduction };

/// Runs f as all threads of a block. @param seed for who lags behind
/// @return empty, or what went wrong: a deadlock, a mismatch
std::string runBlock(std::uint64_t seed, const std::function<void()>& f);

int thread();      ///< that runs just now
void waitBlock();  ///< __syncthreads
/// All lanes of the warp bring a value and see all 32.
const std::uint64_t* meetWarp(Meeting meeting, std::uint64_t value);

inline int lane() {
  return thread() % cuda::kWarpThreads;
}

template <class T>
std::uint64_t packed(T value) {
  std::uint64_t bits = 0;
  std::memcpy(&bits, &value, sizeof value);
  return bits;
}
template <class T>
T unpacked(std::uint64_t bits) {
  T value;
  std::memcpy(&value, &bits, sizeof value);
  return value;
}

struct ThreadIndex {
  struct X {
    operator unsigned() const { return static_cast<unsigned>(thread()); }
  } x;
};

}  // namespace nblast::emulated

// As CUDA names them.
struct alignas(8) float2 {
  float x, y;
};
inline const nblast::emulated::ThreadIndex threadIdx{};

inline int __float_as_int(float value) {
  return std::bit_cast<int>(value);
}
inline float __int_as_float(int value) {
  return std::bit_cast<float>(value);
}
inline int __popc(unsigned value) {
  return std::popcount(value);
}
inline unsigned min(unsigned a, unsigned b) {
  return a < b ? a : b;
}
inline unsigned max(unsigned a, unsigned b) {
  return a > b ? a : b;
}
inline void __syncthreads() {
  nblast::emulated::waitBlock();
}
inline void __syncwarp() {
  nblast::emulated::meetWarp(nblast::emulated::Meeting::Barrier, 0);
}
template <class T>
T __shfl_sync(unsigned, T value, int from) {
  using namespace nblast::emulated;
  return unpacked<T>(meetWarp(Meeting::Shuffle, packed(value))[from & 31]);
}
template <class T>
T __shfl_xor_sync(unsigned, T value, int distance) {
  using namespace nblast::emulated;
  return unpacked<T>(meetWarp(Meeting::Shuffle, packed(value))[lane() ^ distance]);
}
inline unsigned __ballot_sync(unsigned, bool value) {
  using namespace nblast::emulated;
  const auto* all = meetWarp(Meeting::Ballot, value ? 1 : 0);
  unsigned bits = 0;
  for (int i = 0; i < nblast::cuda::kWarpThreads; ++i)
    bits |= static_cast<unsigned>(all[i]) << i;
  return bits;
}
inline unsigned __reduce_min_sync(unsigned, unsigned value) {
  using namespace nblast::emulated;
  const auto* all = meetWarp(Meeting::Reduction, value);
  unsigned least = value;
  for (int i = 0; i < nblast::cuda::kWarpThreads; ++i)
    least = min(least, static_cast<unsigned>(all[i]));
  return least;
}
inline unsigned __reduce_max_sync(unsigned, unsigned value) {
  using namespace nblast::emulated;
  const auto* all = meetWarp(Meeting::Reduction, value);
  unsigned greatest = value;
  for (int i = 0; i < nblast::cuda::kWarpThreads; ++i)
    greatest = max(greatest, static_cast<unsigned>(all[i]));
  return greatest;
}
template <class T>
T atomicAdd(T* at, T value) {
  const auto before = *at;
  *at += value;
  return before;
}

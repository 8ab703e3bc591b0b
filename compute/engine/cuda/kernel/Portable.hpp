// SPDX-License-Identifier: BSD-3-Clause
#pragma once
// The few operations that nvcc and g++ spell differently. Each rounds once, as written: contraction
// is off on both sides (-fmad=false, -ffp-contract=off). Lanes.hpp has the same for 32 lanes at
// once.

#include <cstdint>

#ifdef __CUDACC__
#define NBLAST_DEVICE __device__ __forceinline__
#define NBLAST_ANYWHERE __host__ __device__ inline
#define NBLAST_UNROLL _Pragma("unroll")
#define NBLAST_NO_UNROLL _Pragma("unroll 1")
#else
#include <bit>
#include <cmath>
#define NBLAST_DEVICE inline
#define NBLAST_ANYWHERE inline
#define NBLAST_UNROLL
#define NBLAST_NO_UNROLL
#endif

namespace nblast::cuda {

#ifdef __CUDACC__
NBLAST_DEVICE float fused(float a, float b, float c) {
  return __fmaf_rn(a, b, c);
}
NBLAST_DEVICE float root(float a) {
  return __fsqrt_rn(a);
}
NBLAST_DEVICE float magnitude(float a) {
  return fabsf(a);
}
NBLAST_DEVICE float timesPowerOfTwo(float a, int exponent) {
  return ldexpf(a, exponent);
}
NBLAST_DEVICE int bitCount(unsigned bits) {
  return __popc(bits);
}
/// @param bits not 0
NBLAST_DEVICE int lowestBit(unsigned bits) {
  return __ffs(static_cast<int>(bits)) - 1;
}
#else
inline float fused(float a, float b, float c) {
  return std::fma(a, b, c);
}
inline float root(float a) {
  return std::sqrt(a);
}
inline float magnitude(float a) {
  return std::fabs(a);
}
inline float timesPowerOfTwo(float a, int exponent) {
  return std::ldexp(a, exponent);
}
inline int bitCount(unsigned bits) {
  return std::popcount(bits);
}
inline int lowestBit(unsigned bits) {
  return std::countr_zero(bits);
}
#endif

/// a where the condition holds, else b.
template <class T>
NBLAST_DEVICE T choose(bool condition, T a, T b) {
  return condition ? a : b;
}
NBLAST_DEVICE float lesser(float a, float b) {
  return a < b ? a : b;
}
NBLAST_DEVICE float greater(float a, float b) {
  return a > b ? a : b;
}
NBLAST_DEVICE int lesser(int a, int b) {
  return a < b ? a : b;
}
/// @param a of 16 bits' range
NBLAST_DEVICE std::int16_t narrow(int a) {
  return static_cast<std::int16_t>(a);
}
/// Rounds towards zero. @param a of an int's range
NBLAST_DEVICE int wholePart(float a) {
  return static_cast<int>(a);
}

}  // namespace nblast::cuda

// SPDX-License-Identifier: BSD-3-Clause
#pragma once
// The few operations that nvcc and g++ spell differently. Each rounds once, as written: contraction
// is off on both sides (-fmad=false, -ffp-contract=off).

#ifdef __CUDACC__
#define NBLAST_DEVICE __device__ __forceinline__
#define NBLAST_UNROLL _Pragma("unroll")
#else
#include <cmath>
#define NBLAST_DEVICE inline
#define NBLAST_UNROLL
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
#endif

}  // namespace nblast::cuda

// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include <immintrin.h>

namespace nblast {

/// Vectors of the compiler; g++ knows none whose size is a template's parameter.
template <int Width>
struct VectorOf;
template <>
struct VectorOf<2> {
  typedef double Doubles __attribute__((vector_size(16)));
  typedef long long Mask __attribute__((vector_size(16)));
};
template <>
struct VectorOf<4> {
  typedef double Doubles __attribute__((vector_size(32)));
  typedef long long Mask __attribute__((vector_size(32)));
};

/// Doubles side by side: +, -, * and / go lane by lane. Two lanes on any processor, four with AVX2,
/// eight with AVX-512; each width is compiled by one file alone.
template <int Width>
struct TangentLanes {
  static constexpr int kWidth = Width;
  using F = typename VectorOf<Width>::Doubles;
  using M = typename VectorOf<Width>::Mask;

  static F load(const double* p) {
    F v;
    __builtin_memcpy(&v, p, sizeof v);
    return v;
  }
  static void store(double* p, F v) { __builtin_memcpy(p, &v, sizeof v); }
  static void storeFloats(float* p, F v) {
    for (int i = 0; i < Width; ++i)
      p[i] = static_cast<float>(v[i]);
  }
  static F all(double v) { return v - F{}; }
  /// base[3 * index]
  static F gather(const float* base, F index) {
    F v;
    for (int i = 0; i < Width; ++i)
      v[i] = base[3 * static_cast<long long>(index[i])];
    return v;
  }

  static F sqrt(F a) {
#ifdef __AVX2__
    if constexpr (Width == 4) return _mm256_sqrt_pd(a);
#endif
    if constexpr (Width == 2) return _mm_sqrt_pd(a);
  }
  static F abs(F a) {
    return reinterpret_cast<F>(reinterpret_cast<M>(a) & ~signs());
  }
  static F max(F a, F b) {
    return a > b ? a : b;
  }
  static F min(F a, F b) {
    return a < b ? a : b;
  }
  static double greatest(F a) {
    double most = a[0];
    for (int i = 1; i < Width; ++i)
      most = a[i] > most ? a[i] : most;
    return most;
  }

  static M less(F a, F b) {
    return a < b;
  }
  static M atMost(F a, F b) {
    return a <= b;
  }
  static M equal(F a, F b) {
    return a == b;
  }
  static M both(M a, M b) {
    return a & b;
  }
  static M either(M a, M b) {
    return a | b;
  }
  static M without(M a, M b) {
    return a & ~b;
  }
  static F choose(M m, F a, F b) {
    return m ? a : b;
  }  ///< m ? a : b
  /// Bit i: lane i.
  static unsigned bits(M m) {
#ifdef __AVX2__
    if constexpr (Width == 4)
      return static_cast<unsigned>(_mm256_movemask_pd(reinterpret_cast<__m256d>(m)));
#endif
    if constexpr (Width == 2)
      return static_cast<unsigned>(_mm_movemask_pd(reinterpret_cast<__m128d>(m)));
  }

 private:
  static M signs() {
    return M{} + (-0x7fffffffffffffffLL - 1);
  }
};

#ifdef __AVX512F__
/// Eight lanes.
template <>
struct TangentLanes<8> {
  static constexpr int kWidth = 8;
  using F = __m512d;
  using M = __mmask8;

  static F load(const double* p) { return _mm512_loadu_pd(p); }
  static void store(double* p, F v) { _mm512_storeu_pd(p, v); }
  static void storeFloats(float* p, F v) { _mm256_storeu_ps(p, _mm512_cvtpd_ps(v)); }
  static F all(double v) { return _mm512_set1_pd(v); }
  static F gather(const float* base, F index) {
    const __m512i at = _mm512_cvttpd_epi64(index);
    const __m512i threeTimes = _mm512_add_epi64(at, _mm512_add_epi64(at, at));
    return _mm512_cvtps_pd(_mm512_i64gather_ps(threeTimes, base, 4));
  }

  static F sqrt(F a) { return _mm512_sqrt_pd(a); }
  static F abs(F a) { return _mm512_abs_pd(a); }
  static F max(F a, F b) { return _mm512_max_pd(a, b); }
  static F min(F a, F b) { return _mm512_min_pd(a, b); }
  static double greatest(F a) { return _mm512_reduce_max_pd(a); }

  static M less(F a, F b) { return _mm512_cmp_pd_mask(a, b, _CMP_LT_OQ); }
  static M atMost(F a, F b) { return _mm512_cmp_pd_mask(a, b, _CMP_LE_OQ); }
  static M equal(F a, F b) { return _mm512_cmp_pd_mask(a, b, _CMP_EQ_OQ); }
  static M both(M a, M b) { return M(a & b); }
  static M either(M a, M b) { return M(a | b); }
  static M without(M a, M b) { return M(a & ~b); }
  static F choose(M m, F a, F b) { return _mm512_mask_blend_pd(m, b, a); }
  static unsigned bits(M m) { return m; }
};
#endif

}  // namespace nblast

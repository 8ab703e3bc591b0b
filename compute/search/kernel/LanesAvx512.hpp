// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include "compute/search/kernel/KernelTask.hpp"

#include <immintrin.h>

#include <cstdint>

namespace nblast::avx512 {

/// Sixteen lanes. Included only by files compiled for AVX-512; everything here is inlined.
struct Lanes {
  static constexpr int kWidth = 16;
  static constexpr int kGroupsTogether = 4;  ///< vectors of query points that fit into registers
  using F = __m512;
  using I = __m512i;
  using M = __mmask16;

  static F load(const float* p) { return _mm512_loadu_ps(p); }
  static void store(float* p, F v) { _mm512_storeu_ps(p, v); }
  static I loadInts(const std::int32_t* p) { return _mm512_loadu_si512(p); }
  static void storeInts(std::int32_t* p, I v) { _mm512_storeu_si512(p, v); }
  static F all(float v) { return _mm512_set1_ps(v); }
  static I allInts(std::int32_t v) { return _mm512_set1_epi32(v); }

  static F add(F a, F b) { return _mm512_add_ps(a, b); }
  static F sub(F a, F b) { return _mm512_sub_ps(a, b); }
  static F mul(F a, F b) { return _mm512_mul_ps(a, b); }
  static F fma(F a, F b, F c) { return _mm512_fmadd_ps(a, b, c); }
  static F abs(F a) { return _mm512_abs_ps(a); }
  static F sqrt(F a) { return _mm512_sqrt_ps(a); }
  static F min(F a, F b) { return _mm512_min_ps(a, b); }
  static F max(F a, F b) { return _mm512_max_ps(a, b); }
  /// a * 2^exponent, where both are normal numbers.
  static F timesPowerOfTwo(F a, I exponent) {
    return _mm512_castsi512_ps(
        _mm512_add_epi32(_mm512_castps_si512(a), _mm512_slli_epi32(exponent, 23)));
  }
  static I addInts(I a, I b) { return _mm512_add_epi32(a, b); }
  static I subInts(I a, I b) { return _mm512_sub_epi32(a, b); }
  static I truncate(F a) { return _mm512_cvttps_epi32(a); }
  static I minInts(I a, I b) { return _mm512_min_epi32(a, b); }

  static M less(F a, F b) { return _mm512_cmp_ps_mask(a, b, _CMP_LT_OQ); }
  static M atMost(F a, F b) { return _mm512_cmp_ps_mask(a, b, _CMP_LE_OQ); }
  static M firstLanes(int n) { return n >= 16 ? M(0xffff) : M((1U << n) - 1); }
  static M both(M a, M b) { return a & b; }
  static F choose(M m, F a, F b) { return _mm512_mask_blend_ps(m, b, a); }         ///< m ? a : b
  static I chooseInts(M m, I a, I b) { return _mm512_mask_blend_epi32(m, b, a); }  ///< m ? a : b
  static int count(M m) { return __builtin_popcount(m); }
  static bool everywhere(M m) { return m == 0xffff; }
  static M some(I a) { return _mm512_test_epi32_mask(a, a); }  ///< not zero

  static float least(F a) { return _mm512_reduce_min_ps(a); }
  static float greatest(F a) { return _mm512_reduce_max_ps(a); }
  static int firstLane(M m) { return __builtin_ctz(m); }

  /// The lanes of v where m is set, moved to the front; the rest is whatever.
  static F compress(M m, F v) { return _mm512_maskz_compress_ps(m, v); }
  static I compressInts(M m, I v) { return _mm512_maskz_compress_epi32(m, v); }

  /// How many of the ascending thresholds are at most v.
  static int countAtMost(const float* thresholds, int n, float v) {
    int count = 0;
    for (int i = 0; i < n; i += kWidth)
      count += __builtin_popcount(atMost(load(thresholds + i), all(v)));
    return count;
  }

  static I gatherInts(const std::int32_t* base, I index) {
    return _mm512_i32gather_epi32(index, base, 4);
  }

  /// A table of sixteen in registers, looked up by lane.
  struct Table16 {
    __m512 values;
  };
  static Table16 table16(const float* p) { return {_mm512_loadu_ps(p)}; }
  static F lookUp(const Table16& t, I index) { return _mm512_permutexvar_ps(index, t.values); }
  struct IntTable16 {
    __m512i values;
  };
  static IntTable16 intTable16(const std::int32_t* p) { return {_mm512_loadu_si512(p)}; }
  static I lookUpInts(const IntTable16& t, I index) {
    return _mm512_permutexvar_epi32(index, t.values);
  }
  static I lookUpIntsWhere(M m, const IntTable16& t, I index, I otherwise) {
    return _mm512_mask_permutexvar_epi32(otherwise, m, index, t.values);
  }
  /// Which sixteenth (kSixteenthScale), in the lowest four bits: all that a look-up looks at.
  static I sixteenthOf(F dot) {
    return _mm512_castps_si512(fma(dot, all(kSixteenthScale), all(kToLowBits)));
  }

  /// Directions (x, y, z, alpha) of up to kFew list members, to be looked up by place in the list.
  static constexpr int kFew = 32;
  struct Table32 {
    __m512 low, high;
  };
  struct Directions {
    Table32 x, y, z, alpha;
  };
  static F lookUp(const Table32& t, I index) {
    return _mm512_permutex2var_ps(t.low, index, t.high);
  }
  static Directions directions(const float* from, const std::int32_t* index, int n) {
    Directions d;
    sixteen(from, index, n, d.x.low, d.y.low, d.z.low, d.alpha.low);
    if (n > 16) {
      sixteen(from, index + 16, n - 16, d.x.high, d.y.high, d.z.high, d.alpha.high);
    } else {
      d.x.high = d.y.high = d.z.high = d.alpha.high = _mm512_setzero_ps();
    }
    return d;
  }
  /// The same, lane by lane, for lists of any length: of the points at[0..16).
  static void directionsAt(const float* from, const std::int32_t* at, F& x, F& y, F& z, F& alpha) {
    sixteen(from, at, 16, x, y, z, alpha);
  }

  /// prefix[i][t] becomes the sum of target t's scores of the tile's first i points, modulo 2^32.
  static void prefixSums(const std::int32_t (*scores)[kTilePoints],
                         std::int32_t (*prefix)[kBatchTargets]) {
    I sum = _mm512_setzero_si512();
    storeInts(prefix[0], sum);
    for (int first = 0; first < kTilePoints; first += 16) {
      I column[16];
      transposedInts(scores, first, column);
      for (int i = 0; i < 16; ++i) {
        sum = _mm512_add_epi32(sum, column[i]);
        storeInts(prefix[first + i + 1], sum);
      }
    }
  }

  /// Adds to - from, which fit into 32 bits, to the sums of all targets.
  static void addDifference(const std::int32_t* to, const std::int32_t* from, std::int64_t* sums) {
    const I difference = subInts(loadInts(to), loadInts(from));
    const I low = _mm512_cvtepi32_epi64(_mm512_castsi512_si256(difference));
    const I high = _mm512_cvtepi32_epi64(_mm512_extracti64x4_epi64(difference, 1));
    _mm512_store_si512(sums, _mm512_add_epi64(_mm512_load_si512(sums), low));
    _mm512_store_si512(sums + 8, _mm512_add_epi64(_mm512_load_si512(sums + 8), high));
  }

  /// Writes values[t][i] to out[i * kBoundTargets + t] for sixteen voxels i and eight targets t.
  static void storeTransposed(const std::int32_t (*values)[kTileVoxels], int first,
                              std::int16_t* out) {
    __m512i two[4];
    for (int k = 0; k < 4; ++k)
      two[k] = _mm512_or_si512(loadInts(values[2 * k] + first),
                               _mm512_slli_epi32(loadInts(values[2 * k + 1] + first), 16));
    const __m512i low[2] = {_mm512_unpacklo_epi32(two[0], two[1]),
                            _mm512_unpacklo_epi32(two[2], two[3])};
    const __m512i high[2] = {_mm512_unpackhi_epi32(two[0], two[1]),
                             _mm512_unpackhi_epi32(two[2], two[3])};
    const __m512i rows[4] = {
        _mm512_unpacklo_epi64(low[0], low[1]), _mm512_unpackhi_epi64(low[0], low[1]),
        _mm512_unpacklo_epi64(high[0], high[1]), _mm512_unpackhi_epi64(high[0], high[1])};
    for (std::int64_t i = 0; i < 4; ++i) {
      storeRow(out + i * kBoundTargets, _mm512_castsi512_si128(rows[i]));
      storeRow(out + (4 + i) * kBoundTargets, _mm512_extracti32x4_epi32(rows[i], 1));
      storeRow(out + (8 + i) * kBoundTargets, _mm512_extracti32x4_epi32(rows[i], 2));
      storeRow(out + (12 + i) * kBoundTargets, _mm512_extracti32x4_epi32(rows[i], 3));
    }
  }

  struct RowSums {
    __m512i low, high;  ///< of each eight targets: the first four, the last four
  };
  static void clear(RowSums& total) { total.low = total.high = _mm512_setzero_si512(); }
  /// Adds the lower half of points times a[t], and the upper half times b[t].
  static void addRows(RowSums& total, const std::int16_t* a, const std::int16_t* b,
                      std::int32_t points) {
    const __m512i times = _mm512_set1_epi32(points);
    const __m512i ofA = _mm512_loadu_si512(a), ofB = _mm512_loadu_si512(b);
    total.low =
        _mm512_add_epi32(total.low, _mm512_madd_epi16(_mm512_unpacklo_epi16(ofA, ofB), times));
    total.high =
        _mm512_add_epi32(total.high, _mm512_madd_epi16(_mm512_unpackhi_epi16(ofA, ofB), times));
  }
  static void store(const RowSums& total, std::int32_t* sums) {
    const __m512i front = _mm512_setr_epi64(0, 1, 8, 9, 2, 3, 10, 11);
    const __m512i back = _mm512_setr_epi64(4, 5, 12, 13, 6, 7, 14, 15);
    storeInts(sums, _mm512_permutex2var_epi64(total.low, front, total.high));
    storeInts(sums + 16, _mm512_permutex2var_epi64(total.low, back, total.high));
  }

 private:
  static void storeRow(std::int16_t* out, __m128i row) {
    _mm_storeu_si128(reinterpret_cast<__m128i*>(out), row);
  }
  static __m128 record(const float* from, std::int32_t i) {
    return _mm_load_ps(from + 4 * std::int64_t{i});
  }
  /// The records of the first n points, four at a time: a component a vector.
  static void sixteen(const float* from, const std::int32_t* index, int n, F& x, F& y, F& z, F& w) {
    __m512 row[4];
    for (int j = 0; j < 4; ++j) {
      row[j] = _mm512_zextps128_ps512(record(from, index[j]));
      if (n > 4) row[j] = _mm512_insertf32x4(row[j], record(from, index[j + 4]), 1);
      if (n > 8) {
        row[j] = _mm512_insertf32x4(row[j], record(from, index[j + 8]), 2);
        row[j] = _mm512_insertf32x4(row[j], record(from, index[j + 12]), 3);
      }
    }
    transpose(row, x, y, z, w);
  }
  static void transpose(const __m512* row, F& x, F& y, F& z, F& w) {
    const auto pairs = [](__m512 a, __m512 b, bool high) {
      const __m512d c = _mm512_castps_pd(a), d = _mm512_castps_pd(b);
      return _mm512_castpd_ps(high ? _mm512_unpackhi_pd(c, d) : _mm512_unpacklo_pd(c, d));
    };
    const __m512 xy0 = _mm512_unpacklo_ps(row[0], row[1]), xy1 = _mm512_unpacklo_ps(row[2], row[3]);
    const __m512 zw0 = _mm512_unpackhi_ps(row[0], row[1]), zw1 = _mm512_unpackhi_ps(row[2], row[3]);
    x = pairs(xy0, xy1, false);
    y = pairs(xy0, xy1, true);
    z = pairs(zw0, zw1, false);
    w = pairs(zw0, zw1, true);
  }
  /// column[i]: all targets' scores of the point first + i.
  static void transposedInts(const std::int32_t (*scores)[kTilePoints], int first, I* column) {
    I a[16], b[16];
    for (int t = 0; t < 16; ++t)
      a[t] = loadInts(scores[t] + first);
    for (int t = 0; t < 16; t += 2) {
      b[t] = _mm512_unpacklo_epi32(a[t], a[t + 1]);
      b[t + 1] = _mm512_unpackhi_epi32(a[t], a[t + 1]);
    }
    for (int t = 0; t < 16;
         t += 4) {  // a[t + j]: targets t.. of the points j, j + 4, j + 8, j + 12
      a[t] = _mm512_unpacklo_epi64(b[t], b[t + 2]);
      a[t + 1] = _mm512_unpackhi_epi64(b[t], b[t + 2]);
      a[t + 2] = _mm512_unpacklo_epi64(b[t + 1], b[t + 3]);
      a[t + 3] = _mm512_unpackhi_epi64(b[t + 1], b[t + 3]);
    }
    for (int j = 0; j < 4; ++j) {
      const I low = _mm512_shuffle_i32x4(a[j], a[j + 4], 0x88);
      const I lowOdd = _mm512_shuffle_i32x4(a[j], a[j + 4], 0xdd);
      const I high = _mm512_shuffle_i32x4(a[j + 8], a[j + 12], 0x88);
      const I highOdd = _mm512_shuffle_i32x4(a[j + 8], a[j + 12], 0xdd);
      column[j] = _mm512_shuffle_i32x4(low, high, 0x88);
      column[j + 8] = _mm512_shuffle_i32x4(low, high, 0xdd);
      column[j + 4] = _mm512_shuffle_i32x4(lowOdd, highOdd, 0x88);
      column[j + 12] = _mm512_shuffle_i32x4(lowOdd, highOdd, 0xdd);
    }
  }
};

}  // namespace nblast::avx512

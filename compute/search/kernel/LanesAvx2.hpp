// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include "compute/search/kernel/KernelTask.hpp"

#include <immintrin.h>

#include <cstdint>

namespace nblast::avx2 {

/// For each of 256 masks, which lanes to move to the front.
struct CompressOrder {
  alignas(64) std::uint8_t lanes[256][8];
  constexpr CompressOrder() : lanes{} {
    for (int mask = 0; mask < 256; ++mask) {
      int n = 0;
      for (int lane = 0; lane < 8; ++lane) {
        if ((mask >> lane & 1) != 0) lanes[mask][n++] = static_cast<std::uint8_t>(lane);
      }
    }
  }
};
inline constexpr CompressOrder kCompressOrder;

/// Eight lanes. Included only by files compiled for AVX2 and FMA; everything here is inlined.
struct Lanes {
  static constexpr int kWidth = 8;
  static constexpr int kGroupsTogether = 2;  ///< vectors of query points that fit into registers
  using F = __m256;
  using I = __m256i;
  using M = __m256;

  static F load(const float* p) { return _mm256_loadu_ps(p); }
  static void store(float* p, F v) { _mm256_storeu_ps(p, v); }
  static I loadInts(const std::int32_t* p) {
    return _mm256_loadu_si256(reinterpret_cast<const __m256i*>(p));
  }
  static void storeInts(std::int32_t* p, I v) {
    _mm256_storeu_si256(reinterpret_cast<__m256i*>(p), v);
  }
  static F all(float v) { return _mm256_set1_ps(v); }
  static I allInts(std::int32_t v) { return _mm256_set1_epi32(v); }

  static F add(F a, F b) { return _mm256_add_ps(a, b); }
  static F sub(F a, F b) { return _mm256_sub_ps(a, b); }
  static F mul(F a, F b) { return _mm256_mul_ps(a, b); }
  static F fma(F a, F b, F c) { return _mm256_fmadd_ps(a, b, c); }
  static F abs(F a) { return _mm256_andnot_ps(_mm256_set1_ps(-0.0F), a); }
  static F sqrt(F a) { return _mm256_sqrt_ps(a); }
  static F min(F a, F b) { return _mm256_min_ps(a, b); }
  static F max(F a, F b) { return _mm256_max_ps(a, b); }
  /// a * 2^exponent, where both are normal numbers.
  static F timesPowerOfTwo(F a, I exponent) {
    return _mm256_castsi256_ps(
        _mm256_add_epi32(_mm256_castps_si256(a), _mm256_slli_epi32(exponent, 23)));
  }
  static I addInts(I a, I b) { return _mm256_add_epi32(a, b); }
  static I subInts(I a, I b) { return _mm256_sub_epi32(a, b); }
  static I truncate(F a) { return _mm256_cvttps_epi32(a); }
  static I minInts(I a, I b) { return _mm256_min_epi32(a, b); }

  static M less(F a, F b) { return _mm256_cmp_ps(a, b, _CMP_LT_OQ); }
  static M atMost(F a, F b) { return _mm256_cmp_ps(a, b, _CMP_LE_OQ); }
  static M firstLanes(int n) {
    const __m256i lane = _mm256_setr_epi32(0, 1, 2, 3, 4, 5, 6, 7);
    return _mm256_castsi256_ps(_mm256_cmpgt_epi32(_mm256_set1_epi32(n), lane));
  }
  static M both(M a, M b) { return _mm256_and_ps(a, b); }
  static F choose(M m, F a, F b) { return _mm256_blendv_ps(b, a, m); }  ///< m ? a : b
  static I chooseInts(M m, I a, I b) {                                  ///< m ? a : b
    return _mm256_castps_si256(_mm256_blendv_ps(_mm256_castsi256_ps(b), _mm256_castsi256_ps(a), m));
  }
  static int count(M m) { return __builtin_popcount(bits(m)); }
  static bool everywhere(M m) { return bits(m) == 0xff; }
  static M some(I a) {  ///< greater than zero
    return _mm256_castsi256_ps(_mm256_cmpgt_epi32(a, _mm256_setzero_si256()));
  }

  static float least(F a) {
    __m128 v = _mm_min_ps(_mm256_castps256_ps128(a), _mm256_extractf128_ps(a, 1));
    v = _mm_min_ps(v, _mm_movehl_ps(v, v));
    return _mm_cvtss_f32(_mm_min_ss(v, _mm_shuffle_ps(v, v, 1)));
  }
  static float greatest(F a) {
    __m128 v = _mm_max_ps(_mm256_castps256_ps128(a), _mm256_extractf128_ps(a, 1));
    v = _mm_max_ps(v, _mm_movehl_ps(v, v));
    return _mm_cvtss_f32(_mm_max_ss(v, _mm_shuffle_ps(v, v, 1)));
  }
  static int firstLane(M m) { return __builtin_ctz(bits(m)); }

  /// The lanes of v where m is set, moved to the front; the rest is whatever.
  static F compress(M m, F v) { return _mm256_permutevar8x32_ps(v, order(m)); }
  static I compressInts(M m, I v) { return _mm256_permutevar8x32_epi32(v, order(m)); }

  /// How many of the ascending thresholds are at most v.
  static int countAtMost(const float* thresholds, int n, float v) {
    int count = 0;
    for (int i = 0; i < n; i += kWidth)
      count += __builtin_popcount(bits(atMost(load(thresholds + i), all(v))));
    return count;
  }

  static I gatherInts(const std::int32_t* base, I index) {
    return _mm256_i32gather_epi32(base, index, 4);
  }

  /// A table of sixteen in two registers, looked up by lane.
  struct Table16 {
    __m256 low, high;
  };
  static Table16 table16(const float* p) { return {_mm256_loadu_ps(p), _mm256_loadu_ps(p + 8)}; }
  static F lookUp(const Table16& t, I index) {
    return _mm256_blendv_ps(_mm256_permutevar8x32_ps(t.low, index),
                            _mm256_permutevar8x32_ps(t.high, index),
                            _mm256_castsi256_ps(_mm256_slli_epi32(index, 28)));
  }
  struct IntTable16 {
    Table16 table;
  };
  static IntTable16 intTable16(const std::int32_t* p) {
    return {{_mm256_castsi256_ps(loadInts(p)), _mm256_castsi256_ps(loadInts(p + 8))}};
  }
  static I lookUpInts(const IntTable16& t, I index) {
    return _mm256_castps_si256(lookUp(t.table, index));
  }
  static I lookUpIntsWhere(M m, const IntTable16& t, I index, I otherwise) {
    return chooseInts(m, lookUpInts(t, index), otherwise);
  }
  /// Which sixteenth (kSixteenthScale), in the lowest four bits: all that a look-up looks at.
  static I sixteenthOf(F dot) {
    return _mm256_castps_si256(fma(dot, all(kSixteenthScale), all(kToLowBits)));
  }

  /// Directions (x, y, z, alpha) of up to kFew list members, to be looked up by place in the list.
  static constexpr int kFew = 16;
  struct Directions {
    Table16 x, y, z, alpha;
  };
  static Directions directions(const float* from, const std::int32_t* index, int n) {
    Directions result;
    eight(from, index, n > 4, result.x.low, result.y.low, result.z.low, result.alpha.low);
    if (n > 8) {
      eight(from, index + 8, n > 12, result.x.high, result.y.high, result.z.high,
            result.alpha.high);
    } else {
      result.x.high = result.y.high = result.z.high = result.alpha.high = _mm256_setzero_ps();
    }
    return result;
  }
  /// The same, lane by lane, for lists of any length: of the points at[0..8).
  static void directionsAt(const float* from, const std::int32_t* at, F& x, F& y, F& z, F& alpha) {
    eight(from, at, true, x, y, z, alpha);
  }

  /// prefix[i][t] becomes the sum of target t's scores of the tile's first i points, modulo 2^32.
  static void prefixSums(const std::int32_t (*scores)[kTilePoints],
                         std::int32_t (*prefix)[kBatchTargets]) {
    for (int t = 0; t < kBatchTargets; t += 8) {
      I sum = _mm256_setzero_si256();
      storeInts(prefix[0] + t, sum);
      for (int first = 0; first < kTilePoints; first += 8) {
        I column[8];
        transposedInts(scores + t, first, column);
        for (int i = 0; i < 8; ++i) {
          sum = _mm256_add_epi32(sum, column[i]);
          storeInts(prefix[first + i + 1] + t, sum);
        }
      }
    }
  }

  /// Adds to - from, which fit into 32 bits, to the sums of all targets.
  static void addDifference(const std::int32_t* to, const std::int32_t* from, std::int64_t* sums) {
    for (int t = 0; t < kBatchTargets; t += 8) {
      const I difference = subInts(loadInts(to + t), loadInts(from + t));
      auto* at = reinterpret_cast<__m256i*>(sums + t);
      const I low = _mm256_cvtepi32_epi64(_mm256_castsi256_si128(difference));
      const I high = _mm256_cvtepi32_epi64(_mm256_extracti128_si256(difference, 1));
      _mm256_store_si256(at, _mm256_add_epi64(_mm256_load_si256(at), low));
      _mm256_store_si256(at + 1, _mm256_add_epi64(_mm256_load_si256(at + 1), high));
    }
  }

  /// Writes values[t][i] to out[i * kBoundTargets + t] for eight voxels i and eight targets t.
  static void storeTransposed(const std::int32_t (*values)[kTileVoxels], int first,
                              std::int16_t* out) {
    __m256i two[4];
    for (int k = 0; k < 4; ++k)
      two[k] = _mm256_or_si256(loadInts(values[2 * k] + first),
                               _mm256_slli_epi32(loadInts(values[2 * k + 1] + first), 16));
    const __m256i low[2] = {_mm256_unpacklo_epi32(two[0], two[1]),
                            _mm256_unpacklo_epi32(two[2], two[3])};
    const __m256i high[2] = {_mm256_unpackhi_epi32(two[0], two[1]),
                             _mm256_unpackhi_epi32(two[2], two[3])};
    const __m256i rows[4] = {
        _mm256_unpacklo_epi64(low[0], low[1]), _mm256_unpackhi_epi64(low[0], low[1]),
        _mm256_unpacklo_epi64(high[0], high[1]), _mm256_unpackhi_epi64(high[0], high[1])};
    for (std::int64_t i = 0; i < 4; ++i) {
      storeRow(out + i * kBoundTargets, _mm256_castsi256_si128(rows[i]));
      storeRow(out + (4 + i) * kBoundTargets, _mm256_extracti128_si256(rows[i], 1));
    }
  }

  struct RowSums {
    __m256i low[2], high[2];  ///< of eight targets: the first four, the last four
  };
  static void clear(RowSums& total) {
    for (int k = 0; k < 2; ++k)
      total.low[k] = total.high[k] = _mm256_setzero_si256();
  }
  /// Adds the lower half of points times a[t], and the upper half times b[t].
  static void addRows(RowSums& total, const std::int16_t* a, const std::int16_t* b,
                      std::int32_t points) {
    const __m256i times = _mm256_set1_epi32(points);
    for (int k = 0; k < 2; ++k) {
      const __m256i ofA = _mm256_loadu_si256(reinterpret_cast<const __m256i*>(a + 16 * k));
      const __m256i ofB = _mm256_loadu_si256(reinterpret_cast<const __m256i*>(b + 16 * k));
      total.low[k] =
          _mm256_add_epi32(total.low[k], _mm256_madd_epi16(_mm256_unpacklo_epi16(ofA, ofB), times));
      total.high[k] = _mm256_add_epi32(total.high[k],
                                       _mm256_madd_epi16(_mm256_unpackhi_epi16(ofA, ofB), times));
    }
  }
  static void store(const RowSums& total, std::int32_t* sums) {
    for (int k = 0; k < 2; ++k) {
      storeInts(sums + 16 * k, _mm256_permute2x128_si256(total.low[k], total.high[k], 0x20));
      storeInts(sums + 16 * k + 8, _mm256_permute2x128_si256(total.low[k], total.high[k], 0x31));
    }
  }

 private:
  static void storeRow(std::int16_t* out, __m128i row) {
    _mm_storeu_si128(reinterpret_cast<__m128i*>(out), row);
  }
  static __m128 record(const float* from, std::int32_t i) {
    return _mm_load_ps(from + 4 * std::int64_t{i});
  }
  /// Four or eight records, a component a vector.
  static void eight(const float* from, const std::int32_t* index, bool more, F& x, F& y, F& z,
                    F& w) {
    __m256 row[4];
    for (std::int64_t j = 0; j < 4; ++j) {
      row[j] = _mm256_zextps128_ps256(record(from, index[j]));
      if (more) row[j] = _mm256_insertf128_ps(row[j], record(from, index[j + 4]), 1);
    }
    const auto pairs = [](__m256 a, __m256 b, bool high) {
      const __m256d c = _mm256_castps_pd(a), d = _mm256_castps_pd(b);
      return _mm256_castpd_ps(high ? _mm256_unpackhi_pd(c, d) : _mm256_unpacklo_pd(c, d));
    };
    const __m256 xy0 = _mm256_unpacklo_ps(row[0], row[1]), xy1 = _mm256_unpacklo_ps(row[2], row[3]);
    const __m256 zw0 = _mm256_unpackhi_ps(row[0], row[1]), zw1 = _mm256_unpackhi_ps(row[2], row[3]);
    x = pairs(xy0, xy1, false);
    y = pairs(xy0, xy1, true);
    z = pairs(zw0, zw1, false);
    w = pairs(zw0, zw1, true);
  }
  static unsigned bits(M m) { return static_cast<unsigned>(_mm256_movemask_ps(m)); }
  static __m256i order(M m) {
    return _mm256_cvtepu8_epi32(
        _mm_loadl_epi64(reinterpret_cast<const __m128i*>(kCompressOrder.lanes[bits(m)])));
  }
  /// column[i]: eight targets' scores of the point first + i.
  static void transposedInts(const std::int32_t (*scores)[kTilePoints], int first, I* column) {
    I a[8], b[8];
    for (int t = 0; t < 8; ++t)
      a[t] = loadInts(scores[t] + first);
    for (int t = 0; t < 8; t += 2) {
      b[t] = _mm256_unpacklo_epi32(a[t], a[t + 1]);
      b[t + 1] = _mm256_unpackhi_epi32(a[t], a[t + 1]);
    }
    for (int t = 0; t < 8; t += 4) {  // a[t + j]: targets t.. of the points j and j + 4
      a[t] = _mm256_unpacklo_epi64(b[t], b[t + 2]);
      a[t + 1] = _mm256_unpackhi_epi64(b[t], b[t + 2]);
      a[t + 2] = _mm256_unpacklo_epi64(b[t + 1], b[t + 3]);
      a[t + 3] = _mm256_unpackhi_epi64(b[t + 1], b[t + 3]);
    }
    for (int j = 0; j < 4; ++j) {
      column[j] = _mm256_permute2x128_si256(a[j], a[j + 4], 0x20);
      column[j + 4] = _mm256_permute2x128_si256(a[j], a[j + 4], 0x31);
    }
  }
};

}  // namespace nblast::avx2

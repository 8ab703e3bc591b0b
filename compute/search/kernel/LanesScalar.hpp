// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include "compute/search/kernel/KernelTask.hpp"

#include <cstdint>

namespace nblast::scalar {

/// Four lanes in plain loops: any processor, and what the others are checked against.
struct Lanes {
  static constexpr int kWidth = 4;
  static constexpr int kGroupsTogether = 2;
  struct F {
    float v[kWidth];
  };
  struct I {
    std::int32_t v[kWidth];
  };
  struct M {
    bool v[kWidth];
  };

  template <class To, class Each>
  static To lanes(Each each) {
    To result;
    for (int i = 0; i < kWidth; ++i)
      result.v[i] = each(i);
    return result;
  }

  static F load(const float* p) {
    return lanes<F>([=](int i) { return p[i]; });
  }
  static void store(float* p, F a) {
    for (int i = 0; i < kWidth; ++i)
      p[i] = a.v[i];
  }
  static I loadInts(const std::int32_t* p) {
    return lanes<I>([=](int i) { return p[i]; });
  }
  static void storeInts(std::int32_t* p, I a) {
    for (int i = 0; i < kWidth; ++i)
      p[i] = a.v[i];
  }
  static F all(float v) {
    return lanes<F>([=](int) { return v; });
  }
  static I allInts(std::int32_t v) {
    return lanes<I>([=](int) { return v; });
  }

  static F add(const F& a, const F& b) {
    return lanes<F>([&](int i) { return a.v[i] + b.v[i]; });
  }
  static F sub(const F& a, const F& b) {
    return lanes<F>([&](int i) { return a.v[i] - b.v[i]; });
  }
  static F mul(const F& a, const F& b) {
    return lanes<F>([&](int i) { return a.v[i] * b.v[i]; });
  }
  static F fma(const F& a, const F& b, const F& c) {
    return lanes<F>([&](int i) { return __builtin_fmaf(a.v[i], b.v[i], c.v[i]); });
  }
  static F abs(const F& a) {
    return lanes<F>([&](int i) { return __builtin_fabsf(a.v[i]); });
  }
  static F sqrt(const F& a) {
    return lanes<F>([&](int i) { return __builtin_sqrtf(a.v[i]); });
  }
  static F min(const F& a, const F& b) {
    return lanes<F>([&](int i) { return a.v[i] < b.v[i] ? a.v[i] : b.v[i]; });
  }
  static F max(const F& a, const F& b) {
    return lanes<F>([&](int i) { return a.v[i] > b.v[i] ? a.v[i] : b.v[i]; });
  }
  static F timesPowerOfTwo(const F& a, const I& exponent) {
    return lanes<F>([&](int i) { return __builtin_ldexpf(a.v[i], exponent.v[i]); });
  }
  static I addInts(const I& a, const I& b) {
    return lanes<I>([&](int i) { return a.v[i] + b.v[i]; });
  }
  static I subInts(const I& a, const I& b) {
    return lanes<I>([&](int i) { return a.v[i] - b.v[i]; });
  }
  static I truncate(const F& a) {
    return lanes<I>([&](int i) { return static_cast<std::int32_t>(a.v[i]); });
  }
  static I minInts(const I& a, const I& b) {
    return lanes<I>([&](int i) { return a.v[i] < b.v[i] ? a.v[i] : b.v[i]; });
  }

  static M less(const F& a, const F& b) {
    return lanes<M>([&](int i) { return a.v[i] < b.v[i]; });
  }
  static M atMost(const F& a, const F& b) {
    return lanes<M>([&](int i) { return a.v[i] <= b.v[i]; });
  }
  static M firstLanes(int n) {
    return lanes<M>([=](int i) { return i < n; });
  }
  static M both(const M& a, const M& b) {
    return lanes<M>([&](int i) { return a.v[i] && b.v[i]; });
  }
  static F choose(const M& m, const F& a, const F& b) {
    return lanes<F>([&](int i) { return m.v[i] ? a.v[i] : b.v[i]; });
  }
  static I chooseInts(const M& m, const I& a, const I& b) {
    return lanes<I>([&](int i) { return m.v[i] ? a.v[i] : b.v[i]; });
  }
  static bool everywhere(const M& m) { return count(m) == kWidth; }
  static M some(const I& a) {  ///< not zero
    return lanes<M>([&](int i) { return a.v[i] != 0; });
  }
  static int count(const M& m) {
    int n = 0;
    for (const bool set : m.v)
      n += set;
    return n;
  }

  static float least(const F& a) {
    float result = a.v[0];
    for (const float v : a.v)
      result = v < result ? v : result;
    return result;
  }
  static float greatest(const F& a) {
    float result = a.v[0];
    for (const float v : a.v)
      result = v > result ? v : result;
    return result;
  }
  static int firstLane(const M& m) {
    int i = 0;
    while (!m.v[i])
      ++i;
    return i;
  }

  static F compress(const M& m, const F& a) {
    F result{};
    int n = 0;
    for (int i = 0; i < kWidth; ++i) {
      if (m.v[i]) result.v[n++] = a.v[i];
    }
    return result;
  }
  static I compressInts(const M& m, const I& a) {
    I result{};
    int n = 0;
    for (int i = 0; i < kWidth; ++i) {
      if (m.v[i]) result.v[n++] = a.v[i];
    }
    return result;
  }

  /// How many of the ascending thresholds are at most v.
  static int countAtMost(const float* thresholds, int n, float v) {
    int count = 0;
    while (count < n && thresholds[count] <= v)
      ++count;
    return count;
  }

  static F gather(const float* base, const I& index) {
    return lanes<F>([&](int i) { return base[index.v[i]]; });
  }
  static I gatherInts(const std::int32_t* base, const I& index) {
    return lanes<I>([&](int i) { return base[index.v[i]]; });
  }

  struct Table16 {
    float values[16];
  };
  static Table16 table16(const float* p) {
    Table16 table;
    for (int i = 0; i < 16; ++i)
      table.values[i] = p[i];
    return table;
  }
  static F lookUp(const Table16& t, const I& index) { return gather(t.values, index); }
  struct IntTable16 {
    const std::int32_t* values;
  };
  static IntTable16 intTable16(const std::int32_t* p) { return {p}; }
  static I lookUpInts(const IntTable16& t, const I& index) { return gatherInts(t.values, index); }
  static I lookUpIntsWhere(const M& m, const IntTable16& t, const I& index, const I& otherwise) {
    return chooseInts(m, lookUpInts(t, index), otherwise);
  }
  /// Which sixteenth (kSixteenthScale).
  static I sixteenthOf(const F& dot) {
    return lanes<I>([&](int i) {
      const float shifted = __builtin_fmaf(dot.v[i], kSixteenthScale, kToLowBits);
      return static_cast<std::int32_t>(shifted - kToLowBits) & 15;
    });
  }

  /// Directions (x, y, z, alpha) of up to kFew list members, to be looked up by place in the list.
  static constexpr int kFew = 16;
  struct Directions {
    Table16 x, y, z, alpha;
  };
  static Directions directions(const float* from, const std::int32_t* index, int n) {
    Directions result{};
    for (int i = 0; i < n; ++i) {
      const float* record = from + 4 * std::int64_t{index[i]};
      result.x.values[i] = record[0];
      result.y.values[i] = record[1];
      result.z.values[i] = record[2];
      result.alpha.values[i] = record[3];
    }
    return result;
  }
  /// The same, lane by lane, for lists of any length: of the points at[0..4).
  static void directionsAt(const float* from, const std::int32_t* at, F& x, F& y, F& z, F& alpha) {
    for (int i = 0; i < kWidth; ++i) {
      const float* record = from + 4 * std::int64_t{at[i]};
      x.v[i] = record[0];
      y.v[i] = record[1];
      z.v[i] = record[2];
      alpha.v[i] = record[3];
    }
  }

  /// prefix[i][t] becomes the sum of target t's scores of the tile's first i points, modulo 2^32.
  static void prefixSums(const std::int32_t (*scores)[kTilePoints],
                         std::int32_t (*prefix)[kBatchTargets]) {
    std::uint32_t sums[kBatchTargets] = {};
    for (int i = 0; i <= kTilePoints; ++i) {
      for (int t = 0; t < kBatchTargets; ++t) {
        prefix[i][t] = static_cast<std::int32_t>(sums[t]);
        if (i < kTilePoints) sums[t] += static_cast<std::uint32_t>(scores[t][i]);
      }
    }
  }

  /// Adds to - from, which fit into 32 bits, to the sums of all targets.
  static void addDifference(const std::int32_t* to, const std::int32_t* from, std::int64_t* sums) {
    for (int t = 0; t < kBatchTargets; ++t)
      sums[t] += static_cast<std::int32_t>(static_cast<std::uint32_t>(to[t]) -
                                           static_cast<std::uint32_t>(from[t]));
  }

  /// Writes values[t][i] to out[i * kBoundTargets + t] for four voxels i and eight targets t.
  static void storeTransposed(const std::int32_t (*values)[kTileVoxels], int first,
                              std::int16_t* out) {
    for (int i = 0; i < kWidth; ++i) {
      for (int t = 0; t < 8; ++t)
        out[std::int64_t{i} * kBoundTargets + t] = static_cast<std::int16_t>(values[t][first + i]);
    }
  }

  struct RowSums {
    std::int32_t sums[kBoundTargets];
  };
  static void clear(RowSums& total) { total = {}; }
  /// Adds the lower half of points times a[t], and the upper half times b[t].
  static void addRows(RowSums& total, const std::int16_t* a, const std::int16_t* b,
                      std::int32_t points) {
    for (int t = 0; t < kBoundTargets; ++t)
      total.sums[t] += (points & 0xffff) * a[t] + (points >> 16) * b[t];
  }
  static void store(const RowSums& total, std::int32_t* sums) {
    for (int t = 0; t < kBoundTargets; ++t)
      sums[t] = total.sums[t];
  }
};

}  // namespace nblast::scalar

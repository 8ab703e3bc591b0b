// SPDX-License-Identifier: BSD-3-Clause
#pragma once
// For the host executor: a number for each of a warp's lanes, and what Portable.hpp has for one.
#include "compute/engine/cuda/kernel/Portable.hpp"
#include "compute/engine/cuda/kernel/ScoreTask.hpp"

#include <array>
#include <bit>
#include <cstdint>

namespace nblast::cuda {

template <class T>
struct Lanes {
  std::array<T, kWarpThreads> of;

  Lanes() = default;
  Lanes(T value) { of.fill(value); }  // NOLINT(google-explicit-constructor): as on the device

  T& operator[](int lane) { return of[static_cast<std::size_t>(lane)]; }
  const T& operator[](int lane) const { return of[static_cast<std::size_t>(lane)]; }
};

/// f(lane) for each lane.
template <class F>
auto eachLane(F&& f) {
  Lanes<decltype(f(0))> result;
  for (int lane = 0; lane < kWarpThreads; ++lane)
    result[lane] = f(lane);
  return result;
}

using Floats = Lanes<float>;
using Ints = Lanes<int>;
using Bools = Lanes<bool>;

/// f(at[lane]) for each lane.
template <class F>
auto gather(const Ints& at, F&& f) {
  return eachLane([&](int i) { return f(at[i]); });
}

#define NBLAST_OPERATOR(op, T)                                    \
  inline auto operator op(const Lanes<T>& a, const Lanes<T>& b) { \
    return eachLane([&](int i) { return a[i] op b[i]; });         \
  }
NBLAST_OPERATOR(+, float)
NBLAST_OPERATOR(-, float)
NBLAST_OPERATOR(*, float)
NBLAST_OPERATOR(<, float)
NBLAST_OPERATOR(<=, float)
NBLAST_OPERATOR(>=, float)
NBLAST_OPERATOR(==, float)
NBLAST_OPERATOR(+, int)
NBLAST_OPERATOR(-, int)
NBLAST_OPERATOR(*, int)
NBLAST_OPERATOR(&, int)
NBLAST_OPERATOR(|, int)
NBLAST_OPERATOR(<, int)
NBLAST_OPERATOR(<=, int)
NBLAST_OPERATOR(>=, int)
NBLAST_OPERATOR(==, int)
NBLAST_OPERATOR(!=, int)
#undef NBLAST_OPERATOR

inline Bools operator&(const Bools& a, const Bools& b) {
  return eachLane([&](int i) { return a[i] && b[i]; });
}
inline Bools operator!(const Bools& a) {
  return eachLane([&](int i) { return !a[i]; });
}

inline Floats fused(const Floats& a, const Floats& b, const Floats& c) {
  return eachLane([&](int i) { return fused(a[i], b[i], c[i]); });
}
inline Floats root(const Floats& a) {
  return eachLane([&](int i) { return root(a[i]); });
}
inline Floats magnitude(const Floats& a) {
  return eachLane([&](int i) { return magnitude(a[i]); });
}
inline Floats timesPowerOfTwo(const Floats& a, const Ints& exponent) {
  return eachLane([&](int i) { return timesPowerOfTwo(a[i], exponent[i]); });
}
inline Floats lesser(const Floats& a, const Floats& b) {
  return eachLane([&](int i) { return lesser(a[i], b[i]); });
}
inline Floats greater(const Floats& a, const Floats& b) {
  return eachLane([&](int i) { return greater(a[i], b[i]); });
}
inline Ints lesser(const Ints& a, const Ints& b) {
  return eachLane([&](int i) { return lesser(a[i], b[i]); });
}
inline Ints wholePart(const Floats& a) {
  return eachLane([&](int i) { return wholePart(a[i]); });
}
inline Lanes<std::int16_t> narrow(const Ints& a) {
  return eachLane([&](int i) { return narrow(a[i]); });
}
template <class T>
Lanes<T> choose(const Bools& condition, const Lanes<T>& a, const Lanes<T>& b) {
  return eachLane([&](int i) { return condition[i] ? a[i] : b[i]; });
}

// Structs of which each lane has one.
struct Candidates32 {
  Floats x, y, z;
  Ints index;
};
struct Tangents32 {
  Floats x, y, z, alpha;
};
struct CellPairs32 {
  Ints below, above;
};
struct TileBoxes32 {
  std::array<Floats, 3> centre, half;
};

}  // namespace nblast::cuda

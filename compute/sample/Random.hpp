// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include "compute/sample/Geometry.hpp"

#include <cmath>
#include <cstdint>

namespace nblast::sample {

/// What a stream of random numbers is for: streams of different purposes never meet.
enum class Purpose : std::uint64_t { TypeSizes = 1, Lineage, Type, Cell };

/// SplitMix64 (Steele, Lea, Flood 2014) started from (seed, purpose, index). The standard library's
/// distributions give other numbers in other libraries; these use only exact or correctly rounded
/// operations.
class Random {
 public:
  Random(std::uint64_t seed, Purpose purpose, std::uint64_t index)
      : state_(mixed(mixed(mixed(seed) + static_cast<std::uint64_t>(purpose)) + index)) {}

  std::uint64_t next() { return mixed(state_ += 0x9E3779B97F4A7C15u); }

  /// [0, 1), a multiple of 2^-53
  double uniform() { return static_cast<double>(next() >> 11) * 0x1p-53; }
  double uniform(double low, double high) { return low + (high - low) * uniform(); }

  /// 0 .. count - 1; the bias is below 2^-50 for the counts used here
  std::int64_t below(std::int64_t count) {
    return static_cast<std::int64_t>(uniform() * static_cast<double>(count));
  }
  bool chance(double probability) { return uniform() < probability; }

  /// Bell-shaped (four uniforms summed), mean 0, standard deviation 1, never beyond 3.47
  double bell() {
    double sum = -2;
    for (int k = 0; k < 4; ++k)
      sum += uniform();
    return sum * 1.7320508075688772;
  }
  Vec3d bell3(double deviation) {
    // Braces fix the order in which the three are drawn.
    return Vec3d{bell() * deviation, bell() * deviation, bell() * deviation};
  }

  Vec3d inUnitBall() {
    for (;;) {
      const Vec3d p{uniform(-1, 1), uniform(-1, 1), uniform(-1, 1)};
      if (dot(p, p) <= 1) return p;
    }
  }
  Vec3d direction() {
    for (;;) {
      const Vec3d p = inUnitBall();
      if (dot(p, p) > 0.01) return unit(p);
    }
  }

 private:
  static std::uint64_t mixed(std::uint64_t z) {
    z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9u;
    z = (z ^ (z >> 27)) * 0x94D049BB133111EBu;
    return z ^ (z >> 31);
  }

  std::uint64_t state_;
};

}  // namespace nblast::sample

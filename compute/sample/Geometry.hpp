// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include "compute/base/Vec3.hpp"

#include <cmath>

/// Vector arithmetic of the generator. Only + - * / and sqrt, which IEEE 754 rounds alike on every
/// machine.
namespace nblast::sample {

inline Vec3d plus(const Vec3d& a, const Vec3d& b) {
  return {a.x + b.x, a.y + b.y, a.z + b.z};
}
inline Vec3d minus(const Vec3d& a, const Vec3d& b) {
  return {a.x - b.x, a.y - b.y, a.z - b.z};
}
inline Vec3d scaled(const Vec3d& a, double f) {
  return {a.x * f, a.y * f, a.z * f};
}
inline Vec3d scaled(const Vec3d& a, const Vec3d& f) {
  return {a.x * f.x, a.y * f.y, a.z * f.z};
}
inline Vec3d between(const Vec3d& a, const Vec3d& b, double t) {
  return plus(a, scaled(minus(b, a), t));
}
inline double dot(const Vec3d& a, const Vec3d& b) {
  return a.x * b.x + a.y * b.y + a.z * b.z;
}
inline double length(const Vec3d& a) {
  return std::sqrt(dot(a, a));
}
inline double distance(const Vec3d& a, const Vec3d& b) {
  return length(minus(a, b));
}
inline Vec3d unit(const Vec3d& a) {
  return scaled(a, 1 / length(a));
}

/// Cubic Hermite curve from a (tangent ta) to b (tangent tb) at t in [0, 1]
inline Vec3d hermite(const Vec3d& a, const Vec3d& ta, const Vec3d& b, const Vec3d& tb, double t) {
  const double t2 = t * t, t3 = t2 * t;
  const double fa = 2 * t3 - 3 * t2 + 1, fta = t3 - 2 * t2 + t;
  const double fb = 3 * t2 - 2 * t3, ftb = t3 - t2;
  return plus(plus(scaled(a, fa), scaled(ta, fta)), plus(scaled(b, fb), scaled(tb, ftb)));
}

}  // namespace nblast::sample

// SPDX-License-Identifier: BSD-3-Clause
#include "compute/sample/Brain.hpp"

#include <array>

namespace nblast::sample {

namespace {

// Loosely a fly's: optic lobe, lateral horn, ventrolateral and superior protocerebrum, antennal
// lobe on each side; central complex and gnathal ganglia on the midline.
constexpr std::array<Lobe, 7> kLobes{{
    {"OL", {56, 150, 128}, {42, 104, 74}},
    {"LH", {136, 118, 158}, {62, 62, 66}},
    {"VLP", {152, 188, 106}, {76, 58, 68}},
    {"SMP", {212, 86, 146}, {78, 58, 78}},
    {"AL", {226, 172, 68}, {54, 50, 46}},
    {"CX", {kMidline_um, 134, 130}, {68, 58, 66}},
    {"GNG", {kMidline_um, 226, 112}, {74, 52, 64}},
}};

/// Where in a lobe, 0 at its centre, 1 on its surface, squared
double radialSquare(const Lobe& lobe, const Vec3d& centre, const Vec3d& p) {
  const Vec3d d = minus(p, centre);
  const double x = d.x / lobe.radii_um.x, y = d.y / lobe.radii_um.y, z = d.z / lobe.radii_um.z;
  return x * x + y * y + z * z;
}

template <class Visit>
void forEachEllipsoid(Visit visit) {
  for (const Lobe& lobe : kLobes) {
    visit(lobe, lobe.centre_um);
    if (!lobe.isMidline()) visit(lobe, mirrored(lobe.centre_um));
  }
}

}  // namespace

std::span<const Lobe> lobes() {
  return kLobes;
}

double neuropilField(const Vec3d& p_um) {
  double sum = -0.5;
  forEachEllipsoid([&](const Lobe& lobe, const Vec3d& centre) {
    const double s = radialSquare(lobe, centre, p_um);
    sum += 1 / (1 + s * s * s);  // one half on the lobe's own surface
  });
  return sum;
}

Vec3d neuropilGradient(const Vec3d& p_um) {
  Vec3d sum;
  forEachEllipsoid([&](const Lobe& lobe, const Vec3d& centre) {
    const double s = radialSquare(lobe, centre, p_um);
    const double g = 1 / (1 + s * s * s);
    const double slope = -3 * s * s * g * g;  // dg/ds
    const Vec3d d = minus(p_um, centre);
    const Vec3d r = lobe.radii_um;
    sum = plus(sum, {slope * 2 * d.x / (r.x * r.x), slope * 2 * d.y / (r.y * r.y),
                     slope * 2 * d.z / (r.z * r.z)});
  });
  return sum;
}

Vec3d surfaceAlong(const Vec3d& inside_um, const Vec3d& direction) {
  constexpr double kStep_um = 4;
  double inner = 0, outer = kStep_um;
  while (neuropilField(plus(inside_um, scaled(direction, outer))) > 0) {
    inner = outer;
    outer += kStep_um;
  }
  for (int k = 0; k < 30; ++k) {
    const double middle = (inner + outer) / 2;
    (neuropilField(plus(inside_um, scaled(direction, middle))) > 0 ? inner : outer) = middle;
  }
  return plus(inside_um, scaled(direction, inner));
}

Vec3d pulledInside(Vec3d p_um) {
  const Vec3d middle{p_um.x < kMidline_um ? 190.0 : 410.0, 135, 125};
  for (int k = 0; k < 12 && neuropilField(p_um) < 0.1; ++k)
    p_um = between(p_um, middle, 0.2);
  return p_um;
}

}  // namespace nblast::sample

// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include "compute/sample/Geometry.hpp"

#include <span>
#include <vector>

namespace nblast::sample {

/// The synthetic brain: a box of about 600 x 300 x 250 µm; x runs from left to right, y from dorsal
/// to ventral, z from front to back. The sagittal plane x = 300 is its mirror.
inline constexpr double kMidline_um = 300;

/// One ellipsoidal part. A lobe of the left hemisphere stands for its mirror image too; one on the
/// midline is single.
struct Lobe {
  const char* code;  ///< begins the names of the types that arborise here
  Vec3d centre_um;
  Vec3d radii_um;
  bool isMidline() const { return centre_um.x == kMidline_um; }
};

std::span<const Lobe> lobes();

/// The point's mirror image at the midline.
inline Vec3d mirrored(const Vec3d& p) {
  return {2 * kMidline_um - p.x, p.y, p.z};
}

/// Smooth union of all lobes: positive inside the neuropil, 0 on its surface, -0.5 far away.
double neuropilField(const Vec3d& p_um);
Vec3d neuropilGradient(const Vec3d& p_um);  ///< of neuropilField: points inwards

/// First point of the surface on the ray from an inner point.
Vec3d surfaceAlong(const Vec3d& inside_um, const Vec3d& direction);

/// The point, moved towards the middle of its hemisphere until it lies inside the neuropil.
Vec3d pulledInside(Vec3d p_um);

}  // namespace nblast::sample

// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include "compute/base/JobControl.hpp"
#include "compute/base/Vec3.hpp"

#include <cstdint>
#include <span>
#include <vector>

namespace nblast {

/// Tangents and alphas of the points that have a direction.
struct Tangents {
  /// Indices of these points, ascending; the other points coincide with all their neighbours.
  std::vector<std::int32_t> kept;
  std::vector<Vec3f> tangents;  ///< one per kept point
  std::vector<float> alphas;    ///< one per kept point
};

/// From each point's k nearest neighbours, itself included, nearest first and ties by the lower
/// index; in double. k is capped at the number of points; one point alone is kept with alpha 0 and
/// tangent (1,0,0). Uses all threads of the calling arena. Cost: some 0.3 µs per point at k = 5
/// on one thread; points at one place are not dearer than others. All vector paths give the same
/// bits.
/// @param control looked at every thousand points; may be null. @throws Cancelled; InputError if
/// NBLAST_SIMD names no path of this processor
Tangents computeTangents(std::span<const Vec3f> points, int k, JobControl* control = nullptr);

}  // namespace nblast

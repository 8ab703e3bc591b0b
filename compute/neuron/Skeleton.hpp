// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include "compute/base/Vec3.hpp"
#include "compute/neuron/Neuron.hpp"

#include <cstdint>
#include <vector>

namespace nblast {

/// Points in µm and how they hang together. A cloud has no parents.
template <class Point, class Radius>
struct BasicSkeleton {
  std::vector<Point> points_um;
  /// Index into the points, -1 for a root; empty: a cloud.
  std::vector<std::int32_t> parents;
  /// One per point; empty: unknown.
  std::vector<Radius> radii_um;
};

/// As it is drawn.
using Skeleton = BasicSkeleton<Vec3f, float>;
/// Before the points are rounded to float32: what is resampled.
using ExactSkeleton = BasicSkeleton<Vec3d, double>;

/// A neuron as it was read, in µm: neither resampled nor checked.
Skeleton skeletonOf(const Neuron& neuron, double umPerUnit);
/// The same for points that were converted already. @param points_um one per point of the neuron
ExactSkeleton exactSkeletonOf(const Neuron& neuron, std::vector<Vec3d> points_um, double umPerUnit);

/// How a scored neuron's points hang together: a skeleton whose points are those of its dotprops.
/// Both are empty for clouds and given dotprops.
struct SkeletonLinks {
  /// Index into the dotprops' points, -1 for a root.
  std::vector<std::int32_t> parents;
  std::vector<float> radii_um;
  friend bool operator==(const SkeletonLinks&, const SkeletonLinks&) = default;
};
/// Those of a neuron whose points are all kept.
SkeletonLinks linksOf(const Neuron& neuron, double umPerUnit);

}  // namespace nblast

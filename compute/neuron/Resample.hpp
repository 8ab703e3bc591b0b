#pragma once
#include "compute/base/Vec3.hpp"

#include <cstdint>
#include <vector>

namespace nblast {

/// A skeleton in µm, in double.
struct SkeletonTree {
  std::vector<Vec3d> points_um;
  std::vector<std::int32_t> parents;  ///< index into points, -1 for a root
  std::vector<double> radii_um;       ///< one a point, or empty
};

/// Spaces the points of each unbranched stretch evenly, about step_um apart, as navis does (spec
/// nblast.md 1.8): a stretch of length L keeps its two ends, and nothing between them if L < step,
/// else round-half-even(L / step) + 1 points in all. Roots, leaves and branch points stay where
/// they are and are shared. Radii are interpolated.
/// @pre no cycles; step_um > 0
SkeletonTree resample(const SkeletonTree& tree, double step_um);

}  // namespace nblast

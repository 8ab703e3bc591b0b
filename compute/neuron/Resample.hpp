// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include "compute/neuron/Skeleton.hpp"

namespace nblast {

/// Finer than any microscope; a step below would only fill the memory.
inline constexpr double kSmallestStep_um = 0.001;
inline constexpr const char* kResamplingStepRule =
    "The resampling step must be at least 0.001 µm, or 0 for none.";
/// 0, or a step that kResamplingStepRule allows.
bool isResamplingStep(double step_um);

/// About as many points as resample() gives; more than it can give where the tree is too long.
double resampledPoints(const ExactSkeleton& tree, double step_um);

/// Spaces the points of each unbranched stretch evenly, about step_um apart, as navis does
/// (compute/scoring/README.md, "Dotprops"): a stretch of length L keeps its two ends, and nothing
/// between them if L < step, else round-half-even(L / step) + 1 points in all. Roots, leaves and
/// branch points stay where they are and are shared. Radii are interpolated.
/// @pre no cycles; step_um > 0; resampledPoints() is below 2^31
ExactSkeleton resample(const ExactSkeleton& tree, double step_um);

}  // namespace nblast

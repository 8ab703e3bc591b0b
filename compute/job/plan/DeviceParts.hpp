// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include "compute/engine/Engine.hpp"
#include "compute/job/inputs/JobInputs.hpp"

#include <cstdint>
#include <vector>

namespace nblast {

/// In how many parts a dense job's rows are prepared so that the devices hold one part while all
/// columns pass by: as few as possible. 1 without devices, and where no cut at chunks fits: then
/// the engine has turns of its own, within each call.
std::int64_t partsForDevices(const JobInputs& inputs, Engine& engine,
                             const ScoringOptions& options);

/// What a dense job that is cut so takes of each device at its highest, in both directions where
/// both are wanted; blocks are those of the whole job.
std::vector<DevicePlan> devicePlansOf(const JobInputs& inputs, Engine& engine,
                                      const ScoringOptions& options, std::int64_t parts);
/// The same of a sparse job, whose chosen pairs are scored. Bounding them takes less, except of
/// voxels that hold hardly any points.
std::vector<DevicePlan> devicePlansForPairs(const JobInputs& inputs, Engine& engine,
                                            const ScoringOptions& options);

}  // namespace nblast

// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include "compute/engine/cuda/kernel/StepCounts.hpp"
#include "compute/neuron/Dotprops.hpp"
#include "compute/scoring/ScoreTable.hpp"

#include <span>
#include <string_view>

namespace nblast::gpu {

/// What the kernel does, counted by the host executor on some of a job's thread blocks.
struct CountedSteps {
  cuda::StepCounts counts;
  double pointQueries = 0;  ///< of these blocks

  double flops() const;  ///< of distances, filters and |dot|; fused multiply-add counts two
};

/// Cost: minutes for the search structures of 60,000 neurons, seconds for the rest.
CountedSteps countSteps(std::span<const Dotprops> queries, std::span<const Dotprops> targets,
                        const ScoringOptions& options);

std::string_view nameOf(cuda::Step step);

}  // namespace nblast::gpu

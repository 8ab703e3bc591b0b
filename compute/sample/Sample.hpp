// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include "compute/neuron/Neuron.hpp"

#include <cstdint>

namespace nblast {

/// What a synthetic set is made from.
struct SampleOptions {
  std::int64_t neurons = 200;
  std::uint64_t seed = 1;
  /// Between the nodes along a branch; coarser sets have fewer points.
  double spacing_um = 1.0;
};

/// The i-th neuron of a synthetic, brain-like set (skeleton, µm): cell types that share a tract and
/// an arbour field, left and right copies, jitter within a type. Depends on options and i alone, to
/// the last bit. Coordinates are whole nanometres, so that a written file reads back as the same
/// doubles. The recipe in words: resources/sample/RECIPE.md. Cost: about 0.1 ms.
/// @throws InputError if i is outside the set or the spacing is not between 0.1 and 100 µm
Neuron growSampleNeuron(const SampleOptions& options, std::int64_t i);

}  // namespace nblast

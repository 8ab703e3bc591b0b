// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include "compute/base/JobControl.hpp"
#include "compute/neuron/Neuron.hpp"

#include <cstdint>
#include <filesystem>

namespace nblast {

struct SampleOptions {
  std::int64_t neurons = 200;
  std::uint64_t seed = 1;
  double spacing_um = 1.0;  ///< between nodes along a branch; coarser sets have fewer points
};

/// The i-th neuron of a synthetic, brain-like set (skeleton, µm): cell types that share a tract and
/// an arbour field, left and right copies, jitter within a type. Depends on options and i alone, to
/// the last bit. Coordinates are whole nanometres, so that a written file reads back as the same
/// doubles. The recipe in words: resources/sample/RECIPE.md. Cost: about 0.1 ms.
/// @throws InputError if i is outside the set or the spacing is not between 0.1 and 100 µm
Neuron growSampleNeuron(const SampleOptions& options, std::int64_t i);

/// Writes the whole set: swc/TYPE_SIDE_NUMBER.swc (beyond 10,000 neurons swc/000/... with 1,000
/// each), neuropil.obj (µm) and, last, metadata.csv (name, type, side): a set without it was cut
/// short by a kill; one that is cancelled or fails goes away again. On all threads of the calling
/// arena; progress: one per neuron, in Phase::Grow.
/// @throws InputError if the folder exists and is not empty, or the options are out of range;
/// IoError; Cancelled
void writeSample(const SampleOptions& options, const std::filesystem::path& folder,
                 JobControl& control);

}  // namespace nblast

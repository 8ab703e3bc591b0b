#pragma once
#include <cstdint>
#include <filesystem>

#include "compute/base/JobControl.hpp"
#include "compute/neuron/Neuron.hpp"

namespace nblast {

struct SampleOptions {
  std::int64_t neurons = 200;
  std::uint64_t seed = 1;
};

/// The i-th neuron of a synthetic, brain-like set (skeleton, µm): cell types that share a tract and an arbour field,
/// left and right copies, jitter within a type. Depends on options and i alone, to the last bit.
Neuron growSampleNeuron(const SampleOptions& options, std::int64_t i);

/// Writes the whole set: swc/TYPE_SIDE_NUMBER.swc, neuropil.obj (µm) and metadata.csv (name, type, side).
/// On all threads of the calling arena; progress: one a neuron.
/// @throws InputError if the folder exists and is not empty; IoError; Cancelled
void writeSample(const SampleOptions& options, const std::filesystem::path& folder, JobControl& control);

}  // namespace nblast

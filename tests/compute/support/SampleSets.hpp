// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include "compute/neuron/Neuron.hpp"
#include "compute/sample/Sample.hpp"

#include <memory>

/// Synthetic neurons of few points, for tests where pairs matter and points do not.
inline std::shared_ptr<const nblast::NeuronSet> sampleSet(int count, std::uint64_t seed) {
  nblast::SampleOptions options;
  options.neurons = count;
  options.seed = seed;
  options.spacing_um = 8;
  auto set = std::make_shared<nblast::NeuronSet>();
  for (int i = 0; i < count; ++i)
    set->neurons.push_back(nblast::growSampleNeuron(options, i));
  set->unit = {nblast::parseLengthUnit("um"), "made by the test"};
  return set;
}

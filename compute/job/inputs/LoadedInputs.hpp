// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include "compute/job/inputs/PreparedCache.hpp"
#include "compute/neuron/Neuron.hpp"

#include <memory>

namespace nblast {

/// Sets that are already in memory; where a pointer is null, the job reads the spec's paths.
struct LoadedInputs {
  std::shared_ptr<const NeuronSet> queries;
  std::shared_ptr<const NeuronSet> targets;
  /// Where prepared neurons are found and left for the next plan or job; null: they are made anew.
  std::shared_ptr<PreparedCache> prepared{};
};

}  // namespace nblast

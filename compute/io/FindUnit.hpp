// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include "compute/neuron/Neuron.hpp"

#include <span>

namespace nblast {

/// What the neurons' files state, and the unit of those that state none: from extent and spacing of
/// these alone, else in doubt. Units that contradict each other are no doubt: each neuron is in its
/// own.
UnitFinding findUnit(std::span<const Neuron> neurons);

}  // namespace nblast

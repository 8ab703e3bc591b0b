// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include "compute/neuron/Neuron.hpp"

#include <span>

namespace nblast {

/// Counts the units that the neurons' files state, and finds the unit of the neurons whose files
/// state none: by the extent and spacing of these neurons alone; where that decides nothing, the
/// unit is in doubt. Files that state different units are no reason for doubt: each neuron is in
/// its own.
UnitFinding findUnit(std::span<const Neuron> neurons);

}  // namespace nblast

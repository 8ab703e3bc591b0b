// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include "compute/base/Box.hpp"
#include "compute/neuron/LengthUnit.hpp"

#include <optional>
#include <vector>

class NeuronSets;

/// The box in µm around some of each set whose unit is known. Cost: a look at 40 neurons per set.
nblast::Box boxOfNeurons(const NeuronSets& sets);

/// Surfaces state no unit. The unit in which the surface lies around the neurons, where exactly one
/// of the candidates does; without neurons, the one that its size alone allows.
std::optional<nblast::LengthUnit> meshUnit(const nblast::Box& mesh, const nblast::Box& neurons_um,
                                           const std::vector<nblast::LengthUnit>& candidates);

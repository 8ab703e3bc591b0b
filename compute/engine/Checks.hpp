#pragma once
#include "compute/engine/Engine.hpp"

#include <span>

namespace nblast {

/// What every engine insists on before it scores. @throws InputError
void checkNeurons(std::span<const Dotprops> neurons);
/// @param names for the message; may be empty
void checkSelfHits(std::span<const double> selfHits, const ScoringOptions& options,
                   std::span<const NeuronLabel> names = {});
void checkPairs(std::span<const Pair> pairs, std::size_t queries, std::size_t targets);

}  // namespace nblast

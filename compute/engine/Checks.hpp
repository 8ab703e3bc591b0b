// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include "compute/engine/Engine.hpp"

#include <span>
#include <string>

namespace nblast {

/// What every engine insists on before it scores. @throws InputError
void checkNeurons(std::span<const Dotprops> neurons);
void checkSelfHits(std::span<const double> selfHits, const ScoringOptions& options);
/// Why scores cannot be divided by a self-hit: it is not above 0. Empty if they can be, or are not.
std::string selfHitProblem(double selfHit, const ScoringOptions& options);
void checkPairs(std::span<const Pair> pairs, std::size_t queries, std::size_t targets);

}  // namespace nblast

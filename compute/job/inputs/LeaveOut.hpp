// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include "compute/neuron/PreparedSet.hpp"
#include "compute/scoring/ScoreTable.hpp"

#include <optional>
#include <string_view>
#include <vector>

namespace nblast {

/// A set without the neurons whose scores cannot be divided by their self-hit, each left out with
/// the reason: one point with alpha 0 under a table of alphas, or a table with negative cells at
/// distance 0. Raw scores are not divided.
/// @param[in,out] selfHits of the set's neurons; then of those that stay
/// @param side "queries": for the message
/// @return nothing where all can stay
/// @throws InputError if none can, with the first one's reason
std::optional<PreparedSet> withoutBadSelfHits(const PreparedSet& set, std::vector<double>& selfHits,
                                              const ScoringOptions& options, std::string_view side);

}  // namespace nblast

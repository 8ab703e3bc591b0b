// SPDX-License-Identifier: BSD-3-Clause
#include "compute/engine/Checks.hpp"

#include "compute/base/Error.hpp"

#include <fmt/format.h>

namespace nblast {

void checkNeurons(std::span<const Dotprops> neurons) {
  for (std::size_t i = 0; i < neurons.size(); ++i) {
    const auto n = neurons[i].points_um.size();
    if (n == 0 || neurons[i].tangents.size() != n || neurons[i].alphas.size() != n) {
      throw InputError(
          fmt::format("Neuron {} has {} points, {} tangents and {} alphas: at least one of each is "
                      "needed, and equally many.",
                      i + 1, n, neurons[i].tangents.size(), neurons[i].alphas.size()));
    }
  }
}

std::string selfHitProblem(double selfHit, const ScoringOptions& options) {
  if (!options.normalised || selfHit > 0) return {};
  return fmt::format(
      "its self-hit with score table '{}' is {:.9g}, and scores are divided by it: it must be "
      "above 0; ask for raw scores (--raw) or use another table",
      options.table.name, selfHit);
}

void checkSelfHits(std::span<const double> selfHits, const ScoringOptions& options) {
  for (std::size_t i = 0; i < selfHits.size(); ++i) {
    const auto problem = selfHitProblem(selfHits[i], options);
    if (!problem.empty()) throw InputError(fmt::format("Neuron {}: {}.", i + 1, problem));
  }
}

void checkPairs(std::span<const Pair> pairs, std::size_t queries, std::size_t targets) {
  for (const auto& [query, target] : pairs) {
    if (query >= 0 && static_cast<std::size_t>(query) < queries && target >= 0 &&
        static_cast<std::size_t>(target) < targets) {
      continue;
    }
    throw InputError(fmt::format("There is no pair ({}, {}) among {} queries and {} targets.",
                                 query, target, queries, targets));
  }
}

}  // namespace nblast

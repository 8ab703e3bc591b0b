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

void checkSelfHits(std::span<const double> selfHits, const ScoringOptions& options,
                   std::span<const NeuronLabel> names) {
  if (!options.normalised) return;
  for (std::size_t i = 0; i < selfHits.size(); ++i) {
    if (selfHits[i] > 0) continue;
    throw InputError(
        fmt::format("Neuron {} has the self-hit {:.9g} with score table '{}'; scores are divided "
                    "by it, so that "
                    "it must be above 0: ask for raw scores (--raw) or use another table.",
                    i < names.size() ? "'" + names[i].key + "'" : std::to_string(i + 1),
                    selfHits[i], options.table.name));
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

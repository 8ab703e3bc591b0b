// SPDX-License-Identifier: BSD-3-Clause
#include "compute/job/inputs/LeaveOut.hpp"

#include "compute/base/Error.hpp"
#include "compute/engine/Checks.hpp"
#include "compute/engine/Engine.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstddef>
#include <vector>

namespace nblast {

std::optional<PreparedSet> withoutBadSelfHits(const PreparedSet& set, const ScoringOptions& options,
                                              std::string_view side) {
  if (!options.normalised) return std::nullopt;
  const auto selfHits = selfHitsOf(set.dotprops, options);
  const auto isBad = [&](double selfHit) { return !selfHitProblem(selfHit, options).empty(); };
  const auto first = std::find_if(selfHits.begin(), selfHits.end(), isBad);
  if (first == selfHits.end()) return std::nullopt;
  PreparedSet good;
  good.leftOut = set.leftOut;
  std::vector<bool> stays(selfHits.size());
  for (std::size_t i = 0; i < selfHits.size(); ++i) {
    stays[i] = !isBad(selfHits[i]);
    if (!stays[i]) {
      good.leftOut.push_back({set.labels[i].key, selfHitProblem(selfHits[i], options)});
      continue;
    }
    good.labels.push_back(set.labels[i]);
    good.dotprops.push_back(set.dotprops[i]);
  }
  good.links = set.links;
  good.links.keepMarked(stays);
  if (good.size() > 0) return good;
  throw InputError(fmt::format("None of the {} can be scored; the first: '{}': {}.", side,
                               set.labels.front().key, selfHitProblem(*first, options)));
}

}  // namespace nblast

// SPDX-License-Identifier: BSD-3-Clause
#include "compute/job/inputs/LeaveOut.hpp"

#include "compute/base/Error.hpp"
#include "compute/engine/Checks.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstddef>
#include <string>
#include <utility>
#include <vector>

namespace nblast {

std::optional<PreparedSet> withoutBadSelfHits(const PreparedSet& set, std::vector<double>& selfHits,
                                              const ScoringOptions& options,
                                              std::string_view side) {
  const auto isBad = [&](double selfHit) { return !selfHitProblem(selfHit, options).empty(); };
  const auto first = std::find_if(selfHits.begin(), selfHits.end(), isBad);
  if (first == selfHits.end()) return std::nullopt;
  const auto firstReason = selfHitProblem(*first, options);
  PreparedSet good;
  good.leftOut = set.leftOut;
  std::vector<double> goodSelfHits;
  std::vector<bool> stays(selfHits.size());
  for (std::size_t i = 0; i < selfHits.size(); ++i) {
    const auto problem = selfHitProblem(selfHits[i], options);
    stays[i] = problem.empty();
    if (!stays[i]) {
      good.leftOut.push_back({set.labels[i].key, problem});
      continue;
    }
    good.labels.push_back(set.labels[i]);
    good.dotprops.push_back(set.dotprops[i]);
    goodSelfHits.push_back(selfHits[i]);
  }
  good.links = set.links;
  good.links.keepMarked(stays);
  if (good.size() == 0) {
    throw InputError(fmt::format("None of the {} can be scored; the first: '{}': {}.", side,
                                 set.labels.front().key, firstReason));
  }
  selfHits = std::move(goodSelfHits);
  return good;
}

}  // namespace nblast

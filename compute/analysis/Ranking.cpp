// SPDX-License-Identifier: BSD-3-Clause
#include "compute/analysis/Ranking.hpp"

#include <algorithm>
#include <cmath>

namespace nblast {

std::vector<std::int64_t> rankTargets(std::span<const float> scores, std::int64_t self,
                                      std::int64_t top) {
  std::vector<std::int64_t> ranked;
  ranked.reserve(scores.size());
  for (std::int64_t target = 0; target < static_cast<std::int64_t>(scores.size()); ++target) {
    if (target != self && std::isfinite(scores[target])) ranked.push_back(target);
  }
  const auto isBetter = [scores](std::int64_t a, std::int64_t b) {
    return scores[a] != scores[b] ? scores[a] > scores[b] : a < b;
  };
  const auto all = static_cast<std::int64_t>(ranked.size());
  const auto kept = top == 0 ? all : std::min(top, all);
  std::partial_sort(ranked.begin(), ranked.begin() + kept, ranked.end(), isBetter);
  ranked.resize(static_cast<std::size_t>(kept));
  return ranked;
}

}  // namespace nblast

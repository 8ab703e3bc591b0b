// SPDX-License-Identifier: BSD-3-Clause
#include "compute/analysis/Matches.hpp"

#include "compute/analysis/Ranking.hpp"
#include "compute/base/Error.hpp"
#include "compute/scorefile/Direction.hpp"

#include <fmt/format.h>

namespace nblast {

void requireQuery(const ScoreFile& file, std::int64_t query) {
  if (query >= 0 && query < file.queries().size()) return;
  throw InputError(file.path().string(), 0,
                   fmt::format("has no query {}: there are {}", query + 1, file.queries().size()));
}

std::vector<Match> matchesOf(const ScoreFile& file, std::int64_t query, Direction rankedBy,
                             std::int64_t top) {
  requireQuery(file, query);
  requireDirection(file, rankedBy);
  const ScoreRows row = file.rows(query, 1);
  std::vector<float> ranking(row.targets.size());
  std::int64_t self = -1;
  for (std::size_t i = 0; i < ranking.size(); ++i) {
    ranking[i] = combinedScore(rankedBy, row.forward[i], row.reverse[i]);
    if (file.isAllByAll() && row.targets[i] == query) self = static_cast<std::int64_t>(i);
  }
  std::vector<Match> matches;
  for (const std::int64_t pair : rankTargets(ranking, self, top)) {
    matches.push_back({row.targets[pair], row.forward[pair], row.reverse[pair],
                       meanScore(row.forward[pair], row.reverse[pair]),
                       static_cast<std::int64_t>(matches.size()) + 1});
  }
  return matches;
}

}  // namespace nblast

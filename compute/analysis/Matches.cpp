#include "compute/analysis/Matches.hpp"

#include "compute/base/Error.hpp"
#include "compute/store/Directions.hpp"
#include "compute/store/Ranking.hpp"
#include "compute/store/TextFile.hpp"

#include <fmt/format.h>

#include <limits>

namespace nblast {

namespace {

constexpr float notThere = std::numeric_limits<float>::quiet_NaN();

void checkQuery(const ScoreFile& file, std::int64_t query) {
  if (query >= 0 && query < file.queries().size()) return;
  throw InputError(file.path().string(), 0,
                   fmt::format("has no query {}: there are {}", query + 1, file.queries().size()));
}

}  // namespace

std::vector<Match> matchesOf(const ScoreFile& file, std::int64_t query, Direction rankedBy,
                             std::int64_t top) {
  checkQuery(file, query);
  requireDirection(file, rankedBy);
  const std::int64_t targets = file.targets().size();
  std::vector<float> forward(static_cast<std::size_t>(targets));
  std::vector<float> reverse(forward.size(), notThere);
  std::vector<float> ranking(forward.size());
  file.read(Direction::Forward, query, 1, 0, targets, forward.data());
  if (file.hasDirection(Direction::Reverse)) {
    file.read(Direction::Reverse, query, 1, 0, targets, reverse.data());
  }
  for (std::size_t i = 0; i < ranking.size(); ++i) {
    ranking[i] = combinedScore(rankedBy, forward[i], reverse[i]);
  }
  std::vector<Match> matches;
  for (const std::int64_t target : rankTargets(ranking, file.isAllByAll() ? query : -1, top)) {
    matches.push_back(
        {target, forward[target], reverse[target], meanScore(forward[target], reverse[target])});
  }
  return matches;
}

void exportMatches(const ScoreFile& file, std::int64_t query, std::span<const Match> matches,
                   const std::filesystem::path& output) {
  checkQuery(file, query);
  const TableFormat format = tableFormatOf(output);
  if (format.edges) {
    throw InputError(output.string(), 0,
                     "is the name of a list of pairs; matches go to .csv or .tsv");
  }
  TextFile text(output);
  text.line() += "rank";
  for (const char* column : {"target", "forward", "reverse", "mean"}) {
    text.line() += format.separator;
    text.line() += column;
  }
  text.endLine();
  for (std::size_t i = 0; i < matches.size(); ++i) {
    text.line() += fmt::format("{}{}", i + 1, format.separator);
    appendText(text.line(),
               file.targets().labels.at(static_cast<std::size_t>(matches[i].target)).key,
               format.separator);
    for (const float score : {matches[i].forward, matches[i].reverse, matches[i].mean}) {
      text.line() += format.separator;
      appendScore(text.line(), score);
    }
    text.endLine();
  }
  text.commit();
}

}  // namespace nblast

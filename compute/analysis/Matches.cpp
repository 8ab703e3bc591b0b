// SPDX-License-Identifier: BSD-3-Clause
#include "compute/analysis/Matches.hpp"

#include "compute/analysis/Ranking.hpp"
#include "compute/base/Error.hpp"
#include "compute/export/TextFile.hpp"
#include "compute/scorefile/Direction.hpp"

#include <fmt/format.h>

namespace nblast {

namespace {

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

std::string matchTable(const ScoreFile& file, std::int64_t query, std::span<const Match> matches,
                       char separator) {
  checkQuery(file, query);
  const std::string& name = file.queries().labels[static_cast<std::size_t>(query)].key;
  std::string table = "query";
  for (const char* column : {"rank", "target", "forward", "reverse", "mean"}) {
    table += separator;
    table += column;
  }
  table += '\n';
  for (const Match& match : matches) {
    appendText(table, name, separator);
    table += fmt::format("{}{}{}", separator, match.rank, separator);
    appendText(table, file.targets().labels.at(static_cast<std::size_t>(match.target)).key,
               separator);
    for (const float score : {match.forward, match.reverse, match.mean}) {
      table += separator;
      appendScore(table, score);
    }
    table += '\n';
  }
  return table;
}

void exportMatches(const ScoreFile& file, std::int64_t query, std::span<const Match> matches,
                   const std::filesystem::path& output) {
  const TableFormat format = tableFormatOf(output);
  if (format.edges) {
    throw InputError(output.string(), 0,
                     "is the name of a list of pairs; matches go to .csv or .tsv");
  }
  const std::string table = matchTable(file, query, matches, format.separator);
  TextFile text(output, ExistingFile::Overwrite);
  text.line() = table.substr(0, table.size() - 1);  // whose end endLine() adds
  text.endLine();
  text.commit();
}

}  // namespace nblast

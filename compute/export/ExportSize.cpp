// SPDX-License-Identifier: BSD-3-Clause
#include "compute/export/Export.hpp"
#include "compute/export/TextFile.hpp"
#include "compute/scorefile/Direction.hpp"

#include <algorithm>
#include <string>
#include <vector>

namespace nblast {

namespace {

double meanKeyBytes(const ScoreAxis& axis) {
  std::string keys;
  for (const NeuronLabel& label : axis.labels)
    appendText(keys, label.key, ',');
  return axis.size() == 0 ? 0 : static_cast<double>(keys.size()) / static_cast<double>(axis.size());
}

/// What a look at some scores, spread over all rows, has found.
struct ScoreSample {
  double bytes = 0;   ///< of a score as text; 0 where there is none
  double share = 0;   ///< of the pairs that have a score and are wanted
  double wanted = 0;  ///< of those that have a score; 1 where none is seen
};

ScoreSample sampleScores(const ScoreFile& file, const ExportOptions& options) {
  constexpr std::int64_t mostRows = 8, mostColumns = 512;
  const std::int64_t queries = file.queries().size();
  const std::int64_t columns = std::min(mostColumns, file.targets().size());
  const std::int64_t rows = std::min(mostRows, queries);
  std::vector<float> scores(static_cast<std::size_t>(columns));
  std::int64_t looked = 0, scored = 0, there = 0, bytes = 0;
  for (std::int64_t i = 0; i < rows; ++i) {
    const std::int64_t firstColumn =
        (file.targets().size() - columns) * i / std::max<std::int64_t>(1, rows - 1);
    file.read(options.direction, queries * i / rows, 1, firstColumn, columns, scores.data());
    for (const float score : scores) {
      std::string text;
      appendScore(text, score);
      ++looked;
      if (text.empty()) continue;
      ++scored;
      if (options.above && static_cast<double>(score) < *options.above) continue;
      ++there;
      bytes += static_cast<std::int64_t>(text.size());
    }
  }
  if (there == 0) return {0, 0, scored == 0 ? 1.0 : 0.0};
  return {static_cast<double>(bytes) / static_cast<double>(there),
          static_cast<double>(there) / static_cast<double>(looked),
          static_cast<double>(there) / static_cast<double>(scored)};
}

}  // namespace

std::int64_t estimateExportBytes(const ScoreFile& file, const std::filesystem::path& output,
                                 const ExportOptions& options) {
  requireDirection(file, options.direction);
  const bool edges = tableFormatOf(output).edges;
  const auto queries = static_cast<double>(file.queries().size());
  const auto targets = static_cast<double>(file.targets().size());
  const auto sample = sampleScores(file, options);
  double share = sample.share;
  if (file.isSparse() && file.sparseCounts().pairs > 0) {
    share = static_cast<double>(file.sparseCounts().kept) /
            static_cast<double>(file.sparseCounts().pairs) * sample.wanted;
  }
  if (options.top) share = std::min(share, static_cast<double>(*options.top) / targets);
  const double queryKey = meanKeyBytes(file.queries());
  const double targetKey = meanKeyBytes(file.targets());
  if (edges) {
    const bool combined =
        options.direction != Direction::Forward && options.direction != Direction::Reverse;
    const int columns = 1 + (file.hasDirection(Direction::Reverse) ? 1 : 0) + (combined ? 1 : 0);
    const double line = queryKey + 1 + targetKey + columns * (1 + sample.bytes) + 1;
    return static_cast<std::int64_t>(queries * targets * share * line);
  }
  const double header = targets * (targetKey + 1);
  return static_cast<std::int64_t>(header +
                                   queries * (queryKey + 1 + targets * (1 + share * sample.bytes)));
}

}  // namespace nblast

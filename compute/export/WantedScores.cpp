// SPDX-License-Identifier: BSD-3-Clause
#include "compute/export/WantedScores.hpp"

#include "compute/analysis/Ranking.hpp"
#include "compute/export/TableText.hpp"

#include <algorithm>
#include <limits>
#include <string>
#include <vector>

namespace nblast {

namespace {

constexpr float kNoScore = std::numeric_limits<float>::quiet_NaN();

struct Look {
  double bytes = 0;   ///< of a score as text; 0 where there is none
  double share = 0;   ///< fraction of all pairs that have a score and are wanted
  double wanted = 0;  ///< fraction of those that have a score; 1 where none is seen
};

Look lookAt(const ScoreFile& file, const ExportOptions& options) {
  constexpr std::int64_t kMostRows = 8, kMostColumns = 512;
  const std::int64_t queries = file.queries().size();
  const std::int64_t columns = std::min(kMostColumns, file.targets().size());
  const std::int64_t rows = std::min(kMostRows, queries);
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

std::int64_t rowsAtOnce(std::int64_t targets) {
  constexpr std::int64_t kBudgetBytes = std::int64_t{64} << 20;
  const std::int64_t rowBytes = targets * static_cast<std::int64_t>(sizeof(float));
  std::int64_t rows = 512;
  while (rows > 1 && rows * rowBytes > kBudgetBytes)
    rows /= 2;
  return rows;
}

void dropUnwanted(std::span<float> scores, std::int64_t self, const ExportOptions& options) {
  if (options.top) {
    std::vector<float> best(scores.size(), kNoScore);
    for (const std::int64_t target : rankTargets(scores, self, *options.top)) {
      best[target] = scores[target];
    }
    std::copy(best.begin(), best.end(), scores.begin());
  }
  if (options.above) {
    for (float& score : scores) {
      if (static_cast<double>(score) < *options.above) score = kNoScore;
    }
  }
}

ScoreSample sampleScores(const ScoreFile& file, const ExportOptions& options) {
  const Look seen = lookAt(file, options);
  ScoreSample sample{seen.bytes, seen.share};
  // A sparse file knows how many pairs it keeps.
  if (file.isSparse() && file.sparseCounts().pairs > 0) {
    sample.share = static_cast<double>(file.sparseCounts().kept) /
                   static_cast<double>(file.sparseCounts().pairs) * seen.wanted;
  }
  if (options.top) {
    const auto targets = static_cast<double>(file.targets().size());
    sample.share = std::min(sample.share, static_cast<double>(*options.top) / targets);
  }
  return sample;
}

double meanKeyBytes(const ScoreAxis& axis) {
  std::string keys;
  for (const NeuronLabel& label : axis.labels)
    appendText(keys, label.key, ',');
  return axis.size() == 0 ? 0 : static_cast<double>(keys.size()) / static_cast<double>(axis.size());
}

}  // namespace nblast

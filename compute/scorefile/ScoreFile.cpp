// SPDX-License-Identifier: BSD-3-Clause
#include "compute/scorefile/ScoreFile.hpp"

#include "compute/scorefile/dense/DenseScoreFileReader.hpp"
#include "compute/scorefile/sparse/SparseScoreFileReader.hpp"

#include <cmath>
#include <limits>
#include <utility>

namespace nblast {

std::shared_ptr<ScoreFile> ScoreFile::open(const std::filesystem::path& path) {
  OpenedScoreFile opened = openScoreFile(path);
  if (opened.sparse) return std::make_shared<SparseScoreFileReader>(std::move(opened));
  return std::make_shared<DenseScoreFileReader>(std::move(opened));
}

/// By reading the whole rows: right for every file, and the way for dense ones.
ScoreRows ScoreFile::rows(std::int64_t firstQuery, std::int64_t nQueries) const {
  const std::int64_t width = targets().size();
  std::vector<float> forward(static_cast<std::size_t>(nQueries * width));
  read(Direction::Forward, firstQuery, nQueries, 0, width, forward.data());
  std::vector<float> reverse(forward.size(), std::numeric_limits<float>::quiet_NaN());
  if (hasDirection(Direction::Reverse))
    read(Direction::Reverse, firstQuery, nQueries, 0, width, reverse.data());
  ScoreRows rows;
  for (std::int64_t row = 0; row < nQueries; ++row) {
    for (std::int64_t target = 0; target < width; ++target) {
      const auto cell = static_cast<std::size_t>(row * width + target);
      if (!std::isfinite(forward[cell]) && !std::isfinite(reverse[cell])) continue;
      rows.targets.push_back(static_cast<std::int32_t>(target));
      rows.forward.push_back(forward[cell]);
      rows.reverse.push_back(reverse[cell]);
    }
    rows.offsets.push_back(static_cast<std::int64_t>(rows.targets.size()));
  }
  return rows;
}

}  // namespace nblast

// SPDX-License-Identifier: BSD-3-Clause
#include "compute/search/TileSearch.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

namespace nblast {

namespace {

constexpr std::size_t kPadding = 16;  // lanes of the widest vector
constexpr float kInfinity = std::numeric_limits<float>::infinity();

void runKernel(SimdPath path, const KernelTask& task) {
  switch (path) {
    case SimdPath::Scalar:
      return runKernelScalar(task);
    case SimdPath::Avx2:
      return runKernelAvx2(task);
    case SimdPath::Avx512:
      return runKernelAvx512(task);
  }
}

}  // namespace

KernelTable::KernelTable(const PointScorer& scorer) {
  const auto& from = scorer.table();
  d2Thresholds_.assign(from.d2Thresholds_um2.begin(), from.d2Thresholds_um2.end());
  const auto rows = d2Thresholds_.size() + 1;
  d2Thresholds_.insert(d2Thresholds_.end(), kPadding, kInfinity);
  dotThresholds_.assign(from.dotThresholds.begin(), from.dotThresholds.end());
  const auto columns = dotThresholds_.size() + 1;
  dotThresholds_.insert(dotThresholds_.end(), kPadding, kInfinity);
  const auto stride = std::max<std::size_t>(16, columns);
  cells_.assign(rows * stride, 0);
  for (std::size_t row = 0; row < rows; ++row) {
    for (std::size_t column = 0; column < columns; ++column)
      cells_[row * stride + column] = from.cells[row * columns + column];
  }
  view_.d2Thresholds = d2Thresholds_.data();
  view_.dotThresholds = dotThresholds_.data();
  view_.cells = cells_.data();
  view_.rows = static_cast<std::int32_t>(rows);
  view_.columns = static_cast<std::int32_t>(columns);
  view_.stride = static_cast<std::int32_t>(stride);
  view_.v1ExponentPerUm2 = from.v1ExponentPerUm2;
  view_.useAlpha = scorer.useAlpha();
  view_.farThreshold_um2 = scorer.farThreshold_um2();
  view_.bounded = view_.farThreshold_um2 < kInfinity;
  view_.farCell = scorer.farCell();
  guessColumns();
}

void KernelTable::guessColumns() {
  std::int32_t column = 0;
  view_.narrow = false;
  for (int i = 0; i < 16; ++i) {
    const float end = i == 15 ? kInfinity : static_cast<float>(i + 1) / 16;
    const auto edge = [&] { return dotThresholds_[static_cast<std::size_t>(column)]; };
    view_.edge[i] = kInfinity;
    view_.below[i] = view_.above[i] = column;
    if (!(edge() < end)) continue;
    view_.edge[i] = edge();
    view_.above[i] = ++column;
    if (edge() < end) return;  // two edges in one sixteenth
  }
  view_.narrow = column == view_.columns - 1 && view_.columns <= 16 && view_.v1ExponentPerUm2 == 0;
}

WantedPairs::WantedPairs(const QueryTiles& tiles)
    : tiles_(tiles), targets_(static_cast<std::size_t>(tiles.owners())) {
  for (std::int64_t level = 0; level < tiles.levels(); ++level) {
    nodes_.emplace_back(static_cast<std::size_t>(tiles.nodes(level)));
    nodesOf_.push_back(nodes_.back().data());
  }
}

void WantedPairs::clear() {
  std::fill(targets_.begin(), targets_.end(), TargetMask{0});
}

void WantedPairs::spread() {
  for (std::size_t tile = 0; tile < nodes_[0].size(); ++tile) {
    unsigned some = 0;
    for (const auto owner : tiles_.ownersOf(static_cast<std::int64_t>(tile)))
      some |= targets_[static_cast<std::size_t>(owner)];
    nodes_[0][tile] = static_cast<TargetMask>(some);
  }
  for (std::size_t level = 1; level < nodes_.size(); ++level) {
    std::fill(nodes_[level].begin(), nodes_[level].end(), TargetMask{0});
    for (std::size_t child = 0; child < nodes_[level - 1].size(); ++child)
      nodes_[level][child / kFan] |= nodes_[level - 1][child];
  }
}

std::int64_t TileSearch::bytes(std::int64_t owners, std::int64_t largeTargetPoints) {
  return (owners + 1) * kBatchTargets * static_cast<std::int64_t>(sizeof(std::int64_t)) +
         TargetBatch::bytes(largeTargetPoints);
}

KernelTask TileSearch::prepare(const QueryTiles& tiles, const KernelTable& table,
                               std::span<const Dotprops* const> targets, TileRange range,
                               JobControl& control) {
  sums_.assign(static_cast<std::size_t>(tiles.owners() + 1) * kBatchTargets, 0);
  return {.descent = batch_.descent(tiles.tree(), tiles.levels(), targets, range, control),
          .tiles = tiles.view(),
          .table = table.view(),
          .sums = sums_.data(),
          .nearest = nullptr,
          .nearestD2_um2 = nullptr};
}

void TileSearch::score(SimdPath path, const QueryTiles& tiles, const KernelTable& table,
                       std::span<const Dotprops* const> targets, TileRange range,
                       JobControl& control, const WantedPairs* wanted) {
  auto task = prepare(tiles, table, targets, range, control);
  if (wanted != nullptr) task.descent.wanted = wanted->nodes();
  runKernel(path, task);
}

void TileSearch::findNearest(SimdPath path, const QueryTiles& tiles, const KernelTable& table,
                             std::span<const Dotprops* const> targets,
                             std::vector<std::int32_t>& nearest, std::vector<float>& d2_um2,
                             JobControl& control) {
  auto task = prepare(tiles, table, targets, {tiles.levels() - 1, 0, 1}, control);
  const auto count = targets.size() * static_cast<std::size_t>(tiles.nodes(0) * kTilePoints);
  nearest.assign(count, -1);
  d2_um2.assign(count, kInfinity);
  task.nearest = nearest.data();
  task.nearestD2_um2 = d2_um2.data();
  runKernel(path, task);
}

}  // namespace nblast

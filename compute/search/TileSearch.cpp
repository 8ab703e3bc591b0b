// SPDX-License-Identifier: BSD-3-Clause
#include "compute/search/TileSearch.hpp"

#include <algorithm>
#include <cmath>
#include <iterator>
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
  view_.farThreshold_um2 = scorer.farThreshold_um2();
  view_.bounded = view_.farThreshold_um2 < kInfinity;
  view_.farCell = scorer.farCell();
  std::copy_if(from.d2Thresholds_um2.begin(), from.d2Thresholds_um2.end(),
               std::back_inserter(d2Thresholds_),
               [&](float threshold) { return threshold < view_.farThreshold_um2; });
  const auto nearRows = d2Thresholds_.size() + 1;
  if (view_.bounded) d2Thresholds_.push_back(view_.farThreshold_um2);
  const auto rows = d2Thresholds_.size() + 1;
  d2Thresholds_.insert(d2Thresholds_.end(), kPadding, kInfinity);
  dotThresholds_.assign(from.dotThresholds.begin(), from.dotThresholds.end());
  const auto columns = dotThresholds_.size() + 1;
  dotThresholds_.insert(dotThresholds_.end(), kPadding, kInfinity);
  const auto stride = std::max<std::size_t>(16, columns);
  cells_.assign(rows * stride, view_.farCell);
  for (std::size_t row = 0; row < nearRows; ++row) {
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
  layOutSixteenths();
}

namespace {

/// As the kernels compute it: it never falls where |dot| rises.
int sixteenthOf(float dot) {
  return static_cast<int>(std::fma(dot, kSixteenthScale, kToLowBits) - kToLowBits);
}

}  // namespace

void KernelTable::layOutSixteenths() {
  view_.narrow = false;
  if (view_.columns > 16 || view_.v1ExponentPerUm2 != 0) return;
  std::int32_t column = 0;
  for (int i = 0; i < 16; ++i) {
    const auto edge = [&] { return dotThresholds_[static_cast<std::size_t>(column)]; };
    const auto isHere = [&] { return edge() < kGreatestDot && sixteenthOf(edge()) == i; };
    view_.edge[i] = kInfinity;
    view_.below[i] = view_.above[i] = column;
    if (!isHere()) continue;
    view_.edge[i] = edge();
    view_.above[i] = ++column;
    if (isHere()) return;  // two edges in one sixteenth
  }
  // An edge beyond the greatest |dot| is never reached.
  view_.narrow = !(dotThresholds_[static_cast<std::size_t>(column)] < kGreatestDot);
  const auto farCell = view_.bounded ? view_.farCell : 0;
  for (std::int32_t row = 0; row < view_.rows; ++row) {
    const std::int32_t* cells = &cells_[static_cast<std::size_t>(row * view_.stride)];
    for (int i = 0; i < 16; ++i) {
      nearCells_.push_back(cells[i] - farCell);
      belowCells_.push_back(cells[view_.below[i]] - farCell);
      aboveCells_.push_back(cells[view_.above[i]] - farCell);
    }
  }
  view_.nearCells = nearCells_.data();
  view_.belowCells = belowCells_.data();
  view_.aboveCells = aboveCells_.data();
}

WantedPairs::WantedPairs(const QueryTiles& tiles)
    : tiles_(tiles), targets_(static_cast<std::size_t>(tiles.owners())) {
  for (std::int64_t level = 0; level < tiles.levels(); ++level) {
    nodes_.emplace_back(static_cast<std::size_t>(tiles.nodes(level)));
    nodesOf_.push_back(nodes_.back().data());
  }
}

void WantedPairs::add(std::int64_t owner, int target) {
  const auto bit = static_cast<TargetMask>(1U << target);
  auto& targets = targets_[static_cast<std::size_t>(owner)];
  if (targets == 0) added_.push_back(owner);
  targets |= bit;
  for (const auto tile : tiles_.tilesOf(owner)) {
    auto node = static_cast<std::size_t>(tile);
    for (auto& level : nodes_) {
      if ((level[node] & bit) != 0) break;  // and so are all nodes above
      level[node] |= bit;
      node /= kFan;
    }
  }
}

void WantedPairs::clear() {
  for (const auto owner : added_) {
    targets_[static_cast<std::size_t>(owner)] = 0;
    for (const auto tile : tiles_.tilesOf(owner)) {
      auto node = static_cast<std::size_t>(tile);
      for (auto& level : nodes_) {
        if (level[node] == 0) break;
        level[node] = 0;
        node /= kFan;
      }
    }
  }
  added_.clear();
}

std::int64_t TileSearch::bytes(std::int64_t owners, std::int64_t largeTargetPoints) {
  return (owners + 1) * kBatchTargets * static_cast<std::int64_t>(sizeof(std::int64_t)) +
         TargetBatch::bytes(largeTargetPoints);
}

KernelTask TileSearch::prepare(const QueryTiles& tiles, const KernelTable& table,
                               std::span<const Dotprops* const> targets, TileRange range,
                               JobControl& control, const WantedPairs* wanted) {
  clearSums(tiles.owners(), wanted);
  KernelTask task{.descent = batch_.descent(tiles.tree(), tiles.levels(), targets, range, control),
                  .tiles = tiles.view(),
                  .table = table.view(),
                  .wantedOwners = nullptr,
                  .sums = sums_.data(),
                  .nearest = nullptr,
                  .nearestD2_um2 = nullptr};
  const bool useAlpha = table.view().useAlpha;
  task.table.narrow = task.table.narrow && tiles.dotsAreOrdinary() &&
                      std::all_of(targets.begin(), targets.end(), [&](const Dotprops* target) {
                        return dotsAreOrdinary(*target, useAlpha);
                      });
  if (wanted != nullptr) {
    task.descent.wanted = wanted->nodes();
    task.wantedOwners = wanted->owners();
  }
  return task;
}

void TileSearch::clearSums(std::int64_t owners, const WantedPairs* wanted) {
  const auto size = static_cast<std::size_t>(owners + 1) * kBatchTargets;
  if (sums_.size() != size || wanted == nullptr) return sums_.assign(size, 0);
  for (const auto owner : wanted->added())
    std::fill_n(&sums_[static_cast<std::size_t>(owner + 1) * kBatchTargets], kBatchTargets, 0);
}

void TileSearch::score(SimdPath path, const QueryTiles& tiles, const KernelTable& table,
                       std::span<const Dotprops* const> targets, TileRange range,
                       JobControl& control, const WantedPairs* wanted) {
  runKernel(path, prepare(tiles, table, targets, range, control, wanted));
}

void TileSearch::findNearest(SimdPath path, const QueryTiles& tiles, const KernelTable& table,
                             std::span<const Dotprops* const> targets,
                             std::vector<std::int32_t>& nearest, std::vector<float>& d2_um2,
                             JobControl& control) {
  auto task = prepare(tiles, table, targets, {tiles.levels() - 1, 0, 1}, control, nullptr);
  const auto count = targets.size() * static_cast<std::size_t>(tiles.nodes(0) * kTilePoints);
  nearest.assign(count, -1);
  d2_um2.assign(count, kInfinity);
  task.nearest = nearest.data();
  task.nearestD2_um2 = d2_um2.data();
  runKernel(path, task);
}

}  // namespace nblast

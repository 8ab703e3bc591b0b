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

namespace {

/// The best cell that a point can have from each distance on: [edges + 1].
struct BestFrom {
  std::vector<double> edges_um;
  std::vector<std::int32_t> cells;
};

/// v1 falls with distance and grows with |dot|: sampled finely, and rounding is far below the
/// margin.
BestFrom bestOfFormula(double sigma_um, const FixedPointTable& table) {
  constexpr int kSteps = 96;
  constexpr double kStepsPerSigma = 16;
  constexpr std::int32_t kMargin = 16;
  BestFrom best;
  for (int i = 0; i <= kSteps; ++i) {
    const double edge = i * sigma_um / kStepsPerSigma;
    if (i > 0) best.edges_um.push_back(edge);
    best.cells.push_back(table.cell(static_cast<float>(edge * edge * (1 - 1e-6)), 1) + kMargin);
  }
  return best;
}

BestFrom bestOfCells(const ScoreTable& exact, const FixedPointTable& table) {
  BestFrom best{exact.distanceEdges_um, {}};
  const auto columns = static_cast<std::size_t>(table.columns);
  best.cells.resize(best.edges_um.size() + 1);
  std::int32_t highest = std::numeric_limits<std::int32_t>::min();
  for (std::size_t row = best.cells.size(); row-- > 0;) {
    for (std::size_t column = 0; column < columns; ++column)
      highest = std::max(highest, table.cells[row * columns + column]);
    best.cells[row] = highest;
  }
  return best;
}

}  // namespace

KernelTable KernelTable::upperBounds(const ScoringOptions& options, const PointScorer& scorer,
                                     float largestRadius_um) {
  auto best = options.table.isFormula() ? bestOfFormula(*options.table.sigma_um, scorer.table())
                                        : bestOfCells(options.table, scorer.table());
  if (options
          .maxDistance_um) {  // a far point has its own cell, better or worse than what is nearer
    for (auto& cell : best.cells)
      cell = std::max(cell, scorer.farCell());
    while (!best.edges_um.empty() && best.edges_um.back() >= *options.maxDistance_um) {
      best.edges_um.pop_back();
      best.cells.pop_back();
    }
    best.edges_um.push_back(*options.maxDistance_um);
    best.cells.push_back(scorer.farCell());
  }
  KernelTable table;
  for (const double edge : best.edges_um) {
    const auto rounded = static_cast<float>(edge);
    table.edges_um_.push_back(rounded < edge ? std::nextafter(rounded, kInfinity) : rounded);
  }
  table.cells_.assign(best.cells.size() * 16, 0);
  for (std::size_t row = 0; row < best.cells.size(); ++row)
    table.cells_[row * 16] = best.cells[row];
  const double last_um = table.edges_um_.empty() ? 0 : table.edges_um_.back();
  const double reach = (last_um + largestRadius_um) * (1 + 1e-4) + 1e-3;
  table.view_.farThreshold_um2 = static_cast<float>(reach * reach);
  table.view_.farCell = best.cells.back();
  table.view_.rows = static_cast<std::int32_t>(best.cells.size());
  table.edges_um_.push_back(kInfinity);
  table.view_.clusters = true;
  table.view_.bounded = true;
  table.view_.columns = 1;
  table.view_.stride = 16;
  table.view_.edges_um = table.edges_um_.data();
  table.view_.cells = table.cells_.data();
  return table;
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

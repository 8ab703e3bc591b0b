// SPDX-License-Identifier: BSD-3-Clause
#include "compute/search/TileSearch.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <iterator>
#include <limits>
#include <numeric>
#include <type_traits>

namespace nblast {

namespace {

constexpr std::size_t kPadding = 16;  // lanes of the widest vector
constexpr float kInfinity = std::numeric_limits<float>::infinity();

void checkpoint(void* control) {
  static_cast<JobControl*>(control)->checkpoint();
}

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

namespace {

/// As the kernels compute it: it never falls where |dot| rises.
int sixteenthOf(float dot) {
  return static_cast<int>(std::fma(dot, kSixteenthScale, kToLowBits) - kToLowBits);
}

}  // namespace

void KernelTable::layOutSixteenths() {
  view_.narrow = false;
  if (view_.columns > 16 || view_.v1ExponentPerUm2 != 0) return;
  std::array<std::size_t, 16> below{}, above{};
  std::size_t column = 0;
  for (std::size_t i = 0; i < 16; ++i) {
    const auto edge = [&] { return dotThresholds_[column]; };
    const auto isHere = [&] { return edge() < kGreatestDot && sixteenthOf(edge()) == int(i); };
    view_.edge[i] = kInfinity;
    below[i] = above[i] = column;
    if (!isHere()) continue;
    view_.edge[i] = edge();
    above[i] = ++column;
    if (isHere()) return;  // two edges in one sixteenth
  }
  // An edge beyond the greatest |dot| is never reached.
  view_.narrow = !(dotThresholds_[column] < kGreatestDot);
  const auto rows = static_cast<std::size_t>(view_.rows);
  const auto farCell = view_.bounded ? view_.farCell : 0;
  for (std::size_t row = 0; row < rows; ++row) {
    const std::int32_t* cells = &cells_[row * static_cast<std::size_t>(view_.stride)];
    for (std::size_t i = 0; i < 16; ++i) {
      belowCells_.push_back(cells[below[i]] - farCell);
      aboveCells_.push_back(cells[above[i]] - farCell);
    }
  }
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
  constexpr std::int64_t kTarget = 8 * sizeof(float), kList = 4 * sizeof(float);
  constexpr std::int64_t kFullLists = 4;  // each level's is a fraction of the one above
  return (owners + 1) * kBatchTargets * static_cast<std::int64_t>(sizeof(std::int64_t)) +
         largeTargetPoints * kBatchTargets * (kTarget + kFullLists * kList);
}

bool TileSearch::load(std::span<const Dotprops* const> targets, bool useAlpha) {
  bool ordinary = true;
  for (std::size_t t = 0; t < targets.size(); ++t) {
    const Dotprops& from = *targets[t];
    const Target& to = targets_[t];
    const auto n = from.points_um.size();
    for (std::size_t i = 0; i < n; ++i) {
      to.x[i] = from.points_um[i].x;
      to.y[i] = from.points_um[i].y;
      to.z[i] = from.points_um[i].z;
      float* direction = &to.directions[4 * i];
      direction[0] = from.tangents[i].x;
      direction[1] = from.tangents[i].y;
      direction[2] = from.tangents[i].z;
      direction[3] = from.alphas[i];
      ordinary = ordinary && isOrdinary(from.tangents[i], useAlpha ? from.alphas[i] : 1);
    }
    targetViews_[t] = {to.x, to.y, to.z, to.directions, identity_, static_cast<std::int32_t>(n)};
  }
  return ordinary;
}

void TileSearch::reserve(std::int64_t levels, std::size_t points) {
  const auto lists = static_cast<std::size_t>(levels) * kBatchTargets;
  if (listBuffers_.size() >= lists && capacity_ >= points + 2 * kPadding) return;
  // Every list can be read to its next full vector, and what stands there are indices of earlier
  // targets: all arrays are as long as the longest ever was, and begin at cache lines.
  capacity_ = std::max(capacity_, (points + 3 * kPadding - 1) / kPadding * kPadding);
  const auto count = std::max(listBuffers_.size(), lists);
  memory_ = {};
  memory_ = ScratchArray<std::uint32_t>((8 * kBatchTargets + 4 * count + 1) * capacity_);
  std::uint32_t* next = memory_.data();
  const auto take = [&](auto*& array, std::size_t width = 1) {
    array = reinterpret_cast<std::remove_reference_t<decltype(array)>>(next);
    next += width * capacity_;
  };
  for (auto& target : targets_) {
    for (auto* values : {&target.x, &target.y, &target.z})
      take(*values);
    take(target.directions, 4);
  }
  listBuffers_.resize(count);
  for (auto& list : listBuffers_) {
    for (auto* values : {&list.x, &list.y, &list.z})
      take(*values);
    take(list.index);
  }
  take(centreDistances_, kBatchTargets);
  take(identity_);
  std::iota(identity_, identity_ + capacity_, 0);
}

KernelTask TileSearch::prepare(const QueryTiles& tiles, const KernelTable& table,
                               std::span<const Dotprops* const> targets, TileRange range,
                               JobControl& control, const WantedPairs* wanted) {
  std::size_t points = 0;
  for (const auto* target : targets)
    points = std::max(points, target->points_um.size());
  reserve(tiles.levels(), points);
  const bool ordinary = load(targets, table.view().useAlpha) && tiles.dotsAreOrdinary();
  clearSums(tiles.owners(), wanted);
  KernelTask task{.descent = {.tree = tiles.tree(),
                              .targets = targetViews_,
                              .targetCount = static_cast<std::int32_t>(targets.size()),
                              .level = range.level,
                              .firstNode = range.firstNode,
                              .lastNode = range.lastNode,
                              .wanted = wanted != nullptr ? wanted->nodes() : nullptr,
                              .lists = listBuffers_.data(),
                              .centreDistances = centreDistances_,
                              .capacity = static_cast<std::int64_t>(capacity_),
                              .checkpoint = checkpoint,
                              .context = &control},
                  .tiles = tiles.view(),
                  .table = table.view(),
                  .wantedOwners = wanted != nullptr ? wanted->owners() : nullptr,
                  .sums = sums_.data(),
                  .nearest = nullptr,
                  .nearestD2_um2 = nullptr};
  task.table.narrow = task.table.narrow && ordinary;
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

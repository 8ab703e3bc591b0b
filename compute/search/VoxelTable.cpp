// SPDX-License-Identifier: BSD-3-Clause
#include "compute/search/VoxelTable.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

namespace nblast {

namespace {

constexpr float kInfinity = std::numeric_limits<float>::infinity();
constexpr std::size_t kPadding = 16;  // lanes of the widest vector

/// The best cell that a point can have from each squared distance on: [thresholds + 1], falling.
struct BestFrom {
  std::vector<float> d2_um2;
  std::vector<std::int64_t> cells;
};

/// v1 falls with distance and grows with |dot|: sampled finely, and rounding is far below the
/// margin.
BestFrom bestOfFormula(double sigma_um, const FixedPointTable& table) {
  constexpr int kSteps = 96;
  constexpr double kStepsPerSigma = 16;
  constexpr std::int64_t kMargin = 16;
  BestFrom best;
  for (int i = 0; i <= kSteps; ++i) {
    const double edge = i * sigma_um / kStepsPerSigma;
    if (i > 0) best.d2_um2.push_back(static_cast<float>(edge * edge));
    best.cells.push_back(table.cell(static_cast<float>(edge * edge * (1 - 1e-6)), 1) + kMargin);
  }
  return best;
}

BestFrom bestOfCells(const FixedPointTable& table) {
  BestFrom best{table.d2Thresholds_um2, {}};
  const auto columns = static_cast<std::size_t>(table.columns);
  best.cells.resize(best.d2_um2.size() + 1);
  std::int64_t highest = std::numeric_limits<std::int32_t>::min();
  for (std::size_t row = best.cells.size(); row-- > 0;) {
    for (std::size_t column = 0; column < columns; ++column)
      highest = std::max<std::int64_t>(highest, table.cells[row * columns + column]);
    best.cells[row] = highest;
  }
  return best;
}

/// A far point has its own cell, better or worse than what is nearer.
void endAt(float farThreshold_um2, std::int64_t farCell, BestFrom& best) {
  for (auto& cell : best.cells)
    cell = std::max(cell, farCell);
  while (!best.d2_um2.empty() && best.d2_um2.back() >= farThreshold_um2) {
    best.d2_um2.pop_back();
    best.cells.pop_back();
  }
  best.d2_um2.push_back(farThreshold_um2);
  best.cells.push_back(farCell);
}

/// PairBounds.hpp, "Distances".
float errsToTheNearSide(float d2_um2) {
  return std::nextafter(static_cast<float>(d2_um2 * (1 + 2e-6) + 1e-37), kInfinity);
}

}  // namespace

VoxelTable::VoxelTable(const ScoringOptions& options, const PointScorer& scorer) {
  auto best = options.table.isFormula() ? bestOfFormula(*options.table.sigma_um, scorer.table())
                                        : bestOfCells(scorer.table());
  if (options.maxDistance_um) endAt(scorer.farThreshold_um2(), scorer.farCell(), best);
  leastCell_ = best.cells.back();
  while ((best.cells.front() - leastCell_ + unit_ - 1) / unit_ > kMostValue)
    unit_ *= 2;
  for (const auto cell : best.cells)
    values_.push_back(static_cast<std::int32_t>((cell - leastCell_ + unit_ - 1) / unit_));
  for (const float d2 : best.d2_um2)
    thresholds_.push_back(errsToTheNearSide(d2));
  // A little beyond the last row: what the descent drops there scores nothing at a tile, either.
  const double last_um =
      thresholds_.empty() ? 0 : std::sqrt(static_cast<double>(thresholds_.back()));
  const double reach_um = last_um * (1 + 1e-4) + 1e-2;
  thresholds_.insert(thresholds_.end(), kPadding, kInfinity);
  rows_ = {.d2Thresholds = thresholds_.data(),
           .rows = static_cast<std::int32_t>(values_.size()),
           .bounded = true,
           .farThreshold_um2 = static_cast<float>(reach_um * reach_um)};
}

}  // namespace nblast

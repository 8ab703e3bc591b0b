// SPDX-License-Identifier: BSD-3-Clause
#include "compute/job/run/BlockChoice.hpp"

#include "compute/search/PairBounds.hpp"

#include <tbb/parallel_for.h>

#include <algorithm>
#include <limits>

namespace nblast {

namespace {

/// The score that a row's newcomers must reach: its n-th best so far; nothing counts as minus
/// infinity.
double nthBest(std::vector<ScoredPair>& row, std::int64_t n) {
  if (static_cast<std::int64_t>(row.size()) < n) return -std::numeric_limits<double>::infinity();
  std::nth_element(row.begin(), row.begin() + (n - 1), row.end(), isBetter);
  return static_cast<double>(row[static_cast<std::size_t>(n - 1)].forward);
}

}  // namespace

bool isBetter(const ScoredPair& a, const ScoredPair& b) {
  return a.forward != b.forward ? a.forward > b.forward : a.target < b.target;
}

BlockChoice::BlockChoice(const RoughBounds& bounds, const BoundBlock& block,
                         const SparseLimits& limits, bool sameSet, bool wholeSet)
    : chosen(static_cast<std::size_t>(block.rows)),
      scored(static_cast<std::size_t>(block.rows)),
      bounds_(bounds),
      block_(block),
      limits_(limits),
      sameSet_(sameSet),
      wholeSet_(wholeSet),
      top_(std::min(limits.top.value_or(0), block.columns)),
      last_(static_cast<std::size_t>(block.rows), -1) {}

bool BlockChoice::isAhead(std::int64_t row, std::int64_t a, std::int64_t b) const {
  return bounds_(row, a) != bounds_(row, b) ? bounds_(row, a) > bounds_(row, b) : a < b;
}

bool BlockChoice::isChosen(std::int64_t row, std::int64_t column) const {
  const auto last = last_[placeOf(row)];
  if (last >= 0 && !isAhead(row, last, column)) return true;
  // The other direction may be good, and this one is then wanted with it.
  return limits_.above &&
         (PairBounds::mayReach(bounds_(row, column), *limits_.above) ||
          (wholeSet_ && PairBounds::mayReach(bounds_(column, row), *limits_.above)));
}

/// The column that n - 1 others of the row are ahead of, or the last one; -1 if there is none.
std::int64_t BlockChoice::nthAhead(std::int64_t row, std::int64_t n) const {
  std::vector<std::int32_t> order;
  order.reserve(static_cast<std::size_t>(block_.columns));
  for (std::int64_t column = 0; column < block_.columns; ++column) {
    if (!isSelf(row, column)) order.push_back(static_cast<std::int32_t>(column));
  }
  if (order.empty()) return -1;
  const auto nth = order.begin() + std::min(n, static_cast<std::int64_t>(order.size())) - 1;
  std::nth_element(order.begin(), nth, order.end(),
                   [&](std::int32_t a, std::int32_t b) { return isAhead(row, a, b); });
  return *nth;
}

void BlockChoice::chooseFirst() {
  tbb::parallel_for(block_.firstRow, block_.firstRow + block_.rows, [&](std::int64_t row) {
    const auto i = placeOf(row);
    if (top_ > 0) last_[i] = nthAhead(row, top_ + top_ / 2 + 8);
    for (auto column = block_.firstColumn; column < block_.firstColumn + block_.columns; ++column) {
      if (!isSelf(row, column) && isChosen(row, column)) chosen[i].push_back({row, column});
    }
  });
}

void BlockChoice::chooseRest() {
  if (top_ == 0) return;
  tbb::parallel_for(block_.firstRow, block_.firstRow + block_.rows, [&](std::int64_t row) {
    const auto i = placeOf(row);
    const double worst = nthBest(scored[i], top_);
    for (std::int64_t column = 0; column < block_.columns; ++column) {
      if (PairBounds::mayReach(bounds_(row, column), worst) && !isSelf(row, column) &&
          !isChosen(row, column))
        chosen[i].push_back({row, column});
    }
  });
}

}  // namespace nblast

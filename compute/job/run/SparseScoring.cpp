// SPDX-License-Identifier: BSD-3-Clause
#include "compute/job/run/SparseScoring.hpp"

#include "compute/search/PairBounds.hpp"

#include <tbb/parallel_for.h>

#include <algorithm>
#include <bit>
#include <cstdint>
#include <limits>
#include <tuple>

namespace nblast {

/// The bounds of some rows with all columns, each rounded up to the upper half of a float32.
class RoughBounds {
 public:
  RoughBounds(std::int64_t rows, std::int64_t columns)
      : columns_(columns), upper_(static_cast<std::size_t>(rows * columns)) {}

  void set(std::int64_t row, std::int64_t column, float bound) {
    const auto bits = std::bit_cast<std::uint32_t>(bound);
    const bool negative = bits >> 31 != 0;  // towards zero is up
    upper_[at(row, column)] = static_cast<std::uint16_t>((bits + (negative ? 0 : 0xffff)) >> 16);
  }
  float operator()(std::int64_t row, std::int64_t column) const {
    return std::bit_cast<float>(std::uint32_t{upper_[at(row, column)]} << 16);
  }

 private:
  std::size_t at(std::int64_t row, std::int64_t column) const {
    return static_cast<std::size_t>(row * columns_ + column);
  }
  std::int64_t columns_;
  std::vector<std::uint16_t> upper_;
};

namespace {

constexpr std::int64_t kLeastRows = 64;
constexpr std::int64_t kRoughsAFloat = 16;  // bounds come as float32, some columns at a time

/// How many columns are bounded at a time.
std::int64_t columnsAtOnce(std::int64_t rows, std::int64_t boundsAtOnce) {
  return std::max<std::int64_t>(64, boundsAtOnce / kRoughsAFloat / rows);
}

bool isBetter(const ScoredPair& a, const ScoredPair& b) {
  return a.forward != b.forward ? a.forward > b.forward : a.target < b.target;
}

auto placeOf(const ScoredPair& pair) {
  return std::tuple(pair.query, pair.target);
}

bool isEarlier(const ScoredPair& a, const ScoredPair& b) {
  return placeOf(a) < placeOf(b);
}

/// The column that n - 1 others of the row are ahead of, or the last one; -1 if there is none.
template <class IsSelf, class IsAhead>
std::int64_t nthAhead(std::int64_t row, std::int64_t columns, std::int64_t n, const IsSelf& isSelf,
                      const IsAhead& isAhead) {
  std::vector<std::int32_t> order;
  for (std::int64_t column = 0; column < columns; ++column) {
    if (!isSelf(row, column)) order.push_back(static_cast<std::int32_t>(column));
  }
  if (order.empty()) return -1;
  const auto nth = order.begin() + std::min(n, static_cast<std::int64_t>(order.size())) - 1;
  std::nth_element(order.begin(), nth, order.end(),
                   [&](std::int32_t a, std::int32_t b) { return isAhead(row, a, b); });
  return *nth;
}

/// The score that a row's newcomers must reach: its n-th best so far; nothing counts as minus
/// infinity.
double nthBest(std::vector<ScoredPair>& row, std::int64_t n) {
  if (static_cast<std::int64_t>(row.size()) < n) return -std::numeric_limits<double>::infinity();
  std::nth_element(row.begin(), row.begin() + (n - 1), row.end(), isBetter);
  return static_cast<double>(row[static_cast<std::size_t>(n - 1)].forward);
}

}  // namespace

SparseScoring::SparseScoring(Engine& engine, std::span<const Dotprops> rows,
                             std::span<const Dotprops> columns, const ScoringOptions& options,
                             bool sameSet, std::int64_t boundsAtOnce, JobControl& control)
    : engine_(engine),
      rows_(rows),
      columns_(columns),
      options_(options),
      sameSet_(sameSet),
      boundsAtOnce_(boundsAtOnce),
      control_(control) {}

std::int64_t SparseScoring::rowsAtOnce(std::int64_t columns, std::int64_t boundsAtOnce) {
  return std::max(kLeastRows, boundsAtOnce / columns);
}

std::int64_t SparseScoring::bytesOfRows(const ScoringSize& rows, std::int64_t voxels,
                                        std::int64_t lists, std::int64_t columns,
                                        std::int64_t chosen, std::int64_t boundsAtOnce) {
  const auto width = std::min(columns, columnsAtOnce(rows.queries, boundsAtOnce));
  const auto bounding =
      PairBounds::bytes(voxels, lists, rows.queries, width, rows.largeTargetPoints, rows.threads) +
      rows.queries * width * static_cast<std::int64_t>(sizeof(float));
  // The pairs one by one, then in one list with their scores and the order to go through them; at
  // last the scored pairs. Lists that grow have room for half as many more.
  constexpr auto kBytesPerChosen = static_cast<std::int64_t>(
      sizeof(Pair) * 3 / 2 + sizeof(float) + sizeof(std::size_t) + sizeof(ScoredPair) * 3 / 2);
  return rows.queries * columns * static_cast<std::int64_t>(sizeof(std::uint16_t)) +
         std::max(bounding, chosen * kBytesPerChosen);
}

std::int64_t SparseScoring::bytesOfKept(std::int64_t kept) {
  constexpr std::int64_t kCopies = 3;  // growing, or turned over, or with what was missing
  return kept * kCopies * static_cast<std::int64_t>(sizeof(ScoredPair));
}

std::vector<ScoredPair> SparseScoring::keep(const SparseLimits& limits) {
  std::vector<ScoredPair> kept;
  const auto columns = static_cast<std::int64_t>(columns_.size());
  const auto rows = static_cast<std::int64_t>(rows_.size());
  const auto block = rowsAtOnce(columns, boundsAtOnce_);
  for (std::int64_t first = 0; first < rows; first += block)
    keepBlock(limits, first, std::min(block, rows - first), kept);
  return kept;
}

RoughBounds SparseScoring::bound(std::int64_t first, std::int64_t count) {
  const auto columns = static_cast<std::int64_t>(columns_.size());
  const PairBounds bounding(
      rows_.subspan(static_cast<std::size_t>(first), static_cast<std::size_t>(count)), options_,
      control_);
  RoughBounds bounds(count, columns);
  const auto width = columnsAtOnce(count, boundsAtOnce_);
  std::vector<float> some;
  for (std::int64_t at = 0; at < columns; at += width) {
    const auto n = std::min(width, columns - at);
    some.resize(static_cast<std::size_t>(count * n));
    bounding.boundAll(columns_.subspan(static_cast<std::size_t>(at), static_cast<std::size_t>(n)),
                      some.data(), control_);
    for (std::int64_t row = 0; row < count; ++row) {
      for (std::int64_t i = 0; i < n; ++i)
        bounds.set(row, at + i, some[static_cast<std::size_t>(row * n + i)]);
    }
  }
  return bounds;
}

void SparseScoring::keepBlock(const SparseLimits& limits, std::int64_t first, std::int64_t count,
                              std::vector<ScoredPair>& kept) {
  const auto columns = static_cast<std::int64_t>(columns_.size());
  const auto bounds = bound(first, count);
  const std::int64_t top = std::min(limits.top.value_or(0), columns);
  const auto isSelf = [&](std::int64_t row, std::int64_t column) {
    return sameSet_ && first + row == column;
  };
  const auto isAhead = [&](std::int64_t row, std::int64_t a, std::int64_t b) {
    return bounds(row, a) != bounds(row, b) ? bounds(row, a) > bounds(row, b) : a < b;
  };
  const bool wholeSet = sameSet_ && count == columns;
  // First what may reach the threshold, and the most promising of each row.
  std::vector<std::int64_t> lastPromising(static_cast<std::size_t>(count), -1);
  const auto isFirst = [&](std::int64_t row, std::int64_t column) {
    const auto last = lastPromising[static_cast<std::size_t>(row)];
    return (last >= 0 && !isAhead(row, last, column)) ||
           (limits.above &&
            (PairBounds::mayReach(bounds(row, column), *limits.above) ||
             // The other direction may be good, and this one is then wanted with it.
             (wholeSet && PairBounds::mayReach(bounds(column, row), *limits.above))));
  };
  std::vector<std::vector<ScoredPair>> byRow(static_cast<std::size_t>(count));
  std::vector<std::vector<Pair>> chosen(static_cast<std::size_t>(count));
  tbb::parallel_for(std::int64_t{0}, count, [&](std::int64_t row) {
    const auto i = static_cast<std::size_t>(row);
    if (top > 0) lastPromising[i] = nthAhead(row, columns, top + top / 2 + 8, isSelf, isAhead);
    for (std::int64_t column = 0; column < columns; ++column) {
      if (!isSelf(row, column) && isFirst(row, column)) chosen[i].push_back({first + row, column});
    }
  });
  auto scored = score(chosen, byRow, first);
  if (top > 0) {  // then whatever may still be among a row's best
    tbb::parallel_for(std::int64_t{0}, count, [&](std::int64_t row) {
      const auto i = static_cast<std::size_t>(row);
      const double worst = nthBest(byRow[i], top);
      for (std::int64_t column = 0; column < columns; ++column) {
        if (!isSelf(row, column) && !isFirst(row, column) &&
            PairBounds::mayReach(bounds(row, column), worst))
          chosen[i].push_back({first + row, column});
      }
    });
    scored += score(chosen, byRow, first);
  }
  control_.advance(static_cast<std::uint64_t>(count * columns - scored));
  takeGood(limits, wholeSet, byRow, kept);
}

void SparseScoring::takeGood(const SparseLimits& limits, bool keepSpare,
                             std::vector<std::vector<ScoredPair>>& byRow,
                             std::vector<ScoredPair>& kept) {
  const auto before = static_cast<std::ptrdiff_t>(kept.size());
  for (auto& row : byRow) {
    std::sort(row.begin(), row.end(), isBetter);
    for (std::size_t i = 0; i < row.size(); ++i) {
      const bool good = limits.above && static_cast<double>(row[i].forward) >= *limits.above;
      const bool best = static_cast<std::int64_t>(i) < limits.top.value_or(0);
      if (good || best) {
        kept.push_back(row[i]);
      } else if (keepSpare) {
        spare_.push_back(row[i]);
      }
    }
  }
  std::sort(kept.begin() + before, kept.end(), isEarlier);
  std::sort(spare_.begin(), spare_.end(), isEarlier);
}

std::int64_t SparseScoring::score(std::vector<std::vector<Pair>>& chosen,
                                  std::vector<std::vector<ScoredPair>>& byRow,
                                  std::int64_t firstRow) {
  std::vector<Pair> pairs;
  for (auto& row : chosen) {
    pairs.insert(pairs.end(), row.begin(), row.end());
    row = {};
  }
  std::vector<float> scores(pairs.size());
  engine_.scorePairs(columns_, pairs, scores.data(), control_);
  pairsScored_ += static_cast<std::int64_t>(pairs.size());
  for (std::size_t i = 0; i < pairs.size(); ++i) {
    byRow[static_cast<std::size_t>(pairs[i].query - firstRow)].push_back(
        {static_cast<std::int32_t>(pairs[i].query), static_cast<std::int32_t>(pairs[i].target),
         scores[i]});
  }
  return static_cast<std::int64_t>(pairs.size());
}

void SparseScoring::complete(std::vector<ScoredPair>& kept, const std::vector<ScoredPair>& wanted) {
  std::vector<Pair> missing;
  std::vector<ScoredPair> found;
  const auto isIn = [](auto& at, const std::vector<ScoredPair>& pairs, const ScoredPair& want) {
    while (at != pairs.end() && isEarlier(*at, want))
      ++at;
    return at != pairs.end() && placeOf(*at) == placeOf(want);
  };
  auto have = kept.cbegin();
  auto spare = spare_.cbegin();
  for (const auto& want : wanted) {
    if (isIn(have, kept, want)) continue;
    if (isIn(spare, spare_, want)) {
      found.push_back(*spare);
    } else {
      missing.push_back({want.query, want.target});
    }
  }
  kept.insert(kept.end(), found.begin(), found.end());
  control_.grow(missing.size());
  std::vector<float> scores(missing.size());
  engine_.scorePairs(columns_, missing, scores.data(), control_);
  pairsScored_ += static_cast<std::int64_t>(missing.size());
  for (std::size_t i = 0; i < missing.size(); ++i) {
    kept.push_back({static_cast<std::int32_t>(missing[i].query),
                    static_cast<std::int32_t>(missing[i].target), scores[i]});
  }
  std::sort(kept.begin(), kept.end(), isEarlier);
}

std::vector<ScoredPair> transposed(const std::vector<ScoredPair>& pairs) {
  std::vector<ScoredPair> result;
  result.reserve(pairs.size());
  for (const auto& pair : pairs)
    result.push_back({pair.target, pair.query, pair.forward});
  std::sort(result.begin(), result.end(), isEarlier);
  return result;
}

}  // namespace nblast

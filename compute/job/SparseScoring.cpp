#include "compute/job/SparseScoring.hpp"

#include "compute/search/PairBounds.hpp"

#include <tbb/parallel_for.h>

#include <algorithm>
#include <limits>
#include <tuple>

namespace nblast {

namespace {

constexpr std::int64_t kBoundsAtOnce = std::int64_t{16} << 20;  // 64 MiB of float32

bool isBetter(const ScoredPair& a, const ScoredPair& b) {
  return a.forward != b.forward ? a.forward > b.forward : a.target < b.target;
}

auto placeOf(const ScoredPair& pair) {
  return std::tuple(pair.query, pair.target);
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
                             bool sameSet, JobControl& control)
    : engine_(engine),
      rows_(rows),
      columns_(columns),
      options_(options),
      sameSet_(sameSet),
      control_(control) {}

std::vector<ScoredPair> SparseScoring::keep(const SparseLimits& limits) {
  std::vector<ScoredPair> kept;
  const auto columns = static_cast<std::int64_t>(columns_.size());
  const auto rows = static_cast<std::int64_t>(rows_.size());
  const auto block = std::max<std::int64_t>(64, kBoundsAtOnce / columns);
  for (std::int64_t first = 0; first < rows; first += block)
    keepBlock(limits, first, std::min(block, rows - first), kept);
  return kept;
}

void SparseScoring::keepBlock(const SparseLimits& limits, std::int64_t first, std::int64_t count,
                              std::vector<ScoredPair>& kept) {
  const auto columns = static_cast<std::int64_t>(columns_.size());
  PairBounds bounding(
      rows_.subspan(static_cast<std::size_t>(first), static_cast<std::size_t>(count)), options_,
      control_);
  std::vector<float> bounds(static_cast<std::size_t>(count * columns));
  bounding.boundAll(columns_, bounds.data(), control_);

  std::vector<std::vector<ScoredPair>> byRow(static_cast<std::size_t>(count));
  std::vector<std::vector<std::int32_t>> order(static_cast<std::size_t>(count));
  const auto boundOf = [&](std::int64_t row, std::int64_t column) {
    return bounds[static_cast<std::size_t>(row * columns + column)];
  };
  // First what may reach the threshold, and the most promising of each row.
  std::vector<std::vector<Pair>> chosen(static_cast<std::size_t>(count));
  const std::int64_t top = limits.top.value_or(0);
  tbb::parallel_for(std::int64_t{0}, count, [&](std::int64_t row) {
    auto& best = order[static_cast<std::size_t>(row)];
    for (std::int64_t column = 0; column < columns; ++column) {
      if (!sameSet_ || column != first + row) best.push_back(static_cast<std::int32_t>(column));
    }
    const auto promising =
        limits.top
            ? std::min<std::int64_t>(top + top / 2 + 8, static_cast<std::int64_t>(best.size()))
            : 0;
    std::partial_sort(best.begin(), best.begin() + promising, best.end(),
                      [&](std::int32_t a, std::int32_t b) {
                        const float boundA = boundOf(row, a), boundB = boundOf(row, b);
                        return boundA != boundB ? boundA > boundB : a < b;
                      });
    const auto later =
        std::partition(best.begin() + promising, best.end(), [&](std::int32_t column) {
          return limits.above && PairBounds::mayReach(boundOf(row, column), *limits.above);
        });
    for (auto column = best.begin(); column != later; ++column)
      chosen[static_cast<std::size_t>(row)].push_back({first + row, *column});
    best.erase(best.begin(), later);
  });
  const auto scoreChosen = [&] {
    std::vector<Pair> pairs;
    for (auto& row : chosen) {
      std::sort(row.begin(), row.end());
      pairs.insert(pairs.end(), row.begin(), row.end());
      row.clear();
    }
    score(pairs, byRow, first);
    return static_cast<std::int64_t>(pairs.size());
  };
  auto scored = scoreChosen();
  if (limits.top) {  // then whatever may still be among a row's best
    tbb::parallel_for(std::int64_t{0}, count, [&](std::int64_t row) {
      const auto i = static_cast<std::size_t>(row);
      const double worst = nthBest(byRow[i], top);
      for (const auto column : order[i]) {
        if (PairBounds::mayReach(boundOf(row, column), worst))
          chosen[i].push_back({first + row, column});
      }
    });
    scored += scoreChosen();
  }
  control_.advance(static_cast<std::uint64_t>(count * columns - scored));

  const auto before = static_cast<std::ptrdiff_t>(kept.size());
  for (auto& row : byRow) {
    std::sort(row.begin(), row.end(), isBetter);
    for (std::size_t i = 0; i < row.size(); ++i) {
      const bool good = limits.above && static_cast<double>(row[i].forward) >= *limits.above;
      if (good || static_cast<std::int64_t>(i) < top) kept.push_back(row[i]);
    }
  }
  std::sort(kept.begin() + before, kept.end(),
            [](const ScoredPair& a, const ScoredPair& b) { return placeOf(a) < placeOf(b); });
}

void SparseScoring::score(const std::vector<Pair>& pairs,
                          std::vector<std::vector<ScoredPair>>& byRow, std::int64_t firstRow) {
  std::vector<float> scores(pairs.size());
  engine_.scorePairs(columns_, pairs, scores.data(), control_);
  pairsScored_ += static_cast<std::int64_t>(pairs.size());
  for (std::size_t i = 0; i < pairs.size(); ++i) {
    byRow[static_cast<std::size_t>(pairs[i].query - firstRow)].push_back(
        {static_cast<std::int32_t>(pairs[i].query), static_cast<std::int32_t>(pairs[i].target),
         scores[i]});
  }
}

void SparseScoring::complete(std::vector<ScoredPair>& kept, const std::vector<ScoredPair>& wanted) {
  std::vector<Pair> missing;
  auto have = kept.begin();
  for (const auto& want : wanted) {
    while (have != kept.end() && placeOf(*have) < placeOf(want))
      ++have;
    if (have == kept.end() || placeOf(*have) != placeOf(want))
      missing.push_back({want.query, want.target});
  }
  control_.grow(missing.size());
  std::vector<float> scores(missing.size());
  engine_.scorePairs(columns_, missing, scores.data(), control_);
  pairsScored_ += static_cast<std::int64_t>(missing.size());
  for (std::size_t i = 0; i < missing.size(); ++i) {
    kept.push_back({static_cast<std::int32_t>(missing[i].query),
                    static_cast<std::int32_t>(missing[i].target), scores[i]});
  }
  std::sort(kept.begin(), kept.end(),
            [](const ScoredPair& a, const ScoredPair& b) { return placeOf(a) < placeOf(b); });
}

std::vector<ScoredPair> transposed(const std::vector<ScoredPair>& pairs) {
  std::vector<ScoredPair> result;
  result.reserve(pairs.size());
  for (const auto& pair : pairs)
    result.push_back({pair.target, pair.query, pair.forward});
  std::sort(result.begin(), result.end(),
            [](const ScoredPair& a, const ScoredPair& b) { return placeOf(a) < placeOf(b); });
  return result;
}

}  // namespace nblast

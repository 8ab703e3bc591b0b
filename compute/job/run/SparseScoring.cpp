// SPDX-License-Identifier: BSD-3-Clause
#include "compute/job/run/SparseScoring.hpp"

#include "compute/search/PairBounds.hpp"

#include <tbb/parallel_for.h>

#include <algorithm>
#include <bit>
#include <cstdint>
#include <limits>
#include <memory>
#include <tuple>

namespace nblast {

namespace {

constexpr std::int64_t kLeastLines = 64;
constexpr std::int64_t kMoreForWholeRows = 4;  // blocks of columns cost nothing by being smaller
constexpr std::int64_t kRoughsAFloat = 64;     // bounds come as float32, some columns at a time

/// How many columns are bounded at a time.
std::int64_t columnsAtOnce(std::int64_t rows, std::int64_t boundsAtOnce) {
  const auto fitting = boundsAtOnce / kRoughsAFloat / rows;
  return std::max<std::int64_t>(64, fitting / kBoundTargets * kBoundTargets);
}

auto placeOf(const ScoredPair& pair) {
  return std::tuple(pair.query, pair.target);
}

bool isEarlier(const ScoredPair& a, const ScoredPair& b) {
  return placeOf(a) < placeOf(b);
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

std::int64_t SparseScoring::linesAtOnce(std::int64_t across, std::int64_t boundsAtOnce) {
  return std::max(kLeastLines, boundsAtOnce / std::max<std::int64_t>(1, across));
}

std::vector<BoundBlock> SparseScoring::blocks(std::int64_t rows, std::int64_t columns,
                                              bool wholeRows, std::int64_t boundsAtOnce) {
  std::vector<BoundBlock> all;
  const auto lines = wholeRows ? linesAtOnce(columns, boundsAtOnce)
                               : linesAtOnce(rows, boundsAtOnce / kMoreForWholeRows);
  const auto count = wholeRows ? rows : columns;
  for (std::int64_t first = 0; first < count; first += lines) {
    const auto some = std::min(lines, count - first);
    all.push_back(wholeRows ? BoundBlock{first, some, 0, columns}
                            : BoundBlock{0, rows, first, some});
  }
  return all;
}

std::int64_t SparseScoring::bytesOfBlock(const ScoringSize& rows, std::int64_t voxels,
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
  const auto all =
      blocks(static_cast<std::int64_t>(rows_.size()), static_cast<std::int64_t>(columns_.size()),
             limits.top.has_value(), boundsAtOnce_);
  std::unique_ptr<Bounds> bounding;
  std::int64_t boundedFrom = -1;
  for (const auto& block : all) {
    if (block.firstRow != boundedFrom) {
      bounding.reset();  // its memory goes first
      bounding = engine_.makeBounds(rows_.subspan(static_cast<std::size_t>(block.firstRow),
                                                  static_cast<std::size_t>(block.rows)),
                                    options_, control_);
      boundedFrom = block.firstRow;
    }
    keepBlock(limits, *bounding, block, kept);
  }
  if (all.size() > 1 && !limits.top) std::sort(kept.begin(), kept.end(), isEarlier);
  return kept;
}

RoughBounds SparseScoring::bound(Bounds& bounding, const BoundBlock& block) {
  RoughBounds bounds(block);
  const auto width = columnsAtOnce(block.rows, boundsAtOnce_);
  const auto end = block.firstColumn + block.columns;
  std::vector<float> some;
  for (std::int64_t at = block.firstColumn; at < end; at += width) {
    const auto n = std::min(width, end - at);
    some.resize(static_cast<std::size_t>(block.rows * n));
    bounding.boundAll(columns_.subspan(static_cast<std::size_t>(at), static_cast<std::size_t>(n)),
                      some.data(), control_);
    tbb::parallel_for(std::int64_t{0}, block.rows, [&](std::int64_t row) {
      for (std::int64_t i = 0; i < n; ++i)
        bounds.set(block.firstRow + row, at + i, some[static_cast<std::size_t>(row * n + i)]);
    });
  }
  return bounds;
}

void SparseScoring::keepBlock(const SparseLimits& limits, Bounds& bounding, const BoundBlock& block,
                              std::vector<ScoredPair>& kept) {
  const auto columns = static_cast<std::int64_t>(columns_.size());
  const auto bounds = bound(bounding, block);
  const bool wholeSet = sameSet_ && block.rows == columns && block.columns == columns;
  BlockChoice choice(bounds, block, limits, sameSet_, wholeSet);
  choice.chooseFirst();
  auto scored = score(choice, block.firstRow);
  choice.chooseRest();
  scored += score(choice, block.firstRow);
  control_.advance(static_cast<std::uint64_t>(block.rows * block.columns - scored));
  takeGood(limits, wholeSet, choice.scored, kept);
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

std::int64_t SparseScoring::score(BlockChoice& choice, std::int64_t firstRow) {
  std::vector<Pair> pairs;
  for (auto& row : choice.chosen) {
    pairs.insert(pairs.end(), row.begin(), row.end());
    row = {};
  }
  std::vector<float> scores(pairs.size());
  engine_.scorePairs(columns_, pairs, scores.data(), control_);
  pairsScored_ += static_cast<std::int64_t>(pairs.size());
  for (std::size_t i = 0; i < pairs.size(); ++i) {
    choice.scored[static_cast<std::size_t>(pairs[i].query - firstRow)].push_back(
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

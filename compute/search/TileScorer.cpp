// SPDX-License-Identifier: BSD-3-Clause
#include "compute/search/TileScorer.hpp"

#include <tbb/blocked_range2d.h>
#include <tbb/enumerable_thread_specific.h>
#include <tbb/parallel_for.h>
#include <tbb/parallel_sort.h>
#include <tbb/task_arena.h>

#include <algorithm>
#include <array>
#include <limits>
#include <mutex>
#include <numeric>
#include <tuple>

namespace nblast {

namespace {

constexpr std::size_t kTasksPerThread = 4;

/// Sums of one batch of targets, added up from the parts of the tiles in whatever order they come.
class SharedSums {
 public:
  /// @return how many parts have been added
  std::size_t add(std::span<const std::int64_t> part) {
    const std::lock_guard lock(mutex_);
    sums_.resize(part.size());
    for (std::size_t i = 0; i < part.size(); ++i)
      sums_[i] += part[i];
    return ++parts_;
  }
  std::vector<std::int64_t> take() { return std::move(sums_); }

 private:
  std::mutex mutex_;
  std::vector<std::int64_t> sums_;
  std::size_t parts_ = 0;
};

}  // namespace

SumScale scaleOf(const Dotprops& query, std::int64_t selfHit, const PointScorer& scorer,
                 bool normalised) {
  // With a bound, tiles add up what points score beyond being far.
  const bool bounded = scorer.farThreshold_um2() < std::numeric_limits<float>::infinity();
  return {bounded ? scorer.farCell() * query.size() : 0,
          normalised ? static_cast<double>(selfHit) : scorer.scale()};
}

TileScorer::TileScorer(QueryTiles tiles, std::shared_ptr<const KernelTable> table,
                       std::vector<SumScale> scales)
    : tiles_(std::move(tiles)),
      table_(std::move(table)),
      scales_(std::move(scales)),
      path_(chosenSimdPath()) {}

std::int64_t TileScorer::bytesOfThreads(std::int64_t owners, std::int64_t targets,
                                        std::int64_t largeTargetPoints, int threads) {
  const auto batches = (targets + kBatchTargets - 1) / kBatchTargets;
  const auto own = TileSearch::bytes(owners, largeTargetPoints);
  // Where there are few batches, threads share them, and each batch has sums of its own (partsFor).
  const bool shared = batches < static_cast<std::int64_t>(kTasksPerThread) * threads;
  const auto sums = shared ? std::min<std::int64_t>(batches, threads) * TileSearch::bytes(owners, 0)
                           : std::int64_t{0};
  return threads * own + sums;
}

std::vector<TileRange> TileScorer::partsFor(std::size_t batches) const {
  const auto threads = static_cast<std::size_t>(tbb::this_task_arena::max_concurrency());
  const auto top = tiles_.levels() - 1;
  if (batches >= kTasksPerThread * threads) return {{top, 0, 1}};
  // The highest level that has enough nodes to go round.
  const auto wanted =
      static_cast<std::int64_t>((kTasksPerThread * threads + batches - 1) / batches);
  std::int64_t level = top;
  while (level > 0 && tiles_.nodes(level) < wanted)
    --level;
  const auto nodes = tiles_.nodes(level);
  const auto count = std::min(wanted, nodes);
  std::vector<TileRange> parts;
  for (std::int64_t i = 0; i < count; ++i)
    parts.push_back({level, i * nodes / count, (i + 1) * nodes / count});
  return parts;
}

void TileScorer::scoreAll(std::span<const Dotprops> targets, float* scores,
                          JobControl& control) const {
  const auto nTargets = targets.size();
  const auto owners = static_cast<std::size_t>(tiles_.owners());
  if (nTargets == 0 || owners == 0) return;
  const auto batches = (nTargets + kBatchTargets - 1) / kBatchTargets;
  const auto parts = partsFor(batches);
  std::vector<SharedSums> shared(parts.size() > 1 ? batches : 0);
  tbb::enumerable_thread_specific<TileSearch> searches;

  const auto finish = [&](std::size_t batch, std::span<const std::int64_t> sums) {
    const auto first = batch * kBatchTargets;
    const auto count = std::min<std::size_t>(kBatchTargets, nTargets - first);
    for (std::size_t q = 0; q < owners; ++q) {
      for (std::size_t t = 0; t < count; ++t)
        scores[q * nTargets + first + t] =
            finished(static_cast<std::int64_t>(q), sums[q * kBatchTargets + t]);
    }
    control.advance(owners * count);
  };
  const auto scorePart = [&](std::size_t batch, const TileRange& part) {
    TileSearch& search = searches.local();
    std::array<const Dotprops*, kBatchTargets> some;
    const auto first = batch * kBatchTargets;
    const auto count = std::min<std::size_t>(kBatchTargets, nTargets - first);
    for (std::size_t t = 0; t < count; ++t)
      some[t] = &targets[first + t];
    search.score(path_, tiles_, *table_, std::span(some).first(count), part, control);
    if (shared.empty()) return finish(batch, search.sums());
    if (shared[batch].add(search.sums()) == parts.size()) finish(batch, shared[batch].take());
  };
  const tbb::blocked_range2d<std::size_t> tasks(0, batches, 1, 0, parts.size(), 1);
  tbb::parallel_for(tasks, [&](const auto& range) {
    for (std::size_t batch = range.rows().begin(); batch != range.rows().end(); ++batch) {
      for (std::size_t i = range.cols().begin(); i != range.cols().end(); ++i)
        scorePart(batch, parts[i]);
    }
  });
}

void TileScorer::scorePairs(std::span<const Dotprops> targets, std::span<const Pair> pairs,
                            float* scores, JobControl& control) {
  if (pairs.empty()) return;
  tiles_.indexOwners();
  std::vector<std::size_t> order(pairs.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  tbb::parallel_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) {
    return std::tie(pairs[a].target, pairs[a].query, a) <
           std::tie(pairs[b].target, pairs[b].query, b);
  });
  std::vector<std::size_t> batches;  // places in order where one begins: every eighth target
  std::int64_t seen = 0;
  for (std::size_t i = 0; i < order.size(); ++i) {
    const bool another = i == 0 || pairs[order[i]].target != pairs[order[i - 1]].target;
    if (another && seen++ % kBatchTargets == 0) batches.push_back(i);
  }
  const auto count = batches.size();
  batches.push_back(order.size());
  struct Local {
    TileSearch search;
    WantedPairs wanted;
  };
  tbb::enumerable_thread_specific<Local> locals([this] { return Local{{}, WantedPairs(tiles_)}; });
  tbb::parallel_for(std::size_t{0}, count, [&](std::size_t batch) {
    auto& [search, wanted] = locals.local();
    const auto some = std::span(order).subspan(batches[batch], batches[batch + 1] - batches[batch]);
    scoreBatch(targets, pairs, some, scores, search, wanted, control);
  });
}

void TileScorer::scoreBatch(std::span<const Dotprops> targets, std::span<const Pair> pairs,
                            std::span<const std::size_t> places, float* scores, TileSearch& search,
                            WantedPairs& wanted, JobControl& control) const {
  std::array<const Dotprops*, kBatchTargets> batch;
  std::size_t count = 0;
  wanted.clear();
  for (std::size_t i = 0; i < places.size(); ++i) {
    const auto& pair = pairs[places[i]];
    if (i == 0 || pair.target != pairs[places[i - 1]].target)
      batch[count++] = &targets[static_cast<std::size_t>(pair.target)];
    wanted.add(pair.query, static_cast<int>(count) - 1);
  }
  search.score(path_, tiles_, *table_, std::span(batch).first(count), {tiles_.levels() - 1, 0, 1},
               control, &wanted);
  std::size_t target = 0;
  for (std::size_t i = 0; i < places.size(); ++i) {
    const auto& pair = pairs[places[i]];
    if (i > 0 && pair.target != pairs[places[i - 1]].target) ++target;
    const auto sum = static_cast<std::size_t>(pair.query) * kBatchTargets + target;
    scores[places[i]] = finished(pair.query, search.sums()[sum]);
  }
  control.advance(places.size());
}

}  // namespace nblast

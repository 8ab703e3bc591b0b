#include "compute/search/TileScorer.hpp"

#include <tbb/blocked_range.h>
#include <tbb/blocked_range2d.h>
#include <tbb/enumerable_thread_specific.h>
#include <tbb/parallel_for.h>
#include <tbb/task_arena.h>

#include <algorithm>
#include <array>
#include <mutex>
#include <numeric>
#include <tuple>

namespace nblast {

namespace {

constexpr std::size_t kTasksPerThread = 4;
constexpr std::size_t kGroupTargets = 32;  // targets that share a set of small tiles

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

/// Spreads 10 bits so that two more fit between each.
std::uint32_t spread(std::uint32_t v) {
  v = (v | v << 16) & 0x030000FFU;
  v = (v | v << 8) & 0x0300F00FU;
  v = (v | v << 4) & 0x030C30C3U;
  return (v | v << 2) & 0x09249249U;
}

/// A place along a space-filling curve, in voxels of 8 µm: neurons that lie close together get
/// close places.
std::uint32_t curvePlace(const Dotprops& neuron) {
  double x = 0, y = 0, z = 0;
  for (const auto& p : neuron.points_um) {
    x += p.x;
    y += p.y;
    z += p.z;
  }
  const auto n = static_cast<double>(neuron.points_um.size());
  const auto cell = [n](double sum) {
    return spread(static_cast<std::uint32_t>(static_cast<std::int64_t>(sum / n / 8) & 1023));
  };
  return cell(x) | cell(y) << 1 | cell(z) << 2;
}

}  // namespace

TileScorer::TileScorer(QueryTiles tiles, std::shared_ptr<const KernelTable> table,
                       std::vector<SumScale> scales)
    : tiles_(std::move(tiles)),
      table_(std::move(table)),
      scales_(std::move(scales)),
      path_(chosenSimdPath()) {}

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
    search.score(path_, tiles_, static_cast<std::int64_t>(owners), *table_,
                 std::span(some).first(count), part, control);
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
  // Targets in the order of a curve, so that those of a group want much the same queries.
  std::vector<std::uint32_t> curve(targets.size());
  tbb::parallel_for(std::size_t{0}, targets.size(),
                    [&](std::size_t t) { curve[t] = curvePlace(targets[t]); });
  std::vector<std::size_t> order(pairs.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) {
    const auto key = [&](std::size_t i) {
      return std::tuple(curve[static_cast<std::size_t>(pairs[i].target)], pairs[i].target,
                        pairs[i].query, i);
    };
    return key(a) < key(b);
  });
  std::vector<std::size_t> groups{0};  // first places of runs of up to kGroupTargets targets
  std::size_t targetsOfGroup = 0;
  for (std::size_t i = 0; i < order.size(); ++i) {
    if (i > 0 && pairs[order[i]].target == pairs[order[i - 1]].target) continue;
    if (targetsOfGroup == kGroupTargets) {
      groups.push_back(i);
      targetsOfGroup = 0;
    }
    ++targetsOfGroup;
  }
  groups.push_back(order.size());
  tbb::enumerable_thread_specific<TileSearch> searches;
  const tbb::blocked_range<std::size_t> range(0, groups.size() - 1, 1);
  tbb::parallel_for(range, [&](const auto& some) {
    for (std::size_t g = some.begin(); g != some.end(); ++g) {
      scoreGroup(targets, pairs, std::span(order).subspan(groups[g], groups[g + 1] - groups[g]),
                 scores, searches.local(), control);
    }
  });
}

void TileScorer::scoreGroup(std::span<const Dotprops> targets, std::span<const Pair> pairs,
                            std::span<const std::size_t> places, float* scores, TileSearch& search,
                            JobControl& control) const {
  control.checkpoint();
  std::vector<std::int32_t> owners;
  for (const auto place : places)
    owners.push_back(static_cast<std::int32_t>(pairs[place].query));
  std::sort(owners.begin(), owners.end());
  owners.erase(std::unique(owners.begin(), owners.end()), owners.end());
  const QueryTiles tiles(tiles_, owners);
  for (std::size_t first = 0; first < places.size();) {
    std::array<const Dotprops*, kBatchTargets> batch;
    std::size_t count = 0;
    std::size_t last = first;
    std::int64_t latest = -1;
    for (; last < places.size(); ++last) {
      const auto target = pairs[places[last]].target;
      if (target == latest) continue;
      if (count == batch.size()) break;
      batch[count++] = &targets[static_cast<std::size_t>(target)];
      latest = target;
    }
    search.score(path_, tiles, tiles.owners(), *table_, std::span(batch).first(count),
                 {tiles.levels() - 1, 0, 1}, control);
    std::size_t t = 0;
    for (std::size_t i = first; i < last; ++i) {
      const auto& pair = pairs[places[i]];
      if (i > first && pair.target != pairs[places[i - 1]].target) ++t;
      const auto query = static_cast<std::int32_t>(pair.query);
      const auto owner = static_cast<std::size_t>(
          std::lower_bound(owners.begin(), owners.end(), query) - owners.begin());
      scores[places[i]] = finished(pair.query, search.sums()[owner * kBatchTargets + t]);
    }
    control.advance(last - first);
    first = last;
  }
}

}  // namespace nblast

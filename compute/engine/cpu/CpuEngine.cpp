#include "compute/engine/cpu/CpuEngine.hpp"

#include "compute/engine/Checks.hpp"

#include <tbb/blocked_range.h>
#include <tbb/blocked_range2d.h>
#include <tbb/parallel_for.h>

#include <algorithm>
#include <array>
#include <numeric>

namespace nblast {

namespace {

constexpr std::size_t kPointsPerTask = 16384;  // 2 ms or so
constexpr std::size_t kQueriesPerTask = 256;
constexpr std::size_t kPointsBetweenCheckpoints = 256;
constexpr std::size_t kPointsOfTreesAtOnce = 4'000'000;  // about 130 MB of trees

/// Trees for the targets with the given indices, built side by side.
std::vector<std::optional<NearestSearch>> buildSearches(std::span<const Dotprops> targets,
                                                        std::span<const std::size_t> indices,
                                                        JobControl& control) {
  std::vector<std::optional<NearestSearch>> searches(indices.size());
  tbb::parallel_for(tbb::blocked_range<std::size_t>(0, indices.size(), 1), [&](const auto& range) {
    for (std::size_t i = range.begin(); i != range.end(); ++i) {
      control.checkpoint();
      searches[i].emplace(targets[indices[i]].points_um);
    }
  });
  return searches;
}

/// How many of the targets, from the front, to hold trees of at once; at least one.
std::size_t batchLength(std::span<const Dotprops> targets, std::span<const std::size_t> indices) {
  std::size_t points = 0;
  std::size_t length = 0;
  while (length < indices.size()) {
    points += targets[indices[length]].points_um.size();
    if (length > 0 && points > kPointsOfTreesAtOnce) break;
    ++length;
  }
  return length;
}

}  // namespace

void CpuEngine::prepare(std::span<const Dotprops> queries, const ScoringOptions& options,
                        JobControl& control) {
  checkNeurons(queries);
  queries_ = queries;
  scorer_.emplace(options);
  normalised_ = options.normalised;
  selfHitSums_.clear();
  selfHits_.clear();
  for (const auto& query : queries) {
    control.checkpoint();
    selfHitSums_.push_back(scorer_->selfHit(query));
    selfHits_.push_back(scorer_->toScore(selfHitSums_.back()));
  }
  checkSelfHits(selfHits_, options);
  cutIntoRuns();
}

void CpuEngine::cutIntoRuns() {
  runs_.clear();
  std::size_t points = 0;
  for (std::size_t q = 0; q < queries_.size(); ++q) {
    const bool full =
        !runs_.empty() && (points >= kPointsPerTask || q - runs_.back().first >= kQueriesPerTask);
    if (runs_.empty() || full) {
      runs_.push_back({q, q});
      points = 0;
    }
    runs_.back().last = q + 1;
    points += queries_[q].points_um.size();
  }
}

float CpuEngine::scorePair(std::size_t query, const Dotprops& target, const NearestSearch& search,
                           JobControl& control) const {
  const Dotprops& neuron = queries_[query];
  const std::span<const Vec3f> points(neuron.points_um);
  std::array<Neighbour, kPointsBetweenCheckpoints> nearest;
  std::int64_t sum = 0;
  for (std::size_t first = 0; first < points.size(); first += nearest.size()) {
    control.checkpoint();
    const std::size_t count = std::min(nearest.size(), points.size() - first);
    search.find(points.subspan(first, count), scorer_->farThreshold_um2(), nearest);
    for (std::size_t i = 0; i < count; ++i) {
      sum += scorer_->score(neuron, static_cast<std::int64_t>(first + i), target, nearest[i]);
    }
  }
  if (!normalised_) return static_cast<float>(scorer_->toScore(sum));
  return static_cast<float>(static_cast<double>(sum) / static_cast<double>(selfHitSums_[query]));
}

void CpuEngine::scoreTargets(std::span<const Dotprops> targets, float* scores,
                             JobControl& control) {
  checkNeurons(targets);
  std::vector<std::size_t> indices(targets.size());
  std::iota(indices.begin(), indices.end(), std::size_t{0});
  std::span<const std::size_t> left(indices);
  while (!left.empty()) {
    const auto batch = left.first(batchLength(targets, left));
    left = left.subspan(batch.size());
    const auto searches = buildSearches(targets, batch, control);
    const tbb::blocked_range2d<std::size_t> tasks(0, batch.size(), 1, 0, runs_.size(), 1);
    tbb::parallel_for(tasks, [&](const auto& range) {
      for (std::size_t b = range.rows().begin(); b != range.rows().end(); ++b) {
        for (std::size_t run = range.cols().begin(); run != range.cols().end(); ++run) {
          for (std::size_t q = runs_[run].first; q != runs_[run].last; ++q) {
            scores[q * targets.size() + batch[b]] =
                scorePair(q, targets[batch[b]], *searches[b], control);
          }
          control.advance(runs_[run].last - runs_[run].first);
        }
      }
    });
  }
}

void CpuEngine::scorePairs(std::span<const Dotprops> targets, std::span<const Pair> pairs,
                           float* scores, JobControl& control) {
  checkPairs(pairs, queries_.size(), targets.size());
  // By target, so that each tree is built once.
  std::vector<std::size_t> order(pairs.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) {
    return std::pair(pairs[a].target, a) < std::pair(pairs[b].target, b);
  });
  const auto targetOf = [&](std::size_t position) {
    return static_cast<std::size_t>(pairs[order[position]].target);
  };
  std::vector<std::size_t> needed;         // targets, ascending
  std::vector<std::size_t> firstPosition;  // in order, of each needed target's pairs
  for (std::size_t i = 0; i < order.size(); ++i) {
    if (!needed.empty() && needed.back() == targetOf(i)) continue;
    needed.push_back(targetOf(i));
    checkNeurons({&targets[needed.back()], 1});
    firstPosition.push_back(i);
  }
  firstPosition.push_back(order.size());

  for (std::size_t first = 0; first < needed.size();) {
    const std::span<const std::size_t> rest = std::span(needed).subspan(first);
    const auto batch = rest.first(batchLength(targets, rest));
    const auto searches = buildSearches(targets, batch, control);
    const tbb::blocked_range<std::size_t> work(firstPosition[first],
                                               firstPosition[first + batch.size()], 1);
    tbb::parallel_for(work, [&](const auto& range) {
      for (std::size_t i = range.begin(); i != range.end(); ++i) {
        const auto slot = static_cast<std::size_t>(
            std::lower_bound(batch.begin(), batch.end(), targetOf(i)) - batch.begin());
        const auto query = static_cast<std::size_t>(pairs[order[i]].query);
        scores[order[i]] = scorePair(query, targets[targetOf(i)], *searches[slot], control);
        control.advance();
      }
    });
    first += batch.size();
  }
}

}  // namespace nblast

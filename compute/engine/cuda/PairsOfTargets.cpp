// SPDX-License-Identifier: BSD-3-Clause
#include "compute/engine/cuda/PairsOfTargets.hpp"

#include <tbb/parallel_sort.h>

#include <numeric>
#include <tuple>

namespace nblast::cuda {

PairsOfTargets::PairsOfTargets(std::span<const Pair> pairs) : pairs_(pairs), order_(pairs.size()) {
  std::iota(order_.begin(), order_.end(), std::size_t{0});
  tbb::parallel_sort(order_.begin(), order_.end(), [&](std::size_t a, std::size_t b) {
    return std::tie(pairs[a].target, pairs[a].query, a) <
           std::tie(pairs[b].target, pairs[b].query, b);
  });
  for (std::size_t i = 0; i < order_.size(); ++i) {
    const auto target = pairs[order_[i]].target;
    if (!targets_.empty() && targets_.back() == target) continue;
    targets_.push_back(target);
    firstPair_.push_back(i);
  }
  firstPair_.push_back(order_.size());
}

/// f(index into pairs_, target, is the same pair as the one before) for each pair.
template <class F>
void PairsOfTargets::forEach(const QueryRange& queries, const TargetRange& range, F&& f) const {
  for (auto target = range.first; target < range.first + range.count; ++target) {
    const auto last = firstPair_[static_cast<std::size_t>(target) + 1];
    std::int64_t before = -1;
    for (auto i = firstPair_[static_cast<std::size_t>(target)]; i < last; ++i) {
      const auto query = pairs_[order_[i]].query;
      if (query < queries.first || query >= queries.first + queries.count) continue;
      f(order_[i], target, query == before);
      before = query;
    }
  }
}

std::vector<PairPlace> PairsOfTargets::places(const QueryRange& queries,
                                              const TargetRange& range) const {
  std::vector<PairPlace> places;
  forEach(queries, range, [&](std::size_t i, std::int64_t target, bool isTwice) {
    if (isTwice) return;
    places.push_back({static_cast<std::int32_t>(pairs_[i].query - queries.first),
                      static_cast<std::int32_t>(target - range.first)});
  });
  return places;
}

std::int64_t PairsOfTargets::put(const QueryRange& queries, const TargetRange& range,
                                 const float* from, float* scores) const {
  std::int64_t count = 0, place = -1;
  forEach(queries, range, [&](std::size_t i, std::int64_t, bool isTwice) {
    if (!isTwice) ++place;
    scores[i] = from[place];
    ++count;
  });
  return count;
}

std::vector<std::size_t> PairsOfTargets::listed(const QueryRange& queries,
                                                const TargetRange& range) const {
  std::vector<std::size_t> all;
  forEach(queries, range, [&](std::size_t i, std::int64_t, bool) { all.push_back(i); });
  return all;
}

}  // namespace nblast::cuda

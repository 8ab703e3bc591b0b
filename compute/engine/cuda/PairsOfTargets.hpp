// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include "compute/engine/cuda/BlockQueue.hpp"
#include "compute/engine/cuda/MemoryLayout.hpp"
#include "compute/engine/cuda/kernel/ScoreTask.hpp"
#include "compute/search/Pair.hpp"

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace nblast::cuda {

/// Single pairs by their targets; those that have a pair are counted from 0 here. Read by several
/// threads at once.
class PairsOfTargets {
 public:
  /// @param pairs in any order, perhaps some of them twice; must outlive this. Memory: a size_t
  /// each. Cost: sorting them
  explicit PairsOfTargets(std::span<const Pair> pairs);

  std::int64_t targets() const { return static_cast<std::int64_t>(targets_.size()); }
  /// Which of the call's targets the i-th one is.
  std::int64_t targetAt(std::int64_t i) const { return targets_[static_cast<std::size_t>(i)]; }

  /// The pairs of some queries with some targets, each once, counted from the first of both.
  std::vector<PairPlace> places(const QueryRange& queries, const TargetRange& range) const;
  /// Puts the scores of places() where their pairs are in the constructor's list.
  /// @return the number of pairs
  std::int64_t put(const QueryRange& queries, const TargetRange& range, const float* from,
                   float* scores) const;
  const Pair& pair(std::size_t i) const { return pairs_[i]; }
  /// The places of these pairs in the constructor's list.
  std::vector<std::size_t> listed(const QueryRange& queries, const TargetRange& range) const;

 private:
  template <class F>
  void forEach(const QueryRange& queries, const TargetRange& range, F&& f) const;

  std::span<const Pair> pairs_;
  std::vector<std::size_t> order_;      ///< by target, then query
  std::vector<std::int64_t> targets_;   ///< those that have a pair
  std::vector<std::size_t> firstPair_;  ///< [targets + 1] into order_
};

}  // namespace nblast::cuda

// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include "compute/engine/cuda/kernel/ScoreTask.hpp"
#include "compute/search/QueryTiles.hpp"

#include <cstdint>
#include <span>
#include <vector>

namespace nblast::cuda {

/// Finds what must be searched for single pairs: for each target the tiles that hold points of an
/// owner that it is paired with.
class PairNodes {
 public:
  /// @param tiles indexOwners() must have been called; must outlive this
  /// @param blockLevel of the thread blocks' nodes
  PairNodes(const QueryTiles& tiles, std::int32_t blockLevel);

  /// @param pairs in any order
  /// @param[out] choices ascending by node, then target. Cost: that of the owners' tiles
  void choose(std::span<const PairPlace> pairs, std::vector<NodeChoice>& choices);

 private:
  void add(std::int32_t owner);
  void take(std::int32_t target, std::vector<NodeChoice>& choices);

  const QueryTiles& tiles_;
  std::int32_t blockLevel_;
  std::vector<std::uint32_t> wanted_;  ///< a bit per tile
  std::vector<std::int32_t> nodes_;    ///< that have one
  std::vector<PairPlace> byTarget_;
};

}  // namespace nblast::cuda

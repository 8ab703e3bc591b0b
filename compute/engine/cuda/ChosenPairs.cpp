// SPDX-License-Identifier: BSD-3-Clause
#include "compute/engine/cuda/ChosenPairs.hpp"

#include <algorithm>
#include <tuple>

namespace nblast::cuda {

namespace {

constexpr std::int64_t kTilesAWord = 32;

}  // namespace

PairNodes::PairNodes(const QueryTiles& tiles, std::int32_t blockLevel)
    : tiles_(tiles),
      blockLevel_(blockLevel),
      // Whole nodes: take() reads them so.
      wanted_(static_cast<std::size_t>((tiles.nodes(0) + kMostBlockTiles - 1) / kMostBlockTiles *
                                       kMostBlockTiles / kTilesAWord)) {}

void PairNodes::choose(std::span<const PairPlace> pairs, std::vector<NodeChoice>& choices) {
  choices.clear();
  byTarget_.assign(pairs.begin(), pairs.end());
  std::sort(byTarget_.begin(), byTarget_.end(), [](const PairPlace& a, const PairPlace& b) {
    return std::tie(a.target, a.owner) < std::tie(b.target, b.owner);
  });
  for (std::size_t i = 0; i < byTarget_.size(); ++i) {
    add(byTarget_[i].owner);
    const bool isLast = i + 1 == byTarget_.size() || byTarget_[i + 1].target != byTarget_[i].target;
    if (isLast) take(byTarget_[i].target, choices);
  }
  std::sort(choices.begin(), choices.end(), [](const NodeChoice& a, const NodeChoice& b) {
    return std::tie(a.node, a.target) < std::tie(b.node, b.target);
  });
}

void PairNodes::add(std::int32_t owner) {
  for (const auto tile : tiles_.tilesOf(owner)) {
    wanted_[static_cast<std::size_t>(tile / kTilesAWord)] |= 1U << (tile % kTilesAWord);
    const auto node = tile >> (kFanBits * blockLevel_);
    if (nodes_.empty() || nodes_.back() != node) nodes_.push_back(node);
  }
}

/// Leaves nothing wanted.
void PairNodes::take(std::int32_t target, std::vector<NodeChoice>& choices) {
  std::sort(nodes_.begin(), nodes_.end());
  nodes_.erase(std::unique(nodes_.begin(), nodes_.end()), nodes_.end());
  const auto tilesANode = std::int64_t{1} << (kFanBits * blockLevel_);
  const auto bits = std::min(tilesANode, kTilesAWord);
  for (const auto node : nodes_) {
    NodeChoice choice{node, target, {}};
    for (std::int64_t first = 0; first < tilesANode; first += bits) {
      const auto tile = node * tilesANode + first;
      const auto at = tile % kTilesAWord;
      const auto mask = static_cast<std::uint32_t>((std::uint64_t{1} << bits) - 1) << at;
      auto& word = wanted_[static_cast<std::size_t>(tile / kTilesAWord)];
      choice.tiles[first / kTilesAWord] = (word & mask) >> at;
      word &= ~mask;
    }
    choices.push_back(choice);
  }
  nodes_.clear();
}

}  // namespace nblast::cuda

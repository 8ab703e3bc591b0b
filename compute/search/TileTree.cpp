// SPDX-License-Identifier: BSD-3-Clause
#include "compute/search/TileTree.hpp"

#include <cmath>
#include <utility>

namespace nblast {

namespace {

/// Half-width from the centre to the farther side, rounded up.
float halfWidth(float low, float high, float centre) {
  const double half =
      std::max(static_cast<double>(high) - centre, static_cast<double>(centre) - low);
  const auto rounded = static_cast<float>(half);
  return rounded < half ? std::nextafter(rounded, std::numeric_limits<float>::infinity()) : rounded;
}

}  // namespace

TileBox boxOf(const Extent& extent) {
  TileBox box{};
  for (std::size_t k = 0; k < 3; ++k) {
    box.centre[k] = 0.5F * extent.low[k] + 0.5F * extent.high[k];
    box.half[k] = halfWidth(extent.low[k], extent.high[k], box.centre[k]);
  }
  return box;
}

std::size_t leftHalfOfTiles(std::size_t items, std::size_t tile) {
  auto half = tile;
  while (half * 2 < items)
    half *= 2;
  return half;
}

TileTree::TileTree(std::vector<Extent> extents) {
  while (true) {
    AlignedVector<TileBox> boxes;
    boxes.reserve(extents.size());
    for (const auto& extent : extents)
      boxes.push_back(boxOf(extent));
    counts_.push_back(static_cast<std::int64_t>(boxes.size()));
    levels_.push_back(std::move(boxes));
    boxes_.push_back(levels_.back().data());
    if (extents.size() == 1) return;
    std::vector<Extent> parents((extents.size() + kFan - 1) / kFan);
    for (std::size_t i = 0; i < extents.size(); ++i)
      parents[i / kFan].add(extents[i]);
    extents = std::move(parents);
  }
}

/// Tiles, and a node for each kFan of them, and so on.
std::int64_t TileTree::bytes(std::int64_t tiles) {
  return tiles * static_cast<std::int64_t>(sizeof(TileBox)) * kFan / (kFan - 1);
}

}  // namespace nblast

// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include "compute/base/JobControl.hpp"
#include "compute/search/SplitItems.hpp"
#include "compute/search/kernel/KernelTask.hpp"

#include <tbb/parallel_invoke.h>

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <new>
#include <span>
#include <vector>

namespace nblast {

/// std::vector's memory at cache lines, so that a vector load never straddles two.
template <class T>
struct CacheLineAllocator {
  using value_type = T;
  CacheLineAllocator() = default;
  template <class U>
  CacheLineAllocator(const CacheLineAllocator<U>&) {}  // NOLINT(google-explicit-constructor)
  T* allocate(std::size_t n) {
    return static_cast<T*>(::operator new (n * sizeof(T), std::align_val_t{64}));
  }
  void deallocate(T* p, std::size_t) { ::operator delete (p, std::align_val_t{64}); }
  friend bool operator==(const CacheLineAllocator&, const CacheLineAllocator&) { return true; }
};
template <class T>
using AlignedVector = std::vector<T, CacheLineAllocator<T>>;

/// The lowest and highest coordinates of what was added.
struct Extent {
  std::array<float, 3> low, high;
  Extent() {
    low.fill(std::numeric_limits<float>::infinity());
    high.fill(-std::numeric_limits<float>::infinity());
  }
  void add(const float* at) {
    for (std::size_t k = 0; k < 3; ++k) {
      low[k] = std::min(low[k], at[k]);
      high[k] = std::max(high[k], at[k]);
    }
  }
  void add(const Extent& other) {
    add(other.low.data());
    add(other.high.data());
  }
  std::size_t longestAxis() const {
    std::size_t axis = 0;
    for (std::size_t k = 1; k < 3; ++k) {
      if (high[k] - low[k] > high[axis] - low[axis]) axis = k;
    }
    return axis;
  }
};

/// The smallest box in float32 that contains the extent, see TileBox.
TileBox boxOf(const Extent& extent);

/// Items, filled up to whole tiles of so many.
inline std::size_t paddedToTiles(std::size_t items, std::size_t tile) {
  return (items + tile - 1) / tile * tile;
}

/// The boxes of a tree over tiles: kFan tiles make a node, kFan nodes the next one, up to one root.
/// Level 0 are the tiles. Node n of level l has the children [n * kFan, min((n + 1) * kFan, size of
/// level l - 1)).
class TileTree {
 public:
  TileTree() = default;
  /// @param tiles at least one
  explicit TileTree(std::vector<Extent> tiles);

  static std::int64_t bytes(std::int64_t tiles);

  std::int64_t levels() const { return static_cast<std::int64_t>(levels_.size()); }
  std::int64_t nodes(std::int64_t level) const { return counts_[static_cast<std::size_t>(level)]; }
  /// Valid while this lives; moving it leaves the boxes where they are.
  TreeView view() const { return {boxes_.data(), counts_.data()}; }

 private:
  std::vector<AlignedVector<TileBox>> levels_;
  std::vector<const TileBox*> boxes_;
  std::vector<std::int64_t> counts_;
};

/// Items of the left half: a whole number of full subtrees, so that nodes are runs of the array.
std::size_t leftHalfOfTiles(std::size_t items, std::size_t tile);

/// Sorts items by item.at[3] into compact tiles of so many: splits at the longest side of their box
/// until a tile is left. On all threads of the calling arena. Cost: n log n.
template <class Item>
void cutIntoTiles(std::span<Item> items, std::size_t tile, JobControl& control) {
  constexpr std::size_t kItemsInParallel = 1 << 14;  // smaller halves are sorted by one thread
  if (items.size() <= tile) return;
  control.checkpoint();
  Extent extent;
  for (const auto& item : items)
    extent.add(item.at);
  const auto axis = extent.longestAxis();
  const auto half = leftHalfOfTiles(items.size(), tile);
  splitItems(items, half, axis);
  const auto left = items.first(half);
  const auto right = items.subspan(half);
  if (items.size() < kItemsInParallel) {
    cutIntoTiles(left, tile, control);
    cutIntoTiles(right, tile, control);
  } else {
    tbb::parallel_invoke([&] { cutIntoTiles(left, tile, control); },
                         [&] { cutIntoTiles(right, tile, control); });
  }
}

}  // namespace nblast

// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include "compute/base/JobControl.hpp"
#include "compute/base/ScratchArray.hpp"
#include "compute/neuron/Dotprops.hpp"
#include "compute/search/KernelTask.hpp"
#include "compute/search/TileTree.hpp"

#include <cstdint>
#include <span>
#include <vector>

namespace nblast {

/// All points of all query neurons in one array, cut by a balanced k-d tree into tiles of
/// kTilePoints points that lie close together (only the last tile may be shorter); kFan tiles make
/// a node, kFan nodes the next one, up to one root. Level 0 are the tiles. Node n of level l has
/// the children [n * kFan, min((n + 1) * kFan, size of level l - 1)). The arrays are padded to
/// whole tiles; padding repeats the last point and has the owner -1. Memory: see bytes().
class QueryTiles {
 public:
  /// On all threads of the calling arena; at least one point is needed. Cost: n log n, about 0.1 µs
  /// a point and thread. What is sorted goes as the tiles fill, see bytesWhileMade().
  QueryTiles(std::span<const Dotprops> neurons, bool withAlpha, JobControl& control);

  /// Memory of the tiles, by the number of points: some 28.5 bytes per point, 32.5 with alpha.
  static std::int64_t bytes(std::int64_t points, bool withAlpha);
  /// What making them takes at its highest besides: 5 MB at most.
  static std::int64_t bytesWhileMade(std::int64_t points);

  QueryTiles(QueryTiles&&) = default;
  QueryTiles& operator=(QueryTiles&&) = default;

  /// Notes whose points each tile has, for ownersOf(). Memory: see bytesOfOwners().
  void indexOwners();
  static std::int64_t bytesOfOwners(std::int64_t points);  ///< some 1 byte per point, as it grows
  std::span<const std::int32_t> ownersOf(std::int64_t tile) const;  ///< ascending

  std::int64_t owners() const { return owners_; }
  std::int64_t levels() const { return tree_.levels(); }
  std::int64_t nodes(std::int64_t level) const { return tree_.nodes(level); }
  // Both valid while this lives and stays where it is.
  TreeView tree() const { return tree_.view(); }
  TilesView view() const;

 private:
  struct Item;
  template <class Fill>
  void fill(ScratchArray<Item> items, const Fill& fill);
  void layOut(std::size_t points, bool tangents, bool alpha);
  void buildTree();

  std::size_t count_ = 0;  ///< points, with the padding
  /// All arrays, one after another; not touched before they are filled.
  ScratchArray<std::uint32_t> memory_;
  float *x_ = nullptr, *y_ = nullptr, *z_ = nullptr;
  float *vx_ = nullptr, *vy_ = nullptr, *vz_ = nullptr, *alpha_ = nullptr;
  std::int32_t* owner_ = nullptr;
  std::int64_t owners_ = 0;
  TileTree tree_;
  std::vector<std::int64_t> firstOwner_;  ///< [tiles + 1] into tileOwners_
  std::vector<std::int32_t> tileOwners_;
};

}  // namespace nblast

// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include "compute/base/JobControl.hpp"
#include "compute/base/ScratchArray.hpp"
#include "compute/neuron/Dotprops.hpp"
#include "compute/search/TileTree.hpp"
#include "compute/search/kernel/KernelTask.hpp"

#include <cstdint>
#include <span>
#include <vector>

namespace nblast {

/// All points of all query neurons in one array, cut by a balanced k-d tree into tiles of
/// kTilePoints points that lie close together, in the order of their owners (only the last tile may
/// be shorter); kFan tiles make
/// a node, kFan nodes the next one, up to one root. Level 0 are the tiles. Node n of level l has
/// the children [n * kFan, min((n + 1) * kFan, size of level l - 1)). The arrays are padded to
/// whole tiles; padding repeats the last point and has the owner -1. Memory: see bytes().
class QueryTiles {
 public:
  /// On all threads of the calling arena; at least one point is needed. Cost: n log n, about 0.1 µs
  /// a point and thread. What is sorted goes as the tiles fill, see bytesWhileMade().
  QueryTiles(std::span<const Dotprops> neurons, bool withAlpha, JobControl& control);

  /// Memory of the tiles, by the number of points: some 30 bytes per point, 34 with alpha.
  static std::int64_t bytes(std::int64_t points, bool withAlpha);
  /// What making them takes at its highest besides: 5 MB at most.
  static std::int64_t bytesWhileMade(std::int64_t points);

  QueryTiles(QueryTiles&&) = default;
  QueryTiles& operator=(QueryTiles&&) = default;

  /// Notes which tiles each owner has points in, for tilesOf(). Memory: see bytesOfOwners().
  void indexOwners();
  static std::int64_t bytesOfOwners(std::int64_t points);           ///< some 1 byte per point
  std::span<const std::int32_t> tilesOf(std::int64_t owner) const;  ///< ascending

  /// No tangent is so long, and no alpha so large, that a |dot| may exceed kGreatestDot.
  bool dotsAreOrdinary() const { return dotsAreOrdinary_; }
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
  void findRuns();
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
  bool dotsAreOrdinary_ = true;
  ScratchArray<std::int64_t> firstRun_;  ///< [tiles + 1] into runs_
  ScratchArray<OwnerRun> runs_;
  std::vector<std::int64_t> firstTile_;  ///< [owners + 1] into ownerTiles_
  std::vector<std::int32_t> ownerTiles_;
};

/// Not so long, nor its alpha so large, that the |dot| of two such tangents may exceed
/// kGreatestDot: unit tangents are not.
inline bool isOrdinary(const Vec3f& tangent, float alpha) {
  const float square = tangent.x * tangent.x + tangent.y * tangent.y + tangent.z * tangent.z;
  return square <= 1.005F && alpha <= 1;
}
bool dotsAreOrdinary(const Dotprops& neuron, bool useAlpha);

}  // namespace nblast

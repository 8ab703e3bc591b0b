// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include "compute/base/JobControl.hpp"
#include "compute/base/ScratchArray.hpp"
#include "compute/neuron/Dotprops.hpp"
#include "compute/search/KernelTask.hpp"

#include <cstdint>
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

/// Some points of one neuron, seen from afar: all lie within radius of the centre.
struct PointCluster {
  Vec3f centre_um;
  float radius_um = 0;
  std::int32_t weight = 0;  ///< how many points
};

/// All points of all query neurons in one array, cut by a balanced k-d tree into tiles of
/// kTilePoints points that lie close together (only the last tile may be shorter), in the order of
/// their owners; kFan tiles make
/// a node, kFan nodes the next one, up to one root. Level 0 are the tiles. Node n of level l has
/// the children [n * kFan, min((n + 1) * kFan, size of level l - 1)). The arrays are padded to
/// whole tiles; padding repeats the last point and has the owner -1. Memory: see bytes().
class QueryTiles {
 public:
  /// On all threads of the calling arena; at least one point is needed. Cost: n log n, about 0.1 µs
  /// a point and thread. What is sorted goes as the tiles fill, see bytesWhileMade().
  QueryTiles(std::span<const Dotprops> neurons, bool withAlpha, JobControl& control);

  /// Clusters in place of points, see PointCluster: no tangents, but radius and weight.
  /// @param firstCluster [neurons + 1] offsets into clusters
  QueryTiles(std::span<const PointCluster> clusters, std::span<const std::int64_t> firstCluster,
             JobControl& control);

  /// Memory of the tiles, by the number of points: some 30 bytes per point, 34 with alpha.
  static std::int64_t bytes(std::int64_t points, bool withAlpha);
  /// Likewise of clusters: 24.5 bytes a cluster.
  static std::int64_t bytesOfClusters(std::int64_t clusters);
  /// What making them takes at its highest besides: 5 MB at most.
  static std::int64_t bytesWhileMade(std::int64_t points);

  QueryTiles(QueryTiles&&) = default;
  QueryTiles& operator=(QueryTiles&&) = default;

  /// Notes which tiles each owner has points in, for tilesOf(). Memory: see bytesOfOwners().
  void indexOwners();
  static std::int64_t bytesOfOwners(std::int64_t points);  ///< some 1 byte per point, as it grows
  std::span<const std::int32_t> tilesOf(std::int64_t owner) const;  ///< ascending

  /// No tangent is so long, and no alpha so large, that a |dot| may exceed kGreatestDot.
  bool dotsAreOrdinary() const { return dotsAreOrdinary_; }
  std::int64_t owners() const { return owners_; }
  std::int64_t levels() const { return static_cast<std::int64_t>(levels_.size()); }
  std::int64_t nodes(std::int64_t level) const { return counts_[static_cast<std::size_t>(level)]; }
  // Both valid while this lives and stays where it is.
  TreeView tree() const;
  TilesView view() const;

 private:
  struct Item;
  template <class Fill>
  void fill(ScratchArray<Item> items, const Fill& fill);
  void layOut(std::size_t points, bool tangents, bool alpha, bool clusters);
  void buildLevels();

  std::size_t count_ = 0;  ///< points, with the padding
  /// All arrays, one after another; not touched before they are filled.
  ScratchArray<std::uint32_t> memory_;
  float *x_ = nullptr, *y_ = nullptr, *z_ = nullptr;
  float *vx_ = nullptr, *vy_ = nullptr, *vz_ = nullptr, *alpha_ = nullptr, *radius_ = nullptr;
  std::int32_t *owner_ = nullptr, *weight_ = nullptr;
  std::int64_t owners_ = 0;
  std::vector<AlignedVector<TileBox>> levels_;
  std::vector<const TileBox*> boxes_;
  std::vector<std::int64_t> counts_;
  void findRuns();
  bool dotsAreOrdinary_ = true;
  AlignedVector<std::int64_t> firstRun_;
  AlignedVector<OwnerRun> runs_;
  std::vector<std::int64_t> firstTile_;  ///< [owners + 1] into ownerTiles_
  std::vector<std::int32_t> ownerTiles_;
};

/// Not so long that the |dot| of two such tangents may exceed kGreatestDot.
inline bool isOrdinary(const Vec3f& tangent, float alpha) {
  const float square = tangent.x * tangent.x + tangent.y * tangent.y + tangent.z * tangent.z;
  return square <= 1.005F && alpha <= 1;
}

}  // namespace nblast

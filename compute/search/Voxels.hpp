// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include "compute/base/JobControl.hpp"
#include "compute/neuron/Dotprops.hpp"
#include "compute/search/TileTree.hpp"
#include "compute/search/kernel/KernelTask.hpp"

#include <cstdint>
#include <span>
#include <vector>

namespace nblast {

/// A set of neurons seen from afar: space is cut into cubes, and each cube that holds points of any
/// neuron is one voxel, whoever's points they are. Its box is the box of all these points. Voxels
/// are cut into tiles as points are; padding repeats the last one. Of each neuron there is a list
/// of the voxels that it has points in, with their numbers.
class Voxels {
 public:
  /// On all threads of the calling arena. Cost: some 20 ns per point, mostly shared by the threads.
  /// The neurons are only read while this is made; they may have no points at all.
  Voxels(std::span<const Dotprops> neurons, double edge_um, JobControl& control);

  /// Memory that this takes, and at most while it is made.
  /// @param lists the lengths of all neurons' lists together
  static std::int64_t bytes(std::int64_t voxels, std::int64_t lists, std::int64_t neurons);

  /// How many voxels each neuron has points in, all added up.
  static std::int64_t listsOf(std::span<const Dotprops> neurons, double edge_um);
  /// About how many distinct voxels there are, from four million points at most. 2^50 where they
  /// are too far apart to be counted.
  static std::int64_t roughCount(std::span<const Dotprops> neurons, double edge_um);

  std::int64_t tiles() const { return tiles_; }
  std::int64_t count() const { return tiles_ * kTileVoxels; }  ///< with padding
  std::int64_t levels() const { return tree_.levels(); }
  // Both valid while this lives and stays where it is.
  TreeView tree() const { return tree_.view(); }
  VoxelsView view() const;

  /// The lists of a neuron: one, or more where it has very many points; each fits into the kernel's
  /// 32 bits, see VoxelList. A neuron without points has none.
  template <class Each>
  void forEachListOf(std::size_t neuron, const Each& each) const {
    for (auto i = firstList_[neuron]; i < firstList_[neuron + 1]; ++i) {
      const auto first = listEnds_[i], last = listEnds_[i + 1];
      each(VoxelList{voxels_.data() + 2 * first, points_.data() + first, last - first});
    }
  }

  /// The lists of all neurons one after another; no entry's points leave 16 bits, but the sum of
  /// all may leave 32.
  VoxelList allLists() const {
    return {voxels_.data(), points_.data(), static_cast<std::int64_t>(points_.size())};
  }
  /// Where a neuron's first list begins in allLists(), in pairs; it ends where the next one begins.
  std::int64_t firstPairOf(std::size_t neuron) const { return listEnds_[firstList_[neuron]]; }

 private:
  struct Piece;
  struct Grid;
  struct Listed;
  static std::vector<Piece> piecesOf(const Dotprops& neuron, const Grid& grid);
  static Grid gridOf(std::span<const Dotprops> neurons, double edge_um);
  /// @return the place of each voxel in the order of the tiles
  std::vector<std::int32_t> layOut(const std::vector<Extent>& extents, JobControl& control);
  void makeLists(std::span<Listed> listed, std::span<const std::size_t> ends,
                 std::span<const std::int32_t> places);
  void appendList(std::span<const Listed> listed);

  std::int64_t tiles_ = 0;
  AlignedVector<float> x_, y_, z_, halfX_, halfY_, halfZ_;
  TileTree tree_;
  std::vector<std::size_t> firstList_;  ///< [neurons + 1]
  std::vector<std::int64_t> listEnds_;  ///< [lists + 1], in pairs of entries
  std::vector<std::int32_t> voxels_;    ///< [2 * pairs]
  std::vector<std::int32_t> points_;    ///< [pairs]
};

}  // namespace nblast

// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include "compute/base/JobControl.hpp"
#include "compute/base/SimdPath.hpp"
#include "compute/scoring/ScoreTable.hpp"
#include "compute/search/TileScorer.hpp"
#include "compute/search/VoxelTable.hpp"
#include "compute/search/Voxels.hpp"

#include <cstdint>
#include <span>
#include <vector>

namespace nblast {

/// Edge of the voxels with the lowest total cost for sparse jobs. A smaller edge gives tighter
/// bounds but more voxels.
constexpr double kBoundVoxel_um = 5;

/// Upper bounds of forward scores (compute/search/README.md, "Only the good ones"): never below the
/// score of the cpu and cuda engines, at a fraction of its cost. Proof:
///
/// *Distances.* Let x be a query point, B the box of its voxel, p a target point, u = 2^-24. In
/// exact arithmetic |x - p| is at least the distance of B from p, along each axis. The kernel
/// computes max(0, |p - c| - h), where h is wider than B by 8 u: the rounding of p - c is at most
/// u |p - c|, which is under 2 u h where |p - c| < 2 h, and under 2 u (|p - c| - h) elsewhere. So
/// what comes out is at most 1 + 3 u times the distance along that axis. Squared and summed up that
/// is at most 1 + 9 u times the exact square, and 1 + 14 u times what an engine computes for x and
/// p. Thresholds of rows are raised by 2e-6, which is 33 u (and by 1e-37, for squares that lose
/// bits): where the voxel is beyond a raised threshold, each of its points is beyond the
/// threshold. The least of all p is found as in the search of points, for the nodes of the tree
/// contain the boxes: a target point that is dropped on the way is farther from each box than one
/// that stays, by more than rounding.
///
/// *Cells.* A row's value is the best cell of that row and of all rows beyond it, over all |dot|,
/// with a distance bound also the far cell; less the same of the last row, which leaves nothing
/// negative; in units, rounded up to an integer from 0 to kMostValue. So value * unit + the last
/// row's best is at least the cell of each point.
///
/// *Sums.* points * value is summed up in 32 bits for at most kMostListedPoints points, below
/// 65,536 * 32,767 < 2^31, and these sums in 64 bits: exact integers. Hence sum * unit + points *
/// the last row's best is at least the integer that the engine sums up for the score. Both become a
/// float32 by the same steps: to double, divided by the same positive number, to float32. Each
/// step rounds monotonically: bound >= score as stored.
class PairBounds {
 public:
  /// @param queries only read while this is made
  PairBounds(std::span<const Dotprops> queries, const ScoringOptions& options, JobControl& control,
             double voxel_um = kBoundVoxel_um);

  /// Memory that making and using it takes, besides the bounds.
  /// @param voxels distinct ones @param lists how many voxels each query has points in, added up
  static std::int64_t bytes(std::int64_t voxels, std::int64_t lists, std::int64_t queries,
                            std::int64_t targetsAtOnce, std::int64_t largeTargetPoints,
                            int threads);

  /// On all threads of the calling arena. Advances control by one per pair. The bits of a bound
  /// depend neither on threads nor on what else is bounded against the same queries.
  /// @param[out] bounds [queries, targets] row-major @throws Cancelled
  void boundAll(std::span<const Dotprops> targets, float* bounds, JobControl& control) const;

  /// Can a pair of this bound have a score of at least `score`? For engines that sum up integers
  /// that is bound >= score; a margin of 1e-6 is for the reference engine, which sums up doubles.
  static bool mayReach(float bound, double score);

  // What a bound is made of, for those who compute the same elsewhere. Valid while this lives and
  // stays where it is.
  const Voxels& voxels() const { return voxels_; }
  const VoxelTable& table() const { return table_; }
  std::span<const SumScale> scales() const { return scales_; }  ///< of each query
  std::int64_t queries() const { return static_cast<std::int64_t>(scales_.size()); }

 private:
  class Worker;
  void boundSome(std::span<const Dotprops> targets, std::size_t first, std::size_t count,
                 Worker& worker, float* bounds, JobControl& control) const;

  Voxels voxels_;
  VoxelTable table_;
  std::vector<SumScale> scales_;  ///< of each query
  SimdPath path_;
};

}  // namespace nblast

// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include "compute/base/JobControl.hpp"
#include "compute/scoring/ScoreTable.hpp"
#include "compute/search/TileScorer.hpp"

#include <memory>
#include <span>

namespace nblast {

/// Voxel edge with the lowest total cost for sparse jobs. A smaller edge gives tighter bounds but
/// more clusters.
constexpr double kBoundVoxel_um = 6;

/// Upper bounds of forward scores from clusters of query points (compute/search/README.md, "Only
/// the good ones"): never below the score, at a fraction of its cost. Larger voxels are cheaper and
/// looser.
class PairBounds {
 public:
  /// @param queries only read while this is made
  PairBounds(std::span<const Dotprops> queries, const ScoringOptions& options, JobControl& control,
             double voxel_um = kBoundVoxel_um);

  /// Memory that making and using it takes, besides the bounds.
  /// @param clusters of all queries together
  static std::int64_t bytes(std::int64_t clusters, std::int64_t queries, std::int64_t targetsAtOnce,
                            std::int64_t largeTargetPoints, int threads);

  /// @param[out] bounds [queries, targets] row-major
  void boundAll(std::span<const Dotprops> targets, float* bounds, JobControl& control) const;

  /// Can a pair of this bound have a score of at least `score`? Rounding errs on the side of yes.
  static bool mayReach(float bound, double score);

 private:
  std::unique_ptr<TileScorer> scorer_;
};

}  // namespace nblast

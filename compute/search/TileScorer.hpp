// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include "compute/base/JobControl.hpp"
#include "compute/base/SimdPath.hpp"
#include "compute/search/Pair.hpp"
#include "compute/search/QueryTiles.hpp"
#include "compute/search/TileSearch.hpp"

#include <cstdint>
#include <memory>
#include <span>
#include <vector>

namespace nblast {

/// How a query's sum becomes its score: (sum + offset) / divisor.
struct SumScale {
  std::int64_t offset = 0;
  double divisor = 1;
};
/// Of a query that is scored point by point. @param selfHit in integers
SumScale scaleOf(const Dotprops& query, std::int64_t selfHit, const PointScorer& scorer,
                 bool normalised);

/// Scores query tiles against targets on all threads of the calling arena: all of them, or chosen
/// pairs. The bits of a score do not depend on threads, cuts or order.
class TileScorer {
 public:
  /// @param scales one per query neuron of the tiles
  TileScorer(QueryTiles tiles, std::shared_ptr<const KernelTable> table,
             std::vector<SumScale> scales);

  /// Memory that a call takes at most, besides tiles and scores: what its threads work with.
  static std::int64_t bytesOfThreads(std::int64_t owners, std::int64_t targets,
                                     std::int64_t largeTargetPoints, int threads);

  /// @param[out] scores [owners, targets] row-major. Advances control by one per pair. @throws
  /// Cancelled
  void scoreAll(std::span<const Dotprops> targets, float* scores, JobControl& control) const;

  /// Scores chosen pairs: as scoreAll, but passes over all that no chosen pair needs. Cost:
  /// microseconds per pair, less where targets that follow each other want the same queries.
  /// @param[out] scores one per pair, in order. Advances control by one per pair.
  void scorePairs(std::span<const Dotprops> targets, std::span<const Pair> pairs, float* scores,
                  JobControl& control);

 private:
  float finished(std::int64_t owner, std::int64_t sum) const {
    const auto& scale = scales_[static_cast<std::size_t>(owner)];
    return static_cast<float>(static_cast<double>(sum + scale.offset) / scale.divisor);
  }
  std::vector<TileRange> partsFor(std::size_t batches) const;

  void scoreBatch(std::span<const Dotprops> targets, std::span<const Pair> pairs,
                  std::span<const std::size_t> places, float* scores, TileSearch& search,
                  WantedPairs& wanted, JobControl& control) const;

  QueryTiles tiles_;
  std::shared_ptr<const KernelTable> table_;
  std::vector<SumScale> scales_;
  SimdPath path_;
};

}  // namespace nblast

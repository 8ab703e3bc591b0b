// SPDX-License-Identifier: BSD-3-Clause
#include "compute/search/PairBounds.hpp"

#include "compute/scoring/PointScorer.hpp"
#include "compute/search/Clusters.hpp"

#include <algorithm>
#include <cmath>

namespace nblast {

PairBounds::PairBounds(std::span<const Dotprops> queries, const ScoringOptions& options,
                       JobControl& control, double voxel_um) {
  const PointScorer scorer(options);
  const auto clustered = clusterNeurons(queries, voxel_um);
  float largestRadius_um = 0;
  for (const auto& cluster : clustered.clusters)
    largestRadius_um = std::max(largestRadius_um, cluster.radius_um);
  auto table =
      std::make_shared<KernelTable>(KernelTable::upperBounds(options, scorer, largestRadius_um));
  std::vector<SumScale> scales;
  for (const auto& query : queries) {
    scales.push_back(
        {table->view().farCell * query.size(),
         options.normalised ? static_cast<double>(scorer.selfHit(query)) : scorer.scale()});
  }
  scorer_ =
      std::make_unique<TileScorer>(QueryTiles(clustered.clusters, clustered.firstCluster, control),
                                   std::move(table), std::move(scales));
}

std::int64_t PairBounds::bytes(std::int64_t clusters, std::int64_t queries,
                               std::int64_t targetsAtOnce, std::int64_t largeTargetPoints,
                               int threads) {
  const auto made = 2 * clusters * static_cast<std::int64_t>(sizeof(PointCluster));
  const auto used = QueryTiles::bytesOfClusters(clusters) +
                    TileScorer::bytesOfThreads(queries, targetsAtOnce, largeTargetPoints, threads);
  return std::max(made + QueryTiles::bytesOfClusters(clusters), used) +
         queries * static_cast<std::int64_t>(sizeof(SumScale));
}

void PairBounds::boundAll(std::span<const Dotprops> targets, float* bounds,
                          JobControl& control) const {
  scorer_->scoreAll(targets, bounds, control);
}

bool PairBounds::mayReach(float bound, double score) {
  return static_cast<double>(bound) >= score - 1e-6 * std::max(1.0, std::abs(score));
}

}  // namespace nblast

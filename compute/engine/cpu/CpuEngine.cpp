// SPDX-License-Identifier: BSD-3-Clause
#include "compute/engine/cpu/CpuEngine.hpp"

#include "compute/engine/Checks.hpp"

#include <algorithm>

namespace nblast {

void CpuEngine::prepare(std::span<const Dotprops> queries, const ScoringOptions& options,
                        JobControl& control) {
  checkNeurons(queries);
  const PointScorer scorer(options);
  const auto table = std::make_shared<KernelTable>(scorer);
  std::vector<SumScale> scales;
  selfHits_.clear();
  for (const auto& query : queries) {
    control.checkpoint();
    const auto selfHit = scorer.selfHit(query);
    selfHits_.push_back(scorer.toScore(selfHit));
    scales.push_back(scaleOf(query, selfHit, scorer, options.normalised));
  }
  checkSelfHits(selfHits_, options);
  scorer_.reset();
  if (queries.empty()) return;
  scorer_ = std::make_unique<TileScorer>(QueryTiles(queries, options.useAlpha, control), table,
                                         std::move(scales));
}

void CpuEngine::scoreTargets(std::span<const Dotprops> targets, float* scores,
                             JobControl& control) {
  checkNeurons(targets);
  if (scorer_) scorer_->scoreAll(targets, scores, control);
}

void CpuEngine::scorePairs(std::span<const Dotprops> targets, std::span<const Pair> pairs,
                           float* scores, JobControl& control) {
  checkPairs(pairs, selfHits_.size(), targets.size());
  for (const auto& pair : pairs)
    checkNeurons({&targets[static_cast<std::size_t>(pair.target)], 1});
  if (scorer_) scorer_->scorePairs(targets, pairs, scores, control);
}

std::int64_t CpuEngine::hostBytes(const ScoringSize& size) const {
  constexpr auto kPerQuery = static_cast<std::int64_t>(sizeof(double) + sizeof(SumScale));
  return size.queries * kPerQuery + QueryTiles::bytes(size.points, size.alpha) +
         std::max(QueryTiles::bytesWhileMade(size.points),
                  TileScorer::bytesOfThreads(size.queries, size.targetsAtOnce,
                                             size.largeTargetPoints, size.threads));
}

}  // namespace nblast

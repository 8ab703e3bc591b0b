// SPDX-License-Identifier: BSD-3-Clause
#include "compute/engine/reference/ReferenceEngine.hpp"

#include "compute/engine/Checks.hpp"
#include "compute/neuron/PointTree.hpp"
#include "compute/scoring/PointScorer.hpp"

#include <tbb/blocked_range.h>
#include <tbb/parallel_for.h>

#include <cmath>
#include <limits>

namespace nblast {

namespace {

/// The nearest point by (distance, index), in double.
class NearestInDouble {
 public:
  bool full() const { return true; }
  std::size_t size() const { return 1; }
  double d2() const { return d2_; }
  std::size_t index() const { return index_; }

  /// A little beyond the best: nanoflann offers only what is strictly nearer, and ties must be
  /// seen.
  double worstDist() const { return d2_ * (1 + 1e-12) + std::numeric_limits<double>::min(); }

  bool addPoint(double d2, std::uint32_t index) {
    if (d2 < d2_ || (d2 == d2_ && index < index_)) {
      d2_ = d2;
      index_ = index;
    }
    return true;
  }

 private:
  double d2_ = std::numeric_limits<double>::infinity();
  std::uint32_t index_ = std::numeric_limits<std::uint32_t>::max();
};

double dotOf(const Vec3f& u, const Vec3f& v) {
  return std::abs(static_cast<double>(u.x) * v.x + static_cast<double>(u.y) * v.y +
                  static_cast<double>(u.z) * v.z);
}

double rawScore(const Dotprops& query, const Dotprops& target, const PointTree& tree,
                const ScoringOptions& options, JobControl* control) {
  double sum = 0;
  for (std::size_t i = 0; i < query.points_um.size(); ++i) {
    if (control && i % 4096 == 0) control->checkpoint();
    NearestInDouble nearest;
    tree.search(query.points_um[i], nearest);
    double distance_um = std::sqrt(nearest.d2());
    double dot = dotOf(query.tangents[i], target.tangents[nearest.index()]);
    if (options.useAlpha) {
      dot *= std::sqrt(static_cast<double>(query.alphas[i]) * target.alphas[nearest.index()]);
    }
    if (options.maxDistance_um && distance_um >= *options.maxDistance_um) {
      distance_um = *options.maxDistance_um;
      dot = 0;
    }
    sum += options.table.score(distance_um, dot);
  }
  return sum;
}

}  // namespace

double referenceRawScore(const Dotprops& query, const Dotprops& target,
                         const ScoringOptions& options) {
  return rawScore(query, target, PointTree(target.points_um), options, nullptr);
}

double referenceSelfHit(const Dotprops& neuron, const ScoringOptions& options) {
  double sum = 0;
  for (const float alpha : neuron.alphas)
    sum += options.table.score(0, options.useAlpha ? alpha : 1);
  return sum;
}

void ReferenceEngine::prepare(std::span<const Dotprops> queries, const ScoringOptions& options,
                              JobControl& control) {
  checkNeurons(queries);
  static_cast<void>(PointScorer(options));  // refuses what no engine can use
  queries_ = queries;
  options_ = options;
  control.checkpoint();
  selfHits_ = selfHitsOf(queries, options);
  checkSelfHits(selfHits_, options);
}

std::vector<double> ReferenceEngine::selfHitsOf(std::span<const Dotprops> neurons,
                                                const ScoringOptions& options) const {
  checkNeurons(neurons);
  std::vector<double> selfHits;
  selfHits.reserve(neurons.size());
  for (const auto& neuron : neurons)
    selfHits.push_back(referenceSelfHit(neuron, options));
  return selfHits;
}

std::int64_t ReferenceEngine::hostBytes(const ScoringSize& size) const {
  constexpr std::int64_t kTreeBytesPerPoint = 24;  // of nanoflann's indices and nodes
  return size.queries * static_cast<std::int64_t>(sizeof(double)) +
         size.threads * size.largeTargetPoints * kTreeBytesPerPoint;
}

void ReferenceEngine::scoreTargets(std::span<const Dotprops> targets, float* scores,
                                   JobControl& control) {
  checkNeurons(targets);
  tbb::parallel_for(tbb::blocked_range<std::size_t>(0, targets.size(), 1), [&](const auto& range) {
    for (std::size_t t = range.begin(); t != range.end(); ++t) {
      const PointTree tree(targets[t].points_um);
      for (std::size_t q = 0; q < queries_.size(); ++q) {
        const double raw = rawScore(queries_[q], targets[t], tree, options_, &control);
        scores[q * targets.size() + t] =
            static_cast<float>(options_.normalised ? raw / selfHits_[q] : raw);
        control.advance();
      }
    }
  });
}

void ReferenceEngine::scorePairs(std::span<const Dotprops> targets, std::span<const Pair> pairs,
                                 float* scores, JobControl& control) {
  checkPairs(pairs, queries_.size(), targets.size());
  tbb::parallel_for(tbb::blocked_range<std::size_t>(0, pairs.size(), 1), [&](const auto& range) {
    for (std::size_t i = range.begin(); i != range.end(); ++i) {
      const auto q = static_cast<std::size_t>(pairs[i].query);
      const Dotprops& target = targets[static_cast<std::size_t>(pairs[i].target)];
      checkNeurons({&target, 1});
      const double raw =
          rawScore(queries_[q], target, PointTree(target.points_um), options_, &control);
      scores[i] = static_cast<float>(options_.normalised ? raw / selfHits_[q] : raw);
      control.advance();
    }
  });
}

}  // namespace nblast

// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include "compute/engine/Engine.hpp"

#include <vector>

namespace nblast {

/// Raw forward score of one pair in double: nearest target point by the double distance of the
/// float32 points, ties to the lowest index; point scores straight from the table. The oracle that
/// the other engines are held to.
double referenceRawScore(const Dotprops& query, const Dotprops& target,
                         const ScoringOptions& options);

/// The query's self-hit by the formula, in double.
double referenceSelfHit(const Dotprops& neuron, const ScoringOptions& options);

/// Plain loops over referenceRawScore, targets side by side on the arena's threads.
class ReferenceEngine : public Engine {
 public:
  std::string_view name() const override { return "reference"; }
  void prepare(std::span<const Dotprops> queries, const ScoringOptions& options,
               JobControl& control) override;
  void scoreTargets(std::span<const Dotprops> targets, float* scores, JobControl& control) override;
  void scorePairs(std::span<const Dotprops> targets, std::span<const Pair> pairs, float* scores,
                  JobControl& control) override;
  std::int64_t hostBytes(const ScoringSize& size) const override;
  std::span<const double> selfHits() const override { return selfHits_; }
  std::vector<double> selfHitsOf(std::span<const Dotprops> neurons,
                                 const ScoringOptions& options) const override;

 private:
  std::span<const Dotprops> queries_;
  ScoringOptions options_;
  std::vector<double> selfHits_;
};

}  // namespace nblast

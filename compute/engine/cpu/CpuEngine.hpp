#pragma once
#include "compute/engine/Engine.hpp"
#include "compute/engine/cpu/NearestSearch.hpp"
#include "compute/scoring/PointScorer.hpp"

#include <cstdint>
#include <optional>
#include <vector>

namespace nblast {

/// All cores through oneTBB: one k-d tree a target, tasks of (target, run of queries), sums in
/// integers. A score's bits depend on its two neurons and the options alone. Cancel takes effect
/// within a few milliseconds, but while the tree of a target of over a million points is built.
class CpuEngine : public Engine {
 public:
  std::string_view name() const override { return "cpu"; }
  void prepare(std::span<const Dotprops> queries, const ScoringOptions& options,
               JobControl& control) override;
  void scoreTargets(std::span<const Dotprops> targets, float* scores, JobControl& control) override;
  void scorePairs(std::span<const Dotprops> targets, std::span<const Pair> pairs, float* scores,
                  JobControl& control) override;
  std::span<const double> selfHits() const override { return selfHits_; }

 private:
  /// Consecutive queries that one task scores: enough points to be worth a task.
  struct QueryRun {
    std::size_t first = 0;
    std::size_t last = 0;
  };
  void cutIntoRuns();
  float scorePair(std::size_t query, const Dotprops& target, const NearestSearch& search,
                  JobControl& control) const;

  std::span<const Dotprops> queries_;
  std::optional<PointScorer> scorer_;
  bool normalised_ = true;
  std::vector<std::int64_t> selfHitSums_;
  std::vector<double> selfHits_;
  std::vector<QueryRun> runs_;
};

}  // namespace nblast

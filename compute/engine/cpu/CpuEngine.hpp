#pragma once
#include "compute/engine/Engine.hpp"
#include "compute/scoring/PointScorer.hpp"
#include "compute/search/TileSearch.hpp"

#include <cstdint>
#include <memory>
#include <optional>
#include <vector>

namespace nblast {

/// The tile search (compute/search) on all cores: tasks of (eight targets, part of the tiles), sums
/// in integers. A score's bits depend on its two neurons and the options alone. Cancel takes effect
/// within some milliseconds. Memory besides the scores: 32 bytes a query point, 64 bytes a query
/// neuron and thread.
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
  /// The score that a search's sum stands for.
  float finished(std::size_t query, std::int64_t sum) const;
  /// How to cut the tiles so that few batches still keep all threads busy.
  std::vector<TileRange> partsFor(std::size_t batches) const;
  /// Pairs of one query, by the query's own tree.
  void scoreRow(std::span<const Dotprops> targets, std::span<const Pair> pairs,
                std::span<const std::size_t> places, float* scores, TileSearch& search,
                JobControl& control) const;

  std::span<const Dotprops> queries_;
  std::optional<PointScorer> scorer_;
  std::optional<KernelTable> table_;
  SimdPath path_ = SimdPath::Scalar;
  bool normalised_ = true;
  std::unique_ptr<QueryTiles> tiles_;
  std::vector<std::int64_t> selfHitSums_;
  std::vector<double> selfHits_;
};

}  // namespace nblast

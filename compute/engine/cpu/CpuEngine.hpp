// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include "compute/engine/Engine.hpp"
#include "compute/search/TileScorer.hpp"

#include <memory>
#include <string>
#include <vector>

namespace nblast {

/// The tile search (compute/search) on all cores: tasks of (eight targets, part of the tiles), sums
/// in integers. A score's bits depend on its two neurons and the options alone. Cancel takes effect
/// within some milliseconds. Memory: see hostBytes().
class CpuEngine : public Engine {
 public:
  CpuEngine() = default;
  /// @param notes why this engine and no other does the work
  explicit CpuEngine(std::vector<std::string> notes) : notes_(std::move(notes)) {}
  std::string_view name() const override { return "cpu"; }
  void prepare(std::span<const Dotprops> queries, const ScoringOptions& options,
               JobControl& control) override;
  void scoreTargets(std::span<const Dotprops> targets, float* scores, JobControl& control) override;
  void scorePairs(std::span<const Dotprops> targets, std::span<const Pair> pairs, float* scores,
                  JobControl& control) override;
  std::int64_t hostBytes(const ScoringSize& size) const override;
  std::vector<std::string> notes() const override { return notes_; }
  std::span<const double> selfHits() const override { return selfHits_; }

 private:
  std::unique_ptr<TileScorer> scorer_;  ///< none without queries
  std::vector<double> selfHits_;
  std::vector<std::string> notes_;
};

}  // namespace nblast

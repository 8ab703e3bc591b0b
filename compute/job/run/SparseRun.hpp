// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include "compute/job/run/JobState.hpp"
#include "compute/job/run/ScoringRun.hpp"
#include "compute/scorefile/sparse/SparseScoreFileWriter.hpp"

#include <memory>
#include <vector>

namespace nblast {

class SparseScoring;

/// Scores and keeps only the good pairs, then what is missing of their other direction. The file
/// gets its scores at the end, all at once.
class SparseRun : public ScoringRun {
 public:
  /// @param state must outlive this
  explicit SparseRun(JobState& state) : job_(state) {}

  void run() override;
  void settle() override;

 private:
  void createFile();
  void score();
  /// Of a job with both directions: what targets against queries keep, and what each direction
  /// lacks of the other's pairs.
  void scoreBack(SparseScoring& there);
  void write();
  SparseLimits limits() const { return {job_.spec.sparseAbove, job_.spec.top}; }

  JobState& job_;
  std::unique_ptr<SparseScoreFileWriter> file_;
  std::vector<ScoredPair> forward_;  ///< (query, target)
  std::vector<ScoredPair> reverse_;  ///< (target, query); with own targets and both directions
};

}  // namespace nblast

// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include "compute/job/run/BlockWriter.hpp"
#include "compute/job/run/JobState.hpp"
#include "compute/job/run/ScoringRun.hpp"

#include <memory>

namespace nblast {

/// Scores every query against every target, block by block.
class DenseRun : public ScoringRun {
 public:
  /// @param state must outlive this
  explicit DenseRun(JobState& state) : job_(state) {}

  void run() override;
  void settle() override;

 private:
  void createFile();
  void scoreAll();
  /// Scores some rows against all columns. @param first the first block of them
  void scoreBlocks(BlockWriter& writer, const PreparedSet& rows, const PreparedSet& columns,
                   const ScoreRectangle& first);
  void setDiagonal(ScoredBlock& block) const;
  void finish();

  JobState& job_;
  std::unique_ptr<DenseScoreFileWriter> file_;
};

}  // namespace nblast

// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include "compute/scorefile/ScoreFileReader.hpp"

#include <cstdint>
#include <memory>
#include <mutex>
#include <vector>

namespace nblast {

/// A score file of which only the good pairs are stored: reads them by pread; in memory are but the
/// rows' beginnings, 8 bytes per query. One that was opened before it was complete looks at each
/// call whether the complete file has taken its name, and goes over to it.
class SparseScoreFileReader : public ScoreFileReader {
 public:
  explicit SparseScoreFileReader(OpenedScoreFile opened);

  bool isSparse() const override { return true; }
  SparseLimits limits() const override { return opened_.sparse->head.limits; }
  SparseCounts sparseCounts() const override;
  std::string reportJson() const override;
  bool hasDirection(Direction direction) const override {
    return direction == Direction::Forward || opened_.sparse->head.reverse;
  }
  void read(Direction direction, std::int64_t firstQuery, std::int64_t nQueries,
            std::int64_t firstTarget, std::int64_t nTargets, float* scores) const override;
  ScoreRows rows(std::int64_t firstQuery, std::int64_t nQueries) const override;
  Completeness completeness() const override;
  using ScoreFile::damagedBlocks;
  std::int64_t damagedBlocks(JobControl& control) const override;

 private:
  class Rows;

  /// The file as it is now: nullptr while it is not complete.
  std::shared_ptr<const Rows> completeRows() const;
  std::shared_ptr<const Rows> findCompleteRows() const;

  mutable std::mutex mutex_;
  mutable std::shared_ptr<const Rows> rows_;  ///< once there, it stays
  mutable bool replaced_ = false;             ///< another file has the name
};

}  // namespace nblast

// SPDX-License-Identifier: BSD-3-Clause
#pragma once

namespace nblast {

/// What a job does once it is loaded and planned: it scores, and writes its score file.
class ScoringRun {
 public:
  ScoringRun() = default;
  virtual ~ScoringRun() = default;
  ScoringRun(const ScoringRun&) = delete;
  ScoringRun& operator=(const ScoringRun&) = delete;

  /// Creates the file, scores and writes. @throws Error, Cancelled
  virtual void run() = 0;
  /// Afterwards, however it ended: reports the finished blocks, and removes a file without a score,
  /// which is of no use to anybody.
  virtual void settle() = 0;
};

}  // namespace nblast

// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include "compute/base/ProcessMemory.hpp"

#include <atomic>

namespace nblast {

/// Lets the peak of the process's memory begin with a job or plan, where none is under way.
class PeakOfJob {
 public:
  PeakOfJob() : isOfThisJob_(underWay_.fetch_add(1) == 0 && restartPeak()) {}
  ~PeakOfJob() { --underWay_; }
  PeakOfJob(const PeakOfJob&) = delete;
  PeakOfJob& operator=(const PeakOfJob&) = delete;
  bool isOfThisJob() const { return isOfThisJob_; }

 private:
  static inline std::atomic<int> underWay_ = 0;
  bool isOfThisJob_;
};

}  // namespace nblast

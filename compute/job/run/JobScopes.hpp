// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include "compute/base/ProcessMemory.hpp"

#include <atomic>
#include <chrono>

namespace nblast {

/// Adds the time of a scope to a sum.
class Stopwatch {
 public:
  explicit Stopwatch(double& seconds) : seconds_(seconds) {}
  ~Stopwatch() {
    seconds_ += std::chrono::duration<double>(std::chrono::steady_clock::now() - start_).count();
  }
  Stopwatch(const Stopwatch&) = delete;
  Stopwatch& operator=(const Stopwatch&) = delete;

 private:
  double& seconds_;
  std::chrono::steady_clock::time_point start_ = std::chrono::steady_clock::now();
};

/// All that a job took goes back to the system when the job is over, however it ended.
class MemoryGoesBack {
 public:
  MemoryGoesBack() = default;
  ~MemoryGoesBack() { giveBackFreedMemory(); }
  MemoryGoesBack(const MemoryGoesBack&) = delete;
  MemoryGoesBack& operator=(const MemoryGoesBack&) = delete;
};

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

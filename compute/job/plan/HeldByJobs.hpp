// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include "compute/base/ProcessMemory.hpp"

#include <atomic>
#include <cstdint>

namespace nblast {

/// What running jobs have taken so far, as measured around what takes most: it is free again when
/// another job starts, for they run one after the other.
class HeldByJobs {
 public:
  HeldByJobs() = default;
  ~HeldByJobs() { total_ -= bytes_; }
  HeldByJobs(const HeldByJobs&) = delete;
  HeldByJobs& operator=(const HeldByJobs&) = delete;

  /// Runs a step of the job and adds what the process takes more than before.
  template <class Step>
  void during(const Step& step) {
    const auto before = residentBytes();
    step();
    const auto more = residentBytes() - before;
    bytes_ += more;
    total_ += more;
  }
  std::int64_t byOthers() const { return total_ - bytes_; }

 private:
  static inline std::atomic<std::int64_t> total_ = 0;
  std::int64_t bytes_ = 0;
};

}  // namespace nblast

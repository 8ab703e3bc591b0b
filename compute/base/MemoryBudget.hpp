// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include "compute/base/Error.hpp"

#include <atomic>
#include <cstdint>

namespace nblast {

/// Bytes that several threads share, so that all of them together stay below a limit. An account,
/// not an allocator: whoever allocates much takes its bytes first. Nobody is made to wait, so that
/// no two can wait for each other. Every member may be called from any thread.
class MemoryBudget {
 public:
  explicit MemoryBudget(std::int64_t bytes) : bytes_(bytes) {}
  MemoryBudget(const MemoryBudget&) = delete;
  MemoryBudget& operator=(const MemoryBudget&) = delete;

  /// @return false, and nothing is taken, if fewer bytes are left
  bool tryTake(std::int64_t bytes);
  void giveBack(std::int64_t bytes) { used_.fetch_sub(bytes, std::memory_order_relaxed); }

  std::int64_t bytes() const { return bytes_; }
  std::int64_t used() const { return used_.load(std::memory_order_relaxed); }

 private:
  const std::int64_t bytes_;
  std::atomic<std::int64_t> used_{0};
};

/// A budget has fewer bytes left than are needed. The catcher knows the budget and its use.
class BudgetSpent : public Error {
 public:
  BudgetSpent() : Error("more memory is needed than may be used") {}
};

/// Memory that reading may take unless a limit is given: half of machineMemory(), and no more than
/// is free.
std::int64_t memoryForReadingBytes();

}  // namespace nblast

// SPDX-License-Identifier: BSD-3-Clause
#include "compute/base/MemoryBudget.hpp"

#include "compute/base/ProcessMemory.hpp"

#include <algorithm>
#include <limits>

namespace nblast {

bool MemoryBudget::tryTake(std::int64_t bytes) {
  std::int64_t used = used_.load(std::memory_order_relaxed);
  do {
    if (bytes > bytes_ - used) return false;
  } while (!used_.compare_exchange_weak(used, used + bytes, std::memory_order_relaxed));
  return true;
}

std::int64_t memoryForReadingBytes() {
  const auto memory = machineMemory();
  if (memory.totalBytes == 0) return std::numeric_limits<std::int64_t>::max();
  return std::min(memory.totalBytes / 2, memory.availableBytes);
}

}  // namespace nblast

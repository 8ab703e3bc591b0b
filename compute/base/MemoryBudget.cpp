#include "compute/base/MemoryBudget.hpp"

#include "compute/base/ProcessMemory.hpp"

#include <limits>

namespace nblast {

bool MemoryBudget::tryTake(std::int64_t bytes) {
  std::int64_t used = used_.load(std::memory_order_relaxed);
  do {
    if (bytes > bytes_ - used) return false;
  } while (!used_.compare_exchange_weak(used, used + bytes, std::memory_order_relaxed));
  return true;
}

std::int64_t halfOfMemoryBytes() {
  const auto total = machineMemory().totalBytes;
  return total > 0 ? total / 2 : std::numeric_limits<std::int64_t>::max();
}

}  // namespace nblast

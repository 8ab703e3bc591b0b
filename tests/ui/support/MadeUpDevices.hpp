// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include "compute/engine/DevicePlan.hpp"
#include "compute/gpu/CudaStatus.hpp"
#include "compute/gpu/MemoryMonitor.hpp"
#include "compute/gpu/MemoryUse.hpp"

#include <memory>

/// GPUs for machines that have none.
constexpr std::int64_t kMadeUpGB = 1'000'000'000;

inline nblast::DeviceMemoryUse madeUpDevice(int index, const char* name, std::int64_t totalGB,
                                            std::int64_t ownGB, std::int64_t othersGB,
                                            std::int64_t plannedGB) {
  nblast::DeviceMemoryUse use;
  use.index = index;
  use.name = name;
  use.totalBytes = totalGB * kMadeUpGB;
  use.ownBytes = ownGB * kMadeUpGB;
  use.freeBytes = (totalGB - ownGB - othersGB) * kMadeUpGB;
  use.plannedBytes = plannedGB * kMadeUpGB;
  if (ownGB > 0) {
    use.purposes = {{"query points", use.ownBytes / 4 * 3}, {"scores", use.ownBytes / 4}};
  }
  return use;
}

inline nblast::MemoryUse oneMadeUpDevice() {
  return {{madeUpDevice(0, "Large Device", 100, 20, 30, 40)}, {}};
}

inline nblast::MemoryUse twoMadeUpDevices() {
  return {{madeUpDevice(0, "Large Device", 100, 20, 30, 40),
           madeUpDevice(1, "Small Device", 10, 0, 1, 0)},
          {}};
}

inline nblast::MemoryUse noMadeUpDevice() {
  return {{}, "No NVIDIA driver was found."};
}

inline nblast::DevicePlan madeUpPlan(int index) {
  return {index,
          "Large Device",
          60 * kMadeUpGB,
          2 * kMadeUpGB,
          kMadeUpGB / 2,
          kMadeUpGB / 4,
          kMadeUpGB / 4,
          512,
          20,
          1};
}

/// Always the same answer.
class MadeUpMonitor : public nblast::MemoryMonitor {
 public:
  explicit MadeUpMonitor(nblast::MemoryUse use) : use_(std::move(use)) {}
  nblast::MemoryUse read() override { return use_; }

 private:
  nblast::MemoryUse use_;
};

// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include "compute/gpu/Devices.hpp"
#include "compute/gpu/MemoryUse.hpp"

#include <filesystem>
#include <functional>
#include <memory>
#include <string>

namespace nblast {

/// Where the figures come from; tests name their own.
struct MemorySources {
  std::string nvml = "libnvidia-ml.so.1";
  std::filesystem::path pciDevices = "/sys/bus/pci/devices";
  /// Where there is no NVML; wakes devices, so it is asked only while a job of this process has
  /// one.
  std::function<CudaStatus()> askCuda = queryCudaDevices;
};

/// As makeMemoryMonitor().
std::unique_ptr<MemoryMonitor> makeMemoryMonitor(MemorySources sources);

}  // namespace nblast

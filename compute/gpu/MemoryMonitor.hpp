// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include "compute/gpu/CudaStatus.hpp"
#include "compute/gpu/MemoryUse.hpp"

#include <filesystem>
#include <functional>
#include <memory>
#include <string>

namespace nblast {

/// Where a gauge gets its figures. Called twice a second, from one thread at a time, never the
/// window's.
class MemoryMonitor {
 public:
  virtual ~MemoryMonitor() = default;
  virtual MemoryUse read() = 0;  ///< does not throw; milliseconds
};

/// NVML where the driver brings it (opened at run time), else the CUDA runtime, else none with the
/// reason. Never wakes a device that is asleep just to look. Makes nothing but the object: the
/// first read() opens what there is (up to a second).
std::unique_ptr<MemoryMonitor> makeMemoryMonitor();

/// Lets CUDA count devices by bus, as NVML and the driver's tools do, unless the user chose
/// otherwise (CUDA_DEVICE_ORDER). For the beginning of main(), before there are threads.
void countDevicesByBus();

/// The sources of a monitor's figures; tests name their own.
struct MemorySources {
  std::string nvml = "libnvidia-ml.so.1";
  std::filesystem::path pciDevices = "/sys/bus/pci/devices";
  /// Where there is no NVML; wakes devices, so it is asked only for those that a job of this
  /// process has, by index.
  std::function<CudaStatus(const std::vector<int>&)> askCuda = queryCudaDevices;
};

/// The same with other sources.
std::unique_ptr<MemoryMonitor> makeMemoryMonitor(MemorySources sources);

}  // namespace nblast

// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include <cstdint>
#include <string>
#include <vector>

namespace nblast {

/// A graphics processor that CUDA can use.
struct CudaGpu {
  int index = 0;  ///< as --gpus counts them
  std::string name;
  std::string computeCapability;  ///< "9.0"
  int multiprocessors = 0;
  std::int64_t memoryBytes = 0;
  std::int64_t freeMemoryBytes =
      0;                ///< at the time of asking; 0 where `problem` says why it is not known
  std::string problem;  ///< empty, or why this device is not used: "it is too old: ..."
};

struct CudaStatus {
  std::vector<CudaGpu> devices;
  std::string driverVersion;   ///< the newest CUDA the driver knows, "13.0"; empty without a driver
  std::string runtimeVersion;  ///< what this program was built with; empty if built without CUDA
  std::string reason;  ///< why there is no device: a whole sentence; empty if `devices` has one
};

/// Looks for CUDA devices. Never throws for want of one; works where there is no driver.
/// Cost: the first call wakes the driver and makes a context on each device (up to seconds).
CudaStatus queryCudaDevices();

}  // namespace nblast

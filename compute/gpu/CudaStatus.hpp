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
  std::int64_t freeMemoryBytes = 0;  ///< at the time of asking; 0 where it was not asked for
  std::string problem;  ///< empty, or why this device is not used: "it is too old: ..."
};

struct CudaStatus {
  std::vector<CudaGpu> devices;
  std::string driverVersion;   ///< the newest CUDA the driver knows, "13.0"; empty without a driver
  std::string runtimeVersion;  ///< what this program was built with; empty if built without CUDA
  std::string reason;  ///< why there is no device: a whole sentence; empty if `devices` has one
};

/// Looks for CUDA devices. Never throws for want of one; works where there is no driver. The
/// calling thread's current device stays what it is.
/// @param wanted indices of the devices to open, empty for all; the others are described only, as
/// by describeCudaDevices(), for a context takes some 0.5 GB of a device that others may be using
/// Cost: the first call wakes the driver and makes a context on each wanted device (up to seconds).
CudaStatus queryCudaDevices(const std::vector<int>& wanted = {});

/// The same without a context on any device: freeMemoryBytes stays 0, and a device that this
/// program has no code for, or that is busy, shows no problem yet.
CudaStatus describeCudaDevices();

}  // namespace nblast

// SPDX-License-Identifier: BSD-3-Clause
#include "compute/gpu/CudaStatus.hpp"

#include "compute/engine/cuda/kernel/CudaKernels.hpp"

#include <cuda_runtime_api.h>

#include <algorithm>
#include <thread>

namespace nblast {

namespace {

constexpr int kLeastCapability = 75;  ///< 7.5: what the toolkit still has code for
/// The first driver that serves this runtime; minor versions need no newer one.
constexpr const char* kLeastDriver = CUDART_VERSION >= 13000 ? "580" : "525";

std::string versionText(int version) {  // 13000 is 13.0
  return std::to_string(version / 1000) + "." + std::to_string(version % 1000 / 10);
}

std::string describe(cudaError_t error) {
  return std::string(cudaGetErrorString(error)) + " (CUDA error " +
         std::to_string(static_cast<int>(error)) + ")";
}

/// Errors stick to the thread until they are read; nobody after us shall find ours.
cudaError_t cleared(cudaError_t error) {
  if (error != cudaSuccess) static_cast<void>(cudaGetLastError());
  return error;
}

/// @param driver the driver's version, 0 if there is none: error 35 stands for both "none" and "too
/// old"
std::string whyNone(cudaError_t error, int driver, const CudaStatus& status) {
  if (error == cudaErrorStubLibrary) {
    return "The CUDA driver library found is only a stub for building; install the NVIDIA driver.";
  }
  if (driver == 0) {
    return "No NVIDIA driver was found. To use a GPU, install its "
           "driver.";
  }
  if (error == cudaErrorInsufficientDriver) {
    return "The NVIDIA driver is too old: it knows CUDA " + status.driverVersion +
           ", this program needs " + status.runtimeVersion + ". Update the driver to " +
           kLeastDriver + " or newer.";
  }
  if (error == cudaErrorNoDevice || error == cudaSuccess) {
    return "The NVIDIA driver found no device that CUDA can use.";
  }
  return "The NVIDIA driver could not be asked for its devices: " + describe(error) + ".";
}

/// Why there is no context on a device, or no kernels in it.
std::string whyNotOpened(cudaError_t error) {
  if (error == cudaErrorDevicesUnavailable) {
    return "it is busy or unavailable: another program may have it for itself alone (CUDA error "
           "46)";
  }
  if (error == cudaErrorMemoryAllocation)
    return "other programs have taken its memory; not even what the driver needs is free";
  return describe(error);
}

/// Why this build's kernels cannot run on the current device; empty if they can.
std::string whyNoCode(const CudaGpu& device, const CudaStatus& status) {
  const auto error = cleared(cuda::loadKernels(nullptr));
  if (error == cudaSuccess) return {};
  if (error == cudaErrorNoKernelImageForDevice || error == cudaErrorInvalidDeviceFunction)
    return "this program was built without code for compute capability " + device.computeCapability;
  if (error == cudaErrorUnsupportedPtxVersion || error == cudaErrorJitCompilerNotFound) {
    return "it is newer than this program, and the driver (CUDA " + status.driverVersion +
           ") cannot translate the program's code for it: update the driver or the program";
  }
  return whyNotOpened(error);
}

/// Makes no context.
CudaGpu describeDevice(int index) {
  CudaGpu device;
  device.index = index;
  cudaDeviceProp properties{};
  if (const auto error = cleared(cudaGetDeviceProperties(&properties, index));
      error != cudaSuccess) {
    device.problem = describe(error);
    return device;
  }
  device.name = properties.name;
  device.computeCapability =
      std::to_string(properties.major) + "." + std::to_string(properties.minor);
  device.multiprocessors = properties.multiProcessorCount;
  device.memoryBytes = static_cast<std::int64_t>(properties.totalGlobalMem);
  if (properties.major * 10 + properties.minor < kLeastCapability) {
    device.problem = "it is too old: compute capability " + device.computeCapability +
                     ", and this program needs 7.5 or newer";
  }
  return device;
}

/// Makes a context on it: to select a device is enough for that.
void openDevice(CudaGpu& device, const CudaStatus& status) {
  std::size_t freeBytes = 0;
  std::size_t totalBytes = 0;
  auto error = cleared(cudaSetDevice(device.index));
  if (error == cudaSuccess) error = cleared(cudaMemGetInfo(&freeBytes, &totalBytes));
  device.problem = error == cudaSuccess ? whyNoCode(device, status) : whyNotOpened(error);
  device.freeMemoryBytes = static_cast<std::int64_t>(freeBytes);
}

}  // namespace

CudaStatus describeCudaDevices() {
  CudaStatus status;
  int runtime = 0;
  if (cleared(cudaRuntimeGetVersion(&runtime)) == cudaSuccess)
    status.runtimeVersion = versionText(runtime);
  int driver = 0;
  if (cleared(cudaDriverGetVersion(&driver)) == cudaSuccess && driver > 0) {
    status.driverVersion = versionText(driver);
  }
  int count = 0;  // left untouched on failure
  const auto error = cleared(cudaGetDeviceCount(&count));
  if (error != cudaSuccess) count = 0;
  for (int i = 0; i < count; ++i)
    status.devices.push_back(describeDevice(i));
  if (status.devices.empty()) status.reason = whyNone(error, driver, status);
  return status;
}

CudaStatus queryCudaDevices(const std::vector<int>& wanted) {
  auto status = describeCudaDevices();
  if (status.devices.empty()) return status;
  // On a thread of its own, whose current device need not be put back: a context would be made on
  // the one before, which may be nobody's wish.
  std::thread([&] {
    for (auto& device : status.devices) {
      const bool isWanted =
          wanted.empty() || std::find(wanted.begin(), wanted.end(), device.index) != wanted.end();
      if (isWanted && device.problem.empty()) openDevice(device, status);
    }
  }).join();
  return status;
}

}  // namespace nblast

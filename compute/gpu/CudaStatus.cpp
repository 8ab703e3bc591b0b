// SPDX-License-Identifier: BSD-3-Clause
#include "compute/gpu/CudaStatus.hpp"

#include "compute/engine/cuda/kernel/CudaKernels.hpp"

#include <cuda_runtime_api.h>

namespace nblast {

namespace {

constexpr int kLeastCapability = 75;  ///< 7.5: what the toolkit still has code for

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
  if (driver == 0) {
    return "No NVIDIA driver was found. To use a GPU, install its "
           "driver.";
  }
  if (error == cudaErrorInsufficientDriver) {
    return "The NVIDIA driver is too old: it knows CUDA " + status.driverVersion +
           ", this program needs " + status.runtimeVersion + ". Update the driver.";
  }
  if (error == cudaErrorNoDevice || error == cudaSuccess) {
    return "The NVIDIA driver found no device that CUDA can use.";
  }
  if (error == cudaErrorStubLibrary) {
    return "The CUDA driver library found is only a stub for building; install the NVIDIA driver.";
  }
  return "The NVIDIA driver could not be asked for its devices: " + describe(error) + ".";
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
  return describe(error);
}

CudaGpu queryDevice(int index, const CudaStatus& status) {
  CudaGpu device;
  device.index = index;
  cudaDeviceProp properties{};
  auto error = cleared(cudaGetDeviceProperties(&properties, index));
  if (error != cudaSuccess) {
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
    return device;
  }

  int before = 0;
  error = cleared(cudaGetDevice(&before));
  if (error == cudaSuccess) error = cleared(cudaSetDevice(index));
  std::size_t freeBytes = 0;
  std::size_t totalBytes = 0;
  if (error == cudaSuccess) error = cleared(cudaMemGetInfo(&freeBytes, &totalBytes));
  device.problem = error == cudaSuccess ? whyNoCode(device, status) : describe(error);
  device.freeMemoryBytes = static_cast<std::int64_t>(freeBytes);
  static_cast<void>(cleared(cudaSetDevice(before)));
  return device;
}

}  // namespace

CudaStatus queryCudaDevices() {
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
    status.devices.push_back(queryDevice(i, status));
  if (status.devices.empty()) status.reason = whyNone(error, driver, status);
  return status;
}

}  // namespace nblast

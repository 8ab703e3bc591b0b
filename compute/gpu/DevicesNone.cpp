// SPDX-License-Identifier: BSD-3-Clause
#include "compute/engine/cuda/device/Device.hpp"
#include "compute/gpu/Devices.hpp"

namespace nblast {

CudaStatus queryCudaDevices() {
  CudaStatus status;
  status.reason =
      "This program was built without CUDA: no CUDA toolkit was found when it was built, or it was "
      "switched off.";
  return status;
}

namespace cuda {

Devices openCudaDevices(const std::vector<int>& /*wanted*/) {
  return {{}, {queryCudaDevices().reason}};
}

}  // namespace cuda

}  // namespace nblast

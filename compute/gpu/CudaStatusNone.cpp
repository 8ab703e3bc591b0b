// SPDX-License-Identifier: BSD-3-Clause
#include "compute/gpu/CudaStatus.hpp"

namespace nblast {

CudaStatus describeCudaDevices() {
  CudaStatus status;
  status.reason =
      "This program was built without CUDA: no CUDA toolkit was found when it was built, or it was "
      "switched off.";
  return status;
}

CudaStatus queryCudaDevices(const std::vector<int>& /*wanted*/) {
  return describeCudaDevices();
}

}  // namespace nblast

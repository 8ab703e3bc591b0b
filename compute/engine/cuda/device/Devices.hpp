// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include "compute/engine/cuda/device/Device.hpp"

#include <memory>
#include <string>
#include <vector>

namespace nblast::cuda {

/// The devices that an engine runs on. `problems` says of every device that is not used why.
struct Devices {
  std::vector<std::unique_ptr<Device>> usable;
  std::vector<std::string> problems;
};

/// Opens the GPUs of this machine. @param wanted indices, or empty for all
/// @throws InputError for an index that does not exist
Devices openCudaDevices(const std::vector<int>& wanted);

}  // namespace nblast::cuda

// SPDX-License-Identifier: BSD-3-Clause
#include "compute/engine/cuda/device/CudaDevice.hpp"
#include "compute/engine/cuda/device/Devices.hpp"
#include "compute/gpu/CudaStatus.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace nblast::cuda {

namespace {

/// @throws InputError naming the devices there are
void checkWanted(const std::vector<int>& wanted, const std::vector<CudaGpu>& devices) {
  for (const int index : wanted) {
    const auto has = [index](const auto& device) { return device.index == index; };
    if (std::any_of(devices.begin(), devices.end(), has)) continue;
    std::string those;
    for (const auto& device : devices)
      those += fmt::format("{}{} ({})", those.empty() ? "" : ", ", device.index, device.name);
    throw InputError(fmt::format("There is no GPU {}; this machine has {}.", index, those));
  }
}

std::string notUsed(const CudaGpu& device, const std::string& problem) {
  return fmt::format("GPU {} ({}) is not used: {}.", device.index, device.name, problem);
}

}  // namespace

Devices openCudaDevices(const std::vector<int>& wanted) {
  const auto status = queryCudaDevices(wanted);
  Devices devices;
  if (status.devices.empty()) {
    devices.problems.push_back(status.reason);
    return devices;
  }
  checkWanted(wanted, status.devices);
  for (const auto& device : status.devices) {
    if (!wanted.empty() && std::find(wanted.begin(), wanted.end(), device.index) == wanted.end())
      continue;
    if (!device.problem.empty()) {
      devices.problems.push_back(notUsed(device, device.problem));
      continue;
    }
    try {
      devices.usable.push_back(std::make_unique<CudaDevice>(device));
    } catch (const DeviceError& error) {
      devices.problems.push_back(notUsed(device, error.what()));
    }
  }
  return devices;
}

}  // namespace nblast::cuda

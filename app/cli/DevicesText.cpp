// SPDX-License-Identifier: BSD-3-Clause
#include "app/cli/DevicesText.hpp"

#include "compute/base/Bytes.hpp"
#include "compute/base/Counts.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

using namespace nblast;

namespace {

/// The sizes that GPUs are sold with are powers of 1024.
std::string inGib(std::int64_t bytes) {
  return fmt::format("{:.1f} GiB", gib(bytes));
}

std::string versionsText(const CudaStatus& cuda) {
  if (cuda.runtimeVersion.empty()) return "not in this program\n";
  return fmt::format(
      "{} in this program; {}\n", cuda.runtimeVersion,
      cuda.driverVersion.empty() ? "no driver" : "the driver knows up to " + cuda.driverVersion);
}

/// A device that cannot even be named is listed by its number, with the reason.
std::string deviceText(const CudaGpu& device) {
  std::string text = fmt::format("{:<7}{}", fmt::format("GPU {}", device.index),
                                 device.name.empty() ? "unknown device" : device.name);
  if (!device.computeCapability.empty())
    text += fmt::format(", compute capability {}", device.computeCapability);
  if (device.memoryBytes > 0 && device.freeMemoryBytes > 0) {
    text +=
        fmt::format(", {} of {} free", inGib(device.freeMemoryBytes), inGib(device.memoryBytes));
  } else if (device.memoryBytes > 0) {
    text += ", " + inGib(device.memoryBytes);
  }
  if (!device.problem.empty()) text += fmt::format("\n{:7}not used: {}", "", device.problem);
  return text + "\n";
}

}  // namespace

std::string devicesText(const CudaStatus& cuda, int threads) {
  std::string text = fmt::format("CPU    {}\n", countOf(threads, "thread"));
  text += "CUDA   " + versionsText(cuda);
  for (const auto& device : cuda.devices)
    text += deviceText(device);
  if (!cuda.reason.empty()) text += fmt::format("GPU    not used: {}\n", cuda.reason);
  return text;
}

nlohmann::json devicesJson(const CudaStatus& cuda, int threads) {
  auto devices = nlohmann::json::array();
  for (const auto& device : cuda.devices) {
    devices.push_back({{"index", device.index},
                       {"name", device.name},
                       {"compute_capability", device.computeCapability},
                       {"multiprocessors", device.multiprocessors},
                       {"total_bytes", device.memoryBytes},
                       {"free_bytes", device.freeMemoryBytes},
                       {"problem", device.problem}});
  }
  return {{"cpu_threads", threads},
          {"cuda_driver_version", cuda.driverVersion},
          {"cuda_version", cuda.runtimeVersion},
          {"cuda_devices", devices},
          {"cuda_reason", cuda.reason}};
}

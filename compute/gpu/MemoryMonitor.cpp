// SPDX-License-Identifier: BSD-3-Clause
#include "compute/gpu/MemoryMonitor.hpp"

#include "compute/gpu/MemoryLedger.hpp"
#include "compute/gpu/Nvml.hpp"

#include <algorithm>
#include <cstdlib>
#include <exception>
#include <fstream>

namespace nblast {

namespace {

std::string firstWord(const std::filesystem::path& file) {
  std::ifstream stream(file);
  std::string word;
  stream >> word;
  return word;
}

/// A GPU of a laptop may be switched off while nothing uses it; to look at it would switch it on.
bool aGpuIsAsleep(const std::filesystem::path& pciDevices) {
  std::error_code none;
  for (const auto& device : std::filesystem::directory_iterator(pciDevices, none)) {
    if (firstWord(device.path() / "vendor") != "0x10de") continue;
    if (!firstWord(device.path() / "class").starts_with("0x03")) continue;  // a display controller
    if (firstWord(device.path() / "power" / "runtime_status") == "suspended") return true;
  }
  return false;
}

/// NVML if there is one, else the CUDA runtime while a job uses it.
class SystemMonitor : public MemoryMonitor {
 public:
  explicit SystemMonitor(MemorySources sources) : sources_(std::move(sources)) {}

  MemoryUse read() override {
    try {
      return readNow();
    } catch (const std::exception& error) {
      return {{}, std::string("The GPU's memory could not be looked at: ") + error.what() + "."};
    }
  }

 private:
  MemoryUse readNow() {
    const auto inUse = MemoryLedger::ofThisProcess().devices();
    if (!opened_) {
      if (inUse.empty() && aGpuIsAsleep(sources_.pciDevices)) {
        return {{}, "The GPU is asleep; a job that uses it will wake it."};
      }
      nvml_ = Nvml::open(sources_.nvml, whyNoNvml_);
      opened_ = true;
    }
    MemoryUse use;
    if (nvml_) use.devices = nvml_->read();
    if (use.devices.empty() && !inUse.empty()) use.devices = askCuda(inUse);
    if (!use.devices.empty()) return use;
    use.reason = nvml_ ? "The NVIDIA driver tells no device's memory." : whyNoNvml_;
    return use;
  }

  std::vector<DeviceMemoryUse> askCuda(const std::vector<int>& inUse) const {
    std::vector<DeviceMemoryUse> uses;
    for (const auto& device : sources_.askCuda(inUse).devices) {
      if (!device.problem.empty() || !std::binary_search(inUse.begin(), inUse.end(), device.index))
        continue;
      DeviceMemoryUse use;
      use.index = device.index;
      use.name = device.name;
      use.totalBytes = device.memoryBytes;
      use.freeBytes = device.freeMemoryBytes;
      MemoryLedger::ofThisProcess().fill(use);
      uses.push_back(std::move(use));
    }
    return uses;
  }

  MemorySources sources_;
  std::unique_ptr<Nvml> nvml_;
  bool opened_ = false;
  std::string whyNoNvml_;
};

/// A program that cannot use a GPU shows none.
class NoMonitor : public MemoryMonitor {
 public:
  MemoryUse read() override { return {{}, describeCudaDevices().reason}; }
};

}  // namespace

std::unique_ptr<MemoryMonitor> makeMemoryMonitor(MemorySources sources) {
  return std::make_unique<SystemMonitor>(std::move(sources));
}

std::unique_ptr<MemoryMonitor> makeMemoryMonitor() {
#ifdef NBLAST_WITH_CUDA
  return makeMemoryMonitor(MemorySources{});
#else
  return std::make_unique<NoMonitor>();
#endif
}

void countDevicesByBus() {
  setenv("CUDA_DEVICE_ORDER", "PCI_BUS_ID", 0);
}

}  // namespace nblast

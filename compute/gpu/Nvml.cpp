// SPDX-License-Identifier: BSD-3-Clause
#include "compute/gpu/Nvml.hpp"

#include "compute/gpu/MemoryLedger.hpp"

#include <dlfcn.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cctype>
#include <charconv>
#include <cstdlib>
#include <limits>
#include <optional>
#include <string_view>

namespace nblast {

namespace {

// As NVML's documentation says; its header comes with the toolkit, which need not be there.
using NvmlReturn = int;  // 0: success
using NvmlDevice = struct NvmlDeviceHandle*;
struct NvmlMemory {
  unsigned long long total, free, used;
};
struct NvmlProcess {  // of the functions that end in _v3
  unsigned pid;
  unsigned long long usedBytes;
  unsigned gpuInstance, computeInstance;
};
constexpr auto kNotAvailable = std::numeric_limits<unsigned long long>::max();
constexpr unsigned kMaxProcesses = 1024;
constexpr std::size_t kTextLength = 128;  // names and UUIDs have 96 at most

using ProcessesFunction = NvmlReturn(NvmlDevice, unsigned*, NvmlProcess*);
using TextFunction = NvmlReturn(NvmlDevice, char*, unsigned);

template <class Function>
bool find(void* library, const char* name, Function*& function) {
  function = reinterpret_cast<Function*>(dlsym(library, name));
  return function != nullptr;
}

std::string textOf(TextFunction* ask, NvmlDevice device) {
  std::array<char, kTextLength> text{};
  return ask(device, text.data(), kTextLength) == 0 ? std::string(text.data()) : std::string();
}

std::string trimmed(std::string_view text) {
  while (!text.empty() && std::isspace(static_cast<unsigned char>(text.front())))
    text.remove_prefix(1);
  while (!text.empty() && std::isspace(static_cast<unsigned char>(text.back())))
    text.remove_suffix(1);
  return std::string(text);
}

}  // namespace

struct Nvml::Library {
  ~Library() {
    if (started) shutdown();
    if (handle != nullptr) dlclose(handle);
  }

  bool findAll() {
    // Older drivers do not report single processes this way; they are used all the same.
    find(handle, "nvmlDeviceGetComputeRunningProcesses_v3", computeProcesses);
    find(handle, "nvmlDeviceGetGraphicsRunningProcesses_v3", graphicsProcesses);
    return find(handle, "nvmlInit_v2", init) && find(handle, "nvmlShutdown", shutdown) &&
           find(handle, "nvmlErrorString", errorString) &&
           find(handle, "nvmlDeviceGetCount_v2", count) &&
           find(handle, "nvmlDeviceGetHandleByIndex_v2", byIndex) &&
           find(handle, "nvmlDeviceGetHandleByUUID", byUuid) &&
           find(handle, "nvmlDeviceGetName", name) && find(handle, "nvmlDeviceGetUUID", uuid) &&
           find(handle, "nvmlDeviceGetMemoryInfo", memory);
  }

  std::vector<NvmlDevice> all() const {
    unsigned number = 0;
    std::vector<NvmlDevice> devices;
    if (count(&number) != 0) return devices;
    for (unsigned i = 0; i < number; ++i) {
      NvmlDevice device = nullptr;
      devices.push_back(byIndex(i, &device) == 0 ? device : nullptr);  // keeps its number
    }
    return devices;
  }

  /// One entry of CUDA_VISIBLE_DEVICES: a number, or (the beginning of) a UUID.
  NvmlDevice named(const std::string& text, const std::vector<NvmlDevice>& devices) const {
    std::size_t index = 0;
    const auto parsed = std::from_chars(text.data(), text.data() + text.size(), index);
    if (parsed.ec == std::errc{} && parsed.ptr == text.data() + text.size()) {
      return index < devices.size() ? devices[index] : nullptr;
    }
    if (text.starts_with("GPU-")) {
      for (auto* device : devices) {
        if (device != nullptr && textOf(uuid, device).starts_with(text)) return device;
      }
    }
    NvmlDevice part = nullptr;  // of a device that is shared out
    if (text.starts_with("MIG-") && byUuid(text.c_str(), &part) == 0) return part;
    return nullptr;
  }

  /// As CUDA sees and counts them: up to the first entry that names no device.
  std::vector<NvmlDevice> visible() const {
    auto devices = all();
    const char* chosen = std::getenv("CUDA_VISIBLE_DEVICES");
    if (chosen == nullptr) return devices;
    std::vector<NvmlDevice> visible;
    std::string_view rest = chosen;
    while (true) {
      const auto comma = rest.find(',');
      auto* device = named(trimmed(rest.substr(0, comma)), devices);
      if (device == nullptr) return visible;
      visible.push_back(device);
      if (comma == std::string_view::npos) return visible;
      rest.remove_prefix(comma + 1);
    }
  }

  /// What this process has on the device, its graphics too; nothing where the driver does not say
  /// (in a container, where it counts processes otherwise than we do, it knows none of our number).
  std::optional<std::int64_t> bytesOfThisProcess(NvmlDevice device) const {
    std::optional<std::int64_t> bytes;
    for (auto* ask : {computeProcesses, graphicsProcesses}) {
      if (ask == nullptr) continue;
      std::vector<NvmlProcess> processes(kMaxProcesses);
      unsigned number = kMaxProcesses;
      if (ask(device, &number, processes.data()) != 0) continue;
      processes.resize(std::min(number, kMaxProcesses));
      for (const auto& process : processes) {
        if (process.pid != static_cast<unsigned>(getpid())) continue;
        if (process.usedBytes == kNotAvailable) continue;
        // A process that computes and draws is in both lists with the same bytes.
        bytes = std::max(bytes.value_or(0), static_cast<std::int64_t>(process.usedBytes));
      }
    }
    return bytes;
  }

  void* handle = nullptr;
  bool started = false;
  NvmlReturn (*init)() = nullptr;
  NvmlReturn (*shutdown)() = nullptr;
  const char* (*errorString)(NvmlReturn) = nullptr;
  NvmlReturn (*count)(unsigned*) = nullptr;
  NvmlReturn (*byIndex)(unsigned, NvmlDevice*) = nullptr;
  NvmlReturn (*byUuid)(const char*, NvmlDevice*) = nullptr;
  TextFunction* name = nullptr;
  TextFunction* uuid = nullptr;
  NvmlReturn (*memory)(NvmlDevice, NvmlMemory*) = nullptr;
  ProcessesFunction* computeProcesses = nullptr;
  ProcessesFunction* graphicsProcesses = nullptr;
};

Nvml::Nvml(std::unique_ptr<Library> library) : library_(std::move(library)) {}
Nvml::~Nvml() = default;

std::unique_ptr<Nvml> Nvml::open(const std::string& library, std::string& reason) {
  auto opened = std::make_unique<Library>();
  opened->handle = dlopen(library.c_str(), RTLD_NOW | RTLD_LOCAL);
  if (opened->handle == nullptr) {
    reason = "No NVIDIA driver was found.";
    return nullptr;
  }
  if (!opened->findAll()) {
    reason = "The NVIDIA driver is too old to be asked for its devices' memory; update it.";
    return nullptr;
  }
  if (const auto error = opened->init(); error != 0) {
    reason = std::string("The NVIDIA driver could not be asked for its devices' memory: ") +
             opened->errorString(error) + ".";
    return nullptr;
  }
  opened->started = true;
  return std::unique_ptr<Nvml>(new Nvml(std::move(opened)));
}

std::vector<DeviceMemoryUse> Nvml::read() const {
  std::vector<DeviceMemoryUse> uses;
  const auto devices = library_->visible();
  for (std::size_t i = 0; i < devices.size(); ++i) {
    NvmlMemory memory{};
    if (devices[i] == nullptr || library_->memory(devices[i], &memory) != 0) continue;
    DeviceMemoryUse use;
    use.index = static_cast<int>(i);
    use.name = textOf(library_->name, devices[i]);
    use.totalBytes = static_cast<std::int64_t>(memory.total);
    use.freeBytes = static_cast<std::int64_t>(memory.free);
    MemoryLedger::ofThisProcess().fill(use);
    const auto own = library_->bytesOfThisProcess(devices[i]);
    // More than all that is used is another process that has our number in its container.
    if (own && *own > use.ownBytes && *own <= use.totalBytes - use.freeBytes) {
      use.purposes.push_back({kDriverPurpose, *own - use.ownBytes});
      use.ownBytes = *own;
    }
    uses.push_back(std::move(use));
  }
  return uses;
}

}  // namespace nblast

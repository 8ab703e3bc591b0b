#include "app/cli/Commands.hpp"
#include "compute/engine/cuda/Devices.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>
#include <tbb/task_arena.h>

using namespace nblast;

namespace {

int printDevices(bool asJson) {
  const auto cuda = queryCudaDevices();
  const int threads = tbb::this_task_arena::max_concurrency();
  if (asJson) {
    auto devices = nlohmann::json::array();
    for (const auto& device : cuda.devices) {
      devices.push_back({{"name", device.name},
                         {"compute_capability", device.computeCapability},
                         {"total_bytes", device.memoryBytes},
                         {"free_bytes", device.freeMemoryBytes}});
    }
    const nlohmann::json document{
        {"cpu_threads", threads}, {"cuda_devices", devices}, {"cuda_reason", cuda.reason}};
    fmt::print("{}\n", document.dump(2));
    return kDone;
  }
  fmt::print("CPU   {} threads\n", threads);
  for (const auto& device : cuda.devices) {
    fmt::print("GPU   {}, compute capability {}, {:.1f} of {:.1f} GiB free\n", device.name,
               device.computeCapability, static_cast<double>(device.freeMemoryBytes) / (1 << 30),
               static_cast<double>(device.memoryBytes) / (1 << 30));
  }
  if (!cuda.reason.empty()) fmt::print("GPU   not used: {}\n", cuda.reason);
  return kDone;
}

}  // namespace

void addDevicesCommand(CLI::App& app, Action& action) {
  const auto asJson = std::make_shared<bool>(false);
  auto* command =
      app.add_subcommand("devices", "List what can score: CPU and GPUs, and why a GPU is not used");
  command->add_flag("--json", *asJson, "as JSON");
  command->callback([&action, asJson] { action = [asJson] { return printDevices(*asJson); }; });
}

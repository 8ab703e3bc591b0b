// SPDX-License-Identifier: BSD-3-Clause
#include "app/cli/Commands.hpp"
#include "app/cli/DevicesText.hpp"
#include "app/cli/Output.hpp"

#include <nlohmann/json.hpp>
#include <tbb/task_arena.h>

using namespace nblast;

namespace {

int printDevices(bool asJson) {
  const auto cuda = queryCudaDevices();
  const int threads = tbb::this_task_arena::max_concurrency();
  if (asJson) {
    output::printJson(devicesJson(cuda, threads), 2);
  } else {
    output::print(devicesText(cuda, threads));
  }
  return output::finish(kDone);
}

}  // namespace

void addDevicesCommand(CLI::App& app, Action& action) {
  const auto asJson = std::make_shared<bool>(false);
  auto* command =
      app.add_subcommand("devices", "List what can score: CPU and GPUs, and why a GPU is not used");
  command->add_flag("--json", *asJson, "as JSON");
  command->callback([&action, asJson] { action = [asJson] { return printDevices(*asJson); }; });
}

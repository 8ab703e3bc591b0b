// SPDX-License-Identifier: BSD-3-Clause
// nblast: NBLAST jobs without a display. Wiring only; the work is in compute.
#include "app/cli/Commands.hpp"
#include "app/cli/Output.hpp"
#include "app/cli/Signals.hpp"
#include "compute/base/Error.hpp"
#include "compute/gpu/MemoryMonitor.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <exception>
#include <new>
#include <sstream>
#include <string>

namespace {

int runAction(const Action& action) {
  try {
    return action();
  } catch (const nblast::Cancelled&) {
    output::tell("cancelled.\n");
    return kCancelled;
  } catch (const nblast::InputError& error) {
    output::tell("nblast: {}\n", error.what());
    return kBadInput;
  } catch (const std::bad_alloc&) {
    output::tell("nblast: The memory of this machine is not enough for this.\n");
    return kFailed;
  } catch (const std::exception& error) {
    output::tell("nblast: {}\n", error.what());
    return kFailed;
  }
}

/// Prints a help text, or what is wrong with the words that were given.
int tellUsage(const CLI::App& app, const CLI::ParseError& error) {
  std::ostringstream out, err;
  const bool asked = app.exit(error, out, err) == 0;
  output::print(out.str());
  output::tell(err.str());
  return output::finish(asked ? kDone : kBadInput);
}

}  // namespace

nblast::JobControl& commandControl() {
  static nblast::JobControl control;
  return control;
}

void printLeftOut(std::span<const nblast::LeftOut> leftOut) {
  if (leftOut.empty()) return;
  std::string lines;
  for (const auto& neuron : leftOut)
    lines += fmt::format("left out: {}: {}\n", neuron.name, neuron.reason);
  output::tell(lines);
}

int main(int argc, char** argv) {
  output::begin();
  cancelOnSignals(commandControl());
  nblast::countDevicesByBus();
  CLI::App app{"NBLAST: which neurons look like this one?", "nblast"};
  app.set_version_flag("--version", NBLAST_VERSION);
  app.require_subcommand(1);
  Action action;
  addRunCommands(app, action);
  addExportCommands(app, action);
  addInfoCommand(app, action);
  addVerifyCommand(app, action);
  addDevicesCommand(app, action);
  addSampleCommand(app, action);
  const auto commands = app.get_subcommands({});
  const auto isFirstWord = [&](const CLI::App* command) { return command->check_name(argv[1]); };
  if (argc > 1 && argv[1][0] != '-' &&
      std::none_of(commands.begin(), commands.end(), isFirstWord)) {
    output::tell("nblast: There is no command '{}'; `nblast --help` lists them.\n", argv[1]);
    return kBadInput;
  }
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    return tellUsage(app, error);
  }
  return runAction(action);
}

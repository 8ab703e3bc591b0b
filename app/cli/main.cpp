// nblast: NBLAST jobs without a display. Wiring only; the work is in compute.
#include "app/cli/Commands.hpp"
#include "compute/base/Error.hpp"
#include "compute/engine/cuda/MemoryUse.hpp"

#include <fmt/format.h>

#include <csignal>
#include <exception>

namespace {

void cancelOnSignal(int) {
  // Only atomics are safe here: cancel() also takes a lock, which the interrupted thread may hold.
  commandControl().requestCancel();
}

int runAction(const Action& action) {
  try {
    return action();
  } catch (const nblast::Cancelled&) {
    fmt::print(stderr, "cancelled\n");
    return kCancelled;
  } catch (const nblast::InputError& error) {
    fmt::print(stderr, "nblast: {}\n", error.what());
    return kBadInput;
  } catch (const std::exception& error) {
    fmt::print(stderr, "nblast: {}\n", error.what());
    return kFailed;
  }
}

}  // namespace

nblast::JobControl& commandControl() {
  static nblast::JobControl control;
  return control;
}

void printLeftOut(const std::vector<nblast::LeftOut>& leftOut) {
  for (const auto& neuron : leftOut)
    fmt::print(stderr, "left out: {}: {}\n", neuron.name, neuron.reason);
}

int main(int argc, char** argv) {
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
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    return app.exit(error) == 0 ? kDone : kBadInput;
  }
  commandControl();  // made before a signal can ask for it
  std::signal(SIGINT, cancelOnSignal);
  std::signal(SIGTERM, cancelOnSignal);
  std::signal(SIGXFSZ,
              SIG_IGN);  // a file that grows too large is an error with a sentence, not a death
  return runAction(action);
}

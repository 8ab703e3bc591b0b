// SPDX-License-Identifier: BSD-3-Clause
// nblast: NBLAST jobs without a display. Wiring only; the work is in compute.
#include "app/cli/Commands.hpp"
#include "app/cli/Output.hpp"
#include "app/cli/Signals.hpp"
#include "compute/base/Error.hpp"
#include "compute/base/Log.hpp"
#include "compute/base/LogFile.hpp"
#include "compute/base/Version.hpp"
#include "compute/gpu/MemoryMonitor.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <exception>
#include <filesystem>
#include <new>
#include <optional>
#include <sstream>
#include <string>
#include <string_view>
#include <utility>

namespace {

constexpr std::string_view kCategory = "program";

int fail(ExitCode code, std::string_view why) {
  nblast::log(nblast::LogLevel::Error, kCategory, why);
  output::tell("nblast: {}\n", why);
  return code;
}

int runAction(const Action& action) {
  try {
    return action();
  } catch (const nblast::Cancelled&) {
    output::tell("cancelled.\n");
    return kCancelled;
  } catch (const nblast::InputError& error) {
    return fail(kBadInput, error.what());
  } catch (const std::bad_alloc&) {
    return fail(kFailed, "The memory of this machine is not enough for this.");
  } catch (const std::exception& error) {
    return fail(kFailed, error.what());
  }
}

/// Every command takes --log; so does the program, before the command's name.
void addLogOption(CLI::App& app, std::optional<std::filesystem::path>& log) {
  const auto add = [&log](CLI::App& command) {
    command.add_option_function<std::string>(
        "--log", [&log](const std::string& file) { log = file; },
        "append what is done to this file [log.txt in ~/.local/state/nblast-workbench]");
  };
  add(app);
  for (auto* command : app.get_subcommands({}))
    add(*command);
}

/// A log that cannot be written is mentioned only if its file was asked for.
void beginLog(const std::optional<std::filesystem::path>& asked) {
  nblast::LogFile::OnProblem onProblem;
  if (asked)
    onProblem = [](const std::string& sentence) { output::tell("warning: {}\n", sentence); };
  nblast::logToFile(nblast::chosenLogPath(asked, "nblast-workbench"), std::move(onProblem));
}

int runLogged(const Action& action, int argc, char** argv) {
  std::string words;
  for (int i = 1; i < argc; ++i)
    words += fmt::format(" {}", argv[i]);
  nblast::log(nblast::LogLevel::Info, kCategory,
              fmt::format("nblast {} begins:{}", nblast::programVersion(), words));
  const int exitCode = runAction(action);
  nblast::log(nblast::LogLevel::Info, kCategory, fmt::format("nblast ends with {}", exitCode));
  return exitCode;
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
  app.set_version_flag("--version", nblast::programVersion());
  app.require_subcommand(1);
  Action action;
  addRunCommands(app, action);
  addExportCommands(app, action);
  addInfoCommand(app, action);
  addVerifyCommand(app, action);
  addDevicesCommand(app, action);
  addSampleCommand(app, action);
  std::optional<std::filesystem::path> log;
  addLogOption(app, log);
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
  beginLog(log);
  return runLogged(action, argc, argv);
}

// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include "app/cli/ExitCode.hpp"
#include "compute/base/JobControl.hpp"
#include "compute/neuron/Neuron.hpp"
#include "compute/scorefile/ScoreFile.hpp"

#include <CLI/CLI.hpp>

#include <charconv>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <span>
#include <string>
#include <system_error>

/// What the chosen subcommand does; set by its parse callback, called once by main.
using Action = std::function<int()>;

void addRunCommands(CLI::App& app, Action& action);     ///< run, plan
void addExportCommands(CLI::App& app, Action& action);  ///< export, matches
void addInfoCommand(CLI::App& app, Action& action);
void addDevicesCommand(CLI::App& app, Action& action);
void addVerifyCommand(CLI::App& app, Action& action);
void addSampleCommand(CLI::App& app, Action& action);

/// Ctrl-C cancels through this.
nblast::JobControl& commandControl();

/// Checks that a whole number can be held: the parser would take the largest one instead.
template <class Number>
CLI::Validator holds() {
  return CLI::Validator(
      [](const std::string& text) {
        Number number{};
        const auto [rest, error] = std::from_chars(text.data(), text.data() + text.size(), number);
        static_cast<void>(rest);
        return error == std::errc::result_out_of_range ? text + " is too large" : std::string();
      },
      "");
}

/// --direction forward|mean|min|max|reverse.
CLI::Option* addDirectionOption(CLI::App& app, nblast::Direction& direction);

/// One line per neuron on stderr, with its reason.
void printLeftOut(std::span<const nblast::LeftOut> leftOut);

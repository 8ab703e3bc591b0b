#pragma once
#include "compute/base/JobControl.hpp"
#include "compute/neuron/Neuron.hpp"
#include "compute/store/ScoreFile.hpp"

#include <CLI/CLI.hpp>

#include <filesystem>
#include <functional>
#include <string>
#include <vector>

/// Exit codes of design.md, "The command line".
enum ExitCode { kDone = 0, kFailed = 1, kBadInput = 2, kDoneWithLeftOut = 3, kCancelled = 130 };

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

/// --direction forward|mean|min|max|reverse.
CLI::Option* addDirectionOption(CLI::App& app, nblast::Direction& direction);

/// One line a neuron on stderr, with its reason.
void printLeftOut(const std::vector<nblast::LeftOut>& leftOut);

// SPDX-License-Identifier: BSD-3-Clause
#include "app/cli/Commands.hpp"
#include "app/cli/Output.hpp"
#include "app/cli/ProgressPrinter.hpp"
#include "compute/analysis/Matches.hpp"
#include "compute/base/Bytes.hpp"
#include "compute/base/Error.hpp"
#include "compute/export/Export.hpp"
#include "compute/export/ExportFormats.hpp"
#include "compute/scorefile/Direction.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <cmath>
#include <iterator>
#include <map>
#include <system_error>
#include <vector>

using namespace nblast;

CLI::Option* addDirectionOption(CLI::App& app, Direction& direction) {
  static const std::map<std::string, Direction> kDirections{{"forward", Direction::Forward},
                                                            {"reverse", Direction::Reverse},
                                                            {"mean", Direction::Mean},
                                                            {"min", Direction::Min},
                                                            {"max", Direction::Max}};
  // Not as an enum: CLI11 would print its numbers, and take them.
  std::vector<std::string> names;
  for (const auto& [name, value] : kDirections)
    names.push_back(name);
  return app
      .add_option_function<std::string>(
          "--direction",
          [&direction](const std::string& name) { direction = kDirections.at(name); },
          "which scores, and by which they are ranked")
      ->default_str(directionName(direction))
      ->check(CLI::IsMember(names));
}

namespace {

struct ExportArguments {
  std::filesystem::path scores, output;
  ExportOptions options;
  bool overwrite = false;
  double above = 0;
  std::int64_t top = 0;
};

struct MatchesArguments {
  std::filesystem::path scores;
  std::string query;
  std::int64_t top = 20;
  Direction direction = Direction::Forward;
  bool json = false;
};

std::int64_t findQuery(const ScoreFile& file, const std::string& key) {
  const auto& labels = file.queries().labels;
  for (std::size_t i = 0; i < labels.size(); ++i) {
    if (labels[i].key == key) return static_cast<std::int64_t>(i);
  }
  throw InputError(file.path().string(), 0,
                   fmt::format("there is no query \"{}\"; `nblast info {} --json` lists them", key,
                               file.path().string()));
}

nlohmann::json numberOrNull(float score) {
  return std::isnan(score) ? nlohmann::json(nullptr) : nlohmann::json(score);
}

void printJson(const ScoreFile& file, const std::vector<Match>& matches) {
  auto list = nlohmann::json::array();
  for (std::size_t i = 0; i < matches.size(); ++i) {
    const auto& match = matches[i];
    list.push_back({{"rank", i + 1},
                    {"target", file.targets().labels[match.target].key},
                    {"forward", numberOrNull(match.forward)},
                    {"reverse", numberOrNull(match.reverse)},
                    {"mean", numberOrNull(match.mean)}});
  }
  output::printJson(list, 2);
}

std::string cell(float score) {
  return std::isnan(score) ? "-" : fmt::format("{:.4f}", score);
}

void printTable(const ScoreFile& file, const std::vector<Match>& matches) {
  std::size_t width = 6;
  for (const auto& match : matches)
    width = std::max(width, file.targets().labels[match.target].key.size());
  auto text = fmt::format("{:>5}  {:<{}}  {:>9}  {:>9}  {:>9}\n", "rank", "target", width,
                          "forward", "reverse", "mean");
  for (std::size_t i = 0; i < matches.size(); ++i) {
    const auto& match = matches[i];
    fmt::format_to(std::back_inserter(text), "{:>5}  {:<{}}  {:>9}  {:>9}  {:>9}\n", i + 1,
                   file.targets().labels[match.target].key, width, cell(match.forward),
                   cell(match.reverse), cell(match.mean));
  }
  output::print(text);
}

void tellUnfinished(const ScoreFile& file, const char* what) {
  const auto blocks = file.completeness();
  if (blocks.complete()) return;
  output::tell("{}: only {} of {} blocks are finished; {}\n", file.path().string(),
               blocks.finishedBlocks, blocks.blocks, what);
}

int printMatches(const MatchesArguments& arguments) {
  const auto file = ScoreFile::open(arguments.scores);
  tellUnfinished(*file, "matches are those of the targets scored so far");
  requireDirection(*file, arguments.direction);
  const auto matches =
      matchesOf(*file, findQuery(*file, arguments.query), arguments.direction, arguments.top);
  if (arguments.json) {
    printJson(*file, matches);
  } else {
    printTable(*file, matches);
  }
  return output::finish(kDone);
}

int exportFile(const ExportArguments& arguments) {
  const auto file = ScoreFile::open(arguments.scores);
  try {
    const ProgressPrinter printer(commandControl(), ProgressStyle::Bar);
    exportScores(*file, arguments.output, arguments.options, commandControl());
  } catch (const Cancelled&) {
    output::tell("cancelled. No table was written.\n");
    return kCancelled;
  }
  tellUnfinished(*file, "scores not computed yet are left empty");
  std::error_code none;
  output::tell("{} queries, {}: {}\n", file->queries().size(),
               bytesAsText(std::filesystem::file_size(arguments.output, none)),
               arguments.output.string());
  return kDone;
}

void addExport(CLI::App& app, Action& action) {
  const auto arguments = std::make_shared<ExportArguments>();
  auto* command = app.add_subcommand("export", "Write scores as a table");
  command->add_option("SCORES", arguments->scores, "score file")->required();
  command
      ->add_option("-o,--output", arguments->output,
                   "table to write; its ending says the format: " + exportFormatsInWords())
      ->required();
  addDirectionOption(*command, arguments->options.direction);
  auto* above = command->add_option("--above", arguments->above, "only scores of at least this");
  auto* top = command->add_option("--top", arguments->top, "only each query's N best")
                  ->check(holds<std::int64_t>())
                  ->check(CLI::PositiveNumber);
  command->add_flag("--overwrite", arguments->overwrite, "replace an existing table");
  command->callback([&action, arguments, above, top] {
    if (arguments->overwrite) arguments->options.existing = ExistingFile::Overwrite;
    if (above->count() > 0) arguments->options.above = arguments->above;
    if (top->count() > 0) arguments->options.top = arguments->top;
    action = [arguments] { return exportFile(*arguments); };
  });
}

void addMatches(CLI::App& app, Action& action) {
  const auto arguments = std::make_shared<MatchesArguments>();
  auto* command = app.add_subcommand("matches", "List a query's best targets");
  command->add_option("SCORES", arguments->scores, "score file")->required();
  command->add_option("--query", arguments->query, "the query's name")->required();
  command->add_option("--top", arguments->top, "how many; 0 = all")
      ->capture_default_str()
      ->check(holds<std::int64_t>())
      ->check(CLI::NonNegativeNumber);
  addDirectionOption(*command, arguments->direction);
  command->add_flag("--json", arguments->json, "as JSON");
  command->callback(
      [&action, arguments] { action = [arguments] { return printMatches(*arguments); }; });
}

}  // namespace

void addExportCommands(CLI::App& app, Action& action) {
  addExport(app, action);
  addMatches(app, action);
}

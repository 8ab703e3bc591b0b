// SPDX-License-Identifier: BSD-3-Clause
#include "app/cli/Commands.hpp"
#include "app/cli/Output.hpp"
#include "app/cli/ProgressPrinter.hpp"
#include "compute/analysis/Verify.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

using namespace nblast;

namespace {

struct VerifyArguments {
  std::filesystem::path scores;
  VerifyOptions options;
  bool json = false;
};

void printJson(const ScoreFile& file, const VerifyResult& result) {
  nlohmann::json worst;  // null if nothing was compared
  if (result.query >= 0) {
    worst = {{"query", file.queries().labels[result.query].key},
             {"target", file.targets().labels[result.target].key},
             {"direction", directionName(result.direction)},
             {"stored", result.stored},
             {"recomputed", result.recomputed},
             {"difference", result.worstDifference}};
  }
  const nlohmann::json document{{"good", result.isGood()},
                                {"pairs", result.pairs},
                                {"scores", result.scores},
                                {"finished_blocks", result.blocks.finishedBlocks},
                                {"blocks", result.blocks.blocks},
                                {"damaged_blocks", result.damagedBlocks},
                                {"tolerance", VerifyResult::kTolerance},
                                {"worst", worst}};
  output::printJson(document, 2);
}

void printWorst(const ScoreFile& file, const VerifyResult& result) {
  if (result.query < 0) return;
  output::print("worst      {:.3g} ({} against {}, {}: stored {:.9g}, recomputed {:.9g})\n",
                result.worstDifference, file.queries().labels[result.query].key,
                file.targets().labels[result.target].key, directionName(result.direction),
                result.stored, result.recomputed);
}

std::string verdictOf(const VerifyResult& result) {
  if (result.isGood()) return "good";
  if (result.blocks.finishedBlocks == 0)
    return "NOTHING TO COMPARE: no score of this file is finished";
  return fmt::format(
      "NOT GOOD: a score may be {} off at most, and no block damaged; run the job again",
      VerifyResult::kTolerance);
}

void printText(const ScoreFile& file, const VerifyResult& result) {
  const auto& blocks = result.blocks;
  if (!blocks.complete())
    output::print("finished   {} of {} blocks\n", blocks.finishedBlocks, blocks.blocks);
  if (blocks.finishedBlocks > 0) {
    output::print("compared   {} scores of {} pairs with the reference engine\n", result.scores,
                  result.pairs);
    printWorst(file, result);
    output::print("checksums  {}\n",
                  result.damagedBlocks == 0
                      ? "all right"
                      : fmt::format("{} blocks are damaged", result.damagedBlocks));
  }
  output::print("{}\n", verdictOf(result));
}

int verify(const VerifyArguments& arguments) {
  const auto file = ScoreFile::open(arguments.scores);
  VerifyResult result;
  {
    const ProgressPrinter printer(commandControl(), ProgressStyle::Bar);
    result = verifyScores(*file, arguments.options, commandControl());
  }
  if (arguments.json) {
    printJson(*file, result);
  } else {
    printText(*file, result);
  }
  const int verdict = result.isGood() ? kDone : kFailed;
  return arguments.json ? output::finish(verdict) : verdict;
}

}  // namespace

void addVerifyCommand(CLI::App& app, Action& action) {
  const auto arguments = std::make_shared<VerifyArguments>();
  auto* command = app.add_subcommand(
      "verify", "Recompute random pairs with the reference engine; exit 1 beyond 0.001");
  command->add_option("SCORES", arguments->scores, "score file")->required();
  command->add_option("--pairs", arguments->options.pairs, "how many")
      ->capture_default_str()
      ->check(holds<std::int64_t>())
      ->check(CLI::PositiveNumber);
  command->add_option("--seed", arguments->options.seed, "the same seed draws the same pairs")
      ->capture_default_str()
      ->check(holds<std::uint64_t>());
  command->add_flag("--json", arguments->json, "as JSON");
  command->callback([&action, arguments] { action = [arguments] { return verify(*arguments); }; });
}

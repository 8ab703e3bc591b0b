// SPDX-License-Identifier: BSD-3-Clause
#include "app/cli/Commands.hpp"
#include "app/cli/Output.hpp"
#include "app/cli/PlanOutput.hpp"
#include "app/cli/ProgressPrinter.hpp"
#include "compute/base/Counts.hpp"
#include "compute/base/Error.hpp"
#include "compute/io/FileKind.hpp"
#include "compute/job/CheckOutput.hpp"
#include "compute/job/Runner.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <charconv>
#include <span>

using namespace nblast;

namespace {

/// The words of `nblast run` and `nblast plan` before they are a JobSpec.
struct RunOptions {
  JobSpec spec;
  std::string queryUnits = "auto";
  std::string targetUnits = "auto";
  bool raw = false;
  std::string table = "auto";
  std::string edges = "label";
  std::string maxDistance = "off";
  bool noGeometry = false;
  std::string progress = "bar";
  bool json = false;  ///< of `plan`
};

std::optional<UnitChoice> unitOf(const std::string& text, const char* flag) {
  if (text == "auto") return std::nullopt;
  auto unit = parseUnitChoice(text);
  if (!unit)
    throw InputError(fmt::format(
        "{} {}: no length unit; write auto, um, nm or \"8 nm\", or \"stated,nm\", where files "
        "that state a unit keep theirs",
        flag, text));
  return unit;
}

/// Checks a GPU's number, one of those between the commas.
CLI::Validator isGpuNumber() {
  return CLI::Validator(
      [](const std::string& text) {
        int gpu = 0;
        const char* const end = text.data() + text.size();
        const auto [rest, error] = std::from_chars(text.data(), end, gpu);
        return error == std::errc{} && rest == end
                   ? std::string()
                   : text + ": write the numbers that `nblast devices` shows, as in 0,1";
      },
      "");
}

JobSpec specOf(const RunOptions& options) {
  JobSpec spec = options.spec;
  spec.queryUnit = unitOf(options.queryUnits, "--units");
  spec.targetUnit = unitOf(options.targetUnits, "--target-units");
  spec.normalised = !options.raw;
  if (!setTable(spec, options.table)) {
    throw InputError(fmt::format("--table {}: after v1: comes sigma, a number of µm, as in v1:10",
                                 options.table));
  }
  spec.edges = options.edges == "left" ? EdgeRule::Left : EdgeRule::Label;
  const auto maxDistance = parseMaxDistance(options.maxDistance);
  if (!maxDistance) {
    throw InputError(
        fmt::format("--max-distance {}: write off, auto or a number of µm", options.maxDistance));
  }
  spec.maxDistance = *maxDistance;
  spec.geometry = !options.noGeometry;
  return spec;
}

void addScoringOptions(CLI::App& command, RunOptions& options) {
  auto& spec = options.spec;
  command.add_flag("--raw", options.raw, "do not divide by the self-hit");
  command.add_flag("--alpha", spec.alpha,
                   "weigh |dot| by both points' alpha; the automatic table is then fcwb-alpha");
  command
      .add_option("--table", options.table,
                  "score table: auto, fcwb, fcwb-alpha, v1[:SIGMA in µm] or a CSV file")
      ->capture_default_str();
  command
      .add_option(
          "--edges", options.edges,
          "a value on a bin's edge: as the table's labels say, or always [a,b) (left, as in "
          "R and navis-fastcore)")
      ->capture_default_str()
      ->check(CLI::IsMember({"label", "left"}));
  command
      .add_option("--max-distance", options.maxDistance,
                  "beyond it a point is far: off, auto (1.05 x the table's last inner edge) or µm")
      ->capture_default_str();
  command.add_option("--sparse-above", spec.sparseAbove,
                     "keep only scores of at least this, in either direction; exact, with proof");
  command.add_option("--top", spec.top, "keep each query's N best; with --sparse-above: both")
      ->check(holds<std::int64_t>())
      ->check(CLI::PositiveNumber);
  command.add_flag("--both", spec.both,
                   "with --target: score targets against queries too (for mean, min, max)");
}

void addWorkOptions(CLI::App& command, RunOptions& options) {
  auto& spec = options.spec;
  command
      .add_option("--engine", spec.engine,
                  "auto (cuda if a GPU can be used, else cpu), cuda, cpu, reference (slow, to "
                  "check), cuda-host (the GPU's kernels on the CPU, for tests)")
      ->capture_default_str();
  command.add_option("--threads", spec.threads, "threads; 0 = all")->capture_default_str();
  command
      .add_option("--gpus", spec.gpus,
                  "which GPUs, as `nblast devices` counts them, as in 0,1 [all]")
      ->delimiter(',')
      ->allow_extra_args(false)
      ->check(isGpuNumber());
  command.add_option("--memory", spec.memory_gib,
                     "limit in GiB of this machine's memory, and of each GPU's");
}

void addOptions(CLI::App& command, RunOptions& options) {
  auto& spec = options.spec;
  command.add_option("QUERY", spec.queries, "neurons: " + neuronInputsInWords())->required();
  auto* target =
      command.add_option("--target", spec.targets, "targets; without it, all queries against all");
  command
      .add_option("--units", options.queryUnits,
                  "length unit of the coordinates: auto, um, nm, \"8 nm\"; stated,nm: files that "
                  "state a unit keep theirs, the others are in nm")
      ->capture_default_str();
  command.add_option("--target-units", options.targetUnits, "the same for the targets")
      ->capture_default_str()
      ->needs(target);
  command.add_option("--k", spec.neighbours,
                     "neighbours for tangents, itself included [5 for skeletons, 20 for clouds]");
  command
      .add_option("--resample", spec.resample_um, "resampling step of skeletons in µm; 0 = none")
      ->capture_default_str();
  addScoringOptions(command, options);
  command.get_option("--both")->needs(target);
  addWorkOptions(command, options);
  command.add_flag("--overwrite", spec.overwrite, "replace an existing score file");
  command.add_flag("--no-geometry", options.noGeometry,
                   "leave points and tangents out of the score file");
  command.add_option("--progress", options.progress, "bar, json, none")
      ->capture_default_str()
      ->check(CLI::IsMember({"bar", "json", "none"}));
}

nlohmann::json outcomeAsJson(const JobOutcome& outcome, const JobSpec& spec) {
  auto line = toJson(outcome.report);
  line["finished_blocks"] = outcome.report.finishedBlocks;
  line["blocks"] = outcome.report.blocks;
  line["file"] = nullptr;
  if (outcome.report.finishedBlocks > 0) line["file"] = spec.output.string();
  switch (outcome.kind) {
    case JobOutcome::Kind::Finished:
      line["event"] = "done";
      break;
    case JobOutcome::Kind::Cancelled:
      line["event"] = "cancelled";
      break;
    case JobOutcome::Kind::Failed:
      line["event"] = "failed";
      line["reason"] = outcome.failure;
      break;
  }
  return line;
}

int exitCodeOf(const JobOutcome& outcome) {
  switch (outcome.kind) {
    case JobOutcome::Kind::Finished:
      return outcome.report.leftOut.empty() ? kDone : kDoneWithLeftOut;
    case JobOutcome::Kind::Cancelled:
      return kCancelled;
    case JobOutcome::Kind::Failed:
      return outcome.inputWasWrong ? kBadInput : kFailed;
  }
  return kFailed;
}

void printShares(const SparseCounts& counts) {
  output::tell("of {} pairs {} were scored ({}) and {} kept ({})\n", counts.pairs, counts.scored,
               shareAsText(counts.scored, counts.pairs), counts.kept,
               shareAsText(counts.kept, counts.pairs));
}

/// Tells notes and left-out neurons of a report as soon as they are known, each once.
class News {
 public:
  void tell(const JobReport& report) {
    for (; notes_ < report.notes.size(); ++notes_)
      output::tell("{}\n", report.notes[notes_]);
    printLeftOut(std::span(report.leftOut).subspan(std::min(leftOut_, report.leftOut.size())));
    leftOut_ = report.leftOut.size();
  }
  bool hasLeftOut() const { return leftOut_ > 0; }

 private:
  std::size_t notes_ = 0, leftOut_ = 0;
};

void printOutcome(const JobOutcome& outcome, const JobSpec& spec, ProgressStyle style) {
  const auto& report = outcome.report;
  if (outcome.kind == JobOutcome::Kind::Failed) {
    output::tell("nblast: {}\n", outcome.failure);
    if (!outcome.inputWasWrong) output::tell("{}\n", outcome.kept);
  }
  if (outcome.kind == JobOutcome::Kind::Cancelled) output::tell("cancelled. {}\n", outcome.kept);
  if (style == ProgressStyle::Json) {
    output::printJson(outcomeAsJson(outcome, spec));
  } else if (outcome.kind == JobOutcome::Kind::Finished) {
    output::tell(
        "{} pairs in {:.2f} s (load {:.2f}, prepare {:.2f}, score {:.2f}, write {:.2f}), engine "
        "{}: {}\n",
        report.pairs,
        report.loadSeconds + report.prepareSeconds + report.scoreSeconds + report.writeSeconds,
        report.loadSeconds, report.prepareSeconds, report.scoreSeconds, report.writeSeconds,
        report.engine, spec.output.string());
    if (!report.shares.empty()) output::tell("{}\n", sharesInWords(report.shares));
    if (report.sparse) printShares(*report.sparse);
  }
}

void tellWarnings(const Plan& plan) {
  for (const auto& warning : plan.warnings)
    output::tell("warning: {}\n", warning);
}

int run(const RunOptions& options) {
  const JobSpec spec = specOf(options);
  const auto style = progressStyleOf(options.progress);
  JobOutcome outcome;
  News news;
  {
    ProgressPrinter printer(commandControl(), style);
    JobEvents events;
    events.loaded = [&news](const JobReport& report) { news.tell(report); };
    events.planned = [&printer, style](const Plan& plan) {
      tellWarnings(plan);
      if (style != ProgressStyle::Json) return;
      output::printJson(planJson(plan));
      printer.startJson();
    };
    outcome = runJob(spec, {}, commandControl(), events);
  }
  news.tell(outcome.report);
  printOutcome(outcome, spec, style);
  return exitCodeOf(outcome);
}

int plan(const RunOptions& options) {
  const JobSpec spec = specOf(options);
  if (!spec.output.empty()) checkOutput(spec, commandControl());
  const bool asJson = options.json || options.progress == "json";
  Plan cost;
  News news;
  {
    const bool quiet = options.progress != "bar";
    const ProgressPrinter printer(commandControl(),
                                  quiet ? ProgressStyle::None : ProgressStyle::Bar);
    JobEvents events;
    events.loaded = [&news](const JobReport& report) { news.tell(report); };
    cost = planJob(spec, {}, commandControl(), events);
  }
  tellWarnings(cost);
  if (asJson) {
    output::printJson(planJson(cost));
  } else {
    output::print(planLines(cost));
  }
  const auto problem = roomProblem(spec.output, cost);
  if (!problem.empty()) output::tell("nblast: {}\n", problem);
  if (!problem.empty()) return output::finish(kFailed);
  return output::finish(news.hasLeftOut() ? kDoneWithLeftOut : kDone);
}

}  // namespace

void addRunCommands(CLI::App& app, Action& action) {
  const auto runOptions = std::make_shared<RunOptions>();
  auto* runCommand = app.add_subcommand("run", "Score every query against every target");
  addOptions(*runCommand, *runOptions);
  runCommand->add_option("-o,--output", runOptions->spec.output, "score file to write (HDF5)")
      ->required();
  runCommand->callback(
      [&action, runOptions] { action = [runOptions] { return run(*runOptions); }; });

  const auto planOptions = std::make_shared<RunOptions>();
  auto* planCommand = app.add_subcommand("plan", "Say what a run will cost; starts nothing");
  addOptions(*planCommand, *planOptions);
  planCommand->add_option("-o,--output", planOptions->spec.output,
                          "score file that the run would write");
  planCommand->add_flag("--json", planOptions->json, "as one JSON object");
  planCommand->callback(
      [&action, planOptions] { action = [planOptions] { return plan(*planOptions); }; });
}

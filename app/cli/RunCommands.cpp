#include "app/cli/Commands.hpp"
#include "app/cli/Figures.hpp"
#include "app/cli/PlanText.hpp"
#include "app/cli/ProgressPrinter.hpp"
#include "compute/base/Error.hpp"
#include "compute/job/Runner.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <charconv>
#include <iostream>

using namespace nblast;

namespace {

/// The words of `nblast run` and `nblast plan` before they are a JobSpec.
struct RunOptions {
  JobSpec spec;
  std::string queryUnits = "auto";
  std::string targetUnits = "auto";
  int neighbours = 0;
  bool raw = false;
  std::string edges = "label";
  std::string maxDistance = "off";
  std::string gpus;
  bool noGeometry = false;
  std::string progress = "bar";
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

/// "0,1"; nothing: all.
std::vector<int> gpusOf(const std::string& text) {
  std::vector<int> gpus;
  if (text.empty()) return gpus;
  const char* at = text.data();
  const char* const end = at + text.size();
  while (true) {
    int gpu = 0;
    const auto [rest, error] = std::from_chars(at, end, gpu);
    if (error == std::errc{}) gpus.push_back(gpu);
    if (error == std::errc{} && rest == end) return gpus;
    if (error != std::errc{} || *rest != ',') {
      throw InputError(
          fmt::format("--gpus {}: write the numbers that `nblast devices` shows, as in 0,1", text));
    }
    at = rest + 1;
  }
}

JobSpec specOf(const RunOptions& options) {
  JobSpec spec = options.spec;
  spec.queryUnit = unitOf(options.queryUnits, "--units");
  spec.targetUnit = unitOf(options.targetUnits, "--target-units");
  if (options.neighbours != 0) spec.neighbours = options.neighbours;
  spec.normalised = !options.raw;
  spec.edges = options.edges == "left" ? EdgeRule::Left : EdgeRule::Label;
  const auto maxDistance = parseMaxDistance(options.maxDistance);
  if (!maxDistance) {
    throw InputError(
        fmt::format("--max-distance {}: write off, auto or a number of µm", options.maxDistance));
  }
  spec.maxDistance = *maxDistance;
  spec.gpus = gpusOf(options.gpus);
  spec.geometry = !options.noGeometry;
  return spec;
}

void addScoringOptions(CLI::App& command, RunOptions& options) {
  auto& spec = options.spec;
  command.add_flag("--raw", options.raw, "do not divide by the self-hit");
  command.add_flag("--alpha", spec.alpha,
                   "weigh |dot| by both points' alpha; the automatic table is then fcwb-alpha");
  command
      .add_option("--table", spec.table,
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
  command.add_option("--gpus", options.gpus,
                     "which GPUs, as `nblast devices` counts them, as in 0,1 [all]");
  command.add_option("--memory", spec.memory_gib,
                     "at most so many GiB of this machine's memory, and of each GPU's");
}

void addOptions(CLI::App& command, RunOptions& options) {
  auto& spec = options.spec;
  command
      .add_option("QUERY", spec.queries,
                  "SWC files, folders, zip or tar archives, dotprops CSV, point CSV")
      ->required();
  command.add_option("--target", spec.targets, "targets; without it, all queries against all");
  command
      .add_option("--units", options.queryUnits,
                  "length unit of the coordinates: auto, um, nm, \"8 nm\"; stated,nm: files that "
                  "state a unit keep theirs, the others are in nm")
      ->capture_default_str();
  command.add_option("--target-units", options.targetUnits, "the same for the targets")
      ->capture_default_str();
  command.add_option("--k", options.neighbours,
                     "neighbours for tangents, itself included [5 for skeletons, 20 for clouds]");
  command
      .add_option("--resample", spec.resample_um, "resampling step of skeletons in µm; 0 = none")
      ->capture_default_str();
  addScoringOptions(command, options);
  addWorkOptions(command, options);
  command.add_flag("--overwrite", spec.overwrite, "replace an existing score file");
  command.add_flag("--no-geometry", options.noGeometry,
                   "leave points and tangents out of the score file");
  command.add_option("--progress", options.progress, "bar, json, none")
      ->capture_default_str()
      ->check(CLI::IsMember({"bar", "json", "none"}));
}

ProgressStyle styleOf(const std::string& progress) {
  if (progress == "json") return ProgressStyle::Json;
  return progress == "bar" ? ProgressStyle::Bar : ProgressStyle::None;
}

nlohmann::json outcomeAsJson(const JobOutcome& outcome) {
  auto line = toJson(outcome.report);
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

void printJsonLine(const nlohmann::json& line) {
  std::cout << line.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace) << std::endl;
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
  fmt::print(stderr, "of {} pairs {} were scored ({}) and {} kept ({})\n", counts.pairs,
             counts.scored, shareInWords(counts.scored, counts.pairs), counts.kept,
             shareInWords(counts.kept, counts.pairs));
}

void printOutcome(const JobOutcome& outcome, const JobSpec& spec, ProgressStyle style) {
  const auto& report = outcome.report;
  for (const auto& text : report.notes)
    fmt::print(stderr, "{}\n", text);
  printLeftOut(report.leftOut);
  if (outcome.kind == JobOutcome::Kind::Failed) fmt::print(stderr, "nblast: {}\n", outcome.failure);
  if (outcome.kind == JobOutcome::Kind::Cancelled) {
    if (isSparse(spec)) {
      fmt::print(stderr, "cancelled; {} is not complete and shows no scores\n",
                 spec.output.string());
    } else {
      fmt::print(stderr, "cancelled; the blocks finished so far are in {}\n", spec.output.string());
    }
  }
  if (style == ProgressStyle::Json) {
    printJsonLine(outcomeAsJson(outcome));
  } else if (outcome.kind == JobOutcome::Kind::Finished) {
    fmt::print(
        stderr,
        "{} pairs in {:.2f} s (load {:.2f}, prepare {:.2f}, score {:.2f}, write {:.2f}), engine "
        "{}: {}\n",
        report.pairs,
        report.loadSeconds + report.prepareSeconds + report.scoreSeconds + report.writeSeconds,
        report.loadSeconds, report.prepareSeconds, report.scoreSeconds, report.writeSeconds,
        report.engine, spec.output.string());
    if (report.sparse) printShares(*report.sparse);
  }
}

int run(const RunOptions& options) {
  const JobSpec spec = specOf(options);
  const auto style = styleOf(options.progress);
  JobEvents events;
  JobOutcome outcome;
  {
    ProgressPrinter printer(commandControl(), style);
    events.planned = [style, &printer](const Plan& plan) {
      if (style == ProgressStyle::Json) printJsonLine(planJson(plan));
      for (const auto& warning : plan.warnings)
        printer.say("warning: " + warning);
    };
    outcome = runJob(spec, {}, commandControl(), events);
  }
  printOutcome(outcome, spec, style);
  return exitCodeOf(outcome);
}

int plan(const RunOptions& options) {
  const JobSpec spec = specOf(options);
  const auto style = styleOf(options.progress);
  if (!spec.output.empty()) checkOutput(spec);
  Plan cost;
  {
    const ProgressPrinter printer(commandControl(), style);
    cost = planJob(spec, {}, commandControl());
  }
  for (const auto& warning : cost.warnings)
    fmt::print(stderr, "warning: {}\n", warning);
  if (style == ProgressStyle::Json) {
    printJsonLine(planJson(cost));
  } else {
    fmt::print("{}", planText(cost));
  }
  return kDone;
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
  planCommand->callback(
      [&action, planOptions] { action = [planOptions] { return plan(*planOptions); }; });
}

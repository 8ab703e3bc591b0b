// SPDX-License-Identifier: BSD-3-Clause
#include "app/cli/Commands.hpp"
#include "app/cli/Output.hpp"
#include "app/cli/ProgressPrinter.hpp"
#include "app/cli/StoredJson.hpp"
#include "compute/base/Counts.hpp"
#include "compute/io/FileKind.hpp"
#include "compute/io/ReadNeurons.hpp"
#include "compute/neuron/Plausibility.hpp"
#include "compute/scorefile/ScoreFileType.hpp"
#include "compute/scoring/ScoringJson.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <optional>

using namespace nblast;

namespace {

struct InfoArguments {
  std::filesystem::path path;
  bool json = false;
};

nlohmann::json leftOutAsJson(const std::vector<LeftOut>& leftOut) {
  auto list = nlohmann::json::array();
  for (const auto& neuron : leftOut)
    list.push_back({{"name", neuron.name}, {"reason", neuron.reason}});
  return list;
}

nlohmann::json axisAsJson(const ScoreAxis& axis) {
  auto names = nlohmann::json::array();
  for (const auto& label : axis.labels)
    names.push_back(label.key);
  return {{"count", axis.size()},
          {"names", names},
          {"points", axis.pointCounts},
          {"self_hits", axis.selfHits},
          {"left_out", leftOutAsJson(axis.leftOut)}};
}

/// "fcwb-alpha, alpha-weighted, bound 42 µm"
std::string scoringInWords(const ScoringOptions& options) {
  auto words = options.table.name;
  if (options.edges == EdgeRule::Left) words += ", edges left";
  if (options.useAlpha) words += ", alpha-weighted";
  if (options.maxDistance_um) words += fmt::format(", bound {} µm", *options.maxDistance_um);
  return words;
}

/// "scores of at least 0.3, and each query's 20 best"
std::string limitsInWords(const SparseLimits& limits) {
  std::string words;
  if (limits.above) words = fmt::format("scores of at least {}", *limits.above);
  if (limits.top) {
    words += words.empty() ? "" : ", and ";
    words +=
        *limits.top == 1 ? "each query's best" : fmt::format("each query's {} best", *limits.top);
  }
  return words;
}

template <class Value>
nlohmann::json valueOrNull(const std::optional<Value>& value) {
  return value ? nlohmann::json(*value) : nlohmann::json(nullptr);
}

nlohmann::json sparseAsJson(const ScoreFile& file) {
  if (!file.isSparse()) return nullptr;
  const auto counts = file.sparseCounts();
  return {{"threshold", valueOrNull(file.limits().above)},
          {"top", valueOrNull(file.limits().top)},
          {"complete", file.completeness().complete()},
          {"pairs_in_all", counts.pairs},
          {"pairs_scored", counts.scored},
          {"pairs_kept", counts.kept}};
}

void printSparse(const ScoreFile& file) {
  const auto counts = file.sparseCounts();
  output::print("holds      only {}\n", limitsInWords(file.limits()));
  if (!file.completeness().complete()) {
    output::print("complete   no: its job is still running, or was stopped before its end\n");
    return;
  }
  output::print("complete   yes: no other pair is within these limits\n");
  output::print("kept       {} of {} pairs ({}){}\n", counts.kept, counts.pairs,
                shareAsText(counts.kept, counts.pairs),
                file.isAllByAll() ? ", each neuron against itself among them" : "");
  output::print("scored     {} pairs ({}), the others proven to be outside the limits\n",
                counts.scored, shareAsText(counts.scored, counts.pairs));
}

/// "queries: um in 154, 8 nm in 23 (as given)", as the job reported it; files from elsewhere
/// may hold anything.
void printUnits(const nlohmann::json& report) {
  const auto inside = [](const nlohmann::json& object, const char* name) {
    return object.is_object() && object.contains(name) ? object[name] : nlohmann::json();
  };
  for (const char* side : {"queries", "targets"}) {
    const auto units = inside(inside(report, "units"), side);
    const auto neurons = inside(units, "neurons");
    if (!neurons.is_object()) continue;
    std::string text;
    for (const auto& [label, count] : neurons.items())
      text += fmt::format("{}{} in {}", text.empty() ? "" : ", ", label, count.dump());
    const auto reason = inside(units, "reason");
    output::print("units      {}: {} ({})\n", side, text,
                  reason.is_string() ? reason.get<std::string>() : "no reason given");
  }
}

int describeScores(const InfoArguments& arguments) {
  const auto file = ScoreFile::open(arguments.path);
  const auto blocks = file->completeness();
  const auto scoring = scoringFromJson(file->tableJson(), arguments.path.string());
  if (arguments.json) {
    output::printJson({{"kind", "scores"},
                       {"all_by_all", file->isAllByAll()},
                       {"normalised", file->isNormalised()},
                       {"both_directions", file->hasDirection(Direction::Reverse)},
                       {"scoring", storedJson(file->tableJson())},
                       {"geometry", file->hasGeometry()},
                       {"sparse", sparseAsJson(*file)},
                       {"finished_blocks", blocks.finishedBlocks},
                       {"blocks", blocks.blocks},
                       {"queries", axisAsJson(file->queries())},
                       {"targets", axisAsJson(file->targets())},
                       {"job", storedJson(file->jobJson())},
                       {"report", storedJson(file->reportJson())}},
                      2);
    return kDone;
  }
  output::print("{}: {} NBLAST scores\n", arguments.path.string(),
                file->isNormalised() ? "normalised" : "raw");
  output::print("queries    {}{}\n", file->queries().size(),
                file->isAllByAll() ? ", all against all" : "");
  if (!file->isAllByAll()) output::print("targets    {}\n", file->targets().size());
  output::print("scored by  {}\n", scoringInWords(scoring));
  output::print("directions {}\n",
                file->hasDirection(Direction::Reverse) ? "both" : "queries against targets only");
  printUnits(storedJson(file->reportJson()));
  if (file->isSparse()) {
    printSparse(*file);
  } else {
    output::print("blocks     {} of {} finished\n", blocks.finishedBlocks, blocks.blocks);
  }
  output::print("geometry   {}\n", file->hasGeometry() ? "yes" : "no");
  output::print("left out   {}\n", file->queries().leftOut.size() +
                                       (file->isAllByAll() ? 0 : file->targets().leftOut.size()));
  printLeftOut(file->queries().leftOut);
  if (!file->isAllByAll()) printLeftOut(file->targets().leftOut);
  return kDone;
}

nlohmann::json setAsJson(const NeuronSet& set) {
  auto neurons = nlohmann::json::array();
  for (const auto& neuron : set.neurons) {
    neurons.push_back({{"key", neuron.key},
                       {"source", neuron.source},
                       {"points", neuron.points.size()},
                       {"warnings", neuron.warnings}});
  }
  auto stated = nlohmann::json::object();
  for (const auto& unit : set.unit.stated)
    stated[unit.unit.label] = unit.neurons;
  return {{"kind", "neurons"},
          {"neurons", neurons},
          {"left_out", leftOutAsJson(set.leftOut)},
          {"passed_over_files", set.passedOverFiles},
          {"unit", set.unit.unit ? nlohmann::json(set.unit.unit->label) : nlohmann::json(nullptr)},
          {"unit_reason", set.unit.reason},
          {"units_stated", stated},
          {"neurons_without_unit", set.unit.silent}};
}

/// The unit of the files that state none; the reason says what the others state.
void printUnit(const NeuronSet& set) {
  const auto& found = set.unit;
  const bool mixed = std::any_of(found.stated.begin(), found.stated.end(),
                                 [&](const auto& stated) { return stated.unit != found.unit; });
  const std::string unit = !found.unit ? "in doubt"
                           : mixed     ? "each file its own"
                                       : found.unit->label;
  output::print("unit       {} ({})\n", unit, found.reason);
  if (!found.unit) return;
  const UnitChoice units(*found.unit, true);
  const auto size = sizeOf(set, units);
  const auto tooLarge = tooLargeInWords(size.tooLarge);
  output::print("size       {} (the median neuron{}{})\n", lengthInWords(size.median_um),
                tooLarge.empty() ? "" : "; ", tooLarge);
  const auto odd = sizeWarning("neurons", size.median_um, units);
  if (!odd.empty()) output::tell("warning: {}\n", odd);
}

int describeNeurons(const InfoArguments& arguments) {
  NeuronSet set;
  {
    const ProgressPrinter printer(commandControl(), ProgressStyle::Bar);
    set = readNeurons({&arguments.path, 1}, commandControl());
  }
  if (arguments.json) {
    output::printJson(setAsJson(set), 2);
  } else {
    std::size_t points = 0, warnings = 0;
    for (const auto& neuron : set.neurons) {
      points += neuron.points.size();
      warnings += neuron.warnings.size();
    }
    output::print("{}: {} neurons, {} points\n", arguments.path.string(), set.neurons.size(),
                  points);
    printUnit(set);
    output::print("left out   {}\n", set.leftOut.size());
    output::print("warnings   {}\n", warnings);
    output::print("passed over {} other files\n", set.passedOverFiles);
  }
  printLeftOut(set.leftOut);
  return set.leftOut.empty() ? kDone : kDoneWithLeftOut;
}

bool looksLikeScores(const std::filesystem::path& path) {
  return !endingOf(path.filename().string(), scoreFileType().endings).empty();
}

}  // namespace

void addInfoCommand(CLI::App& app, Action& action) {
  const auto arguments = std::make_shared<InfoArguments>();
  auto* command = app.add_subcommand(
      "info", "Say what is in a score file, a neuron file, a folder or an archive");
  command
      ->add_option("FILE", arguments->path,
                   fmt::format("scores ({}); or neurons: {}",
                               listOfEndings(scoreFileType().endings), neuronInputsInWords()))
      ->required();
  command->add_flag("--json", arguments->json, "as JSON, with all names");
  command->callback([&action, arguments] {
    action = [arguments] {
      return output::finish(looksLikeScores(arguments->path) ? describeScores(*arguments)
                                                             : describeNeurons(*arguments));
    };
  });
}

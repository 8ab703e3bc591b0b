#include "compute/job/PrepareInputs.hpp"

#include "compute/base/Error.hpp"
#include "compute/io/ReadNeurons.hpp"
#include "compute/neuron/Plausibility.hpp"

#include <fmt/format.h>

namespace nblast {

namespace {

/// What differs between the two sides of a job.
struct Side {
  const char* name;  ///< "queries"
  const char* flag;  ///< "--units"
  const std::vector<std::filesystem::path>& paths;
  const std::optional<UnitChoice>& unit;
  std::shared_ptr<const NeuronSet> loaded;
};

UnitChoice settleUnit(const Side& side, const NeuronSet& set) {
  const auto& finding = set.unit;
  if (side.unit) return *side.unit;
  if (finding.unit) return {*finding.unit, true};
  const std::string which = finding.stated.empty() ? fmt::format("the {}", side.name)
                                                   : fmt::format("{} of the {} {}", finding.silent,
                                                                 set.neurons.size(), side.name);
  const std::string mixed =
      finding.stated.empty()
          ? ""
          : "; \"stated,nm\" leaves the files that state a unit theirs, nm alone is for all";
  throw InputError(
      fmt::format("The length unit of {} is in doubt ({}). Say it with {}: um, nm or, for voxels, "
                  "\"8 nm\"{}.",
                  which, finding.ground, side.flag, mixed));
}

SideUnits unitsUsed(const Side& side, const NeuronSet& set, const UnitChoice& units) {
  SideUnits used;
  for (const auto& neuron : set.neurons) {
    const bool own = units.statedFirst && neuron.statedUnit;
    ++used.neurons[own ? neuron.statedUnit->label : units.unit.label];
  }
  used.reason = side.unit ? "as given" : set.unit.ground;
  return used;
}

/// "nm", "um in 154, nm in 23"
std::string inWords(const SideUnits& units) {
  std::string text;
  for (const auto& [label, neurons] : units.neurons) {
    text += fmt::format("{}{}", text.empty() ? "" : ", ", label);
    if (units.neurons.size() > 1) text += fmt::format(" in {}", neurons);
  }
  return text;
}

void note(const Side& side, const NeuronSet& set, const SideUnits& units,
          std::vector<std::string>& notes) {
  notes.push_back(fmt::format("{}: {} neurons, unit {} ({})", side.name, set.neurons.size(),
                              inWords(units), units.reason));
  if (set.passedOverFiles > 0) {
    notes.push_back(fmt::format("{}: {} other files passed over", side.name, set.passedOverFiles));
  }
  for (const auto& neuron : set.neurons) {
    for (const auto& warning : neuron.warnings)
      notes.push_back(fmt::format("{}: {}", neuron.source, warning));
  }
}

PreparedSet prepareSide(const JobSpec& spec, Side side, JobControl& control, SideUnits& used,
                        JobInputs& inputs) {
  if (!side.loaded) side.loaded = std::make_shared<NeuronSet>(readNeurons(side.paths, control));
  const auto units = settleUnit(side, *side.loaded);
  used = unitsUsed(side, *side.loaded, units);
  note(side, *side.loaded, used, inputs.notes);
  const auto size = sizeOf(*side.loaded, units);
  auto odd = sizeWarning(side.name, size.median_um, units);
  if (!odd.empty()) {
    inputs.warnings.push_back(std::move(odd));
  } else if (size.tooLarge > 0) {
    inputs.notes.push_back(fmt::format("{}: {}", side.name, tooLargeInWords(size.tooLarge)));
  }
  const DotpropsOptions options{units.unit.umPerUnit, spec.neighbours, spec.resample_um,
                                units.statedFirst};
  auto prepared = prepareSet(*side.loaded, options, control);
  if (prepared.size() == 0) {
    throw InputError(fmt::format(
        "None of the {} can be scored{}.", side.name,
        prepared.leftOut.empty() ? "" : "; the first: " + prepared.leftOut.front().reason));
  }
  return prepared;
}

}  // namespace

JobInputs prepareInputs(const JobSpec& spec, const LoadedInputs& loaded, JobControl& control) {
  JobInputs inputs;
  inputs.queries =
      prepareSide(spec, {"queries", "--units", spec.queries, spec.queryUnit, loaded.queries},
                  control, inputs.queryUnits, inputs);
  if (loaded.targets || !spec.targets.empty()) {
    inputs.ownTargets = prepareSide(
        spec, {"targets", "--target-units", spec.targets, spec.targetUnit, loaded.targets}, control,
        inputs.targetUnits, inputs);
    inputs.both = spec.both;
    auto apart =
        overlapWarning(shareNearTargets(inputs.queries.dotprops, inputs.ownTargets->dotprops));
    if (!apart.empty()) inputs.warnings.push_back(std::move(apart));
  }
  return inputs;
}

}  // namespace nblast

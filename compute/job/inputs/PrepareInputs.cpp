// SPDX-License-Identifier: BSD-3-Clause
#include "compute/job/inputs/PrepareInputs.hpp"

#include "compute/base/Bytes.hpp"
#include "compute/base/Error.hpp"
#include "compute/base/ProcessMemory.hpp"
#include "compute/io/ReadNeurons.hpp"
#include "compute/job/Method.hpp"
#include "compute/neuron/Plausibility.hpp"

#include <fmt/format.h>

#include <utility>

namespace nblast {

namespace {

/// What differs between the two sides of a job.
struct Side {
  const char* name;  ///< "queries"
  const char* flag;  ///< "--units"
  const std::vector<std::filesystem::path>& paths;
  const std::optional<UnitChoice>& unit;
  const std::shared_ptr<const NeuronSet>& loaded;  ///< null: its files are to be read
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
                  which, finding.reason, side.flag, mixed));
}

SideUnits unitsUsed(const Side& side, const NeuronSet& set, const UnitChoice& units) {
  SideUnits used;
  for (const auto& neuron : set.neurons) {
    const bool own = units.statedFirst && neuron.statedUnit;
    ++used.neurons[own ? neuron.statedUnit->label : units.unit.label];
  }
  used.reason = side.unit ? "as given" : set.unit.reason;
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

/// Told before hours of tangents.
void refuseTooMuchRead(const JobSpec& spec, const Side& side) {
  const auto limit = memoryLimitBytes(spec);
  const auto taken = residentBytes();
  if (!limit || taken <= *limit) return;
  throw InputError(fmt::format(
      "Reading these {} takes about {:.3g} GiB of this machine's memory already, and the memory "
      "limit (--memory) is {:.6g} GiB: raise the limit, or score fewer neurons at a time.",
      side.name, gib(taken), gib(*limit)));
}

void judgeSize(const Side& side, const NeuronSet& set, const UnitChoice& units, JobInputs& inputs) {
  const auto size = sizeOf(set, units);
  auto odd = sizeWarning(side.name, size.median_um, units);
  if (!odd.empty()) {
    inputs.warnings.push_back(std::move(odd));
  } else if (size.tooLarge > 0) {
    inputs.notes.push_back(fmt::format("{}: {}", side.name, tooLargeInWords(size.tooLarge)));
  }
}

DotpropsOptions optionsFor(const JobSpec& spec, const NeuronSet& set, const UnitChoice& units) {
  const bool statedFirst = units.statedFirst && !set.unit.stated.empty();
  return {units.unit.umPerUnit, spec.neighbours, spec.resample_um, statedFirst};
}

std::shared_ptr<PreparedSet> prepareLoaded(const PreparedCache::Key& key, PreparedCache* cache,
                                           JobControl& control) {
  if (auto found = cache != nullptr ? cache->find(key) : nullptr) {
    control.advance(key.set->neurons.size());
    return found;
  }
  auto prepared =
      std::make_shared<PreparedSet>(prepareSet(key.set, key.options, control, key.prepare));
  if (cache != nullptr) cache->add(key, prepared);
  return prepared;
}

std::shared_ptr<PreparedSet> prepareSide(const JobSpec& spec, const Side& side,
                                         PreparedCache* cache, JobControl& control, SideUnits& used,
                                         JobInputs& inputs) {
  NeuronSet own;
  if (!side.loaded) {
    own = readNeurons(side.paths, control);
    refuseTooMuchRead(spec, side);
  }
  const NeuronSet& set = side.loaded ? *side.loaded : own;
  const auto units = settleUnit(side, set);
  used = unitsUsed(side, set, units);
  note(side, set, used, inputs.notes);
  judgeSize(side, set, units, inputs);
  const auto options = optionsFor(spec, set, units);
  const auto prepare = methodNamed(spec.method).prepare;
  control.begin(Phase::Tangents, set.neurons.size());
  const auto prepared =
      side.loaded
          ? prepareLoaded({side.loaded, options, prepare}, cache, control)
          : std::make_shared<PreparedSet>(prepareSet(std::move(own), options, control, prepare));
  if (prepared->size() == 0) {
    throw InputError(fmt::format(
        "None of the {} can be scored{}.", side.name,
        prepared->leftOut.empty() ? "" : "; the first: " + prepared->leftOut.front().reason));
  }
  return prepared;
}

}  // namespace

JobInputs prepareInputs(const JobSpec& spec, const LoadedInputs& loaded, JobControl& control) {
  const Side queries{"queries", "--units", spec.queries, spec.queryUnit, loaded.queries};
  const Side targets{"targets", "--target-units", spec.targets, spec.targetUnit, loaded.targets};
  auto* const cache = loaded.prepared.get();
  if (cache != nullptr) {
    std::vector<PreparedCache::Key> keys;
    for (const Side* side : {&queries, &targets}) {
      if (side->loaded)
        keys.push_back({side->loaded,
                        optionsFor(spec, *side->loaded, settleUnit(*side, *side->loaded)),
                        methodNamed(spec.method).prepare});
    }
    cache->keepOnly(keys);
  }
  JobInputs inputs;
  inputs.queries = prepareSide(spec, queries, cache, control, inputs.queryUnits, inputs);
  if (loaded.targets || !spec.targets.empty()) {
    inputs.ownTargets = prepareSide(spec, targets, cache, control, inputs.targetUnits, inputs);
    inputs.both = spec.both;
    auto apart = overlapWarning(
        shareNearTargets(inputs.queries->dotprops, inputs.ownTargets->dotprops, control));
    if (!apart.empty()) inputs.warnings.push_back(std::move(apart));
  }
  return inputs;
}

}  // namespace nblast

#include "compute/job/PrepareInputs.hpp"

#include "compute/base/Error.hpp"
#include "compute/base/ProcessMemory.hpp"
#include "compute/io/ReadNeurons.hpp"

#include <fmt/format.h>

#include <utility>

namespace nblast {

namespace {

/// What differs between the two sides of a job.
struct Side {
  const char* name;  ///< "queries"
  const char* flag;  ///< "--units"
  const std::vector<std::filesystem::path>& paths;
  const std::optional<LengthUnit>& unit;
  const std::shared_ptr<const NeuronSet>& loaded;  ///< null: its files are to be read
};

LengthUnit settleUnit(const Side& side, const UnitFinding& finding) {
  if (side.unit) return *side.unit;
  if (finding.unit) return *finding.unit;
  throw InputError(
      fmt::format("The length unit of the {} is in doubt ({}). Say it with {}: um, nm or, for "
                  "voxels, \"8 nm\".",
                  side.name, finding.ground, side.flag));
}

void note(const Side& side, const NeuronSet& set, const LengthUnit& unit,
          std::vector<std::string>& notes) {
  notes.push_back(fmt::format("{}: {} neurons, unit {} ({})", side.name, set.neurons.size(),
                              unit.label, side.unit ? "as given" : set.unit.ground));
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
  constexpr double kGib = std::int64_t{1} << 30;
  throw InputError(fmt::format(
      "Reading these {} takes about {:.3g} GiB of this machine's memory already, and the memory "
      "limit (--memory) is {:.6g} GiB: raise the limit, or score fewer neurons at a time.",
      side.name, static_cast<double>(taken) / kGib, static_cast<double>(*limit) / kGib));
}

DotpropsOptions optionsFor(const JobSpec& spec, const Side& side, const NeuronSet& set) {
  return {settleUnit(side, set.unit).umPerUnit, spec.neighbours, spec.resample_um};
}

std::shared_ptr<PreparedSet> prepareLoaded(const PreparedCache::Key& key, PreparedCache* cache,
                                           JobControl& control) {
  if (auto found = cache != nullptr ? cache->find(key) : nullptr) {
    control.advance(key.set->neurons.size());
    return found;
  }
  auto prepared = std::make_shared<PreparedSet>(prepareSet(key.set, key.options, control));
  if (cache != nullptr) cache->add(key, prepared);
  return prepared;
}

std::shared_ptr<PreparedSet> prepareSide(const JobSpec& spec, const Side& side,
                                         PreparedCache* cache, JobControl& control,
                                         std::vector<std::string>& notes) {
  NeuronSet own;
  if (!side.loaded) {
    own = readNeurons(side.paths, control);
    refuseTooMuchRead(spec, side);
  }
  const NeuronSet& set = side.loaded ? *side.loaded : own;
  note(side, set, settleUnit(side, set.unit), notes);
  const auto options = optionsFor(spec, side, set);
  control.begin(Phase::Tangents, set.neurons.size());
  const auto prepared =
      side.loaded ? prepareLoaded({side.loaded, options}, cache, control)
                  : std::make_shared<PreparedSet>(prepareSet(std::move(own), options, control));
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
      if (side->loaded) keys.push_back({side->loaded, optionsFor(spec, *side, *side->loaded)});
    }
    cache->keepOnly(keys);
  }
  JobInputs inputs;
  inputs.queries = prepareSide(spec, queries, cache, control, inputs.notes);
  if (loaded.targets || !spec.targets.empty()) {
    inputs.ownTargets = prepareSide(spec, targets, cache, control, inputs.notes);
    inputs.both = spec.both;
  }
  return inputs;
}

}  // namespace nblast

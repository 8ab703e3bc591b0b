#include "compute/job/PrepareInputs.hpp"

#include "compute/base/Error.hpp"
#include "compute/io/ReadNeurons.hpp"

#include <fmt/format.h>

namespace nblast {

namespace {

/// What differs between the two sides of a job.
struct Side {
  const char* name;  ///< "queries"
  const char* flag;  ///< "--units"
  const std::vector<std::filesystem::path>& paths;
  const std::optional<LengthUnit>& unit;
  std::shared_ptr<const NeuronSet> loaded;
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

PreparedSet prepareSide(const JobSpec& spec, Side side, JobControl& control,
                        std::vector<std::string>& notes) {
  if (!side.loaded) side.loaded = std::make_shared<NeuronSet>(readNeurons(side.paths, control));
  const auto unit = settleUnit(side, side.loaded->unit);
  note(side, *side.loaded, unit, notes);
  const DotpropsOptions options{unit.umPerUnit, spec.neighbours, spec.resample_um};
  control.begin(Phase::Tangents, side.loaded->neurons.size());
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
                  control, inputs.notes);
  if (loaded.targets || !spec.targets.empty()) {
    inputs.ownTargets = prepareSide(
        spec, {"targets", "--target-units", spec.targets, spec.targetUnit, loaded.targets}, control,
        inputs.notes);
    inputs.both = spec.both;
  }
  return inputs;
}

}  // namespace nblast

#include "compute/engine/Engine.hpp"

#include "compute/base/Error.hpp"
#include "compute/engine/Checks.hpp"
#include "compute/engine/cpu/CpuEngine.hpp"
#include "compute/engine/reference/ReferenceEngine.hpp"
#include "compute/scoring/PointScorer.hpp"

namespace nblast {

std::unique_ptr<Engine> makeEngine(const EngineChoice& choice) {
  const auto& name = choice.name;
  if (name == "reference") return std::make_unique<ReferenceEngine>();
  if (name == "cpu" || name == "auto") return std::make_unique<CpuEngine>();
  if (name == "cuda" || name == "cuda-host") {
    throw InputError("The CUDA engine is not part of this version; use --engine cpu.");
  }
  throw InputError("There is no engine '" + name +
                   "'; this program has auto, cuda, cpu, reference and cuda-host.");
}

std::vector<double> selfHitsOf(std::span<const Dotprops> neurons, const ScoringOptions& options) {
  checkNeurons(neurons);
  const PointScorer scorer(options);
  std::vector<double> selfHits;
  selfHits.reserve(neurons.size());
  for (const auto& neuron : neurons)
    selfHits.push_back(scorer.toScore(scorer.selfHit(neuron)));
  return selfHits;
}

}  // namespace nblast

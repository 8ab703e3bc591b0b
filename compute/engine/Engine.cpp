// SPDX-License-Identifier: BSD-3-Clause
#include "compute/engine/Engine.hpp"

#include "compute/base/Error.hpp"
#include "compute/engine/Checks.hpp"
#include "compute/engine/cpu/CpuEngine.hpp"
#include "compute/engine/cuda/CudaEngine.hpp"
#include "compute/engine/cuda/device/HostDevice.hpp"
#include "compute/engine/reference/ReferenceEngine.hpp"
#include "compute/scoring/PointScorer.hpp"

#include <algorithm>

namespace nblast {

namespace {

std::unique_ptr<Engine> simulatedDevices(const EngineChoice& choice) {
  constexpr std::int64_t kBytes = std::int64_t{1} << 30;
  const auto count = std::max<std::size_t>(1, choice.gpus.size());
  auto devices =
      cuda::openHostDevices(static_cast<int>(count), choice.memoryBytes.value_or(kBytes));
  return std::make_unique<cuda::CudaEngine>("cuda-host", std::move(devices.usable), std::nullopt);
}

std::string inOneLine(const std::vector<std::string>& sentences) {
  std::string all;
  for (const auto& sentence : sentences)
    all += (all.empty() ? "" : " ") + sentence;
  return all;
}

std::unique_ptr<Engine> gpus(const EngineChoice& choice) {
  auto devices = cuda::openCudaDevices(choice.gpus);
  if (devices.usable.empty()) {
    if (choice.name == "cuda") {
      throw InputError("No GPU can be used: " + inOneLine(devices.problems) +
                       " Use --engine cpu or auto.");
    }
    return std::make_unique<CpuEngine>(
        std::vector{"The CPU does the work. " + inOneLine(devices.problems)});
  }
  return std::make_unique<cuda::CudaEngine>("cuda", std::move(devices.usable), choice.memoryBytes,
                                            std::move(devices.problems));
}

}  // namespace

std::unique_ptr<Engine> makeEngine(const EngineChoice& choice) {
  const auto& name = choice.name;
  if (name == "reference") return std::make_unique<ReferenceEngine>();
  if (name == "cpu") return std::make_unique<CpuEngine>();
  if (name == "cuda" || name == "auto") return gpus(choice);
  if (name == "cuda-host") return simulatedDevices(choice);
  throw InputError("There is no engine '" + name +
                   "'; this program has auto, cuda, cpu, reference and cuda-host.");
}

std::unique_ptr<Bounds> Engine::makeBounds(std::span<const Dotprops> queries,
                                           const ScoringOptions& options, JobControl& control) {
  return std::make_unique<CpuBounds>(queries, options, control);
}

std::vector<double> Engine::selfHitsOf(std::span<const Dotprops> neurons,
                                       const ScoringOptions& options) const {
  return nblast::selfHitsOf(neurons, options);
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

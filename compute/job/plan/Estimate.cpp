// SPDX-License-Identifier: BSD-3-Clause
#include "compute/job/plan/Estimate.hpp"

#include "compute/engine/Engine.hpp"
#include "compute/job/plan/SparseEstimate.hpp"
#include "compute/scorefile/ScoreFile.hpp"
#include "compute/scorefile/dense/DenseScoreFileWriter.hpp"
#include "compute/scorefile/sparse/SparseScoreFileWriter.hpp"

#include <algorithm>
#include <chrono>
#include <span>
#include <string_view>
#include <vector>

namespace nblast {

namespace {

/// The sample that an engine is timed with: enough to keep the engine busy.
struct SampleSize {
  std::int64_t queries, points, targetsAtOnce;
};
constexpr SampleSize kForGpus{4096, 1'000'000, 64};
constexpr SampleSize kForCores{2048, 300'000, 8};  // a tree nearly as dense as the job's
constexpr SampleSize kForSlowOnes{64, 50'000, 1};

const SampleSize& sampleSizeFor(std::string_view engine) {
  if (engine == "cuda") return kForGpus;
  return engine == "cpu" ? kForCores : kForSlowOnes;
}
constexpr double kSampleSeconds = 0.1;
constexpr std::int64_t kSampleBytesPerPoint = 100;  // a copy, its tiles, lists and scores

double secondsSince(std::chrono::steady_clock::time_point start) {
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
}

/// Every n-th query, until the sample has its points.
std::vector<Dotprops> sampleOf(const std::vector<Dotprops>& neurons, const SampleSize& size) {
  const auto count = static_cast<std::int64_t>(neurons.size());
  const auto step = std::max<std::int64_t>(1, count / size.queries);
  std::vector<Dotprops> sample;
  std::int64_t points = 0;
  for (std::int64_t i = 0; i < count && (sample.empty() || points < size.points); i += step) {
    sample.push_back(neurons[i]);
    points += neurons[i].size();
  }
  return sample;
}

/// Bytes of the file, blocks, and time.
void planDense(const JobSpec& spec, const JobInputs& inputs, const ScoringOptions& options,
               std::int64_t points, std::int64_t roomBytes, Plan& plan) {
  plan.fileBytes = scoreFileBytes(plan.queries, plan.targets, points, inputs.both);
  plan.likelyFileBytes = plan.fileBytes;
  plan.blocks = scoreFileBlocks(plan.queries, plan.targets, inputs.both);
  plan.expectedSeconds = estimateScoreSeconds(engineChoice(spec), inputs, options, roomBytes);
}

void planSparse(const JobSpec& spec, const JobInputs& inputs, const ScoringOptions& options,
                std::int64_t points, std::int64_t roomBytes, Plan& plan) {
  const auto estimate = estimateSparse(spec, inputs, options, roomBytes);
  const auto bytesWith = [&](std::int64_t kept) {
    return sparseScoreFileBytes(plan.queries, plan.targets, kept, points,
                                inputs.isAllByAll() || inputs.both);
  };
  plan.fileBytes = bytesWith(estimate.keptPairs);
  plan.likelyFileBytes = bytesWith(estimate.likelyKeptPairs);
  plan.blocks = 1;
  plan.expectedSeconds = estimate.seconds;
  plan.keptPairs = estimate.keptPairs;
  plan.likelyKeptPairs = estimate.likelyKeptPairs;
  plan.scores = estimate.scores;
}

}  // namespace

Plan estimatePlan(const JobSpec& spec, const JobInputs& inputs, const ScoringOptions& options,
                  std::int64_t roomBytes) {
  Plan plan;
  plan.queries = inputs.queries->size();
  plan.targets = inputs.targets().size();
  plan.pairs = inputs.pairs();
  plan.pointQueries = inputs.pointQueries();
  plan.both = inputs.both;
  auto points = inputs.queries->pointCount();
  if (inputs.ownTargets) points += inputs.ownTargets->pointCount();
  (isSparse(spec) ? planSparse : planDense)(spec, inputs, options, spec.geometry ? points : 0,
                                            roomBytes, plan);
  return plan;
}

double estimateScoreSeconds(const EngineChoice& choice, const JobInputs& inputs,
                            const ScoringOptions& options, std::int64_t roomBytes) {
  JobControl quiet;  // the sample is not part of the job's progress
  const auto engine = makeEngine(choice);
  auto size = sampleSizeFor(engine->name());
  size.points = std::min(size.points, roomBytes / kSampleBytesPerPoint);
  const auto sample = sampleOf(inputs.queries->dotprops, size);
  std::int64_t samplePoints = 0;
  for (const auto& neuron : sample)
    samplePoints += neuron.size();

  engine->prepare(sample, options, quiet);
  const std::span<const Dotprops> targets = inputs.targets().dotprops;
  const auto together = std::min(static_cast<std::size_t>(size.targetsAtOnce), targets.size());
  std::vector<float> scores(sample.size() * together);
  if (engine->name() == "cuda")  // memory and kernels come with the first call
    engine->scoreTargets(targets.first(together), scores.data(), quiet);
  // A stride that is coprime to most counts visits targets all over the set.
  const auto stride = std::max<std::size_t>(1, targets.size() * 5 / 13);
  const auto start = std::chrono::steady_clock::now();
  std::int64_t scored = 0;
  for (std::size_t at = 0; secondsSince(start) < kSampleSeconds && scored < inputs.targets().size();
       at = (at + stride) % (targets.size() - together + 1)) {
    engine->scoreTargets(targets.subspan(at, together), scores.data(), quiet);
    scored += static_cast<std::int64_t>(together);
  }
  const double secondsPerPointQuery =
      secondsSince(start) / static_cast<double>(scored * samplePoints);
  return secondsPerPointQuery * static_cast<double>(inputs.pointQueries());
}

}  // namespace nblast

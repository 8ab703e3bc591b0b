#include "compute/job/Estimate.hpp"

#include "compute/base/Error.hpp"
#include "compute/engine/Engine.hpp"
#include "compute/job/BlockWriter.hpp"
#include "compute/job/SparseEstimate.hpp"
#include "compute/store/ScoreFile.hpp"
#include "compute/store/SparseScoreFile.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <span>
#include <string_view>
#include <vector>

namespace nblast {

namespace {

/// What an engine is timed with: enough to keep it busy.
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

// A sparse job holds bounds, and the order to go through them, of so many pairs at once, and copies
// of the kept pairs while their other direction is added.
constexpr std::int64_t kBoundsInMemory = std::int64_t{128} << 20;
constexpr std::int64_t kBytesPerBound = sizeof(std::uint16_t);
constexpr std::int64_t kKeptCopies = 3;

double secondsSince(std::chrono::steady_clock::time_point start) {
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
}

/// Every n-th query, as many as stay within the sample's points.
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

std::int64_t dotpropsBytes(const PreparedSet& set) {
  std::int64_t bytes = 0;
  for (std::int64_t i = 0; i < set.size(); ++i) {
    bytes += set.dotprops[i].size() * static_cast<std::int64_t>(2 * sizeof(Vec3f) + sizeof(float));
    bytes += static_cast<std::int64_t>(set.links[i].parents.size() *
                                       (sizeof(std::int32_t) + sizeof(float)));
  }
  return bytes;
}

/// Bytes of the file, blocks, memory besides the neurons, and time.
void planDense(const JobSpec& spec, const JobInputs& inputs, const ScoringOptions& options,
               std::int64_t points, Plan& plan) {
  const auto blockTargets = scoreBlockTargets(plan.queries, plan.targets);
  plan.fileBytes = scoreFileBytes(plan.queries, plan.targets, points, inputs.both);
  plan.blocks = (plan.targets + blockTargets - 1) / blockTargets;
  auto blockScores = blockTargets * plan.queries;
  if (inputs.both) {
    const auto blockQueries = scoreBlockQueries(plan.queries, plan.targets);
    plan.blocks += (plan.queries + blockQueries - 1) / blockQueries;
    blockScores = std::max(blockScores, blockQueries * plan.targets);
  }
  plan.hostBytes +=
      BlockWriter::kBlocksInFlight * blockScores * static_cast<std::int64_t>(sizeof(float));
  plan.expectedSeconds = estimateScoreSeconds(engineChoice(spec), inputs, options);
}

void planSparse(const JobSpec& spec, const JobInputs& inputs, const ScoringOptions& options,
                std::int64_t points, Plan& plan) {
  const auto estimate = estimateSparse(spec, inputs, options);
  plan.fileBytes = sparseScoreFileBytes(plan.queries, plan.targets, estimate.keptPairs, points,
                                        inputs.isAllByAll() || inputs.both);
  plan.blocks = 1;
  plan.hostBytes +=
      std::min(kBoundsInMemory, plan.queries * plan.targets) * kBytesPerBound +
      estimate.keptPairs * kKeptCopies * static_cast<std::int64_t>(sizeof(ScoredPair));
  plan.expectedSeconds = estimate.seconds;
  plan.keptPairs = estimate.keptPairs;
  plan.scores = estimate.scores;
}

void refuseBeyondLimit(const JobSpec& spec, const Plan& plan) {
  if (!spec.memory_gib) return;
  const double needed_gib = static_cast<double>(plan.hostBytes) / (1 << 30);
  if (needed_gib <= *spec.memory_gib) return;
  throw InputError(
      fmt::format("This job needs about {:.3g} GiB of this machine's memory, and its limit "
                  "(--memory) is {:.6g} GiB: raise the limit, or score fewer neurons at a time.",
                  needed_gib, *spec.memory_gib));
}

}  // namespace

Plan estimatePlan(const JobSpec& spec, const JobInputs& inputs, const ScoringOptions& options) {
  Plan plan;
  plan.queries = inputs.queries.size();
  plan.targets = inputs.targets().size();
  plan.pairs = inputs.pairs();
  plan.pointQueries = inputs.pointQueries();
  plan.both = inputs.both;
  auto points = inputs.queries.pointCount();
  plan.hostBytes = dotpropsBytes(inputs.queries);
  if (inputs.ownTargets) {
    points += inputs.ownTargets->pointCount();
    plan.hostBytes += dotpropsBytes(*inputs.ownTargets);
  }
  (isSparse(spec) ? planSparse : planDense)(spec, inputs, options, spec.geometry ? points : 0,
                                            plan);
  refuseBeyondLimit(spec, plan);
  return plan;
}

double estimateScoreSeconds(const EngineChoice& choice, const JobInputs& inputs,
                            const ScoringOptions& options) {
  JobControl quiet;  // the sample is not part of the job's progress
  const auto engine = makeEngine(choice);
  const auto& size = sampleSizeFor(engine->name());
  const auto sample = sampleOf(inputs.queries.dotprops, size);
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

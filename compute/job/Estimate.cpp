#include "compute/job/Estimate.hpp"

#include "compute/engine/Engine.hpp"

#include <algorithm>
#include <chrono>
#include <vector>

namespace nblast {

namespace {

constexpr std::int64_t kSampleQueries = 64;
constexpr std::int64_t kSamplePoints = 50'000;
constexpr double kSampleSeconds = 0.1;

double secondsSince(std::chrono::steady_clock::time_point start) {
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
}

/// Every n-th query, as many as stay within the sample's points.
std::vector<Dotprops> sampleOf(const std::vector<Dotprops>& neurons) {
  const auto count = static_cast<std::int64_t>(neurons.size());
  const auto step = std::max<std::int64_t>(1, count / kSampleQueries);
  std::vector<Dotprops> sample;
  std::int64_t points = 0;
  for (std::int64_t i = 0; i < count && (sample.empty() || points < kSamplePoints); i += step) {
    sample.push_back(neurons[i]);
    points += neurons[i].size();
  }
  return sample;
}

}  // namespace

double estimateScoreSeconds(const std::string& engineName, const JobInputs& inputs,
                            const ScoringOptions& options) {
  JobControl quiet;  // the sample is not part of the job's progress
  const auto sample = sampleOf(inputs.queries.dotprops);
  std::int64_t samplePoints = 0;
  for (const auto& neuron : sample)
    samplePoints += neuron.size();

  const auto engine = makeEngine(engineName);
  engine->prepare(sample, options, quiet);
  const auto& targets = inputs.targets().dotprops;
  std::vector<float> scores(sample.size());
  // A stride that is coprime to most counts visits targets all over the set.
  const auto stride =
      static_cast<std::size_t>(std::max<std::int64_t>(1, inputs.targets().size() * 5 / 13));
  const auto start = std::chrono::steady_clock::now();
  std::int64_t scored = 0;
  for (std::size_t at = 0; secondsSince(start) < kSampleSeconds && scored < inputs.targets().size();
       ++scored) {
    engine->scoreTargets({&targets[at], 1}, scores.data(), quiet);
    at = (at + stride) % targets.size();
  }
  const double secondsPerPointQuery =
      secondsSince(start) / static_cast<double>(scored * samplePoints);
  return secondsPerPointQuery * static_cast<double>(inputs.pointQueries());
}

}  // namespace nblast

// SPDX-License-Identifier: BSD-3-Clause
#include "tests/gpu/CountedSteps.hpp"

#include "compute/engine/cuda/CudaEngine.hpp"
#include "compute/engine/cuda/device/HostDevice.hpp"
#include "compute/engine/cuda/kernel/HostWarp.hpp"
#include "compute/engine/cuda/kernel/ScoreKernel.hpp"

#include <algorithm>
#include <array>
#include <memory>

namespace nblast::gpu {

namespace {

using cuda::Step;

struct StepFacts {
  std::string_view name;
  double flopsALane;
};
constexpr double kDistance = 8, kKeep = 23, kDot = 7;
constexpr std::array<StepFacts, static_cast<std::size_t>(Step::Count)> kSteps{{
    {"block", 0},
    {"block nearest", kDistance},
    {"block count", kKeep},
    {"block keep", kKeep},
    {"bound", 0},
    {"node", 0},
    {"node nearest", kDistance},
    {"node keep", kKeep},
    {"masks", 0},
    {"mask nearest", kDistance},
    {"mask keep", kKeep},
    {"settle", 3 * kDistance},
    {"tile", 0},
    {"settled tile", 2 * kDot},
    {"open tile", 2 * kDot},
    {"search", 2 * kDistance},
    {"wide node", 0},
    {"wide tile", 2 * kDot},
    {"wide nearest", kDistance},
    {"wide keep", kKeep},
    {"alpha", 2},
    {"row", 2},
    {"sums", 0},
    {"slot round", 0},
    {"other table", 0},
}};

/// Runs some of the blocks and counts. The scores are worth nothing.
class CountingDevice : public cuda::HostDevice {
 public:
  explicit CountingDevice(CountedSteps& result)
      : HostDevice(0, std::int64_t{1} << 40), result_(result) {}

  void score(int, const cuda::ScoreTask& task) override {
    constexpr std::int64_t kBlocks = 2000;
    const auto memory = std::make_unique<cuda::BlockMemory>();
    cuda::PhaseOrder order(0);
    // A prime number of steps, so that all targets have their turn.
    const auto works = cuda::worksOf(task);
    const auto step = std::max<std::int64_t>(1, works / kBlocks | 1);
    for (std::int64_t i = 0; i < works; i += step) {
      cuda::HostBlock block(order, result_.counts);
      const auto work = cuda::workOf(task, i);
      cuda::scoreBlock(block, task, *memory, work);
      const auto tiles = 1 << (kFanBits * task.blockLevel);
      const auto here = std::min(tiles, task.tiles - work.node * tiles);
      result_.pointQueries += static_cast<double>(here) * kTilePoints;
    }
  }

 private:
  CountedSteps& result_;
};

}  // namespace

double CountedSteps::flops() const {
  double sum = 0;
  for (std::size_t i = 0; i < kSteps.size(); ++i)
    sum += kSteps[i].flopsALane * cuda::kWarpThreads * static_cast<double>(counts.steps[i]);
  return sum;
}

CountedSteps countSteps(std::span<const Dotprops> queries, std::span<const Dotprops> targets,
                        const ScoringOptions& options) {
  CountedSteps result;
  std::vector<std::unique_ptr<cuda::Device>> counting;
  counting.push_back(std::make_unique<CountingDevice>(result));
  cuda::CudaEngine engine("counting", std::move(counting), std::nullopt);
  const auto some = targets.first(std::min<std::size_t>(targets.size(), 64));
  JobControl control;
  engine.prepare(queries, options, control);
  std::vector<float> scores(queries.size() * some.size());
  engine.scoreTargets(some, scores.data(), control);
  return result;
}

std::string_view nameOf(Step step) {
  return kSteps[static_cast<std::size_t>(step)].name;
}

}  // namespace nblast::gpu

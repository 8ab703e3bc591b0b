// SPDX-License-Identifier: BSD-3-Clause
#include "compute/search/PairBounds.hpp"

#include "compute/base/ScratchArray.hpp"
#include "compute/scoring/PointScorer.hpp"
#include "compute/search/TargetBatch.hpp"

#include <tbb/enumerable_thread_specific.h>
#include <tbb/parallel_for.h>
#include <tbb/task_arena.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstring>

namespace nblast {

namespace {

constexpr std::size_t kTasksPerThread = 4;

void runVoxels(SimdPath path, const VoxelTask& task) {
  switch (path) {
    case SimdPath::Scalar:
      return runVoxelsScalar(task);
    case SimdPath::Avx2:
      return runVoxelsAvx2(task);
    case SimdPath::Avx512:
      return runVoxelsAvx512(task);
  }
}

auto sumVoxelsOf(SimdPath path) {
  switch (path) {
    case SimdPath::Avx2:
      return sumVoxelsAvx2;
    case SimdPath::Avx512:
      return sumVoxelsAvx512;
    default:
      return sumVoxelsScalar;
  }
}

/// Targets that are bounded together: as many as rows have room for, or fewer batches where threads
/// would have nothing to do.
std::size_t targetsTogether(std::size_t targets) {
  const auto threads = static_cast<std::size_t>(tbb::this_task_arena::max_concurrency());
  const auto batches = (targets + kBatchTargets - 1) / kBatchTargets;
  constexpr std::size_t kMost = kBoundTargets / kBatchTargets;
  return std::clamp<std::size_t>(batches / (kTasksPerThread * threads), 1, kMost) * kBatchTargets;
}

std::vector<SumScale> scalesOf(std::span<const Dotprops> queries, const PointScorer& scorer,
                               const VoxelTable& table, bool normalised) {
  std::vector<SumScale> scales;
  scales.reserve(queries.size());
  for (const auto& query : queries) {
    scales.push_back({table.leastCell() * query.size(),
                      normalised ? static_cast<double>(scorer.selfHit(query)) : scorer.scale()});
  }
  return scales;
}

}  // namespace

/// The rows of all voxels for some targets, and what finding them takes: the scratch memory of one
/// thread.
class PairBounds::Worker {
 public:
  explicit Worker(const Voxels& voxels)
      : voxels_(voxels),
        rows_(static_cast<std::size_t>(voxels.tiles() * kTileVoxels) * kBoundTargets),
        reached_(static_cast<std::size_t>(voxels.tiles())) {}

  static std::int64_t bytes(std::int64_t voxels, std::int64_t largeTargetPoints) {
    return voxels * kBoundTargets * static_cast<std::int64_t>(sizeof(std::int16_t)) +
           TargetBatch::bytes(largeTargetPoints);
  }

  /// @param targets at most kBoundTargets
  void find(SimdPath path, const VoxelTable& table, std::span<const Dotprops* const> targets,
            JobControl& control) {
    forget();
    if (voxels_.tiles() == 0) return;
    for (std::size_t first = 0; first < targets.size(); first += kBatchTargets) {
      const auto some =
          targets.subspan(first, std::min<std::size_t>(kBatchTargets, targets.size() - first));
      const TileRange all{voxels_.levels() - 1, 0, 1};
      runVoxels(path,
                {.descent = batch_.descent(voxels_.tree(), voxels_.levels(), some, all, control),
                 .voxels = voxels_.view(),
                 .table = table.rows(),
                 .values = table.values(),
                 .rows = rows_.data() + first,
                 .reached = reached_.data()});
    }
  }
  const std::int16_t* rows() const { return rows_.data(); }

 private:
  /// What no target reaches is zero, and stays as it is.
  void forget() {
    constexpr std::size_t kTileValues = kTileVoxels * kBoundTargets;
    for (std::size_t tile = 0; tile < reached_.size(); ++tile) {
      if (reached_[tile] == 0) continue;
      std::memset(rows_.data() + tile * kTileValues, 0, kTileValues * sizeof(std::int16_t));
      reached_[tile] = 0;
    }
  }

  const Voxels& voxels_;
  TargetBatch batch_;
  ScratchArray<std::int16_t> rows_;    ///< [tiles * kTileVoxels, kBoundTargets]
  std::vector<std::uint8_t> reached_;  ///< [tiles]
};

PairBounds::PairBounds(std::span<const Dotprops> queries, const ScoringOptions& options,
                       JobControl& control, double voxel_um)
    : voxels_(queries, voxel_um, control),
      table_(options, PointScorer(options)),
      scales_(scalesOf(queries, PointScorer(options), table_, options.normalised)),
      path_(chosenSimdPath()) {}

void PairBounds::boundAll(std::span<const Dotprops> targets, float* bounds,
                          JobControl& control) const {
  if (targets.empty() || scales_.empty()) return;
  const auto together = targetsTogether(targets.size());
  const auto groups = (targets.size() + together - 1) / together;
  tbb::enumerable_thread_specific<Worker> workers([this] { return Worker(voxels_); });
  tbb::parallel_for(std::size_t{0}, groups, [&](std::size_t group) {
    const auto first = group * together;
    boundSome(targets, first, std::min(together, targets.size() - first), workers.local(), bounds,
              control);
  });
}

void PairBounds::boundSome(std::span<const Dotprops> targets, std::size_t first, std::size_t count,
                           Worker& worker, float* bounds, JobControl& control) const {
  std::array<const Dotprops*, kBoundTargets> some;
  for (std::size_t t = 0; t < count; ++t)
    some[t] = &targets[first + t];
  worker.find(path_, table_, std::span(some).first(count), control);
  const auto sumVoxels = sumVoxelsOf(path_);
  for (std::size_t query = 0; query < scales_.size(); ++query) {
    std::array<std::int64_t, kBoundTargets> sums{};
    voxels_.forEachListOf(query, [&](const VoxelList& list) {
      std::array<std::int32_t, kBoundTargets> part;
      sumVoxels(list, worker.rows(), part.data());
      for (std::size_t t = 0; t < kBoundTargets; ++t)
        sums[t] += part[t];
    });
    const auto& scale = scales_[query];
    float* out = bounds + query * targets.size() + first;
    for (std::size_t t = 0; t < count; ++t)
      out[t] = static_cast<float>(static_cast<double>(sums[t] * table_.unit() + scale.offset) /
                                  scale.divisor);
  }
  control.advance(scales_.size() * count);
}

std::int64_t PairBounds::bytes(std::int64_t voxels, std::int64_t lists, std::int64_t queries,
                               std::int64_t targetsAtOnce, std::int64_t largeTargetPoints,
                               int threads) {
  const auto batches = (targetsAtOnce + kBatchTargets - 1) / kBatchTargets;
  const auto workers = std::min<std::int64_t>(batches, threads);
  return Voxels::bytes(voxels, lists, queries) +
         queries * static_cast<std::int64_t>(sizeof(SumScale)) +
         workers * Worker::bytes(voxels, largeTargetPoints);
}

bool PairBounds::mayReach(float bound, double score) {
  return static_cast<double>(bound) >= score - 1e-6 * std::max(1.0, std::abs(score));
}

}  // namespace nblast

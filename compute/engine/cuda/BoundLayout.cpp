// SPDX-License-Identifier: BSD-3-Clause
#include "compute/engine/cuda/BoundLayout.hpp"

#include "compute/engine/cuda/Offsets.hpp"
#include "compute/engine/cuda/kernel/BoundTask.hpp"

#include <algorithm>

namespace nblast::cuda {

BoundLayout layOut(const PairBounds& bounds, const TargetSizes& targets,
                   std::int64_t blockTargets) {
  const auto voxels = bounds.voxels().count();
  const auto pairs = bounds.voxels().allLists().pairs;
  Offsets at;
  BoundLayout layout;
  const auto* nodes = bounds.voxels().tree().boxCounts;
  const auto rows = bounds.table().rows().rows;
  layout.blockLevel = std::min<std::int64_t>(kVoxelBlockLevel, bounds.voxels().levels() - 1);
  layout.nodeLevel = std::min<std::int64_t>(kVoxelNodeLevel, layout.blockLevel);
  layout.edges = roundedUp(rows, kWarpThreads);
  layout.queryCount = bounds.queries();
  for (auto& offset : layout.boxes)
    offset = at.add<float>(voxels);
  layout.nodeBoxes = at.add<TileBox>(nodes[layout.nodeLevel]);
  layout.blockBoxes = at.add<TileBox>(nodes[layout.blockLevel]);
  layout.listed = at.add<std::int32_t>(2 * pairs);
  layout.listedPoints = at.add<std::int32_t>(pairs);
  layout.queries = at.add<BoundedQuery>(layout.queryCount + 1);
  layout.thresholds = at.add<float>(layout.edges);
  layout.worths = at.add<std::int32_t>(rows);
  layout.voxelBytes = at.bytes();

  // Blocks of neurons of middling size are full; one giant still fits by itself.
  const auto mean = targets.points / std::max<std::int64_t>(1, targets.targets) + 1;
  layout.blockTargets = blockTargets;
  layout.blockPoints = std::max(targets.mostPoints, blockTargets * mean * 5 / 4);
  for (auto& slot : layout.slots) {
    slot.points = at.add<Candidate>(layout.blockPoints);
    slot.first = at.add<std::int64_t>(blockTargets + 1);
  }
  layout.targetBytes = at.bytes() - layout.voxelBytes;
  for (auto& slot : layout.slots) {
    slot.values = at.add<std::int16_t>(voxels * blockTargets);
    slot.bounds = at.add<float>(layout.queryCount * blockTargets);
  }
  layout.boundBytes = at.bytes() - layout.voxelBytes - layout.targetBytes;
  return layout;
}

std::int64_t BoundLayout::slotTargetBytes() const {
  return blockPoints * static_cast<std::int64_t>(sizeof(Candidate)) +
         (blockTargets + 1) * static_cast<std::int64_t>(sizeof(std::int64_t));
}

std::int64_t BoundLayout::slotBoundBytes() const {
  return queryCount * blockTargets * static_cast<std::int64_t>(sizeof(float));
}

std::int64_t boundBlockTargets(std::int64_t targetsOfCall, std::size_t devices) {
  constexpr std::int64_t kSideBySide = 16;
  static_assert(kMostBlockTargets % kSideBySide == 0);
  return roundedUp(blockShare(targetsOfCall, static_cast<std::int64_t>(devices)), kSideBySide);
}

std::optional<BoundLayout> fit(const PairBounds& bounds, const TargetSizes& targets,
                               std::int64_t mostTargets, std::int64_t bytes) {
  for (auto block = mostTargets; block >= 1; block /= 2) {
    const auto layout = layOut(bounds, targets, block);
    if (layout.bytes() <= bytes) return layout;
  }
  return {};
}

}  // namespace nblast::cuda

// SPDX-License-Identifier: BSD-3-Clause
#include "compute/engine/cuda/MemoryLayout.hpp"

#include "compute/engine/cuda/Offsets.hpp"

#include <algorithm>

namespace nblast::cuda {

QuerySizes querySizes(std::int64_t owners, std::int64_t points, const TableView& table) {
  QuerySizes sizes;
  sizes.owners = owners;
  sizes.points = roundedUp(points, kTilePoints);
  sizes.tiles = sizes.points / kTilePoints;
  sizes.tableFloats = table.rows + table.columns;
  sizes.tableCells = std::int64_t{table.rows} * table.stride;
  sizes.cellPairs = table.narrow ? std::int64_t{table.rows} * 16 : 0;
  return sizes;
}

void TargetSizes::add(std::span<const Dotprops> more) {
  targets += static_cast<std::int64_t>(more.size());
  for (const auto& target : more) {
    points += target.size();
    mostPoints = std::max(mostPoints, target.size());
  }
}

MemoryLayout layOut(const QuerySizes& queries, const TargetSizes& targets,
                    std::int64_t blockTargets) {
  Offsets at;
  MemoryLayout layout;
  const auto groups = roundedUp(queries.tiles, kGroupTiles) / kGroupTiles;
  const auto nodes = roundedUp(queries.tiles, kNodeTiles) / kNodeTiles;
  for (auto* offset : {&layout.x, &layout.y, &layout.z})
    *offset = at.add<float>(queries.points);
  layout.tangents = at.add<Tangent>(queries.points);
  layout.slotsOfPoints = at.add<std::uint8_t>(queries.points);
  layout.firstSlot = at.add<std::int64_t>(groups + 1);
  layout.slotOwners = at.add<std::int32_t>(queries.points);  // at most one slot a point
  layout.tileBoxes = at.add<TileBox>(queries.tiles);
  layout.nodeBoxes = at.add<TileBox>(nodes);
  layout.blockBoxes = at.add<TileBox>(nodes);  // as many at most
  layout.offsets = at.add<std::int64_t>(queries.owners);
  layout.divisors = at.add<double>(queries.owners);
  layout.tableFloats = at.add<float>(queries.tableFloats);
  layout.tableCells = at.add<std::int32_t>(queries.tableCells);
  layout.cellPairs = at.add<CellPair>(queries.cellPairs);
  layout.queryBytes = at.bytes();
  layout.owners = queries.owners;

  // Blocks of neurons of middling size are full; one giant still fits by itself.
  const auto mean = targets.points / std::max<std::int64_t>(1, targets.targets) + 1;
  layout.blockTargets = blockTargets;
  layout.blockPoints =
      roundedUp(std::max(targets.mostPoints, blockTargets * mean * 5 / 4), kTilePoints);
  for (auto& slot : layout.slots) {
    slot.points = at.add<Candidate>(layout.blockPoints);
    slot.tangents = at.add<Tangent>(layout.blockPoints);
    slot.first = at.add<std::int64_t>(blockTargets + 1);
  }
  layout.blockLevel = blockLevelFor(queries.tiles, blockTargets);
  layout.singlePairs = targets.singlePairs;
  if (targets.singlePairs) {
    layout.blockNodes =
        (queries.tiles >> (kFanBits * layout.blockLevel)) + 1;  // the last one may not be full
    for (auto& slot : layout.slots) {
      slot.choices = at.add<NodeChoice>(layout.blockNodes * blockTargets);
      slot.pairs = at.add<PairPlace>(queries.owners * blockTargets);
    }
  }
  layout.targetBytes = at.bytes() - layout.queryBytes;
  for (auto& slot : layout.slots) {
    slot.sums = at.add<std::int64_t>(queries.owners * blockTargets);
    slot.scores = at.add<float>(queries.owners * blockTargets);
  }
  layout.scoreBytes = at.bytes() - layout.queryBytes - layout.targetBytes;
  return layout;
}

std::int64_t MemoryLayout::slotTargetBytes() const {
  return blockPoints * static_cast<std::int64_t>(sizeof(Candidate) + sizeof(Tangent)) +
         (blockTargets + 1) * static_cast<std::int64_t>(sizeof(std::int64_t));
}

std::int64_t MemoryLayout::slotPairBytes() const {
  // Every node may be chosen for every target, in a list that grows; of the pairs a few in a
  // hundred are.
  constexpr std::int64_t kGrowing = 2, kPairsInAHundred = 10;
  return blockNodes * blockTargets * kGrowing * static_cast<std::int64_t>(sizeof(NodeChoice)) +
         (singlePairs ? owners * blockTargets * kPairsInAHundred / 100 * kGrowing *
                            static_cast<std::int64_t>(sizeof(PairPlace))
                      : 0);
}

std::int64_t MemoryLayout::slotScoreBytes() const {
  return owners * blockTargets * static_cast<std::int64_t>(sizeof(float));
}

std::int32_t blockLevelFor(std::int64_t tiles, std::int64_t blockTargets) {
  constexpr std::int64_t kEnoughBlocks = 4096;
  const auto blocks = (tiles + kMostBlockTiles - 1) / kMostBlockTiles * blockTargets;
  return blocks >= kEnoughBlocks ? kMostBlockLevel : kMostBlockLevel - 1;
}

std::int64_t blockShare(std::int64_t targetsAtOnce, std::int64_t devices) {
  const auto slots = kSlots * std::max<std::int64_t>(1, devices);
  return std::clamp<std::int64_t>((targetsAtOnce + slots - 1) / slots, 1, kMostBlockTargets);
}

std::optional<MemoryLayout> fit(const QuerySizes& queries, const TargetSizes& targets,
                                std::int64_t mostTargets, std::int64_t bytes) {
  auto block = mostTargets;
  while (true) {
    const auto layout = layOut(queries, targets, block);
    if (layout.bytes() <= bytes) return layout;
    if (block <= kLeastBlockTargets) return {};
    block = std::max(kLeastBlockTargets, block / 2);
  }
}

std::int64_t budget(std::int64_t freeBytes, std::optional<std::int64_t> limit) {
  const auto most = freeBytes / 20 * 19;  // contexts and other programs need some
  return limit ? std::min(most, *limit) : most;
}

DevicePlan planOf(const MemoryLayout& layout, const TargetSizes& targets, std::int64_t parts) {
  DevicePlan plan;
  plan.queryBytes = layout.queryBytes;
  plan.targetBytes = layout.targetBytes;
  plan.scoreBytes = layout.scoreBytes;
  plan.candidateBytes = 0;  // candidate lists live in the multiprocessors' shared memory
  plan.blockTargets = layout.blockTargets;
  plan.queryParts = parts;
  const auto atOnce = std::max<std::int64_t>(1, targets.atOnce);
  const auto blocksOf = [&](std::int64_t some) {
    return (some + layout.blockTargets - 1) / layout.blockTargets;
  };
  plan.blocks =
      parts * (targets.targets / atOnce * blocksOf(atOnce) + blocksOf(targets.targets % atOnce));
  return plan;
}

}  // namespace nblast::cuda

// SPDX-License-Identifier: BSD-3-Clause
#pragma once
// What the kernels of a device are handed: plain numbers and addresses in the device's memory.
// Compiled by nvcc and by g++, so no header with host code comes in here.
#include "compute/search/kernel/KernelTask.hpp"

#include <cstdint>

namespace nblast::cuda {

constexpr int kWarpThreads = 32;
constexpr int kWarps = 8;  ///< of a thread block
constexpr int kBlockThreads = kWarps * kWarpThreads;

/// A warp works on one node of this level of QueryTiles at a time.
constexpr int kNodeLevel = 2;
constexpr int kNodeTiles = 1 << (kFanBits * kNodeLevel);
/// A thread block scores one node of a level from kNodeLevel to this one against one target.
constexpr int kMostBlockLevel = 4;
constexpr int kMostBlockTiles = 1 << (kFanBits * kMostBlockLevel);
/// Point scores are added up for so many tiles (level 1) before they go to the sums.
constexpr int kGroupTiles = kFan;
constexpr int kGroupPoints = kGroupTiles * static_cast<int>(kTilePoints);
/// Points of one owner that share a slot: the sum of so many cells, each below 2^24, less what far
/// points score, fits in 32 bits.
constexpr int kMostSlotPoints = 63;

/// A target point that may be nearest to some query point.
struct alignas(16) Candidate {
  float x, y, z;       ///< µm
  std::int32_t index;  ///< within its target
};
struct alignas(16) Tangent {
  float x, y, z, alpha;
};

/// Query points: [tiles * kTilePoints] each. Those of kGroupTiles tiles make a group, in which each
/// owner has a slot (or several, see kMostSlotPoints); padding has one beyond all of these.
struct PointsView {
  const float *x, *y, *z;  ///< µm
  const Tangent* tangents;
  const std::uint8_t* slots;       ///< of each point, within its group
  const std::int64_t* firstSlot;   ///< [groups + 1] offsets into slotOwners
  const std::int32_t* slotOwners;  ///< whose slot it is
};

/// Several targets one after another.
struct TargetsView {
  const Candidate* points;
  const Tangent* tangents;
  const std::int64_t* first;  ///< [targets + 1] offsets into both
  std::int32_t count;
};

/// The cells of a sixteenth (kSixteenthScale): below its edge, and from the edge on.
struct alignas(8) CellPair {
  std::int32_t below, above;
};

/// A node of level ScoreTask::blockLevel and those of its tiles that one target is scored against:
/// bit i of tiles[i / 32] is tile (node << (kFanBits * blockLevel)) + i.
struct NodeChoice {
  std::int32_t node, target;
  std::uint32_t tiles[kMostBlockTiles / 32];
};
struct PairPlace {
  std::int32_t owner, target;
};

/// One block of scores: some targets against all query tiles that lie on the device, or some of
/// them.
struct ScoreTask {
  PointsView points;
  const TileBox* tileBoxes;   ///< level 0
  const TileBox* nodeBoxes;   ///< level kNodeLevel
  const TileBox* blockBoxes;  ///< level blockLevel
  std::int32_t blockLevel;
  std::int32_t tiles, blockNodes;
  std::int64_t owners;
  TableView table;
  const CellPair* cellPairs;  ///< if table.narrow: [rows, 16], with a bound less farCell
  TargetsView targets;
  const NodeChoice* choices;  ///< null: all nodes against all targets
  std::int64_t choiceCount;
  const PairPlace* pairs;  ///< null: all
  std::int64_t pairCount;
  /// [owners, targets], in and out: two's complement; zero before. With choices the sums of other
  /// pairs mean nothing.
  unsigned long long* sums;
  const std::int64_t* offsets;  ///< [owners]: score = (sum + offset) / divisor
  const double* divisors;       ///< [owners]
  float* scores;                ///< [owners, targets], or one for each of pairs; out
};

}  // namespace nblast::cuda

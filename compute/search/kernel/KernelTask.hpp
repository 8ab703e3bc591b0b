// SPDX-License-Identifier: BSD-3-Clause
#pragma once
// The task of a kernel. Plain data only: files compiled for wider vectors include this header, and
// an inline function compiled there for AVX-512 could become the whole program's copy (ODR hazard).
#include <cstdint>

namespace nblast {

constexpr std::int64_t kTilePoints = 64;  ///< points of a tile; a multiple of every vector width
constexpr int kFanBits = 2;
constexpr std::int64_t kFan = 1 << kFanBits;  ///< children of a node
constexpr int kBatchTargets = 16;             ///< targets that visit a tile together
using TargetMask = std::uint16_t;             ///< a bit per target of a batch

/// Into which sixteenth a |dot| falls is the nearest integer to |dot| times this: fifteen at most
/// for |dot| up to kGreatestDot.
constexpr float kSixteenthScale = 15.4F;
constexpr float kGreatestDot = 1.006F;
/// Added to a number from 0 to 2^22 it leaves the nearest integer in the lowest bits.
constexpr float kToLowBits = 8388608.0F;

/// An axis-aligned box: every point x of it has |x - centre| <= half in each coordinate, in exact
/// arithmetic.
struct TileBox {
  float centre[3];
  float half[3];
};

/// The boxes of a tree of tiles, see QueryTiles.
struct TreeView {
  const TileBox* const* boxes;    ///< [levels] of boxes
  const std::int64_t* boxCounts;  ///< [levels]
};

/// Points [begin, end) of a tile: those of one owner.
struct OwnerRun {
  std::int32_t owner;
  std::uint8_t begin, end;
};

/// The points of tiles, see QueryTiles: [tiles * kTilePoints] each.
struct TilesView {
  const float *x, *y, *z;        ///< µm
  const float *vx, *vy, *vz;     ///< tangents
  const float* alpha;            ///< or null
  const std::int32_t* owner;     ///< -1: padding; ascending in a tile but for padding at its end
  const std::int64_t* firstRun;  ///< [tiles + 1] offsets into runs
  const OwnerRun* runs;          ///< without padding
};

/// What a descent knows of a score table: its rows.
struct RowTable {
  const float* d2Thresholds;  ///< rows - 1 ascending, then sixteen times infinity
  std::int32_t rows;
  bool bounded;
  float farThreshold_um2;  ///< a squared distance from here on is far
};

/// See KernelTable. With a bound the last row is that of far points.
struct TableView : RowTable {
  const float* dotThresholds;  ///< columns - 1 ascending, then sixteen times infinity
  const std::int32_t* cells;   ///< [rows, stride]
  std::int32_t columns, stride;
  /// At most sixteen columns, and at most one edge in each sixteenth (kSixteenthScale): a |dot|'s
  /// cell is then one of two in its row.
  bool narrow;
  float edge[16];                     ///< of that sixteenth, or infinity
  std::int32_t below[16], above[16];  ///< if narrow: column under the edge, and from it on
  const std::int32_t* nearCells;      ///< if narrow: [rows, 16]; with a bound less farCell
  /// If narrow: [rows, 16], nearCells of below and of above.
  const std::int32_t *belowCells, *aboveCells;
  float v1ExponentPerUm2;  ///< not 0: v1 in place of cells
  bool useAlpha;
  std::int32_t farCell;  ///< what a far point scores
};

/// One target, structure of arrays, readable to the next full vector.
struct TargetView {
  const float *x, *y, *z;
  const float* directions;    ///< [points, 4]: tangent, alpha; 16-byte aligned
  const std::int32_t* index;  ///< 0, 1, 2, ...
  std::int32_t points;
};

/// Room for a candidate list.
struct ListBuffer {
  float *x, *y, *z;
  std::int32_t* index;
};

/// A batch of targets on its way down a tree.
struct DescentTask {
  TreeView tree;
  const TargetView* targets;
  std::int32_t targetCount;  ///< 1 to kBatchTargets
  std::int64_t level;        ///< of the nodes below
  std::int64_t firstNode, lastNode;
  /// Null, or [levels] of a bit per target for each node: is any of its points' scores wanted?
  const TargetMask* const* wanted;
  const ListBuffer* lists;            ///< [levels, kBatchTargets]
  float* centreDistances;             ///< [kBatchTargets, capacity]
  std::int64_t capacity;              ///< the largest target's points and some vectors
  void (*checkpoint)(void* context);  ///< called every few thousand points; may throw
  void* context;
};

/// Points to be scored.
struct KernelTask {
  DescentTask descent;
  TilesView tiles;
  TableView table;
  /// Null, or [owners] of a bit per target: is this pair wanted? Sums of others are not written.
  const TargetMask* wantedOwners;
  /// [n_owners + 1, kBatchTargets], cache-line aligned; the first row belongs to padding. Point
  /// scores are added; with a bound, what a point scores beyond farCell.
  std::int64_t* sums;
  /// Null, or what was found, [kBatchTargets, tiles * kTilePoints]: index and squared distance of
  /// the nearest target point. Untouched where all of a tile is beyond the bound.
  std::int32_t* nearest;
  float* nearestD2_um2;
};

/// Voxels, see Voxels: [tiles * kTileVoxels] each. A voxel's points have |x - centre| <= half in
/// each coordinate, and half is some 4e-7 wider than that.
struct VoxelsView {
  const float *x, *y, *z;
  const float *halfX, *halfY, *halfZ;
};

constexpr std::int64_t kTileVoxels = 16;           ///< voxels of a tile
constexpr int kBoundTargets = 32;                  ///< targets whose bounds are summed up together
constexpr std::int32_t kMostValue = 32767;         ///< of a voxel, in units, see VoxelTable
constexpr std::int32_t kMostEntryPoints = 32767;   ///< of an entry in a VoxelList
constexpr std::int64_t kMostListedPoints = 65536;  ///< of a VoxelList: sums stay below 2^31

/// Voxels and how many points one neuron has in each, two entries at a time.
struct VoxelList {
  const std::int32_t* voxels;  ///< [2 * pairs]
  const std::int32_t*
      points;  ///< [pairs]: the first entry's in the lower half, the second's in the upper
  std::int64_t pairs;
};

/// What each voxel is worth to each target of a batch.
struct VoxelTask {
  DescentTask descent;
  VoxelsView voxels;
  RowTable table;
  const std::int32_t* values;  ///< [table.rows], see VoxelTable
  /// [tiles * kTileVoxels, kBoundTargets], from the batch's first column on. Not touched where all
  /// of a tile is worth nothing to all of the batch.
  std::int16_t* rows;
  std::uint8_t* reached;  ///< [tiles] set to 1 where rows are written
};

// One a path, each from the same source (TileKernel.hpp), compiled for its instructions.
void runKernelScalar(const KernelTask& task);
void runKernelAvx2(const KernelTask& task);
void runKernelAvx512(const KernelTask& task);

// Likewise (VoxelKernel.hpp).
void runVoxelsScalar(const VoxelTask& task);
void runVoxelsAvx2(const VoxelTask& task);
void runVoxelsAvx512(const VoxelTask& task);

// sums[t] = the sum over the list of points * rows[voxel][t], [kBoundTargets].
void sumVoxelsScalar(const VoxelList& list, const std::int16_t* rows, std::int32_t* sums);
void sumVoxelsAvx2(const VoxelList& list, const std::int16_t* rows, std::int32_t* sums);
void sumVoxelsAvx512(const VoxelList& list, const std::int16_t* rows, std::int32_t* sums);

}  // namespace nblast

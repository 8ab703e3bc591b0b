// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include "compute/base/JobControl.hpp"
#include "compute/base/SimdPath.hpp"
#include "compute/scoring/PointScorer.hpp"
#include "compute/search/QueryTiles.hpp"
#include "compute/search/TargetBatch.hpp"
#include "compute/search/kernel/KernelTask.hpp"

#include <cstdint>
#include <span>
#include <vector>

namespace nblast {

/// The score table laid out for the kernels.
class KernelTable {
 public:
  explicit KernelTable(const PointScorer& scorer);

  const TableView& view() const { return view_; }
  KernelTable(KernelTable&&) = default;  // moved vectors keep their memory, so the view stays right
  KernelTable& operator=(KernelTable&&) = default;

 private:
  void layOutSixteenths();

  AlignedVector<float> d2Thresholds_, dotThresholds_;
  AlignedVector<std::int32_t> cells_, nearCells_, belowCells_, aboveCells_;
  TableView view_{};
};

/// Which pairs of query neurons and the targets of a batch are wanted.
class WantedPairs {
 public:
  /// @param tiles indexOwners() must have been called
  explicit WantedPairs(const QueryTiles& tiles);

  /// Cost: that of the owner's tiles.
  void add(std::int64_t owner, int target);
  /// Forgets what was added, at the same cost.
  void clear();
  std::span<const std::int64_t> added() const { return added_; }  ///< owners, each once
  const TargetMask* owners() const { return targets_.data(); }
  const TargetMask* const* nodes() const { return nodesOf_.data(); }

 private:
  const QueryTiles& tiles_;
  std::vector<std::int64_t> added_;             ///< owners
  std::vector<TargetMask> targets_;             ///< a bit per target, of each owner
  std::vector<std::vector<TargetMask>> nodes_;  ///< [levels]
  std::vector<const TargetMask*> nodesOf_;
};

/// Scores batches of targets against query tiles; the scratch memory and sums of one thread.
class TileSearch {
 public:
  /// Memory of one thread: the sums, 128 bytes per query neuron; and a TargetBatch.
  static std::int64_t bytes(std::int64_t owners, std::int64_t largeTargetPoints);

  /// Adds up the point scores of all tile points in the range against each target.
  /// @param targets 1 to kBatchTargets; only read during the call
  /// @param wanted null: all. The sums of other pairs mean nothing
  /// @throws what control.checkpoint() throws
  void score(SimdPath path, const QueryTiles& tiles, const KernelTable& table,
             std::span<const Dotprops* const> targets, TileRange range, JobControl& control,
             const WantedPairs* wanted = nullptr);

  /// As score() over all tiles, but finds each point's nearest target point instead.
  /// @param[out] nearest index into the target's points, d2_um2 its squared distance: [targets,
  /// tiles * kTilePoints] in
  ///             the order of the tiles; index -1 where a bound ended the search early
  void findNearest(SimdPath path, const QueryTiles& tiles, const KernelTable& table,
                   std::span<const Dotprops* const> targets, std::vector<std::int32_t>& nearest,
                   std::vector<float>& d2_um2, JobControl& control);

  /// Of the last score(): [owners, kBatchTargets]. With a bound: what the points score beyond being
  /// far.
  std::span<const std::int64_t> sums() const { return std::span(sums_).subspan(kBatchTargets); }

 private:
  KernelTask prepare(const QueryTiles& tiles, const KernelTable& table,
                     std::span<const Dotprops* const> targets, TileRange range, JobControl& control,
                     const WantedPairs* wanted);
  void clearSums(std::int64_t owners, const WantedPairs* wanted);

  TargetBatch batch_;
  AlignedVector<std::int64_t> sums_;
};

}  // namespace nblast

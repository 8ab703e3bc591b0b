// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include "compute/base/JobControl.hpp"
#include "compute/base/SimdPath.hpp"
#include "compute/scoring/PointScorer.hpp"
#include "compute/search/KernelTask.hpp"
#include "compute/search/QueryTiles.hpp"

#include <cstdint>
#include <span>
#include <vector>

namespace nblast {

/// The score table laid out for the kernels.
class KernelTable {
 public:
  explicit KernelTable(const PointScorer& scorer);

  /// For clusters: no point of a cluster can score more than the cell that its distance less its
  /// radius gives here (compute/search/README.md, "Only the good ones"). @param largestRadius_um
  /// of all clusters
  static KernelTable upperBounds(const ScoringOptions& options, const PointScorer& scorer,
                                 float largestRadius_um);

  const TableView& view() const { return view_; }
  KernelTable(KernelTable&&) = default;  // moved vectors keep their memory, so the view stays right
  KernelTable& operator=(KernelTable&&) = default;

 private:
  KernelTable() = default;
  void guessColumns();

  AlignedVector<float> d2Thresholds_, dotThresholds_, edges_um_;
  AlignedVector<std::int32_t> cells_;
  TableView view_{};
};

/// A run of nodes of one level of the tiles.
struct TileRange {
  std::int64_t level = 0;
  std::int64_t firstNode = 0, lastNode = 0;
};

/// Which pairs of query neurons and the targets of a batch are wanted.
class WantedPairs {
 public:
  /// @param tiles indexOwners() must have been called
  explicit WantedPairs(const QueryTiles& tiles);

  void add(std::int64_t owner, int target) {
    targets_[static_cast<std::size_t>(owner)] |= static_cast<std::uint8_t>(1U << target);
  }
  /// Carries what was added to the nodes. Cost: a few bytes per tile and owner.
  void spread();
  void clear();
  const std::uint8_t* const* nodes() const { return nodesOf_.data(); }

 private:
  const QueryTiles& tiles_;
  std::vector<std::uint8_t> targets_;             ///< a bit per target, of each owner
  std::vector<std::vector<std::uint8_t>> nodes_;  ///< [levels]
  std::vector<const std::uint8_t*> nodesOf_;
};

/// Scores batches of targets against query tiles; the scratch memory and sums of one thread.
class TileSearch {
 public:
  /// Memory of one thread: the sums, 64 bytes per query neuron; targets and candidate lists, up to
  /// some 800 bytes per point of the largest target, for lists shrink on their way down.
  static std::int64_t bytes(std::int64_t owners, std::int64_t largeTargetPoints);

  /// Adds up the point scores of all tile points in the range against each target.
  /// @param targets 1 to kBatchTargets; only read during the call
  /// @param wanted null: all. Sums of pairs that are not wanted mean nothing
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
  struct Target {
    float *x, *y, *z, *directions;
  };
  KernelTask prepare(const QueryTiles& tiles, const KernelTable& table,
                     std::span<const Dotprops* const> targets, TileRange range,
                     JobControl& control);
  void load(std::span<const Dotprops* const> targets);
  void reserve(std::int64_t levels, std::size_t points);

  /// Targets, lists and all else that is as long as the largest target; taken anew when it must
  /// grow. What has not been written takes no memory, and holds valid indices: zeros.
  ScratchArray<std::uint32_t> memory_;
  std::size_t capacity_ = 0;  ///< points of each array
  Target targets_[kBatchTargets]{};
  TargetView targetViews_[kBatchTargets]{};
  std::int32_t* identity_ = nullptr;
  std::vector<ListBuffer> listBuffers_;
  float* centreDistances_ = nullptr;
  AlignedVector<std::int64_t> sums_;
};

}  // namespace nblast

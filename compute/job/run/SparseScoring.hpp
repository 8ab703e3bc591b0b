// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include "compute/base/JobControl.hpp"
#include "compute/engine/Engine.hpp"
#include "compute/job/run/BlockChoice.hpp"
#include "compute/scorefile/sparse/SparseScoreFileWriter.hpp"

#include <cstdint>
#include <span>
#include <vector>

namespace nblast {

/// Scores only the pairs that may qualify (compute/search/README.md, "Only the good ones"): an
/// upper bound from voxels of points drops the others. Exact: the pairs that are kept are those
/// that a dense job would keep.
class SparseScoring {
 public:
  /// One to bound a pair, and one to score it or to know that it need not be scored.
  static constexpr std::uint64_t kStepsPerPair = 2;

  /// @param engine prepared with rows; all references must outlive this
  /// @param sameSet rows and columns are one set: a neuron against itself is not a candidate
  /// @param boundsAtOnce the number of bounds in memory at a time (64 rows or columns of them at
  /// least): the more, the less each bound costs
  SparseScoring(Engine& engine, std::span<const Dotprops> rows, std::span<const Dotprops> columns,
                const ScoringOptions& options, bool sameSet, std::int64_t boundsAtOnce,
                JobControl& control);

  /// Rows or columns whose bounds are in memory at a time, where each has `across` of them.
  static std::int64_t linesAtOnce(std::int64_t across, std::int64_t boundsAtOnce);
  /// What keep() goes through, block by block. A row's best are only known from all of the row; a
  /// threshold alone needs no whole rows: all rows share what is searched once per column.
  /// @param wholeRows limits.top is asked for
  static std::vector<BoundBlock> blocks(std::int64_t rows, std::int64_t columns, bool wholeRows,
                                        std::int64_t boundsAtOnce);
  /// Memory that keep() takes for a block besides the pairs that it has kept, at most.
  /// @param rows of the block @param voxels, lists of these rows' points, see PairBounds
  /// @param columns of the block @param chosen pairs of the block that are scored
  static std::int64_t bytesOfBlock(const ScoringSize& rows, std::int64_t voxels, std::int64_t lists,
                                   std::int64_t columns, std::int64_t chosen,
                                   std::int64_t boundsAtOnce);
  /// Memory of kept pairs while their other direction is added.
  static std::int64_t bytesOfKept(std::int64_t kept);

  /// All pairs (row, column) whose score is at least limits.above or among the row's limits.top
  /// best, ascending by row. Progress: kStepsPerPair for each pair. @throws Cancelled
  std::vector<ScoredPair> keep(const SparseLimits& limits);

  /// Adds to `kept` the scores of the wanted pairs that it does not hold yet. Progress: grows by
  /// those that were not scored before, one step each. @param wanted ascending
  void complete(std::vector<ScoredPair>& kept, const std::vector<ScoredPair>& wanted);

  std::int64_t pairsScored() const { return pairsScored_; }

 private:
  void keepBlock(const SparseLimits& limits, Bounds& bounding, const BoundBlock& block,
                 std::vector<ScoredPair>& kept);
  RoughBounds bound(Bounds& bounding, const BoundBlock& block);
  /// Scores what is chosen, adds it to its rows and forgets the choice. @return how many pairs
  std::int64_t score(BlockChoice& choice, std::int64_t firstRow);
  void takeGood(const SparseLimits& limits, bool keepSpare,
                std::vector<std::vector<ScoredPair>>& byRow, std::vector<ScoredPair>& kept);

  Engine& engine_;
  std::span<const Dotprops> rows_, columns_;
  const ScoringOptions& options_;
  bool sameSet_;
  std::int64_t boundsAtOnce_;
  JobControl& control_;
  std::int64_t pairsScored_ = 0;
  std::vector<ScoredPair> spare_;  ///< scored, but not kept: complete() may ask for them. Ascending
};

/// The same pairs with row and column exchanged, ascending.
std::vector<ScoredPair> transposed(const std::vector<ScoredPair>& pairs);

}  // namespace nblast

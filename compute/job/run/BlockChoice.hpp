// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include "compute/scorefile/sparse/SparseScoreFileWriter.hpp"
#include "compute/search/Pair.hpp"

#include <bit>
#include <cstdint>
#include <vector>

namespace nblast {

/// Pairs whose bounds are in memory at a time.
struct BoundBlock {
  std::int64_t firstRow = 0, rows = 0;
  std::int64_t firstColumn = 0, columns = 0;
};

/// The bounds of a block, each rounded up to the upper half of a float32. Rows and columns are
/// counted as in the whole job.
class RoughBounds {
 public:
  explicit RoughBounds(const BoundBlock& block)
      : block_(block), upper_(static_cast<std::size_t>(block.rows * block.columns)) {}

  /// Of different rows by different threads, if they like.
  void set(std::int64_t row, std::int64_t column, float bound) {
    const auto bits = std::bit_cast<std::uint32_t>(bound);
    const bool negative = bits >> 31 != 0;  // towards zero is up
    upper_[at(row, column)] = static_cast<std::uint16_t>((bits + (negative ? 0 : 0xffff)) >> 16);
  }
  float operator()(std::int64_t row, std::int64_t column) const {
    return std::bit_cast<float>(std::uint32_t{upper_[at(row, column)]} << 16);
  }

 private:
  std::size_t at(std::int64_t row, std::int64_t column) const {
    return static_cast<std::size_t>((row - block_.firstRow) * block_.columns + column -
                                    block_.firstColumn);
  }
  BoundBlock block_;
  std::vector<std::uint16_t> upper_;
};

/// Which pairs of a block must be scored, in two steps: what the first one finds spares others.
/// Uses all threads of the calling arena. Rows are counted from the block's first one.
class BlockChoice {
 public:
  /// @param bounds of the block, whose rows are whole if limits.top is asked for
  /// @param sameSet rows and columns are one set: a neuron against itself is never chosen
  BlockChoice(const RoughBounds& bounds, const BoundBlock& block, const SparseLimits& limits,
              bool sameSet, bool wholeSet);

  /// What may reach the threshold, in either direction where both are bounded (wholeSet), and the
  /// most promising of each row.
  void chooseFirst();
  /// After what was chosen first is scored: whatever may still be among a row's best.
  void chooseRest();

  std::vector<std::vector<Pair>> chosen;        ///< [rows], since the caller emptied them
  std::vector<std::vector<ScoredPair>> scored;  ///< [rows], filled by the caller

 private:
  bool isSelf(std::int64_t row, std::int64_t column) const { return sameSet_ && row == column; }
  bool isAhead(std::int64_t row, std::int64_t a, std::int64_t b) const;
  bool isChosen(std::int64_t row, std::int64_t column) const;
  std::int64_t nthAhead(std::int64_t row, std::int64_t n) const;
  std::size_t placeOf(std::int64_t row) const {
    return static_cast<std::size_t>(row - block_.firstRow);
  }

  const RoughBounds& bounds_;
  BoundBlock block_;
  SparseLimits limits_;
  bool sameSet_, wholeSet_;
  std::int64_t top_;                ///< 0: not asked for
  std::vector<std::int64_t> last_;  ///< [rows] the least promising that was chosen at first, or -1
};

/// The better forward score first, then the lower target.
bool isBetter(const ScoredPair& a, const ScoredPair& b);

}  // namespace nblast

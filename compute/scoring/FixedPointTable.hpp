// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include "compute/scoring/ScoreTable.hpp"

#include <cstdint>
#include <vector>

namespace nblast {

/// The table in integers, so that sums do not depend on their order (compute/README.md, "The same
/// bits everywhere"). cells hold value * 2^shift, rounded to nearest; shift is the largest with
/// max|cell| * 2^shift < 2^24. A squared distance d2 lies in row #{thresholds <= d2}; a |dot| in
/// column #{thresholds <= |dot|}: the brackets are already in the thresholds, so that each float32
/// falls where its exact root belongs. v1 has one cell and no thresholds; its scores are computed
/// (V1Formula.hpp), rounded like cells.
struct FixedPointTable {
  explicit FixedPointTable(const ScoreTable& table);

  std::vector<float> d2Thresholds_um2;
  std::vector<float> dotThresholds;
  std::vector<std::int32_t> cells;  ///< [rows, columns], row-major
  std::int64_t columns = 0;
  int shift = 0;
  float v1ExponentPerUm2 = 0;  ///< 0: a table with cells

  std::int64_t row(float d2_um2) const;
  std::int64_t column(float dot) const;
  std::int32_t cell(float d2_um2, float dot) const;
  double toScore(std::int64_t sum) const;  ///< sum / 2^shift, exact while |sum| < 2^53
};

}  // namespace nblast

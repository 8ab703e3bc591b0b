// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include <cstdint>
#include <vector>

namespace nblast {

/// A run of rows.
struct RowRange {
  std::int64_t first = 0, count = 0;
};

/// Rows cut into `parts` ranges at most, about equally long, that begin at multiples of `chunk`.
std::vector<RowRange> cutRows(std::int64_t rows, std::int64_t chunk, std::int64_t parts);

}  // namespace nblast

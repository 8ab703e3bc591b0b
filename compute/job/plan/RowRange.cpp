// SPDX-License-Identifier: BSD-3-Clause
#include "compute/job/plan/RowRange.hpp"

#include <algorithm>

namespace nblast {

std::vector<RowRange> cutRows(std::int64_t rows, std::int64_t chunk, std::int64_t parts) {
  const auto chunks = (rows + chunk - 1) / chunk;
  parts = std::clamp<std::int64_t>(parts, 1, std::max<std::int64_t>(1, chunks));
  std::vector<RowRange> ranges;
  for (std::int64_t i = 0; i < parts; ++i) {
    const auto first = i * chunks / parts * chunk;
    const auto last = std::min(rows, (i + 1) * chunks / parts * chunk);
    ranges.push_back({first, last - first});
  }
  return ranges;
}

}  // namespace nblast

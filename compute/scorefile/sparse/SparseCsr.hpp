// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include "compute/scorefile/sparse/SparseParts.hpp"
#include "compute/scorefile/sparse/SparseRows.hpp"
#include "compute/scorefile/sparse/SparseSpill.hpp"

#include <cstdint>
#include <vector>

namespace nblast {

/// Compressed sparse rows of the kept pairs; all but indptr on disk.
struct SparseCsr {
  explicit SparseCsr(const std::filesystem::path& beside)
      : indices(beside), forward(beside), reverse(beside) {}
  std::vector<std::int64_t> indptr{0};
  ArraySpill indices, forward, reverse;
  std::int64_t kept() const { return indptr.back(); }
};

/// Makes rows of scattered pairs in bounded memory: one pass sorts the scores into ranges of rows
/// (a temporary file), then each range is put together, decided on and written. Scores of the other
/// direction are one more copy of each pair in an all-by-all: (q, t) is also t's reverse score.
/// Disk: 12 bytes a score (24 in an all-by-all) for a while, and 8 or 12 a kept pair.
/// @throws Error as keepCells; IoError
SparseCsr buildCsr(const SparseParts& parts, const SparseRules& rules, std::int64_t memoryBytes);

}  // namespace nblast

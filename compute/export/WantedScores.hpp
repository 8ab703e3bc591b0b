// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include "compute/export/ExportOptions.hpp"
#include "compute/scorefile/ScoreFile.hpp"

#include <cstdint>
#include <span>

namespace nblast {

/// As many rows of a matrix at once as fit 64 MiB, a power of two like the sides of the file's
/// blocks.
std::int64_t rowsAtOnce(std::int64_t targets);

/// Sets the scores of one query to NaN that the options leave out.
/// @param self index of the query among the scores, -1 if it is not there: never among the N best
void dropUnwanted(std::span<float> scores, std::int64_t self, const ExportOptions& options);

/// What a look at some scores, spread over all rows, has found.
struct ScoreSample {
  /// Of a score as text; 0 where there is none.
  double bytes = 0;
  /// The fraction of all pairs that have a score and are wanted.
  double share = 0;
};

/// Looks at a few thousand scores: milliseconds. @throws IoError
ScoreSample sampleScores(const ScoreFile& file, const ExportOptions& options);

/// Mean length of an axis' names as fields of a table.
double meanKeyBytes(const ScoreAxis& axis);

}  // namespace nblast

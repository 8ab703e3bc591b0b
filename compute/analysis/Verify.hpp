// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include "compute/base/JobControl.hpp"
#include "compute/scorefile/ScoreFile.hpp"

#include <cstdint>

namespace nblast {

struct VerifyOptions {
  /// How many pairs to recompute; all of them where there are no more. Of a sparse file: kept
  /// pairs.
  std::int64_t pairs = 200;
  /// The same seed draws the same pairs.
  std::uint64_t seed = 1;
};

/// What the comparison with recomputed scores has found.
struct VerifyResult {
  /// A stored score may be this far from the recomputed one: float32 and ties between equally near
  /// points explain less.
  static constexpr double kTolerance = 1e-3;

  BlockCount blocks;               ///< finished, of all
  std::int64_t pairs = 0;          ///< pairs drawn, from finished blocks
  std::int64_t scores = 0;         ///< scores compared; two per pair where reverse is stored too
  std::int64_t damagedBlocks = 0;  ///< finished blocks that do not match their checksum
  /// The score that is farthest off. Raw scores differ by more, the more points a neuron has: their
  /// difference is divided by the self-hit, as if they were normalised.
  double worstDifference = 0;
  std::int64_t query = -1, target = -1;  ///< of that score; -1: nothing was compared
  Direction direction = Direction::Forward;
  double stored = 0, recomputed = 0;

  /// False also where there is nothing to compare yet: only a complete file may be empty, a sparse
  /// one that keeps no pair.
  bool isGood() const {
    return damagedBlocks == 0 && worstDifference <= kTolerance && (scores > 0 || blocks.complete());
  }
};

/// Recomputes random pairs of a score file with the reference engine, from the geometry, score
/// table and options in the file itself, and checks all blocks' checksums. On the threads of the
/// calling arena. Progress: one per pair in Phase::Score, one per block in Phase::Check. Cost: some
/// milliseconds per pair of large neurons; the checksums read the whole file.
/// @throws InputError if the file has no geometry, or a table that cannot be read back, or for more
/// pairs than can be drawn; IoError; Cancelled between pairs and blocks
VerifyResult verifyScores(const ScoreFile& file, const VerifyOptions& options, JobControl& control);

}  // namespace nblast

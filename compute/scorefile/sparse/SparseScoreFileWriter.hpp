// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include "compute/scorefile/ScoreFile.hpp"
#include "compute/scorefile/ScoreFileContents.hpp"
#include "compute/scorefile/platform/TemporaryName.hpp"

#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <span>
#include <string>

namespace nblast {

/// One computed score.
struct ScoredPair {
  std::int32_t query, target;
  float forward;  ///< in a reverse block: the score of the target against the query
};

/// Writes one sparse score file: only the good pairs, with the proof that no other is
/// (compute/search/README.md, "Only the good ones").
///
/// create() makes the file, without any score: it can be opened and says that it is not complete.
/// Scores are appended with their checksums to PATH.parts. finish() makes them compressed sparse
/// rows, /scores/sparse/{indptr,indices,forward[,reverse]}, in a new file beside it that then takes
/// the name: at any instant a complete or an incomplete file is there, never half a one. A writer
/// that goes away before leaves file and parts, for reopen(). Where it overwrites an old file, the
/// old one keeps the name until the new one is complete, and a writer that goes away before leaves
/// nothing else.
///
/// What is kept of pair (q, t): forward >= limits.above; or reverse >= limits.above, where the
/// reverse is known; or t is among q's limits.top best forward scores. In an all-by-all also every
/// neuron against itself. A kept pair is stored with both directions where they are known; (t, q)
/// is another pair, kept or not for its own sake.
///
/// A pair that was never written counts as proven to be below the limits: the caller answers for
/// that. Pairs that are written and turn out not to be kept are candidates: they are welcome.
///
/// Not thread-safe: one writer thread. A lock file beside it (PATH.lock) as for dense files.
class SparseScoreFileWriter {
 public:
  /// Memory that finish() works in, besides some 32 bytes per query.
  static constexpr std::int64_t kDefaultMemoryBytes = std::int64_t{256} << 20;

  /// @param contents reverse: in a query x target file both directions are going to be written. An
  /// all-by-all always has both.
  /// @throws InputError if there is neither a threshold nor a number of best, or one that means
  /// nothing (NaN, below 1); if the file exists and may not be overwritten, or another live process
  /// writes it
  /// @throws IoError if it cannot be created (nothing is left behind then)
  static std::unique_ptr<SparseScoreFileWriter> create(
      const std::filesystem::path& path, const ScoreFileContents& contents,
      const SparseLimits& limits, ExistingFile existing,
      std::int64_t memoryBytes = kDefaultMemoryBytes);

  /// Goes on where a writer ended without finish(): killed, cancelled, or out of disk space. Blocks
  /// that were appended whole are there again; what of the last one is not is dropped.
  /// @throws InputError if the file is no sparse score file or is complete already (parts left
  /// beside a complete file are removed then); if another live process writes it; IoError
  static std::unique_ptr<SparseScoreFileWriter> reopen(
      const std::filesystem::path& path, std::int64_t memoryBytes = kDefaultMemoryBytes);

  virtual ~SparseScoreFileWriter() = default;

  /// False while an old file has the name.
  virtual bool hasItsName() const = 0;
  /// Gives up: file and parts go away, but not an old file that still has the name. Nothing may
  /// follow.
  virtual void discard() = 0;

  /// Appends computed scores: any pairs in any order, each pair at most once. In an all-by-all (q,
  /// t) and (t, q) are two pairs, and both must have been written before finish() if one is. A
  /// neuron against itself need not be written: it is 1, or the self-hit where scores are raw. When
  /// it returns, the block survives a kill of the program; it is there whole or not at all.
  /// @throws std::invalid_argument for an index out of range or a score that is not finite; IoError
  /// (a full disk): what was written before stays valid
  virtual void writeBlock(std::span<const ScoredPair> pairs) = 0;

  /// The same for the scores of targets against queries, in a query x target file with reverse:
  /// each pair that is written in one direction must be written in the other too.
  /// @throws as writeBlock; std::logic_error in any other file
  virtual void writeReverseBlock(std::span<const ScoredPair> pairs) = 0;

  /// Calls visit for everything written so far (after reopen(): what need not be scored again).
  using Visit = std::function<void(std::span<const ScoredPair> pairs, bool reverse)>;
  virtual void visitWritten(const Visit& visit) const = 0;

  /// How many pairs have had their forward score computed, where not all of those were written;
  /// finish() writes it into the file. Without it, the written ones count.
  virtual void setPairsScored(std::int64_t pairs) = 0;

  /// Makes the file complete, with the closing facts (seconds, engine, ...) as /job_report, and
  /// removes the parts. Uses all cores of the caller's arena. Needs disk space for two to three
  /// times the parts, most of it for a while only.
  /// @throws Error if a pair was written twice, or in one direction only where both are to be
  /// there; IoError (a full disk). After either, file and parts are as before: finish() can be
  /// called again, by this writer or after reopen().
  /// @return what the file now says of its pairs
  virtual SparseCounts finish(const std::string& reportJson) = 0;
};

/// Bytes that a sparse score file will take once it is complete. @param kept pairs kept @param
/// points of both sides; 0 without geometry @param reverse the reverse is there: always in an
/// all-by-all
std::int64_t sparseScoreFileBytes(std::int64_t queries, std::int64_t targets, std::int64_t kept,
                                  std::int64_t points, bool reverse);

}  // namespace nblast

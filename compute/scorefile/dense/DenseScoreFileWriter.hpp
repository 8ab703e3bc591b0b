// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include "compute/scorefile/ScoreFile.hpp"
#include "compute/scorefile/ScoreFileContents.hpp"
#include "compute/scorefile/platform/TemporaryName.hpp"

#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>

namespace nblast {

/// A rectangle of one direction's scores. Forward: rows are queries, columns targets; reverse: rows
/// are targets, columns queries.
struct ScoreRectangle {
  bool reverse = false;
  std::int64_t firstRow = 0, rows = 0;
  std::int64_t firstColumn = 0, columns = 0;
};

/// Writes one score file (compute/scorefile/README.md, "How it survives"). Everything that needs
/// HDF5 is created, flushed and closed by create(); scores then go to their chunks by pwrite: data,
/// checksum, state. So the file can be opened by anybody at any time, and a killed program loses at
/// most the block in flight. Not thread-safe: one writer thread. A lock file beside it (PATH.lock)
/// names the writing process; it goes with the writer.
///
/// A new file has its name from create() on. Where it overwrites an old one, the old one keeps the
/// name until the new one has its first block; a writer that goes away before leaves the old one.
class DenseScoreFileWriter {
 public:
  /// @throws InputError if the file exists and may not be overwritten, or another live process
  /// writes it
  /// @throws IoError if it cannot be created, or the disk has no room for all scores (nothing is
  /// left behind then)
  static std::unique_ptr<DenseScoreFileWriter> create(const std::filesystem::path& path,
                                                      const ScoreFileContents& contents,
                                                      ExistingFile existing);
  virtual ~DenseScoreFileWriter() = default;

  /// False while an old file has the name.
  virtual bool hasItsName() const = 0;
  /// What has been written: the same as ScoreFile::completeness() of the file.
  virtual BlockCount written() const = 0;
  /// Gives up: the file goes away, unless an old one still has the name. Nothing may follow.
  virtual void discard() = 0;

  /// Targets a block should hold: the chunk's width. Blocks begin at multiples of it.
  virtual std::int64_t blockTargets() const = 0;

  /// Writes the scores of targets [firstTarget, firstTarget + nTargets) against all queries and
  /// marks them as finished.
  /// @param scores float32 [n_queries, nTargets], row-major
  /// @throws IoError (a full disk): what was written before stays valid
  virtual void writeBlock(std::int64_t firstTarget, std::int64_t nTargets, const float* scores) = 0;

  /// Queries a block of reverse scores should hold. Blocks begin at multiples of it.
  virtual std::int64_t blockQueries() const;

  /// Writes the scores of all targets against queries [firstQuery, firstQuery + nQueries), in a
  /// file whose contents were made with reverse.
  /// @param scores float32 [n_targets, nQueries], row-major, each divided by its target's self-hit
  /// @throws as writeBlock; std::logic_error in a file without reverse scores
  virtual void writeReverseBlock(std::int64_t firstQuery, std::int64_t nQueries,
                                 const float* scores);

  /// Writes some rows of a block, for jobs that have not all rows at once. Both runs begin and end
  /// where blocks do: queries at multiples of scoreBlockQueries(), targets of scoreBlockTargets().
  /// @param scores float32 [rows, columns], row-major
  /// @throws as writeBlock and writeReverseBlock
  virtual void writeAt(const ScoreRectangle& area, const float* scores) = 0;

  /// Adds the closing facts (seconds, engine, ...) as /job_report, a JSON dataset, and syncs. The
  /// file is complete.
  virtual void finish(const std::string& reportJson) = 0;
};

/// Targets a block of a dense score file holds: the chunk's width.
std::int64_t scoreBlockTargets(std::int64_t queries, std::int64_t targets);

/// Queries a block of reverse scores holds: the chunk's height.
std::int64_t scoreBlockQueries(std::int64_t queries, std::int64_t targets);

/// Blocks of a dense score file, as its completeness counts them: chunks of both directions.
std::int64_t scoreFileBlocks(std::int64_t queries, std::int64_t targets, bool reverse);

/// Bytes that a dense score file will take on disk. @param points of both sides; 0 without geometry
std::int64_t scoreFileBytes(std::int64_t queries, std::int64_t targets, std::int64_t points,
                            bool reverse = false);

}  // namespace nblast

// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include "compute/base/JobControl.hpp"
#include "compute/neuron/Dotprops.hpp"
#include "compute/neuron/PreparedSet.hpp"
#include "compute/neuron/Skeleton.hpp"
#include "compute/scorefile/Direction.hpp"

#include <cstdint>
#include <filesystem>
#include <limits>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace nblast {

/// Blocks finished so far, of how many.
struct BlockCount {
  std::int64_t finishedBlocks = 0;
  std::int64_t blocks = 0;
  bool complete() const { return finishedBlocks == blocks; }
};

/// One side of an open file.
struct ScoreAxis {
  std::vector<NeuronLabel> labels;
  std::vector<std::int64_t> pointCounts;
  std::vector<double> selfHits;
  std::vector<LeftOut> leftOut;
  std::int64_t size() const { return static_cast<std::int64_t>(labels.size()); }
};

/// What a sparse score file keeps: the union of both.
struct SparseLimits {
  /// Pairs whose stored float32, as a double, is at least this; in either direction, where both are
  /// known.
  std::optional<double> above;
  /// Each query's best forward scores, itself not counted, ties to the lower index.
  std::optional<std::int64_t> top;
};

/// How many pairs (of a query and a target) a sparse score file has.
struct SparseCounts {
  std::int64_t pairs = 0;  ///< all of them
  /// Whose forward score was computed: the others were proven to be below the limits without it. 0
  /// until complete.
  std::int64_t scored = 0;
  std::int64_t kept = 0;  ///< in an all-by-all with each neuron against itself; 0 until complete
};

/// Some rows of a score file as lists of the pairs that are there.
struct ScoreRows {
  std::vector<std::int64_t> offsets{0};  ///< row i has the pairs offsets[i] to offsets[i + 1]
  std::vector<std::int32_t> targets;     ///< rising within a row
  std::vector<float> forward;            ///< NaN: not computed yet
  std::vector<float> reverse;            ///< NaN: not computed yet, or the file has no reverse
  std::int64_t size() const { return static_cast<std::int64_t>(offsets.size()) - 1; }
};

/// An open score file, complete or still being written. All reading members may be called from any
/// thread.
///
/// Dense files hold the score of every pair. Sparse files hold those within their limits; of every
/// other pair it is proven, once the file is complete, that it is not among them. A sparse file
/// becomes complete all at once, under the same name: a file that was opened before notices it when
/// it is next asked anything.
class ScoreFile {
 public:
  /// What read() gives for a pair that a sparse file does not keep, in every direction: compares as
  /// lower than any score, is no NaN, and is neither to be shown nor exported as a number. NaN
  /// always means: not computed (yet).
  static constexpr float kNotKept = -std::numeric_limits<float>::infinity();

  /// HDF5 is used for opening only; a file that is being written can be opened at any time.
  /// @throws InputError if it is not a score file of this program, with the reason
  static std::shared_ptr<ScoreFile> open(const std::filesystem::path& path);
  virtual ~ScoreFile() = default;

  virtual const std::filesystem::path& path() const = 0;
  virtual bool isAllByAll() const = 0;
  virtual bool isNormalised() const = 0;
  virtual bool hasGeometry() const = 0;
  virtual const ScoreAxis& queries() const = 0;
  virtual const ScoreAxis& targets() const = 0;  ///< the same object as queries() in an all-by-all
  virtual const std::string& jobJson() const = 0;
  virtual const std::string& tableJson() const = 0;  ///< what was scored with: see scoringFromJson
  virtual std::string reportJson() const = 0;        ///< empty while the job is not finished

  /// True where the direction can be had: forward always, the others in an all-by-all or where the
  /// reverse scores are stored too.
  virtual bool hasDirection(Direction direction) const = 0;

  virtual bool isSparse() const { return false; }
  virtual SparseLimits limits() const { return {}; }  ///< nothing in a dense file
  virtual SparseCounts sparseCounts() const { return {}; }

  /// Reads a rectangle. @param[out] scores [nQueries, nTargets] row-major; NaN where not computed
  /// yet, kNotKept where a sparse file keeps no score. Nothing is cached. Cost, dense: one pread a
  /// chunk (Mean, Min, Max: two). Sparse: about the kept pairs of the rows, read in pieces of 1
  /// MiB; of a long row only what the rectangle needs.
  /// @throws IoError; InputError for a direction that the file does not have
  virtual void read(Direction direction, std::int64_t firstQuery, std::int64_t nQueries,
                    std::int64_t firstTarget, std::int64_t nTargets, float* scores) const = 0;

  /// The pairs that are there (computed and kept, in either direction) of some whole rows. For
  /// matches and lists of pairs: in a sparse file the cost is that of the kept pairs alone; in a
  /// dense one that of read().
  /// @throws IoError
  virtual ScoreRows rows(std::int64_t firstQuery, std::int64_t nQueries) const;

  /// Blocks finished so far, of how many; re-read from the file at each call. Dense: chunks of the
  /// matrix. Sparse: 0 of 1 until complete, then the pieces that have a checksum.
  using Completeness = BlockCount;
  virtual Completeness completeness() const = 0;

  /// Finished blocks whose data do not match their checksum. Reads the whole file. Progress: one
  /// per finished block (the caller begins the phase). @throws IoError; Cancelled between blocks
  virtual std::int64_t damagedBlocks(JobControl& control) const = 0;
  std::int64_t damagedBlocks() const {
    JobControl quiet;
    return damagedBlocks(quiet);
  }

  /// A piece of the matrix.
  struct Rectangle {
    std::int64_t firstQuery = 0, nQueries = 0, firstTarget = 0, nTargets = 0;
    std::int64_t size() const { return nQueries * nTargets; }
  };
  /// Where forward scores are to be expected: rectangles that do not overlap. The whole matrix, but
  /// in a dense file that is not complete its finished blocks.
  virtual std::vector<Rectangle> finishedForward() const {
    return {{0, queries().size(), 0, targets().size()}};
  }

  /// For drawing, as it is stored: a damaged file may hold points that are not finite. Empty if the
  /// file has no geometry. @throws IoError
  virtual Skeleton queryGeometry(std::int64_t query) const = 0;
  virtual Skeleton targetGeometry(std::int64_t target) const = 0;
  /// For verifying: what was scored. @throws InputError if there is no geometry, or what is stored
  /// cannot have been scored; IoError
  virtual Dotprops queryDotprops(std::int64_t query) const = 0;
  virtual Dotprops targetDotprops(std::int64_t target) const = 0;
};

}  // namespace nblast

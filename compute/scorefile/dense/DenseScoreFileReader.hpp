// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include "compute/scorefile/ScoreFileReader.hpp"

#include <atomic>

namespace nblast {

/// A score file with a dense forward matrix, and perhaps a reverse one.
class DenseScoreFileReader : public ScoreFileReader {
 public:
  using ScoreFileReader::ScoreFileReader;

  bool hasDirection(Direction direction) const override {
    return direction == Direction::Forward || opened_.allByAll || opened_.byteOffsets.hasReverse();
  }
  void read(Direction direction, std::int64_t firstQuery, std::int64_t nQueries,
            std::int64_t firstTarget, std::int64_t nTargets, float* scores) const override;
  Completeness completeness() const override;
  using ScoreFile::damagedBlocks;
  std::int64_t damagedBlocks(JobControl& control) const override;
  std::vector<Rectangle> finishedForward() const override;

 private:
  struct Area {
    std::int64_t firstRow = 0, rows = 0, firstColumn = 0, columns = 0;
  };
  struct ChunkPart;

  template <class Visit>
  void visitChunks(const layout::MatrixOffsets& matrix, const Area& rectangle, Visit visit) const;
  template <class Combine>
  void readTransposed(const Area& stored, float* scores, Combine combine) const;
  template <class Combine>
  void readMatrix(const layout::MatrixOffsets& matrix, const Area& rectangle, float* scores,
                  Combine combine) const;
  template <class Combine>
  void readReverse(const Area& wanted, float* scores, Combine combine) const;
  std::vector<std::uint8_t> states(const layout::MatrixOffsets& matrix, std::int64_t firstRowChunk,
                                   std::int64_t rowChunks) const;
  std::int64_t damagedBlocks(const layout::MatrixOffsets& matrix, JobControl& control) const;

  mutable std::atomic<bool> complete_{false};  ///< once all is there, nothing goes away again
};

}  // namespace nblast

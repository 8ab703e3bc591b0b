// SPDX-License-Identifier: BSD-3-Clause
#include "compute/scorefile/dense/DenseScoreFileReader.hpp"

#include "compute/scorefile/Direction.hpp"
#include "compute/scorefile/platform/Checksum.hpp"

#include <algorithm>
#include <limits>

namespace nblast {

namespace {

constexpr float kNotComputed = std::numeric_limits<float>::quiet_NaN();

}  // namespace

/// The part of one chunk that lies in a rectangle.
struct DenseScoreFileReader::ChunkPart {
  std::int64_t row, column;  ///< in the rectangle
  std::int64_t rows, columns;
  std::int64_t stride;  ///< from row to row of data
  const float* data;    ///< nullptr: not computed yet
};

std::vector<std::uint8_t> DenseScoreFileReader::states(const layout::MatrixOffsets& matrix,
                                                       std::int64_t firstRowChunk,
                                                       std::int64_t rowChunks) const {
  std::vector<std::uint8_t> states(
      static_cast<std::size_t>(rowChunks * opened_.grid.columnChunks()), layout::kChunkDone);
  if (!complete_) {
    opened_.file->readAt(
        matrix.state + static_cast<std::uint64_t>(opened_.grid.index(firstRowChunk, 0)),
        states.data(), states.size());
  }
  return states;
}

ScoreFile::Completeness DenseScoreFileReader::completeness() const {
  Completeness result;
  const auto count = [&](const layout::MatrixOffsets& matrix) {
    const std::vector<std::uint8_t> all = states(matrix, 0, opened_.grid.rowChunks());
    result.blocks += opened_.grid.chunks();
    result.finishedBlocks += std::count(all.begin(), all.end(), layout::kChunkDone);
  };
  count(opened_.byteOffsets);
  if (opened_.byteOffsets.hasReverse()) count(opened_.byteOffsets.reverse);
  if (result.complete()) complete_ = true;
  return result;
}

/// Calls visit for the part of each chunk that the rectangle touches: one pread a computed chunk.
template <class Visit>
void DenseScoreFileReader::visitChunks(const layout::MatrixOffsets& matrix, const Area& rectangle,
                                       Visit visit) const {
  if (rectangle.rows == 0 || rectangle.columns == 0) return;
  const ChunkGrid& grid = opened_.grid;
  const std::int64_t rowEnd = rectangle.firstRow + rectangle.rows;
  const std::int64_t columnEnd = rectangle.firstColumn + rectangle.columns;
  const std::int64_t firstRowChunk = rectangle.firstRow / grid.chunkRows;
  const std::vector<std::uint8_t> done =
      states(matrix, firstRowChunk, (rowEnd - 1) / grid.chunkRows - firstRowChunk + 1);
  const auto buffer = std::make_unique_for_overwrite<float[]>(
      static_cast<std::size_t>(std::min(grid.chunkRows, rectangle.rows) * grid.chunkColumns));
  for (std::int64_t rowChunk = firstRowChunk; rowChunk * grid.chunkRows < rowEnd; ++rowChunk) {
    const std::int64_t row = std::max(rectangle.firstRow, rowChunk * grid.chunkRows);
    const std::int64_t rows = std::min(rowEnd, (rowChunk + 1) * grid.chunkRows) - row;
    std::int64_t columnChunk = rectangle.firstColumn / grid.chunkColumns;
    for (; columnChunk * grid.chunkColumns < columnEnd; ++columnChunk) {
      const std::int64_t column = std::max(rectangle.firstColumn, columnChunk * grid.chunkColumns);
      const std::int64_t columns =
          std::min(columnEnd, (columnChunk + 1) * grid.chunkColumns) - column;
      ChunkPart part{row - rectangle.firstRow,
                     column - rectangle.firstColumn,
                     rows,
                     columns,
                     grid.chunkColumns,
                     nullptr};
      if (done[static_cast<std::size_t>(grid.index(rowChunk - firstRowChunk, columnChunk))] ==
          layout::kChunkDone) {
        const std::int64_t first =
            row % grid.chunkRows * grid.chunkColumns + column % grid.chunkColumns;
        const std::int64_t count = (rows - 1) * grid.chunkColumns + columns;
        opened_.file->readAt(
            matrix.chunks[static_cast<std::size_t>(grid.index(rowChunk, columnChunk))] +
                static_cast<std::uint64_t>(first) * sizeof(float),
            buffer.get(), static_cast<std::size_t>(count) * sizeof(float));
        part.data = buffer.get();
      }
      visit(part);
    }
  }
}

/// Combines a rectangle as it is stored into scores [rows, columns].
template <class Combine>
void DenseScoreFileReader::readMatrix(const layout::MatrixOffsets& matrix, const Area& rectangle,
                                      float* scores, Combine combine) const {
  visitChunks(matrix, rectangle, [&](const ChunkPart& part) {
    for (std::int64_t row = 0; row < part.rows; ++row) {
      float* to = scores + (part.row + row) * rectangle.columns + part.column;
      if (part.data == nullptr) {
        std::fill_n(to, part.columns, kNotComputed);
        continue;
      }
      const float* from = part.data + row * part.stride;
      std::transform(to, to + part.columns, from, to, combine);
    }
  });
}

/// Combines the stored forward rectangle, turned over, into scores [stored columns, stored rows].
template <class Combine>
void DenseScoreFileReader::readTransposed(const Area& stored, float* scores,
                                          Combine combine) const {
  constexpr std::int64_t kTile = 32;  // both sides of a tile stay in the first-level cache
  visitChunks(opened_.byteOffsets, stored, [&](const ChunkPart& part) {
    float* corner = scores + part.column * stored.rows + part.row;
    if (part.data == nullptr) {
      for (std::int64_t column = 0; column < part.columns; ++column) {
        std::fill_n(corner + column * stored.rows, part.rows, kNotComputed);
      }
      return;
    }
    for (std::int64_t rowTile = 0; rowTile < part.rows; rowTile += kTile) {
      const std::int64_t rowEnd = std::min(part.rows, rowTile + kTile);
      for (std::int64_t columnTile = 0; columnTile < part.columns; columnTile += kTile) {
        const std::int64_t columnEnd = std::min(part.columns, columnTile + kTile);
        for (std::int64_t column = columnTile; column < columnEnd; ++column) {
          float* to = corner + column * stored.rows;
          const float* from = part.data + column;
          for (std::int64_t row = rowTile; row < rowEnd; ++row) {
            to[row] = combine(to[row], from[row * part.stride]);
          }
        }
      }
    }
  });
}

/// The other direction: a matrix of its own, or the forward one turned over.
template <class Combine>
void DenseScoreFileReader::readReverse(const Area& wanted, float* scores, Combine combine) const {
  if (opened_.byteOffsets.hasReverse()) {
    return readMatrix(opened_.byteOffsets.reverse, wanted, scores, combine);
  }
  readTransposed({wanted.firstColumn, wanted.columns, wanted.firstRow, wanted.rows}, scores,
                 combine);
}

void DenseScoreFileReader::read(Direction direction, std::int64_t firstQuery, std::int64_t nQueries,
                                std::int64_t firstTarget, std::int64_t nTargets,
                                float* scores) const {
  checkRange(firstQuery, nQueries, opened_.grid.rows);
  checkRange(firstTarget, nTargets, opened_.grid.columns);
  requireDirection(*this, direction);
  const Area wanted{firstQuery, nQueries, firstTarget, nTargets};
  const auto asItIs = [](float, float stored) { return stored; };
  if (direction != Direction::Reverse) readMatrix(opened_.byteOffsets, wanted, scores, asItIs);
  switch (direction) {
    case Direction::Forward:
      return;
    case Direction::Reverse:
      return readReverse(wanted, scores, asItIs);
    case Direction::Mean:
      return readReverse(wanted, scores, meanScore);
    case Direction::Min:
      return readReverse(wanted, scores, minScore);
    case Direction::Max:
      return readReverse(wanted, scores, maxScore);
  }
}

std::int64_t DenseScoreFileReader::damagedBlocks(JobControl& control) const {
  return damagedBlocks(opened_.byteOffsets, control) +
         (opened_.byteOffsets.hasReverse() ? damagedBlocks(opened_.byteOffsets.reverse, control)
                                           : 0);
}

std::int64_t DenseScoreFileReader::damagedBlocks(const layout::MatrixOffsets& matrix,
                                                 JobControl& control) const {
  const ChunkGrid& grid = opened_.grid;
  const auto bytes = static_cast<std::size_t>(grid.chunkBytes());
  const auto buffer = std::make_unique_for_overwrite<char[]>(bytes);
  const std::vector<std::uint8_t> done = states(matrix, 0, grid.rowChunks());
  std::int64_t damaged = 0;
  for (std::size_t chunk = 0; chunk < done.size(); ++chunk) {
    if (done[chunk] != layout::kChunkDone) continue;
    control.checkpoint();
    std::uint32_t expected = 0;
    opened_.file->readAt(matrix.crc32c + chunk * sizeof(expected), &expected, sizeof(expected));
    opened_.file->readAt(matrix.chunks[chunk], buffer.get(), bytes);
    if (crc32c(buffer.get(), bytes) != expected) ++damaged;
    control.advance();
  }
  return damaged;
}

std::vector<ScoreFile::Rectangle> DenseScoreFileReader::finishedForward() const {
  const ChunkGrid& grid = opened_.grid;
  const std::vector<std::uint8_t> done = states(opened_.byteOffsets, 0, grid.rowChunks());
  if (std::count(done.begin(), done.end(), layout::kChunkDone) == grid.chunks())
    return ScoreFileReader::finishedForward();
  std::vector<Rectangle> finished;
  for (std::int64_t row = 0; row < grid.rows; row += grid.chunkRows) {
    for (std::int64_t column = 0; column < grid.columns; column += grid.chunkColumns) {
      const auto chunk = grid.index(row / grid.chunkRows, column / grid.chunkColumns);
      if (done[static_cast<std::size_t>(chunk)] != layout::kChunkDone) continue;
      finished.push_back({row, std::min(grid.chunkRows, grid.rows - row), column,
                          std::min(grid.chunkColumns, grid.columns - column)});
    }
  }
  return finished;
}

}  // namespace nblast

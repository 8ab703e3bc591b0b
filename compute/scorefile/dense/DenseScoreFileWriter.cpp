// SPDX-License-Identifier: BSD-3-Clause
#include "compute/scorefile/dense/DenseScoreFileWriter.hpp"

#include "compute/scorefile/CreateScoreFile.hpp"
#include "compute/scorefile/NewScoreFile.hpp"
#include "compute/scorefile/platform/Checksum.hpp"
#include "compute/scorefile/platform/DiskSpace.hpp"
#include "compute/scorefile/platform/LockFile.hpp"
#include "compute/scorefile/platform/PosixFile.hpp"

#include <algorithm>
#include <optional>
#include <stdexcept>
#include <vector>

namespace nblast {

namespace {

/// A piece of a matrix in memory, by its first score and the steps to the next row and column.
struct ScoresInMemory {
  const float* first;
  std::int64_t rowStep, columnStep;
  ScoresInMemory from(std::int64_t row, std::int64_t column) const {
    return {first + row * rowStep + column * columnStep, rowStep, columnStep};
  }
};

class DenseWriter : public DenseScoreFileWriter {
 public:
  DenseWriter(const std::filesystem::path& path, const ScoreFileContents& contents,
              ExistingFile existing);

  bool hasItsName() const override { return new_->hasItsName(); }
  BlockCount written() const override;
  void discard() override { new_->removeFromItsName(); }
  std::int64_t blockTargets() const override { return grid_.chunkColumns; }
  void writeBlock(std::int64_t firstTarget, std::int64_t nTargets, const float* scores) override;
  std::int64_t blockQueries() const override { return grid_.chunkRows; }
  void writeReverseBlock(std::int64_t firstQuery, std::int64_t nQueries,
                         const float* scores) override;
  void writeAt(const ScoreRectangle& area, const float* scores) override;
  void finish(const std::string& reportJson) override;

 private:
  void writeChunk(const layout::MatrixOffsets& matrix, std::int64_t rowChunk,
                  std::int64_t columnChunk, const ScoresInMemory& scores);
  void clearStates(const layout::MatrixOffsets& matrix);
  void takeName();

  LockFile lock_;
  ChunkGrid grid_;
  std::optional<NewScoreFile> new_;
  layout::FileOffsets byteOffsets_;
  std::shared_ptr<PosixFile> file_;
  std::vector<float> chunk_;
  std::vector<bool> done_;  ///< chunks of the forward matrix, then of the reverse one
};

DenseWriter::DenseWriter(const std::filesystem::path& path, const ScoreFileContents& contents,
                         ExistingFile existing)
    : lock_(path) {
  checkTarget(path, existing);
  checkContents(path, contents);
  grid_ = makeChunkGrid(contents.queries->size(), targetsOf(contents).size());
  chunk_.resize(static_cast<std::size_t>(grid_.chunkRows * grid_.chunkColumns));
  checkRoom(path, static_cast<std::uint64_t>(scoreFileBytes(
                      grid_.rows, grid_.columns, geometryPoints(contents), contents.reverse)));
  new_.emplace(path, contents, [&](hid_t scores, layout::FileOffsets& byteOffsets) {
    createMatrices(scores, contents, grid_, byteOffsets);
  });
  byteOffsets_ = new_->byteOffsets();
  file_ = new_->file();
  clearStates(byteOffsets_);
  if (contents.reverse) clearStates(byteOffsets_.reverse);
  done_.resize(static_cast<std::size_t>(grid_.chunks()) * (contents.reverse ? 2 : 1));
  if (!mustWaitForItsName(path, existing)) new_->moveToItsName(existing);
}

BlockCount DenseWriter::written() const {
  return {std::count(done_.begin(), done_.end(), true), static_cast<std::int64_t>(done_.size())};
}

/// Whoever had the old file open keeps reading it.
void DenseWriter::takeName() {
  if (!new_->hasItsName()) new_->moveToItsName(ExistingFile::Overwrite);
}

void DenseWriter::clearStates(const layout::MatrixOffsets& matrix) {
  const auto chunks = static_cast<std::size_t>(grid_.chunks());
  const std::vector<char> zeros(chunks * sizeof(std::uint32_t));
  file_->writeAt(matrix.state, zeros.data(), chunks);
  file_->writeAt(matrix.crc32c, zeros.data(), zeros.size());
}

/// True where a run of neurons begins and ends at the chunks of an axis.
bool fitsChunks(std::int64_t first, std::int64_t count, std::int64_t chunk, std::int64_t size) {
  const std::int64_t end = first + count;
  return first >= 0 && count > 0 && end <= size && first % chunk == 0 &&
         (end % chunk == 0 || end == size);
}

void DenseWriter::writeBlock(std::int64_t firstTarget, std::int64_t nTargets, const float* scores) {
  writeAt({false, 0, grid_.rows, firstTarget, nTargets}, scores);
}

void DenseWriter::writeReverseBlock(std::int64_t firstQuery, std::int64_t nQueries,
                                    const float* scores) {
  writeAt({true, 0, grid_.columns, firstQuery, nQueries}, scores);
}

void DenseWriter::writeAt(const ScoreRectangle& area, const float* scores) {
  if (area.reverse && !byteOffsets_.hasReverse())
    return DenseScoreFileWriter::writeReverseBlock(area.firstColumn, area.columns, scores);
  // In the file rows are always queries; a reverse block comes as [target, query].
  const auto& matrix = area.reverse ? byteOffsets_.reverse : byteOffsets_;
  const ScoresInMemory block{scores, area.reverse ? 1 : area.columns,
                             area.reverse ? area.columns : 1};
  const auto firstRow = area.reverse ? area.firstColumn : area.firstRow;
  const auto rows = area.reverse ? area.columns : area.rows;
  const auto firstColumn = area.reverse ? area.firstRow : area.firstColumn;
  const auto columns = area.reverse ? area.rows : area.columns;
  if (!fitsChunks(firstRow, rows, grid_.chunkRows, grid_.rows) ||
      !fitsChunks(firstColumn, columns, grid_.chunkColumns, grid_.columns)) {
    throw std::invalid_argument(
        "a block of scores does not begin and end at the score file's chunks");
  }
  for (std::int64_t column = 0; column < columns; column += grid_.chunkColumns) {
    for (std::int64_t row = 0; row < rows; row += grid_.chunkRows) {
      writeChunk(matrix, (firstRow + row) / grid_.chunkRows,
                 (firstColumn + column) / grid_.chunkColumns, block.from(row, column));
    }
  }
  takeName();
}

/// Data, then checksum, then state: whoever sees the state finds the data.
void DenseWriter::writeChunk(const layout::MatrixOffsets& matrix, std::int64_t rowChunk,
                             std::int64_t columnChunk, const ScoresInMemory& scores) {
  const std::int64_t rows = std::min(grid_.chunkRows, grid_.rows - rowChunk * grid_.chunkRows);
  const std::int64_t columns =
      std::min(grid_.chunkColumns, grid_.columns - columnChunk * grid_.chunkColumns);
  if (rows < grid_.chunkRows || columns < grid_.chunkColumns)
    std::fill(chunk_.begin(), chunk_.end(), 0.0F);
  for (std::int64_t row = 0; row < rows; ++row) {
    const float* from = scores.from(row, 0).first;
    float* to = chunk_.data() + row * grid_.chunkColumns;
    if (scores.columnStep == 1) {
      std::copy_n(from, columns, to);
    } else {
      for (std::int64_t column = 0; column < columns; ++column)
        to[column] = from[column * scores.columnStep];
    }
  }
  const auto bytes = static_cast<std::size_t>(grid_.chunkBytes());
  const auto index = static_cast<std::size_t>(grid_.index(rowChunk, columnChunk));
  const std::uint32_t checksum = crc32c(chunk_.data(), bytes);
  file_->writeAt(matrix.chunks[index], chunk_.data(), bytes);
  file_->writeAt(matrix.crc32c + index * sizeof(checksum), &checksum, sizeof(checksum));
  file_->writeAt(matrix.state + index, &layout::kChunkDone, 1);
  const bool isReverse = &matrix == &byteOffsets_.reverse;
  done_[index + (isReverse ? static_cast<std::size_t>(grid_.chunks()) : 0)] = true;
}

void DenseWriter::finish(const std::string& reportJson) {
  writeReport(*file_, byteOffsets_.report, reportJson);
  file_->sync();
  takeName();
}

}  // namespace

std::int64_t DenseScoreFileWriter::blockQueries() const {
  throw std::logic_error("this score file has no room for reverse scores");
}

void DenseScoreFileWriter::writeReverseBlock(std::int64_t, std::int64_t, const float*) {
  throw std::logic_error("this score file has no room for reverse scores");
}

std::unique_ptr<DenseScoreFileWriter> DenseScoreFileWriter::create(
    const std::filesystem::path& path, const ScoreFileContents& contents, ExistingFile existing) {
  return std::make_unique<DenseWriter>(behindLink(path), contents, existing);
}

std::int64_t scoreBlockTargets(std::int64_t queries, std::int64_t targets) {
  return makeChunkGrid(queries, targets).chunkColumns;
}

std::int64_t scoreBlockQueries(std::int64_t queries, std::int64_t targets) {
  return makeChunkGrid(queries, targets).chunkRows;
}

std::int64_t scoreFileBlocks(std::int64_t queries, std::int64_t targets, bool reverse) {
  return makeChunkGrid(queries, targets).chunks() * (reverse ? 2 : 1);
}

std::int64_t scoreFileBytes(std::int64_t queries, std::int64_t targets, std::int64_t points,
                            bool reverse) {
  constexpr std::int64_t kPerChunk = 80;  // HDF5's index, state, checksum
  const ChunkGrid grid = makeChunkGrid(queries, targets);
  return grid.chunks() * (grid.chunkBytes() + kPerChunk) * (reverse ? 2 : 1) +
         bytesBesidesScores(queries, targets, points);
}

}  // namespace nblast

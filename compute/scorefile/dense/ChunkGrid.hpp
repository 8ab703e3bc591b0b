// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include <algorithm>
#include <cstdint>
#include <vector>

namespace nblast {

/// How a dense matrix [rows, columns] is cut into chunks. Edge chunks are full chunks in the file.
struct ChunkGrid {
  std::int64_t rows = 0, columns = 0;
  std::int64_t chunkRows = 1, chunkColumns = 1;

  std::int64_t rowChunks() const { return (rows + chunkRows - 1) / chunkRows; }
  std::int64_t columnChunks() const { return (columns + chunkColumns - 1) / chunkColumns; }
  std::int64_t chunks() const { return rowChunks() * columnChunks(); }
  std::int64_t index(std::int64_t rowChunk, std::int64_t columnChunk) const {
    return rowChunk * columnChunks() + columnChunk;
  }
  std::int64_t chunkBytes() const {
    return chunkRows * chunkColumns * static_cast<std::int64_t>(sizeof(float));
  }
};

/// A chunk's side along an axis of `size` neurons: the largest power of two that gives at least 32
/// chunks, from 16 to 512, so that a heatmap fills in step by step and the edge chunks waste
/// little; never more than the axis itself, which HDF5 forbids.
inline std::int64_t chunkSide(std::int64_t size) {
  std::int64_t side = 16;
  while (side < 512 && size / (side * 2) >= 32)
    side *= 2;
  return std::min(side, std::max<std::int64_t>(size, 1));
}

inline ChunkGrid makeChunkGrid(std::int64_t rows, std::int64_t columns) {
  return {rows, columns, chunkSide(rows), chunkSide(columns)};
}

}  // namespace nblast

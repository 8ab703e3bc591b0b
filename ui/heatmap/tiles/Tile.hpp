// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include <QHashFunctions>
#include <QtGlobal>

#include <memory>
#include <vector>

/// One piece of the matrix at one level: kTileTexels x kTileTexels texels of 2^level x 2^level
/// cells each.
struct TileKey {
  int level = 0;
  qint64 row = 0;
  qint64 column = 0;
  bool operator==(const TileKey&) const = default;
};

inline size_t qHash(const TileKey& key, size_t seed = 0) {
  return qHashMulti(seed, key.level, key.row, key.column);
}

/// 512: at level 0 a tile is one chunk of a score file.
constexpr int kTileTexels = 512;

/// The best score of each of a tile's texels, row-major; minus infinity where none of its cells was
/// kept, NaN where none is there. One good score among thousands is what people look for: a mean
/// would hide it.
struct TileScores {
  int width = 0;
  int height = 0;
  std::vector<float> best;
};

/// Half-open range of a tile's texel columns.
struct TexelRange {
  int first = 0;
  int end = 0;
  bool isEmpty() const { return first >= end; }
  bool operator==(const TexelRange&) const = default;
};

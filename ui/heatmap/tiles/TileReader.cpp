// SPDX-License-Identifier: BSD-3-Clause
#include "ui/heatmap/tiles/TileReader.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

namespace {
constexpr qint64 kRowsPerTexel = qint64{1} << kExactLevel;
constexpr qint64 kScoresAtOnce = 1 << 20;

// The best score texel by texel, for a strip of texel rows. Minus infinity (not kept) is below
// every score; NaN is not there.
class Bests {
 public:
  Bests(int width, int height)
      : width_(static_cast<std::size_t>(width)),
        best_(width_ * static_cast<std::size_t>(height), std::numeric_limits<float>::quiet_NaN()) {}

  void addRow(int texelRow, const float* scores, qint64 nColumns, int level) {
    float* const row = &best_[static_cast<std::size_t>(texelRow) * width_];
    for (qint64 i = 0; i < nColumns; ++i) {
      float& best = row[i >> level];
      if (scores[i] > best || std::isnan(best)) best = scores[i];
    }
  }

  float at(int texelRow, int texelColumn) const {
    return best_[static_cast<std::size_t>(texelRow) * width_ +
                 static_cast<std::size_t>(texelColumn)];
  }

 private:
  std::size_t width_;
  std::vector<float> best_;
};

struct Strip {
  const HeatmapSource& source;
  int level;
  qint64 firstRow, endRow;  // cells
  qint64 firstColumn, nColumns;
  int texelRows;
};

// All cells of the strip in one read.
void readWhole(const Strip& strip, std::vector<float>& buffer, Bests& bests) {
  const qint64 nRows = strip.endRow - strip.firstRow;
  buffer.resize(static_cast<std::size_t>(nRows * strip.nColumns));
  strip.source.read(strip.firstRow, nRows, strip.firstColumn, strip.nColumns, buffer.data());
  for (qint64 r = 0; r < nRows; ++r) {
    bests.addRow(static_cast<int>(r >> strip.level), buffer.data() + r * strip.nColumns,
                 strip.nColumns, strip.level);
  }
}

// Some rows of each texel row, one read per row.
bool readSampled(const Strip& strip, qint64 rowsPerTexel, const std::stop_token& stop,
                 std::vector<float>& buffer, Bests& bests) {
  buffer.resize(static_cast<std::size_t>(strip.nColumns));
  const qint64 step = qint64{1} << strip.level;
  for (int texel = 0; texel < strip.texelRows; ++texel) {
    for (qint64 i = 0; i < rowsPerTexel; ++i) {
      const qint64 row = strip.firstRow + texel * step + (2 * i + 1) * step / (2 * rowsPerTexel);
      if (row >= strip.endRow && i > 0) break;
      if (stop.stop_requested()) return false;
      strip.source.read(std::min(row, strip.endRow - 1), 1, strip.firstColumn, strip.nColumns,
                        buffer.data());
      bests.addRow(texel, buffer.data(), strip.nColumns, strip.level);
    }
  }
  return true;
}
}  // namespace

QSize tileSize(const HeatmapSource& source, const TileKey& key) {
  const auto texels = [&key](qint64 cells, qint64 tile) {
    const qint64 all = ((cells - 1) >> key.level) + 1;
    return static_cast<int>(std::clamp<qint64>(all - tile * kTileTexels, 0, kTileTexels));
  };
  return {texels(source.columns(), key.column), texels(source.rows(), key.row)};
}

bool readTile(const HeatmapSource& source, const TileKey& key, TexelRange columns,
              TileQuality quality, const std::stop_token& stop, TileScores& scores) {
  const QSize size = tileSize(source, key);
  if (scores.width != size.width() || scores.height != size.height()) {
    scores = {size.width(), size.height(), {}};
    scores.best.assign(
        static_cast<std::size_t>(size.width()) * static_cast<std::size_t>(size.height()),
        std::numeric_limits<float>::quiet_NaN());
  }
  columns.end = std::min(columns.end, size.width());
  if (columns.isEmpty()) return true;

  const qint64 step = qint64{1} << key.level;
  const qint64 rowsPerTexel = quality == TileQuality::Preview ? 1 : kRowsPerTexel;
  const bool whole = step <= rowsPerTexel;
  const qint64 firstColumn = (key.column * kTileTexels + columns.first) * step;
  const qint64 endColumn =
      std::min((key.column * kTileTexels + columns.end) * step, source.columns());
  const qint64 nColumns = endColumn - firstColumn;
  const int atOnce =
      static_cast<int>(std::clamp<qint64>(kScoresAtOnce / (nColumns * step), 1, size.height()));

  std::vector<float> buffer;
  for (int top = 0; top < size.height(); top += atOnce) {
    if (stop.stop_requested()) return false;
    const int nTexels = std::min(atOnce, size.height() - top);
    const qint64 firstRow = (key.row * kTileTexels + top) * step;
    const Strip strip{
        source,      key.level, firstRow, std::min(firstRow + nTexels * step, source.rows()),
        firstColumn, nColumns,  nTexels};
    Bests bests(columns.end - columns.first, nTexels);
    if (whole) {
      readWhole(strip, buffer, bests);
    } else if (!readSampled(strip, rowsPerTexel, stop, buffer, bests)) {
      return false;
    }
    for (int y = 0; y < nTexels; ++y) {
      float* line =
          &scores.best[static_cast<std::size_t>(top + y) * static_cast<std::size_t>(size.width())];
      for (int x = columns.first; x < columns.end; ++x)
        line[x] = bests.at(y, x - columns.first);
    }
  }
  return true;
}

QImage colourTile(const TileScores& scores, const ColourScale& scale) {
  QImage image(scores.width, scores.height, QImage::Format_ARGB32_Premultiplied);
  for (int y = 0; y < scores.height; ++y) {
    auto* line = reinterpret_cast<QRgb*>(image.scanLine(y));
    const float* values =
        &scores.best[static_cast<std::size_t>(y) * static_cast<std::size_t>(scores.width)];
    scale.mapScores(values, scores.width, line);
    for (int x = 0; x < scores.width; ++x) {
      if (std::isnan(values[x])) line[x] = 0;
    }
  }
  return image;
}

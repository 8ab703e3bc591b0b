// SPDX-License-Identifier: BSD-3-Clause
#include "ui/heatmap/ViewImage.hpp"

#include "ui/heatmap/tiles/TileReader.hpp"

#include <algorithm>
#include <array>
#include <cmath>

namespace {
constexpr QRgb kHatchLine = qRgb(140, 140, 147);
constexpr int kFallbackLevels = 24;
const QRgb kNotKeptColour = ColourScale::notKeptColour() | 0xff000000U;

// What stands for a tile: an image and how to find a texel of the wanted level in it.
struct Patch {
  const QImage* image = nullptr;
  int shift = 0;  // the image is this many levels coarser
  qint64 firstRow = 0;
  qint64 firstColumn = 0;  // of the image, in its own texels
};

Patch patchFor(const TileKey& key, const TileLookup& tiles) {
  for (int shift = 0; shift < kFallbackLevels; ++shift) {
    const TileKey coarser{key.level + shift, key.row >> shift, key.column >> shift};
    if (const QImage* image = tiles(coarser)) {
      return {image, shift, coarser.row * kTileTexels, coarser.column * kTileTexels};
    }
  }
  return {};
}

// Where the samples of a line of device pixels fall.
struct Sample {
  qint64 texel = 0;
  int tile = 0;  // index among the visible tiles
};

std::vector<Sample> samplesAlong(int firstPixel, int nPixels, int perPixel, double originDevice,
                                 double cellDevice, qint64 cells, int level, qint64 firstTile) {
  std::vector<Sample> samples(static_cast<std::size_t>(nPixels) *
                              static_cast<std::size_t>(perPixel));
  for (std::size_t i = 0; i < samples.size(); ++i) {
    const double position = firstPixel + (static_cast<double>(i) + 0.5) / perPixel;
    const auto cell = static_cast<qint64>(std::floor((position - originDevice) / cellDevice));
    samples[i].texel = std::clamp<qint64>(cell, 0, cells - 1) >> level;
    samples[i].tile = static_cast<int>(samples[i].texel / kTileTexels - firstTile);
  }
  return samples;
}

struct TileSpan {
  qint64 first = 0, last = -1;
  int count() const { return static_cast<int>(last - first + 1); }
};

TileSpan tileSpan(const QPair<qint64, qint64>& cells, int level) {
  return {(cells.first >> level) / kTileTexels, (cells.second >> level) / kTileTexels};
}

class Compositor {
 public:
  Compositor(const HeatmapView& view, const TileLookup& tiles)
      : rect_(view.deviceRect()), perPixel_(view.deviceCellSize() >= 1.0 ? 1 : 2) {
    const int level = view.level();
    const TileSpan rows = tileSpan(view.visibleRows(), level);
    const TileSpan columns = tileSpan(view.visibleColumns(), level);
    tileColumns_ = columns.count();
    for (qint64 r = rows.first; r <= rows.last; ++r) {
      for (qint64 c = columns.first; c <= columns.last; ++c) {
        patches_.push_back(patchFor({level, r, c}, tiles));
      }
    }
    const double ratio = view.devicePixelRatio();
    const double cell = view.deviceCellSize();
    xs_ = samplesAlong(rect_.x(), rect_.width(), perPixel_, view.origin().x() * ratio, cell,
                       view.columns(), level, columns.first);
    ys_ = samplesAlong(rect_.y(), rect_.height(), perPixel_, view.origin().y() * ratio, cell,
                       view.rows(), level, rows.first);
  }

  QImage compose() {
    QImage picture(rect_.size(), QImage::Format_RGB32);
    std::array<std::vector<QRgb>, 2> lines;
    for (auto& line : lines)
      line.resize(xs_.size());
    for (int y = 0; y < rect_.height(); ++y) {
      for (int i = 0; i < perPixel_; ++i) {
        sampleLine(ys_[static_cast<std::size_t>(y * perPixel_ + i)],
                   lines[static_cast<std::size_t>(i)]);
      }
      auto* out = reinterpret_cast<QRgb*>(picture.scanLine(y));
      if (perPixel_ == 1) {
        for (int x = 0; x < rect_.width(); ++x)
          out[x] = onHatch(lines[0][static_cast<std::size_t>(x)], x, y);
      } else {
        for (int x = 0; x < rect_.width(); ++x) {
          const std::size_t i = static_cast<std::size_t>(x) * 2;
          out[x] = onHatch(best(lines[0][i], lines[0][i + 1], lines[1][i], lines[1][i + 1]), x, y);
        }
      }
    }
    return picture;
  }

 private:
  void sampleLine(const Sample& y, std::vector<QRgb>& line) const {
    std::size_t x = 0;
    while (x < xs_.size()) {
      const int tile = xs_[x].tile;
      std::size_t end = x;
      while (end < xs_.size() && xs_[end].tile == tile)
        ++end;
      const Patch& patch = patches_[static_cast<std::size_t>(y.tile * tileColumns_ + tile)];
      if (!patch.image) {
        std::fill(line.begin() + static_cast<qint64>(x), line.begin() + static_cast<qint64>(end),
                  ColourScale::missingColour());
      } else {
        const auto row = static_cast<int>((y.texel >> patch.shift) - patch.firstRow);
        const auto* texels = reinterpret_cast<const QRgb*>(patch.image->constScanLine(row));
        for (std::size_t i = x; i < end; ++i) {
          line[i] = texels[(xs_[i].texel >> patch.shift) - patch.firstColumn];
        }
      }
      x = end;
    }
  }

  /// What is not there, then what was not kept, then by brightness.
  static int rankOf(QRgb texel) {
    if (qAlpha(texel) == 0) return -2;
    if (texel == kNotKeptColour) return -1;
    return 54 * qRed(texel) + 183 * qGreen(texel) + 19 * qBlue(texel);
  }

  static QRgb best(QRgb a, QRgb b, QRgb c, QRgb d) {
    if (a == b && c == d && a == c) return a;
    QRgb found = a;
    int rank = rankOf(a);
    for (const QRgb texel : {b, c, d}) {
      const int other = rankOf(texel);
      if (other > rank) {
        found = texel;
        rank = other;
      }
    }
    return found;
  }

  QRgb onHatch(QRgb premultiplied, int x, int y) const {
    const int alpha = qAlpha(premultiplied);
    if (alpha == 255) return premultiplied;
    const QRgb under = hatchColour(rect_.x() + x, rect_.y() + y);
    const int rest = 255 - alpha;
    return qRgb(qRed(premultiplied) + qRed(under) * rest / 255,
                qGreen(premultiplied) + qGreen(under) * rest / 255,
                qBlue(premultiplied) + qBlue(under) * rest / 255);
  }

  QRect rect_;
  int perPixel_;
  int tileColumns_ = 0;
  std::vector<Patch> patches_;
  std::vector<Sample> xs_, ys_;
};
}  // namespace

QRgb hatchColour(int x, int y) {
  return ((x + y) % 8 + 8) % 8 < 2 ? kHatchLine : ColourScale::missingColour();
}

QVector<TileKey> tilesOf(const HeatmapView& view) {
  QVector<TileKey> keys;
  const int level = view.level();
  const TileSpan rows = tileSpan(view.visibleRows(), level);
  const TileSpan columns = tileSpan(view.visibleColumns(), level);
  if (view.deviceRect().isEmpty()) return keys;
  for (qint64 r = rows.first; r <= rows.last; ++r) {
    for (qint64 c = columns.first; c <= columns.last; ++c)
      keys.append({level, r, c});
  }
  const double middleRow = static_cast<double>(rows.first + rows.last) / 2;
  const double middleColumn = static_cast<double>(columns.first + columns.last) / 2;
  const auto distance = [&](const TileKey& key) {
    return std::abs(static_cast<double>(key.row) - middleRow) +
           std::abs(static_cast<double>(key.column) - middleColumn);
  };
  std::stable_sort(keys.begin(), keys.end(),
                   [&](const TileKey& a, const TileKey& b) { return distance(a) < distance(b); });
  return keys;
}

QImage viewImage(const HeatmapView& view, const TileLookup& tiles) {
  if (view.deviceRect().isEmpty()) return {};
  return Compositor(view, tiles).compose();
}

QImage readViewImage(const HeatmapView& view, const HeatmapSource& source, const ColourScale& scale,
                     QHash<TileKey, QImage> tiles, const std::function<void()>& checkpoint) {
  for (const TileKey& key : tilesOf(view)) {
    if (tiles.contains(key)) continue;
    checkpoint();
    TileScores scores;
    readTile(source, key, {0, kTileTexels}, TileQuality::Final, {}, scores);
    tiles.insert(key, colourTile(scores, scale));
  }
  return viewImage(view, [&tiles](const TileKey& key) -> const QImage* {
    const auto it = tiles.constFind(key);
    return it == tiles.constEnd() ? nullptr : &*it;
  });
}

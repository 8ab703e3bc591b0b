// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include "ui/heatmap/ColourScale.hpp"
#include "ui/heatmap/HeatmapView.hpp"
#include "ui/heatmap/tiles/HeatmapSource.hpp"
#include "ui/heatmap/tiles/Tile.hpp"

#include <QHash>
#include <QImage>
#include <QVector>

#include <functional>

/// The coloured image of a tile, or null.
using TileLookup = std::function<const QImage*(const TileKey&)>;

/// The tiles that a view needs, those in its middle first.
QVector<TileKey> tilesOf(const HeatmapView& view);

/// The picture of view.deviceRect(), in device pixels, opaque. Every pixel of a zoomed-in cell is
/// exactly its colour; zoomed out, a pixel is the best of the texels under it (the brightest: all
/// colour maps get brighter with the score). Texels that are not there are hatched; where a tile is
/// missing, a coarser one takes its place, or else the plain missing colour. Cost: some 10 ns a
/// pixel.
QImage viewImage(const HeatmapView& view, const TileLookup& tiles);

/// The same, of tiles that are read where they are not given. Any thread. Calls checkpoint before
/// each of them: what that or a read throws ends the reading.
QImage readViewImage(const HeatmapView& view, const HeatmapSource& source, const ColourScale& scale,
                     QHash<TileKey, QImage> tiles, const std::function<void()>& checkpoint);

/// The hatching of cells that are not computed yet, at a device pixel.
QRgb hatchColour(int x, int y);

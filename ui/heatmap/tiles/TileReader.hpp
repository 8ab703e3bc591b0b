// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include "ui/heatmap/ColourScale.hpp"
#include "ui/heatmap/tiles/HeatmapSource.hpp"
#include "ui/heatmap/tiles/Tile.hpp"

#include <QImage>
#include <QSize>

#include <stop_token>

/// Preview: one row of cells per texel. Final: up to four, evenly spread, so exact up to
/// kExactLevel and a fixed share of the file beyond it: a matrix of 100,000 rows is not read whole
/// for an overview.
enum class TileQuality { Preview, Final };
constexpr int kExactLevel = 2;
constexpr int kPreviewFromLevel = 3;  ///< below it a preview would not be much cheaper

/// Width and height of a tile in texels; smaller at the right and lower border of the matrix.
QSize tileSize(const HeatmapSource& source, const TileKey& key);

/// Reads some columns of a tile and replaces them in scores (made if it has no such size yet). Any
/// thread. Memory: two strips of about a million scores. @return false if stopped (between two
/// reads): scores are then mixed
bool readTile(const HeatmapSource& source, const TileKey& key, TexelRange columns,
              TileQuality quality, const std::stop_token& stop, TileScores& scores);

/// The picture of a tile, ARGB32 premultiplied; a texel that is not there is transparent. Any
/// thread.
QImage colourTile(const TileScores& scores, const ColourScale& scale);

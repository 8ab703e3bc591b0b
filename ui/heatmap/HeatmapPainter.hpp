// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include "ui/heatmap/ColourScale.hpp"
#include "ui/heatmap/HeatmapLayout.hpp"

#include <QImage>
#include <QPalette>
#include <QVector>

class HeatmapSource;

/// All that a picture of a heatmap shows, besides its colours.
struct HeatmapContent {
  const HeatmapSource* source = nullptr;
  HeatmapView view;
  ColourScale scale;
  HeatmapNames names;
  qint64 markedRow = -1;
  QVector<qint64> markedColumns;  ///< sorted
  QPoint cursor{-1, -1};          ///< the cell (column, row) that the arrow keys move
  bool hasFocus = false;
  QString problem;  ///< a sentence at the lower edge
};

/// @param cells viewImage() of the view @return where the colour bar is
QRectF paintHeatmap(QPainter& painter, const HeatmapContent& content, const HeatmapLayout& layout,
                    const QImage& cells, const QPalette& palette);
void paintEmptyHeatmap(QPainter& painter, const QRect& area, const QPalette& palette);

// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include "ui/heatmap/AxisLabels.hpp"
#include "ui/heatmap/ColourScale.hpp"
#include "ui/heatmap/HeatmapView.hpp"

#include <QImage>
#include <QPalette>
#include <QVector>

class HeatmapSource;

/// Where things go: margins for axis titles, labels (if the cells are large enough) and the colour
/// bar.
class HeatmapLayout {
 public:
  HeatmapLayout(const QSize& size, const QFont& font, const HeatmapNames& names);

  /// Gives the view its viewport and keeps what it shows; fit: shows the whole matrix.
  void apply(HeatmapView& view, double devicePixelRatio, bool fit) const;
  double rowLabelWidth(const HeatmapView& view) const;
  double columnLabelHeight(const HeatmapView& view) const;
  QRectF colourBarArea(const HeatmapView& view) const;
  double titleHeight() const { return titleHeight_; }

 private:
  QRect viewport(bool labelled, double devicePixelRatio) const;
  bool hasColourBar() const;

  QSize size_;
  double titleHeight_;
  double rowLabelWidth_;
  double columnLabelHeight_;
};

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

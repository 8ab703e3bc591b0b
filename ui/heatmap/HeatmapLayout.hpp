// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include "ui/heatmap/AxisLabels.hpp"
#include "ui/heatmap/HeatmapView.hpp"

#include <QFont>
#include <QRectF>
#include <QSize>

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

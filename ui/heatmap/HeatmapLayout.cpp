// SPDX-License-Identifier: BSD-3-Clause
#include "ui/heatmap/HeatmapLayout.hpp"

#include "ui/heatmap/ColourBar.hpp"

#include <QFontMetricsF>

#include <algorithm>
#include <cmath>

namespace {
constexpr int kMargin = 8;
constexpr double kLargestLabel = 230.0;
constexpr double kJustUnlabelled = kSmallestLabelledCell - 0.01;

// The nearest pixel from v on (step 1: upwards, -1: downwards) that is a whole device pixel too:
// pictures then need no resampling, and a fitted matrix no half pixel that is not there.
int onDevicePixel(double v, double ratio, int step) {
  const int first = static_cast<int>(step > 0 ? std::ceil(v) : std::floor(v));
  for (int p = first; std::abs(p - first) < 8; p += step) {
    if (std::abs(p * ratio - std::round(p * ratio)) < 1e-6) return p;
  }
  return first;
}
}  // namespace

HeatmapLayout::HeatmapLayout(const QSize& size, const QFont& font, const HeatmapNames& names)
    : size_(size),
      titleHeight_(std::ceil(QFontMetricsF(font).height()) + 5.0),
      rowLabelWidth_(std::min({names.rows.width, kLargestLabel, 0.3 * size.width()})),
      columnLabelHeight_(std::min({names.columns.width, kLargestLabel, 0.3 * size.height()})) {}

bool HeatmapLayout::hasColourBar() const {
  return size_.width() >= 220;
}

QRect HeatmapLayout::viewport(bool labelled, double ratio) const {
  const double left = kMargin + titleHeight_ + (labelled ? rowLabelWidth_ : 0.0);
  const double top = kMargin + titleHeight_ + (labelled ? columnLabelHeight_ : 0.0);
  const double right = size_.width() - kMargin - (hasColourBar() ? kColourBarWidth : 0);
  const double bottom = size_.height() - kMargin;
  const QPoint corner(onDevicePixel(left, ratio, 1), onDevicePixel(top, ratio, 1));
  return {corner, QSize(std::max(1, onDevicePixel(right, ratio, -1) - corner.x()),
                        std::max(1, onDevicePixel(bottom, ratio, -1) - corner.y()))};
}

void HeatmapLayout::apply(HeatmapView& view, double ratio, bool fit) const {
  view.setViewport(view.viewport(), ratio);
  const QRect with = viewport(true, ratio);
  const QRect without = viewport(false, ratio);
  const bool labelled = view.fittingCellSize(with.size()) >= kSmallestLabelledCell;
  // Without room for labels the cells must stay too small for them.
  const double fitting = labelled ? view.fittingCellSize(with.size())
                                  : std::min(kJustUnlabelled, view.fittingCellSize(without.size()));
  view.setSmallestCell(fitting, labelled ? with : without);
  if (fit) {
    view.setViewport(labelled ? with : without, ratio);
    view.fit(fitting);
  } else {
    if (view.cellSize() < fitting) view.zoomAt(QRectF(view.viewport()).center(), 1.0);
    view.setViewport(view.cellSize() >= kSmallestLabelledCell ? with : without, ratio);
  }
}

double HeatmapLayout::rowLabelWidth(const HeatmapView& view) const {
  return view.cellSize() >= kSmallestLabelledCell ? rowLabelWidth_ : 0.0;
}

double HeatmapLayout::columnLabelHeight(const HeatmapView& view) const {
  return view.cellSize() >= kSmallestLabelledCell ? columnLabelHeight_ : 0.0;
}

QRectF HeatmapLayout::colourBarArea(const HeatmapView& view) const {
  if (!hasColourBar()) return {};
  const QRect matrix = view.matrixRect();
  const double height = std::clamp(matrix.height() + titleHeight_, 120.0, 360.0);
  const double top = matrix.top() - titleHeight_;
  return {matrix.right() + 1.0, std::max(2.0, std::min(top, size_.height() - height)),
          static_cast<double>(kColourBarWidth), std::min(height, size_.height() - 4.0)};
}

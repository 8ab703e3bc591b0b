// SPDX-License-Identifier: BSD-3-Clause
#include "ui/heatmap/AxisLabels.hpp"

#include "ui/heatmap/tiles/HeatmapSource.hpp"

#include <QCoreApplication>
#include <QFontInfo>
#include <QFontMetricsF>
#include <QStringList>

#include <algorithm>
#include <utility>

namespace {
constexpr qint64 kNamesMeasured = 500;
constexpr double kGap = 4.0;  // between label and matrix

AxisNames measureAxis(qint64 count, const QFontMetricsF& metrics,
                      const std::function<QString(qint64)>& label) {
  const qint64 measured = std::min(count, kNamesMeasured);
  double width = 0.0;
  QStringList labels;
  for (qint64 i = 0; i < measured; ++i) {
    labels += label(i * count / measured);
    width = std::max(width, metrics.horizontalAdvance(labels.last()));
  }
  return {width + kGap + 2.0, NameShortener(std::move(labels))};
}

QString fitting(const QString& label, const AxisNames& names, const QFontMetricsF& metrics,
                double width) {
  return names.shortener.shortened(
      label, [&](const QString& text) { return metrics.horizontalAdvance(text) <= width; });
}
}  // namespace

HeatmapNames measureNames(const HeatmapSource& source, const QFont& font) {
  const QFontMetricsF metrics(font);
  return {measureAxis(source.rows(), metrics, [&](qint64 i) { return source.rowLabel(i); }),
          measureAxis(source.columns(), metrics, [&](qint64 i) { return source.columnLabel(i); })};
}

QFont labelFont(const QFont& base, double cellSize) {
  QFont font = base;
  constexpr int kSmallest = 8;
  for (int pixels = std::min(12, QFontInfo(base).pixelSize()); pixels >= kSmallest; --pixels) {
    font.setPixelSize(pixels);
    if (QFontMetricsF(font).height() <= cellSize) break;
  }
  return font;
}

QVector<AxisLabel> rowLabels(const HeatmapView& view, double width, const QFont& font,
                             const AxisNames& names, const std::function<QString(qint64)>& name) {
  QVector<AxisLabel> labels;
  if (view.cellSize() < kSmallestLabelledCell || width <= kGap) return labels;
  const QFontMetricsF metrics(font);
  const QRect matrix = view.matrixRect();
  const auto [first, last] = view.visibleRows();
  for (qint64 row = first; row <= last; ++row) {
    const double top = view.rowEdge(row);
    const QRectF box(matrix.left() - width, top, width - kGap, view.rowEdge(row + 1) - top);
    if (box.center().y() < matrix.top() || box.center().y() > matrix.bottom() + 1) continue;
    labels.append({row, fitting(name(row), names, metrics, box.width()), box});
  }
  return labels;
}

QVector<AxisLabel> columnLabels(const HeatmapView& view, double height, const QFont& font,
                                const AxisNames& names,
                                const std::function<QString(qint64)>& name) {
  QVector<AxisLabel> labels;
  if (view.cellSize() < kSmallestLabelledCell || height <= kGap) return labels;
  const QFontMetricsF metrics(font);
  const QRect matrix = view.matrixRect();
  const auto [first, last] = view.visibleColumns();
  for (qint64 column = first; column <= last; ++column) {
    const double left = view.columnEdge(column);
    const QRectF box(left, matrix.top() - height, view.columnEdge(column + 1) - left,
                     height - kGap);
    if (box.center().x() < matrix.left() || box.center().x() > matrix.right() + 1) continue;
    labels.append({column, fitting(name(column), names, metrics, box.height()), box});
  }
  return labels;
}

QString columnTitle(qint64 targets) {
  return QCoreApplication::translate("AxisLabels", "%Ln target(s)", nullptr,
                                     static_cast<int>(targets));
}

QString rowTitle(qint64 queries) {
  return QCoreApplication::translate("AxisLabels", "%Ln quer(y|ies)", nullptr,
                                     static_cast<int>(queries));
}

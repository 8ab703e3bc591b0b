#include "ui/heatmap/AxisLabels.hpp"

#include "ui/heatmap/HeatmapSource.hpp"

#include <QFontInfo>
#include <QFontMetricsF>
#include <QLocale>

#include <algorithm>

namespace {
constexpr qint64 kNamesMeasured = 500;
constexpr double kGap = 4.0;  // between label and matrix

constexpr int kWorthCutting = 4;  // characters that all names share

AxisNames measureAxis(qint64 count, const QFontMetricsF& metrics,
                      const std::function<QString(qint64)>& name) {
  AxisNames names;
  const qint64 measured = std::min(count, kNamesMeasured);
  for (qint64 i = 0; i < measured; ++i) {
    const QString text = name(i * count / measured);
    names.width = std::max(names.width, metrics.horizontalAdvance(text));
    if (i == 0) {
      names.start = names.end = text;
      continue;
    }
    qsizetype same = 0;
    while (same < std::min(names.start.size(), text.size()) && names.start[same] == text[same])
      ++same;
    names.start.truncate(same);
    while (!text.endsWith(names.end))
      names.end.remove(0, 1);
  }
  if (measured < 2 || names.start.size() < kWorthCutting) names.start.clear();
  if (measured < 2 || names.end.size() < kWorthCutting) names.end.clear();
  names.width += kGap + 2.0;
  return names;
}
}  // namespace

HeatmapNames measureNames(const HeatmapSource& source, const QFont& font) {
  const QFontMetricsF metrics(font);
  return {measureAxis(source.rows(), metrics, [&](qint64 i) { return source.rowName(i); }),
          measureAxis(source.columns(), metrics, [&](qint64 i) { return source.columnName(i); })};
}

QString fittingName(const QString& name, const AxisNames& names, const QFontMetricsF& metrics,
                    double width) {
  const QChar dots(0x2026);
  const auto fits = [&](const QString& text) { return metrics.horizontalAdvance(text) <= width; };
  if (fits(name)) return name;
  QString text = name;
  // Names like "T1_leg_9203_-_elastic_transform" differ in their number only: that is what must
  // stay.
  if (!names.end.isEmpty() && text.size() > names.end.size() && text.endsWith(names.end)) {
    text = text.chopped(names.end.size()) + dots;
    if (fits(text)) return text;
  }
  if (!names.start.isEmpty() && text.size() > names.start.size() + 1 &&
      text.startsWith(names.start)) {
    text = dots + text.mid(names.start.size());
    if (fits(text)) return text;
  }
  return metrics.elidedText(text, Qt::ElideMiddle, width);
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
    labels.append({row, fittingName(name(row), names, metrics, box.width()), box});
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
    labels.append({column, fittingName(name(column), names, metrics, box.height()), box});
  }
  return labels;
}

QString axisTitle(qint64 count, const QString& one, const QString& many) {
  return QLocale(QLocale::English).toString(count) + QLatin1Char(' ') + (count == 1 ? one : many);
}

#include "ui/heatmap/HeatmapPainter.hpp"

#include "ui/heatmap/ColourBar.hpp"
#include "ui/heatmap/HeatmapSource.hpp"

#include <QFontMetricsF>
#include <QPainter>
#include <QPainterPath>

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

QColor faint(const QPalette& palette) {
  QColor colour = palette.color(QPalette::WindowText);
  colour.setAlphaF(0.7F);
  return colour;
}

// Draws the parts around the matrix and the marks upon it.
class Decorator {
 public:
  Decorator(QPainter& painter, const HeatmapContent& content, const HeatmapLayout& layout,
            const QPalette& palette)
      : painter_(painter),
        content_(content),
        view_(content.view),
        layout_(layout),
        palette_(palette),
        matrix_(content.view.matrixRect()),
        pixel_(1.0 / content.view.devicePixelRatio()) {}

  void paintFrame() {
    QColor line = palette_.color(content_.hasFocus ? QPalette::Highlight : QPalette::Mid);
    outline(QRectF(matrix_), content_.hasFocus ? 2.0 : 1.0, line);
  }

  void paintTitles() {
    const QFontMetricsF metrics(painter_.font());
    painter_.setPen(faint(palette_));
    const QString columns =
        axisTitle(view_.columns(), QStringLiteral("target"), QStringLiteral("targets")) +
        QStringLiteral(" \u2192");
    const double top = matrix_.top() - layout_.columnLabelHeight(view_) - layout_.titleHeight();
    painter_.drawText(QPointF(matrix_.left(), top + metrics.ascent()), columns);
    // Turned text reads upwards: its arrow to the left points down.
    const QString rows =
        QStringLiteral("\u2190 ") +
        axisTitle(view_.rows(), QStringLiteral("query"), QStringLiteral("queries"));
    const double left = matrix_.left() - layout_.rowLabelWidth(view_) - layout_.titleHeight();
    painter_.save();
    painter_.translate(left, matrix_.top());
    painter_.rotate(-90);
    painter_.drawText(QPointF(-metrics.horizontalAdvance(rows), metrics.ascent()), rows);
    painter_.restore();
  }

  void paintLabels() {
    painter_.save();
    painter_.setFont(labelFont(painter_.font(), view_.cellSize()));
    const QFont& font = painter_.font();
    const QFontMetricsF metrics(font);
    const double down = (metrics.ascent() - metrics.descent()) / 2;
    const auto rows = rowLabels(view_, layout_.rowLabelWidth(view_), font, content_.names.rows,
                                [this](qint64 i) { return content_.source->rowName(i); });
    for (const AxisLabel& label : rows) {
      const double width = metrics.horizontalAdvance(label.text);
      preparePen(label.box, label.index == content_.markedRow);
      painter_.drawText(QPointF(label.box.right() - width, label.box.center().y() + down),
                        label.text);
    }
    const auto columns =
        columnLabels(view_, layout_.columnLabelHeight(view_), font, content_.names.columns,
                     [this](qint64 i) { return content_.source->columnName(i); });
    for (const AxisLabel& label : columns) {
      preparePen(label.box, content_.markedColumns.contains(label.index));
      painter_.save();
      painter_.translate(label.box.center().x() + down, label.box.bottom());
      painter_.rotate(-90);
      painter_.drawText(QPointF(0, 0), label.text);
      painter_.restore();
    }
    painter_.restore();
  }

  void paintMarks() {
    painter_.save();
    painter_.setClipRect(matrix_.adjusted(-6, -6, 6, 6));
    if (content_.markedRow >= 0 && content_.markedRow < view_.rows()) paintRowMark();
    double lastDrawn = -1e9;
    QVector<qint64> columns = content_.markedColumns;
    std::sort(columns.begin(), columns.end());
    for (const qint64 column : columns) {
      if (column < 0 || column >= view_.columns()) continue;
      const double left = view_.columnEdge(column);
      if (left - lastDrawn < 1.0) continue;  // thousands of marks on one pixel are one mark
      lastDrawn = left;
      paintColumnMark(column);
    }
    const QPoint cursor = content_.cursor;
    if (cursor.x() >= 0 && cursor.y() >= 0) paintCell(cursor);
    painter_.restore();
  }

 private:
  void preparePen(const QRectF& box, bool marked) {
    if (marked) painter_.fillRect(box.adjusted(-1, 0, 1, 0), palette_.brush(QPalette::Highlight));
    painter_.setPen(palette_.color(marked ? QPalette::HighlightedText : QPalette::WindowText));
  }

  // A frame outside of a rectangle.
  void outline(const QRectF& r, double width, const QColor& colour) {
    painter_.fillRect(QRectF(r.left() - width, r.top() - width, r.width() + 2 * width, width),
                      colour);
    painter_.fillRect(QRectF(r.left() - width, r.bottom(), r.width() + 2 * width, width), colour);
    painter_.fillRect(QRectF(r.left() - width, r.top(), width, r.height()), colour);
    painter_.fillRect(QRectF(r.right(), r.top(), width, r.height()), colour);
  }

  // White beside the marked band and dark beyond it: one of the two is seen on any colour. Around
  // cells of a pixel or two less is more: white on the one side, dark on the other.
  void rules(const QRectF& band, bool horizontal) {
    const double thin = std::max(pixel_, std::round(1.0 / pixel_) * pixel_);
    const QColor white(255, 255, 255, 235);
    const QColor dark(0, 0, 0, 170);
    const QRectF clip(matrix_);
    const auto rule = [&](double before, double after, const QColor& colour) {
      const QRectF r =
          horizontal ? QRectF(band.left(), before < 0 ? band.bottom() + after : band.top() - before,
                              band.width(), thin)
                     : QRectF(before < 0 ? band.right() + after : band.left() - before, band.top(),
                              thin, band.height());
      painter_.fillRect(r & clip, colour);
    };
    rule(thin, 0, white);
    if (view_.cellSize() >= 3.0) {
      rule(2 * thin, 0, dark);
      rule(-1, 0, white);
      rule(-1, thin, dark);
    } else {
      rule(-1, 0, dark);
    }
  }

  // A marked band is at least three pixels wide, or its own rules would hide it.
  static QPair<double, double> band(double low, double high) {
    const double lack = 3.0 - (high - low);
    return lack > 0 ? QPair(low - std::ceil(lack / 2), high + std::floor(lack / 2))
                    : QPair(low, high);
  }

  void paintRowMark() {
    const auto [top, bottom] =
        band(view_.rowEdge(content_.markedRow), view_.rowEdge(content_.markedRow + 1));
    if (bottom < matrix_.top() || top > matrix_.bottom()) return;
    rules(QRectF(matrix_.left(), top, matrix_.width(), bottom - top), true);
    const double y = (top + bottom) / 2;
    pointer({{QPointF(matrix_.left() - 1, y), QPointF(matrix_.left() - 6, y - 4),
              QPointF(matrix_.left() - 6, y + 4)}});
  }

  void paintColumnMark(qint64 column) {
    const auto [left, right] = band(view_.columnEdge(column), view_.columnEdge(column + 1));
    if (right < matrix_.left() || left > matrix_.right()) return;
    rules(QRectF(left, matrix_.top(), right - left, matrix_.height()), false);
    const double x = (left + right) / 2;
    pointer({{QPointF(x, matrix_.top() - 1), QPointF(x - 4, matrix_.top() - 6),
              QPointF(x + 4, matrix_.top() - 6)}});
  }

  // A small triangle at the matrix' edge; labels, where there are some, are highlighted instead.
  void pointer(const QPolygonF& triangle) {
    if (view_.cellSize() >= kSmallestLabelledCell) return;
    painter_.save();
    painter_.setRenderHint(QPainter::Antialiasing);
    painter_.setPen(Qt::NoPen);
    painter_.setBrush(palette_.color(QPalette::Highlight));
    painter_.drawPolygon(triangle);
    painter_.restore();
  }

  void paintCell(const QPoint& cell) {
    const auto [left, right] = band(view_.columnEdge(cell.x()), view_.columnEdge(cell.x() + 1));
    const auto [top, bottom] = band(view_.rowEdge(cell.y()), view_.rowEdge(cell.y() + 1));
    const QRectF r(left, top, right - left, bottom - top);
    if (!QRectF(matrix_).intersects(r)) return;
    outline(r, 2.0, QColor(255, 255, 255));
    outline(r.adjusted(-2, -2, 2, 2), 1.0, QColor(0, 0, 0, 220));
  }

  QPainter& painter_;
  const HeatmapContent& content_;
  const HeatmapView& view_;
  const HeatmapLayout& layout_;
  const QPalette& palette_;
  QRect matrix_;
  double pixel_;
};
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
  view.setSmallestCell(fitting);
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

QRectF paintHeatmap(QPainter& painter, const HeatmapContent& content, const HeatmapLayout& layout,
                    const QImage& cells, const QPalette& palette) {
  const HeatmapView& view = content.view;
  QImage picture = cells;
  picture.setDevicePixelRatio(view.devicePixelRatio());
  Decorator decorator(painter, content, layout, palette);
  decorator.paintFrame();
  painter.drawImage(QPointF(view.deviceRect().topLeft()) / view.devicePixelRatio(), picture);
  decorator.paintTitles();
  decorator.paintLabels();
  decorator.paintMarks();
  const QRectF barArea = layout.colourBarArea(view);
  const QRectF bar = barArea.isEmpty() ? QRectF()
                                       : paintColourBar(painter, barArea, content.scale,
                                                        content.source->notKeptText(), palette);
  if (!content.problem.isEmpty()) {
    const QRect line = view.viewport().adjusted(4, 0, -4, -4);
    const QFontMetricsF metrics(painter.font());
    const QString text = metrics.elidedText(content.problem, Qt::ElideMiddle, line.width() - 12);
    const QRectF box(line.left(), line.bottom() - metrics.height() - 6,
                     metrics.horizontalAdvance(text) + 12, metrics.height() + 6);
    painter.fillRect(box, palette.brush(QPalette::ToolTipBase));
    painter.setPen(palette.color(QPalette::ToolTipText));
    painter.drawText(box, Qt::AlignCenter, text);
  }
  return bar;
}

void paintEmptyHeatmap(QPainter& painter, const QRect& area, const QPalette& palette) {
  painter.setPen(faint(palette));
  painter.drawText(area.adjusted(16, 16, -16, -16), Qt::AlignCenter | Qt::TextWordWrap,
                   QStringLiteral("No scores yet.\nRun NBLAST or open a score file."));
}

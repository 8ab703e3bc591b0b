// SPDX-License-Identifier: BSD-3-Clause
#include "ui/heatmap/HeatmapPainter.hpp"

#include "ui/heatmap/ColourBar.hpp"
#include "ui/heatmap/tiles/HeatmapSource.hpp"

#include <QCoreApplication>
#include <QFontMetricsF>
#include <QPainter>
#include <QPainterPath>

#include <algorithm>
#include <cmath>
#include <optional>

namespace {
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
        matrix_(content.view.matrixRect()) {}

  void paintFrame() {
    QColor line = palette_.color(content_.hasFocus ? QPalette::Highlight : QPalette::Mid);
    outline(QRectF(matrix_), content_.hasFocus ? 2.0 : 1.0, line);
  }

  void paintTitles() {
    const QFontMetricsF metrics(painter_.font());
    painter_.setPen(faint(palette_));
    const QString columns = columnTitle(view_.columns()) + QStringLiteral(" →");
    const double top = matrix_.top() - layout_.columnLabelHeight(view_) - layout_.titleHeight();
    painter_.drawText(QPointF(matrix_.left(), top + metrics.ascent()), columns);
    // Turned text reads upwards: its arrow to the left points down.
    const QString rows = QStringLiteral("← ") + rowTitle(view_.rows());
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
                                [this](qint64 i) { return content_.source->rowLabel(i); });
    for (const AxisLabel& label : rows) {
      const double width = metrics.horizontalAdvance(label.text);
      preparePen(label.box, label.index == content_.markedRow);
      painter_.drawText(QPointF(label.box.right() - width, label.box.center().y() + down),
                        label.text);
    }
    const auto columns =
        columnLabels(view_, layout_.columnLabelHeight(view_), font, content_.names.columns,
                     [this](qint64 i) { return content_.source->columnLabel(i); });
    for (const AxisLabel& label : columns) {
      preparePen(label.box, isMarked(label.index));
      painter_.save();
      painter_.translate(label.box.center().x() + down, label.box.bottom());
      painter_.rotate(-90);
      painter_.drawText(QPointF(0, 0), label.text);
      painter_.restore();
    }
    painter_.restore();
  }

  // Beside the matrix, never on it: a block of selected columns must not hide its scores.
  void paintMarks() {
    if (content_.markedRow >= 0 && content_.markedRow < view_.rows()) {
      const auto span =
          shownSpan(view_.rowEdge(content_.markedRow), view_.rowEdge(content_.markedRow + 1),
                    matrix_.top(), matrix_.bottom() + 1);
      if (span) paintMark(*span, true);
    }
    std::optional<Span> run;  // of columns that look alike
    for (const qint64 column : content_.markedColumns) {
      if (column < 0 || column >= view_.columns()) continue;
      const auto span = shownSpan(view_.columnEdge(column), view_.columnEdge(column + 1),
                                  matrix_.left(), matrix_.right() + 1);
      if (!span) continue;
      if (run && span->low <= run->high + 0.5) {
        run->high = std::max(run->high, span->high);
        continue;
      }
      if (run) paintMark(*run, false);
      run = span;
    }
    if (run) paintMark(*run, false);
    paintCursor();
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

  /// A piece of the matrix' edge.
  struct Span {
    double low, high;
  };

  static std::optional<Span> shownSpan(double low, double high, double begin, double end) {
    if (high <= begin || low >= end) return {};
    return Span{std::max(low, begin), std::min(high, end)};
  }

  bool isMarked(qint64 column) const {
    const auto& columns = content_.markedColumns;
    return std::binary_search(columns.begin(), columns.end(), column);
  }

  // A bar along both edges; narrow ones are triangles, which are easier to see. Labels, where there
  // are some, are highlighted instead of the first.
  void paintMark(const Span& span, bool isRow) {
    constexpr double kThick = 4, kNarrow = 7;
    painter_.save();
    painter_.setRenderHint(QPainter::Antialiasing);
    painter_.setPen(Qt::NoPen);
    painter_.setBrush(palette_.color(QPalette::Highlight));
    const bool isLabelled = view_.cellSize() >= kSmallestLabelledCell;
    const double middle = (span.low + span.high) / 2;
    const double first = isRow ? matrix_.left() - 1.0 : matrix_.top() - 1.0;
    const double last = isRow ? matrix_.right() + 2.0 : matrix_.bottom() + 2.0;
    for (const double edge : {first, last}) {
      if (isLabelled && edge == first) continue;
      const double off = edge == first ? -1 : 1;
      const auto at = [&](double along, double away) {
        return isRow ? QPointF(edge + off * away, along) : QPointF(along, edge + off * away);
      };
      if (span.high - span.low < kNarrow) {
        painter_.drawPolygon(QPolygonF{at(middle, 0), at(middle - 4, 5), at(middle + 4, 5)});
      } else {
        painter_.drawRect(QRectF(at(span.low, 0), at(span.high, kThick)).normalized());
      }
    }
    painter_.restore();
  }

  // A frame at least three pixels wide, or it would hide the cell.
  static QPair<double, double> band(double low, double high) {
    const double lack = 3.0 - (high - low);
    return lack > 0 ? QPair(low - std::ceil(lack / 2), high + std::floor(lack / 2))
                    : QPair(low, high);
  }

  void paintCursor() {
    const QPoint cell = content_.cursor;
    if (cell.x() < 0 || cell.y() < 0) return;
    const auto [left, right] = band(view_.columnEdge(cell.x()), view_.columnEdge(cell.x() + 1));
    const auto [top, bottom] = band(view_.rowEdge(cell.y()), view_.rowEdge(cell.y() + 1));
    const QRectF r(left, top, right - left, bottom - top);
    if (!QRectF(matrix_).intersects(r)) return;
    painter_.save();
    painter_.setClipRect(matrix_.adjusted(-6, -6, 6, 6));
    outline(r, 2.0, QColor(255, 255, 255));
    outline(r.adjusted(-2, -2, 2, 2), 1.0, QColor(0, 0, 0, 220));
    painter_.restore();
  }

  QPainter& painter_;
  const HeatmapContent& content_;
  const HeatmapView& view_;
  const HeatmapLayout& layout_;
  const QPalette& palette_;
  QRect matrix_;
};
}  // namespace

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
                   QCoreApplication::translate("HeatmapPainter",
                                               "No scores yet.\nRun NBLAST or open a score file."));
}

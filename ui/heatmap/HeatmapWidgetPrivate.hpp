// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include "ui/heatmap/HeatmapPainter.hpp"
#include "ui/heatmap/HeatmapWidget.hpp"
#include "ui/heatmap/tiles/TileCache.hpp"

#include <QHash>
#include <QRectF>

class QMenu;

constexpr QPoint kNoCell(-1, -1);

/// State of a HeatmapWidget and what is done with it; the widget itself turns events into calls.
class HeatmapWidget::Private {
 public:
  explicit Private(HeatmapWidget* widget) : q(widget), cache(scale) {}

  bool isEmpty() const { return !source || source->rows() <= 0 || source->columns() <= 0; }
  HeatmapLayout layout() const { return {q->size(), q->font(), names}; }

  void mark(qint64 row, const QVector<qint64>& columns);
  void scrollToCursor();
  void relayout(bool fitAgain);
  void viewChanged();
  void refresh(bool cellsToo);
  void paint(QPainter& painter);
  void announceIfDrawn();
  QHash<TileKey, QImage> currentTiles(const HeatmapView& wanted) const;
  HeatmapContent content() const;

  void hover(const QPoint& position);
  void showScore(qint64 row, qint64 column, float score);
  void showUnreadable(qint64 row, qint64 column);
  void moveCursor(int rows, int columns);
  QPoint cursor() const;
  QString cellText(const QPoint& cell, const QString& value) const;
  QString valueText(float score) const;
  void fillMenu(QMenu* menu, const QPoint& cell);
  void chooseColours();

  HeatmapWidget* q;
  ColourScale scale{QStringLiteral("viridis"), 0.0, 1.0};
  TileCache cache;
  std::shared_ptr<const HeatmapSource> source;
  HeatmapNames names;
  HeatmapView view;
  bool fitted = true;
  QImage cells;  // viewImage() of the view
  bool cellsOutdated = true;
  bool paintPending = true;
  bool announced = false;
  HeatmapWidget::Pixel pixel = HeatmapWidget::Pixel::OneScore;
  QRectF colourBar;
  QString problem;

  qint64 markedRow = -1;
  QVector<qint64> markedColumns;  ///< the current one last
  QVector<qint64> sortedColumns;
  QPoint scrolledTo = kNoCell;  ///< the marked row and last column that were scrolled to
  QPoint hovered = kNoCell;
  QPoint hoverPosition;
  QPoint pressedAt;
  QPoint lastDrag;
  bool pressed = false;
  bool dragging = false;
};

// SPDX-License-Identifier: BSD-3-Clause
#include "ui/heatmap/HeatmapWidgetPrivate.hpp"

#include "ui/heatmap/ColourScaleDialog.hpp"
#include "ui/heatmap/ViewImage.hpp"

#include <QApplication>
#include <QClipboard>
#include <QMenu>
#include <QPainter>
#include <QToolTip>

#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>

// Keeps the view, or fits it again; the room for labels depends on the zoom.
void HeatmapWidget::Private::relayout(bool fitAgain) {
  if (!isEmpty()) layout().apply(view, q->devicePixelRatioF(), fitAgain);
  fitted = fitAgain;
  viewChanged();
}

void HeatmapWidget::Private::viewChanged() {
  if (!isEmpty()) cache.want(tilesOf(view));
  refresh(true);
  const bool isOne = isEmpty() || view.deviceCellSize() >= 1.0;
  const Pixel now = isOne                         ? Pixel::OneScore
                    : view.level() <= kExactLevel ? Pixel::BestOfAll
                                                  : Pixel::BestOfSampled;
  if (std::exchange(pixel, now) != now) Q_EMIT q->pixelChanged();
}

void HeatmapWidget::Private::mark(qint64 row, const QVector<qint64>& columns) {
  markedRow = row;
  markedColumns = columns;
  sortedColumns = columns;
  std::sort(sortedColumns.begin(), sortedColumns.end());
}

void HeatmapWidget::Private::refresh(bool cellsToo) {
  cellsOutdated = cellsOutdated || cellsToo;
  paintPending = true;
  announced = false;
  q->update();
}

/// Nothing marked, and the same again later (another direction), is no reason to move.
void HeatmapWidget::Private::scrollToCursor() {
  const qint64 column = markedColumns.isEmpty() ? -1 : markedColumns.last();
  const QPoint to(static_cast<int>(column), static_cast<int>(markedRow));
  if (markedRow < 0 || to == scrolledTo) return;
  scrolledTo = to;
  const QPointF before = view.origin();
  view.ensureVisible(markedRow, column);
  if (view.origin() != before) viewChanged();
}

QPoint HeatmapWidget::Private::cursor() const {
  if (isEmpty() || markedRow < 0 || markedRow >= view.rows() || markedColumns.isEmpty()) {
    return kNoCell;
  }
  const qint64 column = markedColumns.last();
  if (column < 0 || column >= view.columns()) return kNoCell;
  return {static_cast<int>(column), static_cast<int>(markedRow)};
}

HeatmapContent HeatmapWidget::Private::content() const {
  return {source.get(),  view,     scale,         names,  markedRow,
          sortedColumns, cursor(), q->hasFocus(), problem};
}

void HeatmapWidget::Private::paint(QPainter& painter) {
  painter.fillRect(q->rect(), q->palette().brush(QPalette::Window));
  if (isEmpty()) {
    colourBar = {};
    paintEmptyHeatmap(painter, q->rect(), q->palette());
    return;
  }
  if (cellsOutdated) {
    cells = viewImage(view, [this](const TileKey& key) { return cache.image(key); });
    cellsOutdated = false;
  }
  colourBar = paintHeatmap(painter, content(), layout(), cells, q->palette());
}

void HeatmapWidget::Private::announceIfDrawn() {
  if (announced || !q->isFullyDrawn()) return;
  announced = true;
  QMetaObject::invokeMethod(
      q,
      [this] {
        if (q->isFullyDrawn()) Q_EMIT q->fullyDrawn();
      },
      Qt::QueuedConnection);
}

/// Those of a view's tiles that are here as they should be.
QHash<TileKey, QImage> HeatmapWidget::Private::currentTiles(const HeatmapView& wanted) const {
  QHash<TileKey, QImage> tiles;
  if (isEmpty()) return tiles;
  for (const TileKey& key : tilesOf(wanted)) {
    if (cache.isCurrent(key) && cache.image(key)) tiles.insert(key, *cache.image(key));
  }
  return tiles;
}

QString HeatmapWidget::Private::valueText(float score) const {
  if (std::isnan(score)) return HeatmapWidget::tr("not computed yet");
  if (std::isinf(score)) return source->notKeptText();
  return QString::number(static_cast<double>(score), 'f', 3);
}

QString HeatmapWidget::Private::cellText(const QPoint& cell, const QString& value) const {
  const QString query = source->rowName(cell.y());
  const QString target = source->columnName(cell.x());
  // Long names get a line each.
  const QString gap =
      query.size() + target.size() > 48 ? QStringLiteral("\n") : QStringLiteral(" ");
  return HeatmapWidget::tr("query %1%4→ target %2: %3").arg(query, target, value, gap);
}

void HeatmapWidget::Private::hover(const QPoint& position) {
  hoverPosition = position;
  const QPoint cell = q->cellAt(position);
  if (cell == hovered) return;
  hovered = cell;
  if (cell == kNoCell) {
    QToolTip::hideText();
    Q_EMIT q->cellHovered(-1, -1, std::numeric_limits<float>::quiet_NaN());
  } else if (const auto score = cache.score(cell.y(), cell.x())) {
    showScore(cell.y(), cell.x(), *score);
  } else {
    cache.probe(cell.y(), cell.x());
  }
}

void HeatmapWidget::Private::showScore(qint64 row, qint64 column, float score) {
  if (hovered != QPoint(static_cast<int>(column), static_cast<int>(row)) || isEmpty()) return;
  QToolTip::showText(q->mapToGlobal(hoverPosition), cellText(hovered, valueText(score)), q);
  Q_EMIT q->cellHovered(row, column, score);
}

void HeatmapWidget::Private::showUnreadable(qint64 row, qint64 column) {
  if (hovered != QPoint(static_cast<int>(column), static_cast<int>(row)) || isEmpty()) return;
  QToolTip::showText(q->mapToGlobal(hoverPosition),
                     cellText(hovered, HeatmapWidget::tr("cannot be read")), q);
  Q_EMIT q->cellHovered(-1, -1, std::numeric_limits<float>::quiet_NaN());
}

void HeatmapWidget::Private::moveCursor(int rows, int columns) {
  const QPoint from = cursor();
  qint64 row = std::max<qint64>(0, markedRow);
  qint64 column = 0;
  if (from == kNoCell) {  // begin with a cell that is in sight
    if (markedRow < 0) row = view.visibleRows().first;
    column = view.visibleColumns().first;
  } else {
    row = std::clamp<qint64>(from.y() + rows, 0, view.rows() - 1);
    column = std::clamp<qint64>(from.x() + columns, 0, view.columns() - 1);
  }
  q->setMarked(row, {column});
  Q_EMIT q->cellClicked(row, column, Qt::NoModifier);
}

void HeatmapWidget::Private::fillMenu(QMenu* menu, const QPoint& cell) {
  QAction* copy = menu->addAction(tr("Copy names"), q, [this, cell] {
    QApplication::clipboard()->setText(source->rowName(cell.y()) + QLatin1Char('\t') +
                                       source->columnName(cell.x()));
  });
  copy->setEnabled(cell != kNoCell);
  menu->addSeparator();
  menu->addAction(tr("Fit"), q, &HeatmapWidget::fit);
  menu->addAction(tr("Colour scale\u2026"), q, [this] { chooseColours(); });
  menu->addAction(tr("Save picture\u2026"), q, &HeatmapWidget::pictureWanted);
}

void HeatmapWidget::Private::chooseColours() {
  auto* dialog = new ColourScaleDialog(scale, q);
  dialog->setAttribute(Qt::WA_DeleteOnClose);
  QObject::connect(dialog, &ColourScaleDialog::changed, q, [this](const ColourScale& chosen) {
    q->setColourScale(chosen);
    Q_EMIT q->colourScaleChanged();
  });
  dialog->open();
}

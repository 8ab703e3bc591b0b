// SPDX-License-Identifier: BSD-3-Clause
#include "ui/heatmap/HeatmapWidget.hpp"

#include "ui/heatmap/HeatmapWidgetPrivate.hpp"
#include "ui/heatmap/ViewImage.hpp"

#include <QApplication>
#include <QKeyEvent>
#include <QLoggingCategory>
#include <QMenu>
#include <QPainter>
#include <QToolTip>

#include <cmath>

namespace {
Q_LOGGING_CATEGORY(lcHeatmap, "nblast.heatmap", QtWarningMsg)
}

HeatmapWidget::HeatmapWidget(QWidget* parent)
    : QWidget(parent), d_(std::make_unique<Private>(this)) {
  setFocusPolicy(Qt::StrongFocus);
  setMouseTracking(true);
  setAttribute(Qt::WA_OpaquePaintEvent);
  setMinimumSize(160, 120);
  setAccessibleName(tr("Heatmap of scores"));
  connect(&d_->cache, &TileCache::tilesChanged, this, [this] { d_->refresh(true); });
  connect(&d_->cache, &TileCache::scoreRead, this,
          [this](qint64 row, qint64 column, float score) { d_->showScore(row, column, score); });
  connect(&d_->cache, &TileCache::scoreNotRead, this,
          [this](qint64 row, qint64 column) { d_->showUnreadable(row, column); });
  connect(&d_->cache, &TileCache::readFailed, this, [this](const QString& reason) {
    const bool isFirst = d_->problem.isEmpty();
    d_->problem = reason;
    d_->refresh(false);
    if (isFirst) {
      Q_EMIT readFailed(reason);
    } else {  // the user knows already; the log has them all
      qCInfo(lcHeatmap).noquote() << reason;
    }
  });
}

HeatmapWidget::~HeatmapWidget() = default;

void HeatmapWidget::setSource(std::shared_ptr<const HeatmapSource> source) {
  const bool sameShape = source && d_->view.rows() > 0 && source->rows() == d_->view.rows() &&
                         source->columns() == d_->view.columns();
  d_->source = source;
  d_->cache.setSource(std::move(source));
  d_->problem.clear();
  d_->mark(-1, {});
  d_->hovered = kNoCell;
  if (!sameShape) {
    d_->view = {};
    d_->scrolledTo = kNoCell;
  }
  if (!d_->isEmpty()) {
    d_->view.setMatrix(d_->source->rows(), d_->source->columns());
    d_->names = measureNames(*d_->source, labelFont(font(), 1e3));
  }
  d_->relayout(!sameShape || d_->fitted);
}

void HeatmapWidget::setColourScale(const ColourScale& scale) {
  d_->scale = scale;
  d_->cache.setColourScale(scale);
  d_->refresh(true);
}

const ColourScale& HeatmapWidget::colourScale() const {
  return d_->scale;
}

void HeatmapWidget::columnsChanged(qint64 first, qint64 count) {
  d_->problem.clear();
  d_->cache.columnsChanged(first, count);
  const QPoint hovered = d_->hovered;
  if (hovered.x() >= first && hovered.x() < first + count)
    d_->cache.probe(hovered.y(), hovered.x());
  d_->refresh(false);
}

void HeatmapWidget::setMarked(qint64 row, const QVector<qint64>& columns) {
  if (row == d_->markedRow && columns == d_->markedColumns) return;
  d_->mark(row, columns);
  if (d_->isEmpty()) return;
  d_->scrollToCursor();
  d_->refresh(false);
}

QRect HeatmapWidget::matrixRect() const {
  return d_->isEmpty() ? QRect() : d_->view.matrixRect();
}

QPoint HeatmapWidget::cellAt(const QPoint& position) const {
  return d_->isEmpty() ? kNoCell : d_->view.cellAt(position);
}

QPoint HeatmapWidget::centreOf(qint64 row, qint64 column) const {
  return d_->view.centreOf(row, column);
}

HeatmapWidget::Pixel HeatmapWidget::pixel() const {
  return d_->pixel;
}

bool HeatmapWidget::isFullyDrawn() const {
  return !d_->paintPending && (d_->isEmpty() || d_->cache.isSettled());
}

void HeatmapWidget::fit() {
  d_->relayout(true);
}

QImage HeatmapWidget::picture(const QSize& size) const {
  return pictureWork(size)([] {});
}

std::function<QImage(const std::function<void()>&)> HeatmapWidget::pictureWork(
    const QSize& size) const {
  const HeatmapLayout layout(size, font(), d_->names);
  HeatmapContent content = d_->content();
  content.hasFocus = false;
  content.problem.clear();  // what cannot be read is a failure of the picture
  if (!d_->isEmpty()) {
    layout.apply(content.view, 1.0, true);
    if (!d_->fitted) {  // the same cells in the middle, with as many around them
      const QSize was = d_->view.viewport().size();
      const QSize is = content.view.viewport().size();
      const double larger = std::min(is.width() / static_cast<double>(was.width()),
                                     is.height() / static_cast<double>(was.height()));
      content.view.centreOn(d_->view.centreCell(), d_->view.cellSize() * larger);
      layout.apply(content.view, 1.0, false);
      content.view.centreOn(d_->view.centreCell(), content.view.cellSize());
    }
  }
  return [size, content, layout, source = d_->source, tiles = d_->currentTiles(content.view),
          palette = palette(), font = font(),
          isEmpty = d_->isEmpty()](const std::function<void()>& checkpoint) {
    QImage image(size, QImage::Format_RGB32);
    image.fill(palette.color(QPalette::Window));
    QPainter painter(&image);
    painter.setFont(font);
    if (isEmpty) {
      paintEmptyHeatmap(painter, image.rect(), palette);
    } else {
      const QImage cells = readViewImage(content.view, *source, content.scale, tiles, checkpoint);
      paintHeatmap(painter, content, layout, cells, palette);
    }
    return image;
  };
}

void HeatmapWidget::paintEvent(QPaintEvent*) {
  if (!d_->isEmpty() && d_->view.devicePixelRatio() != devicePixelRatioF())
    d_->relayout(d_->fitted);
  QPainter painter(this);
  d_->paint(painter);
  d_->paintPending = false;
  d_->announceIfDrawn();
}

void HeatmapWidget::resizeEvent(QResizeEvent*) {
  d_->relayout(d_->fitted);
}

void HeatmapWidget::changeEvent(QEvent* event) {
  if (event->type() == QEvent::FontChange && !d_->isEmpty()) {
    d_->names = measureNames(*d_->source, labelFont(font(), 1e3));
    d_->relayout(d_->fitted);
  }
  if (event->type() == QEvent::PaletteChange) d_->refresh(false);
  QWidget::changeEvent(event);
}

void HeatmapWidget::wheelEvent(QWheelEvent* event) {
  if (d_->isEmpty() || event->angleDelta().isNull()) return event->ignore();
  const bool shift = event->modifiers().testFlag(Qt::ShiftModifier);
  if (shift || event->angleDelta().y() == 0) {  // sideways, for one query against a large library
    const QPoint turn = event->angleDelta();
    d_->view.panBy(QPointF(turn.x() != 0 ? turn.x() : turn.y(), 0));
    d_->viewChanged();
    d_->hover(event->position().toPoint());
    return event->accept();
  }
  const double factor = std::pow(1.25, event->angleDelta().y() / 120.0);
  d_->view.zoomAt(d_->view.sampleOf(event->position().toPoint()), factor);
  d_->relayout(false);
  d_->fitted = d_->view.cellSize() <= d_->view.smallestCell() * (1 + 1e-9);
  d_->hover(event->position().toPoint());
  event->accept();
}

void HeatmapWidget::mousePressEvent(QMouseEvent* event) {
  if (event->button() != Qt::LeftButton && event->button() != Qt::MiddleButton) {
    return QWidget::mousePressEvent(event);
  }
  d_->pressed = true;
  d_->dragging = false;
  d_->pressedAt = d_->lastDrag = event->position().toPoint();
}

void HeatmapWidget::mouseMoveEvent(QMouseEvent* event) {
  const QPoint position = event->position().toPoint();
  if (d_->isEmpty()) return;
  if (d_->pressed &&
      (position - d_->pressedAt).manhattanLength() >= QApplication::startDragDistance()) {
    d_->dragging = true;
  }
  if (!d_->dragging) return d_->hover(position);
  d_->view.panBy(position - d_->lastDrag);
  d_->lastDrag = position;
  setCursor(Qt::ClosedHandCursor);
  QToolTip::hideText();
  d_->viewChanged();
}

void HeatmapWidget::mouseReleaseEvent(QMouseEvent* event) {
  const bool click = d_->pressed && !d_->dragging && event->button() == Qt::LeftButton;
  d_->pressed = d_->dragging = false;
  unsetCursor();
  const QPoint cell = cellAt(event->position().toPoint());
  if (!click || cell == kNoCell) return;
  Q_EMIT cellClicked(cell.y(), cell.x(), event->modifiers());
}

void HeatmapWidget::mouseDoubleClickEvent(QMouseEvent* event) {
  d_->pressed = false;
  if (d_->isEmpty() || event->button() != Qt::LeftButton) return;
  if (d_->colourBar.adjusted(-6, -6, 50, 6).contains(event->position())) {
    d_->chooseColours();
  } else {
    fit();
  }
}

void HeatmapWidget::leaveEvent(QEvent*) {
  if (d_->hovered != kNoCell) d_->hover(kNoCell);
}

void HeatmapWidget::keyPressEvent(QKeyEvent* event) {
  if (d_->isEmpty()) return QWidget::keyPressEvent(event);
  const bool shift = event->modifiers().testFlag(Qt::ShiftModifier);
  const int step = shift ? 10 : 1;
  const auto zoom = [this](double factor) {
    const QPoint cell = d_->cursor();
    const QPointF anchor = cell == kNoCell ? QRectF(d_->view.viewport()).center()
                                           : d_->view.sampleOf(centreOf(cell.y(), cell.x()));
    d_->view.zoomAt(anchor, factor);
    d_->relayout(false);
  };
  switch (event->key()) {
    case Qt::Key_Left:
      return d_->moveCursor(0, -step);
    case Qt::Key_Right:
      return d_->moveCursor(0, step);
    case Qt::Key_Up:
      return d_->moveCursor(-step, 0);
    case Qt::Key_Down:
      return d_->moveCursor(step, 0);
    case Qt::Key_Home:
      return fit();
    case Qt::Key_Plus:
    case Qt::Key_Equal:
      return zoom(1.25);
    case Qt::Key_Minus:
      return zoom(0.8);
    case Qt::Key_0:
      if (event->modifiers().testFlag(Qt::ControlModifier)) return fit();
      break;
    default:
      break;
  }
  QWidget::keyPressEvent(event);
}

void HeatmapWidget::contextMenuEvent(QContextMenuEvent* event) {
  if (d_->isEmpty()) return;
  const bool byKey = event->reason() == QContextMenuEvent::Keyboard;
  const QPoint cell = byKey ? d_->cursor() : cellAt(event->pos());
  auto* menu = new QMenu(this);
  menu->setAttribute(Qt::WA_DeleteOnClose);
  d_->fillMenu(menu, cell);
  menu->popup(byKey && cell != kNoCell ? mapToGlobal(centreOf(cell.y(), cell.x()))
                                       : event->globalPos());
}

#include "ui/heatmap/HeatmapWidget.hpp"

#include "ui/heatmap/ColourScaleDialog.hpp"
#include "ui/heatmap/HeatmapPainter.hpp"
#include "ui/heatmap/TileCache.hpp"
#include "ui/heatmap/ViewImage.hpp"

#include <QApplication>
#include <QClipboard>
#include <QFileDialog>
#include <QKeyEvent>
#include <QMenu>
#include <QMessageBox>
#include <QPainter>
#include <QToolTip>

#include <cmath>
#include <limits>

namespace {
constexpr QPoint kNoCell(-1, -1);
}

class HeatmapWidget::Private {
 public:
  explicit Private(HeatmapWidget* widget) : q(widget), cache(scale) {}

  bool isEmpty() const { return !source || source->rows() <= 0 || source->columns() <= 0; }
  HeatmapLayout layout() const { return {q->size(), q->font(), names}; }

  void relayout(bool fitAgain);
  void viewChanged();
  void refresh(bool cellsToo);
  void paint(QPainter& painter);
  void announceIfDrawn();
  QImage readPicture(const HeatmapView& wanted) const;
  HeatmapContent content() const;

  void hover(const QPoint& position);
  void showScore(qint64 row, qint64 column, float score);
  void moveCursor(int rows, int columns);
  QPoint cursor() const;
  QString cellText(const QPoint& cell, float score) const;
  void fillMenu(QMenu* menu, const QPoint& cell);
  void chooseColours();
  void savePicture();

  HeatmapWidget* q;
  ColourScale scale{QStringLiteral("viridis"), 0.0, 1.0};
  TileCache cache;
  std::shared_ptr<const HeatmapSource> source;
  NameWidths names;
  HeatmapView view;
  bool fitted = true;
  QImage cells;  // viewImage() of the view
  bool cellsOutdated = true;
  bool paintPending = true;
  bool announced = false;
  QRectF colourBar;
  QString problem;

  qint64 markedRow = -1;
  QVector<qint64> markedColumns;
  QPoint hovered = kNoCell;
  QPoint hoverPosition;
  QPoint pressedAt;
  QPoint lastDrag;
  bool pressed = false;
  bool dragging = false;
};

// Keeps the view, or fits it again; the room for labels depends on the zoom.
void HeatmapWidget::Private::relayout(bool fitAgain) {
  if (!isEmpty()) layout().apply(view, q->devicePixelRatioF(), fitAgain);
  fitted = fitAgain;
  viewChanged();
}

void HeatmapWidget::Private::viewChanged() {
  if (!isEmpty()) cache.want(tilesOf(view));
  refresh(true);
}

void HeatmapWidget::Private::refresh(bool cellsToo) {
  cellsOutdated = cellsOutdated || cellsToo;
  paintPending = true;
  announced = false;
  q->update();
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
  return {source.get(), view, scale, markedRow, markedColumns, cursor(), q->hasFocus(), problem};
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

QImage HeatmapWidget::Private::readPicture(const HeatmapView& wanted) const {
  QHash<TileKey, QImage> tiles;
  for (const TileKey& key : tilesOf(wanted)) {
    if (cache.isCurrent(key) && cache.image(key)) {
      tiles.insert(key, *cache.image(key));
    } else {
      TileScores scores;
      readTile(*source, key, {0, kTileTexels}, TileQuality::Final, {}, scores);
      tiles.insert(key, colourTile(scores, scale));
    }
  }
  return viewImage(wanted, [&tiles](const TileKey& key) -> const QImage* {
    const auto it = tiles.constFind(key);
    return it == tiles.constEnd() ? nullptr : &*it;
  });
}

QString HeatmapWidget::Private::cellText(const QPoint& cell, float score) const {
  const QString query = source->rowName(cell.y());
  const QString target = source->columnName(cell.x());
  const QString value = std::isnan(score) ? QStringLiteral("not computed yet")
                                          : QString::number(static_cast<double>(score), 'f', 3);
  // Long names get a line each.
  const QString gap =
      query.size() + target.size() > 48 ? QStringLiteral("\n") : QStringLiteral(" ");
  return QStringLiteral("query %1%4\u2192 target %2: %3").arg(query, target, value, gap);
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
  QToolTip::showText(q->mapToGlobal(hoverPosition), cellText(hovered, score), q);
  Q_EMIT q->cellHovered(row, column, score);
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
  menu->addAction(tr("Save picture\u2026"), q, [this] { savePicture(); });
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

void HeatmapWidget::Private::savePicture() {
  const QString path = QFileDialog::getSaveFileName(
      q, tr("Save picture"), QStringLiteral("heatmap.png"), tr("PNG pictures (*.png)"));
  if (path.isEmpty()) return;
  if (!q->picture(q->size() * 2).save(path, "PNG")) {
    QMessageBox::warning(
        q, tr("Save picture"),
        tr("%1 could not be written. Is the folder writable and the disk not full?").arg(path));
  }
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
  connect(&d_->cache, &TileCache::readFailed, this, [this](const QString& reason) {
    d_->problem = reason;
    d_->refresh(false);
  });
}

HeatmapWidget::~HeatmapWidget() = default;

void HeatmapWidget::setSource(std::shared_ptr<const HeatmapSource> source) {
  d_->source = source;
  d_->cache.setSource(std::move(source));
  d_->problem.clear();
  d_->markedRow = -1;
  d_->markedColumns.clear();
  d_->hovered = kNoCell;
  d_->view = {};
  if (!d_->isEmpty()) {
    d_->view.setMatrix(d_->source->rows(), d_->source->columns());
    d_->names = measureNames(*d_->source, labelFont(font(), 1e3));
  }
  d_->relayout(true);
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
  d_->markedRow = row;
  d_->markedColumns = columns;
  if (d_->isEmpty()) return;
  const QPointF before = d_->view.origin();
  d_->view.ensureVisible(row, columns.isEmpty() ? -1 : columns.last());
  if (d_->view.origin() != before) d_->viewChanged();
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

bool HeatmapWidget::isFullyDrawn() const {
  return !d_->paintPending && (d_->isEmpty() || d_->cache.isSettled());
}

void HeatmapWidget::fit() {
  d_->relayout(true);
}

QImage HeatmapWidget::picture(const QSize& size) const {
  QImage image(size, QImage::Format_RGB32);
  image.fill(palette().color(QPalette::Window));
  QPainter painter(&image);
  painter.setFont(font());
  if (d_->isEmpty()) {
    paintEmptyHeatmap(painter, image.rect(), palette());
    return image;
  }
  const HeatmapLayout layout(size, font(), d_->names);
  HeatmapContent content = d_->content();
  content.hasFocus = false;
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
  paintHeatmap(painter, content, layout, d_->readPicture(content.view), palette());
  return image;
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
  if (d_->isEmpty() || event->angleDelta().y() == 0) return event->ignore();
  const double factor = std::pow(1.25, event->angleDelta().y() / 120.0);
  d_->view.zoomAt(event->position(), factor);
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
                                           : QPointF(centreOf(cell.y(), cell.x()));
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

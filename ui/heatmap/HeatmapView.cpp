// SPDX-License-Identifier: BSD-3-Clause
#include "ui/heatmap/HeatmapView.hpp"

#include <QSize>

#include <algorithm>
#include <cmath>

void HeatmapView::setMatrix(qint64 rows, qint64 columns) {
  rows_ = std::max<qint64>(0, rows);
  columns_ = std::max<qint64>(0, columns);
}

void HeatmapView::setViewport(const QRect& viewport, double devicePixelRatio) {
  viewport_ = viewport;
  ratio_ = devicePixelRatio;
  clampOrigin();
}

double HeatmapView::fittingCellSize(const QSize& viewport) const {
  if (rows_ == 0 || columns_ == 0) return 1.0;
  const double across = viewport.width() / static_cast<double>(columns_);
  const double down = viewport.height() / static_cast<double>(rows_);
  const double thinnest = kThinnestMatrix / static_cast<double>(std::min(rows_, columns_));
  const double size = std::min(std::max(across, down), std::max(std::min(across, down), thinnest));
  const double device = std::min(size, kLargestCell) * ratio_;
  return std::max(1e-6, device >= 3.0 ? std::floor(device) : device) / ratio_;
}

void HeatmapView::fit(double largestCell) {
  cellSize_ = std::min(largestCell, fittingCellSize(viewport_.size()));
  origin_ = viewport_.topLeft();
  clampOrigin();
}

double HeatmapView::largestCell() const {
  return std::max(kLargestCell, smallestCell_);
}

void HeatmapView::zoomAt(const QPointF& anchor, double factor) {
  const double size = std::clamp(cellSize_ * factor, smallestCell_, largestCell());
  origin_ = anchor - (anchor - origin_) * (size / cellSize_);
  cellSize_ = size;
  clampOrigin();
}

void HeatmapView::panBy(const QPointF& distance) {
  origin_ += distance;
  clampOrigin();
}

void HeatmapView::ensureVisible(qint64 row, qint64 column) {
  const auto moved = [this](double origin, double begin, double length, qint64 cell) {
    const double margin = std::min(cellSize_, length / 4);
    const double low = origin + static_cast<double>(cell) * cellSize_;
    const double high = low + cellSize_;
    if (low < begin) return origin + (begin + margin - low);
    if (high > begin + length) return origin - (high - (begin + length) + margin);
    return origin;
  };
  if (column >= 0 && column < columns_) {
    origin_.setX(moved(origin_.x(), viewport_.x(), viewport_.width(), column));
  }
  if (row >= 0 && row < rows_) {
    origin_.setY(moved(origin_.y(), viewport_.y(), viewport_.height(), row));
  }
  clampOrigin();
}

void HeatmapView::centreOn(const QPointF& cell, double cellSize) {
  cellSize_ = std::clamp(cellSize, smallestCell_, largestCell());
  origin_ = QRectF(viewport_).center() - cell * cellSize_;
  clampOrigin();
}

QPointF HeatmapView::centreCell() const {
  return (QRectF(viewport_).center() - origin_) / cellSize_;
}

void HeatmapView::setSmallestCell(double size, const QRect& fitted) {
  smallestCell_ = size;
  fitted_ = fitted;
}

// The matrix covers at least where it lies when all of it is shown: in the middle of the fitted
// viewport, or all of that where it is longer. What of this is hidden by labels need not be
// covered.
double HeatmapView::clampAxis(double origin, double begin, double length, double fittedBegin,
                              double fittedLength, qint64 cells) const {
  const double size = static_cast<double>(cells) * cellSize_;
  // Rounding of size may exceed the viewport that it was fitted into by a hair.
  if (size <= length + 1e-6 && cellSize_ <= smallestCell_ * (1 + 1e-9))
    return std::round((begin + (length - size) / 2) * ratio_) / ratio_;
  const double gap = std::max(0.0, (fittedLength - static_cast<double>(cells) * smallestCell_) / 2);
  const double low = std::max(fittedBegin + gap, begin);
  const double high = std::min(fittedBegin + fittedLength - gap, begin + length);
  return std::clamp(origin, std::min(high - size, low), low);
}

void HeatmapView::clampOrigin() {
  const QRect& fitted = fitted_.isEmpty() ? viewport_ : fitted_;
  origin_.setX(clampAxis(origin_.x(), viewport_.x(), viewport_.width(), fitted.x(), fitted.width(),
                         columns_));
  origin_.setY(clampAxis(origin_.y(), viewport_.y(), viewport_.height(), fitted.y(),
                         fitted.height(), rows_));
}

QPointF HeatmapView::sampleOf(const QPoint& p) const {
  const auto sample = [this](int at) { return (std::floor((at + 0.5) * ratio_) + 0.5) / ratio_; };
  return {sample(p.x()), sample(p.y())};
}

qint64 HeatmapView::cellAtDevice(double devicePixel, double origin) const {
  return static_cast<qint64>(
      std::floor((devicePixel + 0.5 - origin * ratio_) / (cellSize_ * ratio_)));
}

QPoint HeatmapView::cellAt(const QPoint& p) const {
  if (!viewport_.contains(p)) return {-1, -1};
  const qint64 column = cellAtDevice(std::floor((p.x() + 0.5) * ratio_), origin_.x());
  const qint64 row = cellAtDevice(std::floor((p.y() + 0.5) * ratio_), origin_.y());
  if (column < 0 || column >= columns_ || row < 0 || row >= rows_) return {-1, -1};
  return {static_cast<int>(column), static_cast<int>(row)};
}

QPoint HeatmapView::centreOf(qint64 row, qint64 column) const {
  const auto middle = [this](double origin, qint64 cell) {
    const int p =
        static_cast<int>(std::floor(origin + (static_cast<double>(cell) + 0.5) * cellSize_));
    // The pixel's centre may lie beyond the edge of a cell of one pixel: a neighbour then shows it.
    for (const int candidate : {p, p - 1, p + 1}) {
      if (cellAtDevice(std::floor((candidate + 0.5) * ratio_), origin) == cell) return candidate;
    }
    return p;
  };
  return {middle(origin_.x(), column), middle(origin_.y(), row)};
}

double HeatmapView::edge(qint64 cell, double origin) const {
  const double position = (origin + static_cast<double>(cell) * cellSize_) * ratio_;
  double pixel = std::ceil(position - 0.5);
  // Rounding may put a centre that is just on the edge to either side: ask how it is drawn.
  if (cellAtDevice(pixel, origin) < cell) pixel += 1.0;
  if (cellAtDevice(pixel - 1.0, origin) >= cell) pixel -= 1.0;
  return pixel / ratio_;
}

double HeatmapView::columnEdge(qint64 column) const {
  return edge(column, origin_.x());
}

double HeatmapView::rowEdge(qint64 row) const {
  return edge(row, origin_.y());
}

QRect HeatmapView::deviceRect() const {
  if (rows_ == 0 || columns_ == 0) return {};
  const auto device = [this](double logical) { return qRound(logical * ratio_); };
  const QRect area(QPoint(device(viewport_.x()), device(viewport_.y())),
                   QPoint(device(viewport_.x() + viewport_.width()) - 1,
                          device(viewport_.y() + viewport_.height()) - 1));
  const QRect matrix(QPoint(qRound(std::max(columnEdge(0) * ratio_, -1e6)),
                            qRound(std::max(rowEdge(0) * ratio_, -1e6))),
                     QPoint(qRound(std::min(columnEdge(columns_) * ratio_, 1e6)) - 1,
                            qRound(std::min(rowEdge(rows_) * ratio_, 1e6)) - 1));
  return area & matrix;
}

QRect HeatmapView::matrixRect() const {
  const QRect device = deviceRect();
  if (device.isEmpty()) return {};
  // Logical pixels whose sampled device pixel floor((p + 0.5) * ratio) is inside.
  const auto first = [this](int d) { return static_cast<int>(std::ceil(d / ratio_ - 0.5 - 1e-9)); };
  return QRect(QPoint(first(device.left()), first(device.top())),
               QPoint(first(device.right() + 1) - 1, first(device.bottom() + 1) - 1)) &
         viewport_;
}

// With cells of a pixel or more, those that own a pixel's centre; smaller ones are all blended in.
QPair<qint64, qint64> HeatmapView::visible(int first, int last, double origin, qint64 cells) const {
  const double half = deviceCellSize() >= 1.0 ? 0.0 : 0.499999;
  return {std::clamp<qint64>(cellAtDevice(first - half, origin), 0, cells - 1),
          std::clamp<qint64>(cellAtDevice(last + half, origin), 0, cells - 1)};
}

QPair<qint64, qint64> HeatmapView::visibleColumns() const {
  const QRect device = deviceRect();
  if (device.isEmpty()) return {0, -1};
  return visible(device.left(), device.right(), origin_.x(), columns_);
}

QPair<qint64, qint64> HeatmapView::visibleRows() const {
  const QRect device = deviceRect();
  if (device.isEmpty()) return {0, -1};
  return visible(device.top(), device.bottom(), origin_.y(), rows_);
}

int HeatmapView::level() const {
  const double device = deviceCellSize();
  return device >= 1.0 ? 0 : static_cast<int>(std::floor(std::log2(1.0 / device)));
}

// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include <QPair>
#include <QPoint>
#include <QPointF>
#include <QRect>
#include <QRectF>

/// Where the cells of a matrix lie on the screen: zoom and pan without any widget. Lengths are
/// logical pixels unless they say "device"; cells are square. What a device pixel shows is the cell
/// under its centre, so that pictures, cellAt() and edges agree to the pixel for every device pixel
/// ratio.
class HeatmapView {
 public:
  static constexpr double kLargestCell = 64.0;
  static constexpr double kThinnestMatrix = 16.0;

  void setMatrix(qint64 rows, qint64 columns);
  /// The area that the matrix may use. Keeps the matrix where it is, within the pan limits.
  void setViewport(const QRect& viewport, double devicePixelRatio);

  qint64 rows() const { return rows_; }
  qint64 columns() const { return columns_; }
  const QRect& viewport() const { return viewport_; }
  double devicePixelRatio() const { return ratio_; }
  double cellSize() const { return cellSize_; }
  double deviceCellSize() const { return cellSize_ * ratio_; }
  QPointF origin() const { return origin_; }  ///< top left corner of cell (0, 0)

  /// The largest cell with which the whole matrix is inside a viewport; whole device pixels from 3
  /// on. One query against a large library would be an invisible line: such a matrix is at least
  /// kThinnestMatrix pixels thin, even if only a part of its long side is inside then.
  double fittingCellSize(const QSize& viewport) const;
  /// Shows the whole matrix with cells of this size or smaller if it does not fit.
  void fit(double largestCell = kLargestCell);
  /// Cells may not become smaller than this: the size with which the whole matrix fits a viewport.
  /// Where it lies then it always lies: zooming can hold any cell under the pointer, and panning
  /// cannot lose the matrix.
  /// @param fitted that viewport: the present one, or the one without labels
  void setSmallestCell(double size, const QRect& fitted);
  double smallestCell() const { return smallestCell_; }
  double largestCell() const;

  /// What is under the anchor stays there; but zooming out ends with the whole matrix in its place.
  void zoomAt(const QPointF& anchor, double factor);
  QPointF sampleOf(const QPoint& p) const;  ///< the point of a pixel that decides which cell it is
  void panBy(const QPointF& distance);
  void ensureVisible(qint64 row, qint64 column);  ///< moves as little as possible; -1: any
  void centreOn(const QPointF& cell,
                double cellSize);  ///< cell coordinates (column, row) in the middle
  QPointF centreCell() const;      ///< cell coordinates in the middle of the viewport

  QRect matrixRect() const;              ///< pixels of the viewport that show cells
  QRect deviceRect() const;              ///< the same in device pixels
  QPoint cellAt(const QPoint& p) const;  ///< (column, row) or (-1, -1)
  QPoint centreOf(qint64 row, qint64 column) const;
  double columnEdge(qint64 column) const;  ///< left edge as it is drawn (on a device pixel)
  double rowEdge(qint64 row) const;
  QPair<qint64, qint64> visibleColumns()
      const;  ///< first and last, also partly visible; (0, -1): none
  QPair<qint64, qint64> visibleRows() const;

  /// Halvings of the matrix for this zoom: a texel of level L is 2^L x 2^L cells and half to one
  /// device pixel.
  int level() const;

 private:
  void clampOrigin();
  double clampAxis(double origin, double begin, double length, double fittedBegin,
                   double fittedLength, qint64 cells) const;
  double edge(qint64 cell, double origin) const;
  QPair<qint64, qint64> visible(int first, int last, double origin, qint64 cells) const;
  qint64 cellAtDevice(double devicePixel, double origin) const;

  qint64 rows_ = 0;
  qint64 columns_ = 0;
  QRect viewport_;
  double ratio_ = 1.0;
  double cellSize_ = 1.0;
  double smallestCell_ = 0.0;
  QRect fitted_;  ///< the viewport that the smallest cells are for
  QPointF origin_;
};

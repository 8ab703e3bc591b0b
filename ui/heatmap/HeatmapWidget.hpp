// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include "ui/heatmap/ColourScale.hpp"
#include "ui/heatmap/tiles/HeatmapSource.hpp"

#include <QPoint>
#include <QSet>
#include <QVector>
#include <QWidget>

#include <functional>
#include <memory>

/// A zoomable heatmap with row and column labels, marks beside the selected row and columns, a
/// frame around the current cell, tool tip and colour bar; drawn by Qt alone, so it works without
/// OpenGL. Tiles are read and coloured on background threads; the widget never blocks on a read.
/// Wheel zooms at the cursor, drag pans, double click fits, click selects; arrow keys move the
/// selection.
class HeatmapWidget : public QWidget {
  Q_OBJECT
 public:
  explicit HeatmapWidget(QWidget* parent = nullptr);
  ~HeatmapWidget() override;  ///< cancels reads and waits for them

  /// Shows another matrix and fits it; one of the same shape is shown where the last one was. Null:
  /// empty, with a hint text.
  void setSource(std::shared_ptr<const HeatmapSource> source);
  void setColourScale(const ColourScale& scale);
  const ColourScale& colourScale() const;

  /// Reads columns again that have changed (a block was finished).
  void columnsChanged(qint64 first, qint64 count);

  /// Marks a row and any columns, and scrolls the row and the last column into view if they are
  /// others than before. -1: no row.
  void setMarked(qint64 row, const QVector<qint64>& columns);

  /// Where the matrix itself is drawn, in widget pixels.
  QRect matrixRect() const;
  /// The cell under a point of the widget, (column, row); (-1,-1) outside.
  QPoint cellAt(const QPoint& position) const;
  /// The point in the middle of a cell, for tests and tool tips.
  QPoint centreOf(qint64 row, qint64 column) const;

  /// What a pixel stands for: far out the best of its scores is shown, of a large matrix that of a
  /// fixed share of them.
  enum class Pixel { OneScore, BestOfAll, BestOfSampled };
  Pixel pixel() const;

  bool isFullyDrawn() const;  ///< nothing is being read or waits to be painted
  void fit();
  /// The widget's picture at a size of its own, with labels and colour bar. Reads what is not in
  /// memory at once: of a large matrix that takes seconds.
  QImage picture(const QSize& size) const;
  /// Makes that picture on any thread; holds what it needs. Calls its argument again and again:
  /// what that throws ends the work.
  std::function<QImage(const std::function<void()>& checkpoint)> pictureWork(
      const QSize& size) const;

 Q_SIGNALS:
  void cellClicked(qint64 row, qint64 column, Qt::KeyboardModifiers modifiers);
  void cellHovered(qint64 row, qint64 column,
                   float score);  ///< (-1,-1,NaN) when the pointer leaves, or cannot be read
  /// Some scores cannot be read: once for a source, and again when columns have changed.
  void readFailed(const QString& reason);
  void fullyDrawn();
  void pixelChanged();
  void colourScaleChanged();  ///< by the user, in the widget's own dialog
  void pictureWanted();       ///< by the menu of the right mouse button

 protected:
  void paintEvent(QPaintEvent* event) override;
  void resizeEvent(QResizeEvent* event) override;
  void changeEvent(QEvent* event) override;
  void wheelEvent(QWheelEvent* event) override;
  void mousePressEvent(QMouseEvent* event) override;
  void mouseMoveEvent(QMouseEvent* event) override;
  void mouseReleaseEvent(QMouseEvent* event) override;
  void mouseDoubleClickEvent(QMouseEvent* event) override;
  void leaveEvent(QEvent* event) override;
  void keyPressEvent(QKeyEvent* event) override;
  void contextMenuEvent(QContextMenuEvent* event) override;

 private:
  class Private;
  std::unique_ptr<Private> d_;
};

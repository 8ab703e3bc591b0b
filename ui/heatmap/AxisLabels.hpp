// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include "ui/heatmap/HeatmapView.hpp"
#include "ui/text/NameShortener.hpp"

#include <QFont>
#include <QRectF>
#include <QString>
#include <QVector>

#include <functional>

class HeatmapSource;

constexpr double kSmallestLabelledCell = 9.0;  ///< logical pixels

struct AxisLabel {
  qint64 index = 0;
  QString text;  ///< shortened so that it differs from the others if it is longer than the space
  QRectF box;    ///< on the screen; the text of a column is turned, reading upwards
};

/// The labels of an axis, as far as they are needed to place them all: measured on up to 500.
struct AxisNames {
  double width = 0.0;  ///< how much room the longest wants
  NameShortener shortener;
};
struct HeatmapNames {
  AxisNames rows;
  AxisNames columns;
};
HeatmapNames measureNames(const HeatmapSource& source, const QFont& font);

/// A font whose lines fit into cells of this size; never larger than the base font.
QFont labelFont(const QFont& base, double cellSize);

/// Labels of the visible rows, right-aligned beside the matrix; none if the cells are too small.
/// Boxes are as high as a cell, so they never overlap.
QVector<AxisLabel> rowLabels(const HeatmapView& view, double width, const QFont& font,
                             const AxisNames& names, const std::function<QString(qint64)>& name);
/// Labels of the visible columns: boxes as they lie on the screen (turned), above the matrix.
QVector<AxisLabel> columnLabels(const HeatmapView& view, double height, const QFont& font,
                                const AxisNames& names, const std::function<QString(qint64)>& name);

QString columnTitle(qint64 targets);  ///< "1,198 targets"
QString rowTitle(qint64 queries);     ///< "1 query"

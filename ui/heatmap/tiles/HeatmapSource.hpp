// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include <QString>
#include <QtGlobal>

/// What a heatmap shows: a matrix of scores in display order, rows are queries, columns are
/// targets. All members may be called on any thread, several at once.
class HeatmapSource {
 public:
  virtual ~HeatmapSource() = default;
  virtual qint64 rows() const = 0;
  virtual qint64 columns() const = 0;
  virtual QString rowName(qint64 row) const = 0;
  virtual QString columnName(qint64 column) const = 0;
  /// A name as it stands beside the matrix: without what all names share.
  virtual QString rowLabel(qint64 row) const { return rowName(row); }
  virtual QString columnLabel(qint64 column) const { return columnName(column); }
  /// What is known of a score that was not kept, as in "below 0.2"; empty where all are.
  virtual QString notKeptText() const { return {}; }
  /// Reads a rectangle. @param[out] scores [nRows, nColumns] row-major; NaN: not
  /// there (yet); minus infinity: not kept @throws std::exception where they cannot be read; what()
  /// is one sentence for the user
  virtual void read(qint64 firstRow, qint64 nRows, qint64 firstColumn, qint64 nColumns,
                    float* scores) const = 0;
};

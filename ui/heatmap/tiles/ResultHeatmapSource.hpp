// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include "ui/heatmap/tiles/HeatmapSource.hpp"
#include "ui/models/Result.hpp"

#include <QString>

#include <memory>

/// The scores of a result in one direction, as a heatmap's source.
class ResultHeatmapSource : public HeatmapSource {
 public:
  /// @param direction one that the file has
  ResultHeatmapSource(std::shared_ptr<const Result> result, nblast::Direction direction);
  qint64 rows() const override;
  qint64 columns() const override;
  QString rowName(qint64 row) const override;
  QString columnName(qint64 column) const override;
  QString rowLabel(qint64 row) const override;
  QString columnLabel(qint64 column) const override;
  QString notKeptText() const override;
  /// @throws nblast::Error where the file cannot be read
  void read(qint64 firstRow, qint64 nRows, qint64 firstColumn, qint64 nColumns,
            float* scores) const override;

 private:
  std::shared_ptr<const Result> result_;
  nblast::Direction direction_;
};

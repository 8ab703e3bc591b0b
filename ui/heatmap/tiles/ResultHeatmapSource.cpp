// SPDX-License-Identifier: BSD-3-Clause
#include "ui/heatmap/tiles/ResultHeatmapSource.hpp"

#include "ui/text/ScoreText.hpp"

#include <utility>

ResultHeatmapSource::ResultHeatmapSource(std::shared_ptr<const Result> result,
                                         nblast::Direction direction)
    : result_(std::move(result)), direction_(direction) {}

qint64 ResultHeatmapSource::rows() const {
  return result_->rows();
}

qint64 ResultHeatmapSource::columns() const {
  return result_->columns();
}

QString ResultHeatmapSource::rowName(qint64 row) const {
  return result_->queryName(row);
}

QString ResultHeatmapSource::columnName(qint64 column) const {
  return result_->targetName(column);
}

QString ResultHeatmapSource::rowLabel(qint64 row) const {
  return result_->shownQueryName(row);
}

QString ResultHeatmapSource::columnLabel(qint64 column) const {
  return result_->shownTargetName(column);
}

QString ResultHeatmapSource::notKeptText() const {
  return formatLimits(result_->file()->limits());
}

void ResultHeatmapSource::read(qint64 firstRow, qint64 nRows, qint64 firstColumn, qint64 nColumns,
                               float* scores) const {
  result_->file()->read(direction_, firstRow, nRows, firstColumn, nColumns, scores);
}

#include "ui/models/ResultHeatmapSource.hpp"

#include "compute/base/Error.hpp"
#include "ui/models/ScoreText.hpp"

#include <algorithm>
#include <limits>
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
  try {
    result_->file()->read(direction_, firstRow, nRows, firstColumn, nColumns, scores);
  } catch (const nblast::Error& error) {
    std::fill_n(scores, nRows * nColumns, std::numeric_limits<float>::quiet_NaN());
    const std::lock_guard lock(mutex_);
    if (readFailure_.isEmpty()) readFailure_ = QString::fromUtf8(error.what());
  }
}

QString ResultHeatmapSource::readFailure() const {
  const std::lock_guard lock(mutex_);
  return readFailure_;
}

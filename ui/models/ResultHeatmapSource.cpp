#include "ui/models/ResultHeatmapSource.hpp"

#include "compute/base/Error.hpp"
#include "ui/models/Format.hpp"
#include "ui/models/ScoreText.hpp"

#include <algorithm>
#include <limits>
#include <utility>

ResultHeatmapSource::ResultHeatmapSource(std::shared_ptr<const nblast::ScoreFile> file,
                                         nblast::Direction direction)
    : file_(std::move(file)), direction_(direction) {}

qint64 ResultHeatmapSource::rows() const {
  return file_->queries().size();
}

qint64 ResultHeatmapSource::columns() const {
  return file_->targets().size();
}

QString ResultHeatmapSource::rowName(qint64 row) const {
  return toQString(file_->queries().labels.at(static_cast<std::size_t>(row)).key);
}

QString ResultHeatmapSource::columnName(qint64 column) const {
  return toQString(file_->targets().labels.at(static_cast<std::size_t>(column)).key);
}

QString ResultHeatmapSource::notKeptText() const {
  return formatLimits(file_->limits());
}

void ResultHeatmapSource::read(qint64 firstRow, qint64 nRows, qint64 firstColumn, qint64 nColumns,
                               float* scores) const {
  try {
    file_->read(direction_, firstRow, nRows, firstColumn, nColumns, scores);
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

// SPDX-License-Identifier: BSD-3-Clause
#include "ui/models/NeuronsInScoreFile.hpp"

#include "ui/text/Format.hpp"

#include <utility>

namespace {
std::size_t at(qint64 i) {
  return static_cast<std::size_t>(i);
}
}  // namespace

NeuronsInScoreFile::NeuronsInScoreFile(std::shared_ptr<const nblast::ScoreFile> file, Axis axis)
    : file_(std::move(file)), axis_(axis) {}

const nblast::ScoreAxis& NeuronsInScoreFile::axis() const {
  return axis_ == Axis::Queries ? file_->queries() : file_->targets();
}

qint64 NeuronsInScoreFile::count() const {
  return axis().size();
}

QString NeuronsInScoreFile::name(qint64 i) const {
  return toQString(axis().labels[at(i)].key);
}

QString NeuronsInScoreFile::source(qint64 i) const {
  return toQString(axis().labels[at(i)].source);
}

qint64 NeuronsInScoreFile::pointCount(qint64 i) const {
  return axis().pointCounts[at(i)];
}

QStringList NeuronsInScoreFile::warnings(qint64) const {
  return {};
}

std::shared_ptr<const nblast::Skeleton> NeuronsInScoreFile::geometry(qint64 i) const {
  return std::make_shared<nblast::Skeleton>(axis_ == Axis::Queries ? file_->queryGeometry(i)
                                                                   : file_->targetGeometry(i));
}

// SPDX-License-Identifier: BSD-3-Clause
#include "ui/models/NeuronProvider.hpp"

#include "ui/models/Format.hpp"

#include <utility>

namespace {
std::size_t at(qint64 i) {
  return static_cast<std::size_t>(i);
}
}  // namespace

LoadedNeurons::LoadedNeurons(std::shared_ptr<const nblast::NeuronSet> set, nblast::UnitChoice units)
    : set_(std::move(set)), units_(std::move(units)) {}

qint64 LoadedNeurons::count() const {
  return static_cast<qint64>(set_->neurons.size());
}

QString LoadedNeurons::key(qint64 i) const {
  return toQString(set_->neurons[at(i)].key);
}

QString LoadedNeurons::source(qint64 i) const {
  return toQString(set_->neurons[at(i)].source);
}

qint64 LoadedNeurons::pointCount(qint64 i) const {
  return static_cast<qint64>(set_->neurons[at(i)].points.size());
}

QStringList LoadedNeurons::warnings(qint64 i) const {
  QStringList list;
  for (const auto& warning : set_->neurons[at(i)].warnings)
    list.append(toQString(warning));
  return list;
}

std::shared_ptr<const nblast::Skeleton> LoadedNeurons::geometry(qint64 i) const {
  const auto& neuron = set_->neurons[at(i)];
  return std::make_shared<nblast::Skeleton>(
      nblast::skeletonOf(neuron, nblast::umPerUnitOf(neuron, units_)));
}

ScoreFileNeurons::ScoreFileNeurons(std::shared_ptr<const nblast::ScoreFile> file, Axis axis)
    : file_(std::move(file)), axis_(axis) {}

const nblast::ScoreAxis& ScoreFileNeurons::axis() const {
  return axis_ == Axis::Queries ? file_->queries() : file_->targets();
}

qint64 ScoreFileNeurons::count() const {
  return axis().size();
}

QString ScoreFileNeurons::key(qint64 i) const {
  return toQString(axis().labels[at(i)].key);
}

QString ScoreFileNeurons::source(qint64 i) const {
  return toQString(axis().labels[at(i)].source);
}

qint64 ScoreFileNeurons::pointCount(qint64 i) const {
  return axis().pointCounts[at(i)];
}

QStringList ScoreFileNeurons::warnings(qint64) const {
  return {};
}

std::shared_ptr<const nblast::Skeleton> ScoreFileNeurons::geometry(qint64 i) const {
  return std::make_shared<nblast::Skeleton>(axis_ == Axis::Queries ? file_->queryGeometry(i)
                                                                   : file_->targetGeometry(i));
}

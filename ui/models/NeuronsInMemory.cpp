// SPDX-License-Identifier: BSD-3-Clause
#include "ui/models/NeuronsInMemory.hpp"

#include "ui/text/Format.hpp"

#include <utility>

namespace {
std::size_t at(qint64 i) {
  return static_cast<std::size_t>(i);
}
}  // namespace

NeuronsInMemory::NeuronsInMemory(std::shared_ptr<const nblast::NeuronSet> set,
                                 nblast::UnitChoice units)
    : set_(std::move(set)), units_(std::move(units)) {}

qint64 NeuronsInMemory::count() const {
  return static_cast<qint64>(set_->neurons.size());
}

QString NeuronsInMemory::name(qint64 i) const {
  return toQString(set_->neurons[at(i)].key);
}

QString NeuronsInMemory::source(qint64 i) const {
  return toQString(set_->neurons[at(i)].source);
}

qint64 NeuronsInMemory::pointCount(qint64 i) const {
  return static_cast<qint64>(set_->neurons[at(i)].points.size());
}

QStringList NeuronsInMemory::warnings(qint64 i) const {
  QStringList list;
  for (const auto& warning : set_->neurons[at(i)].warnings)
    list.append(toQString(warning));
  return list;
}

std::shared_ptr<const nblast::Skeleton> NeuronsInMemory::geometry(qint64 i) const {
  const auto& neuron = set_->neurons[at(i)];
  return std::make_shared<nblast::Skeleton>(
      nblast::skeletonOf(neuron, nblast::umPerUnitOf(neuron, units_)));
}

// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include "compute/neuron/Neuron.hpp"
#include "ui/models/NeuronList.hpp"

/// Neurons that were read into memory. The set is shared, never copied.
class NeuronsInMemory : public NeuronList {
 public:
  NeuronsInMemory(std::shared_ptr<const nblast::NeuronSet> set, nblast::UnitChoice units);
  qint64 count() const override;
  QString name(qint64 i) const override;
  QString source(qint64 i) const override;
  qint64 pointCount(qint64 i) const override;
  QStringList warnings(qint64 i) const override;
  std::shared_ptr<const nblast::Skeleton> geometry(qint64 i) const override;

 private:
  std::shared_ptr<const nblast::NeuronSet> set_;
  nblast::UnitChoice units_;
};

// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include "compute/scorefile/ScoreFile.hpp"
#include "ui/models/NeuronList.hpp"

/// One side of an open score file. Geometry is read from the file at each call.
class NeuronsInScoreFile : public NeuronList {
 public:
  enum class Axis : quint8 { Queries, Targets };
  NeuronsInScoreFile(std::shared_ptr<const nblast::ScoreFile> file, Axis axis);
  qint64 count() const override;
  QString name(qint64 i) const override;
  QString source(qint64 i) const override;
  qint64 pointCount(qint64 i) const override;
  QStringList warnings(qint64 i) const override;
  std::shared_ptr<const nblast::Skeleton> geometry(qint64 i) const override;

 private:
  const nblast::ScoreAxis& axis() const;
  std::shared_ptr<const nblast::ScoreFile> file_;
  Axis axis_;
};

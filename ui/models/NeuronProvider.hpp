// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include "compute/neuron/Neuron.hpp"
#include "compute/neuron/Skeleton.hpp"
#include "compute/scorefile/ScoreFile.hpp"

#include <QString>
#include <QStringList>

#include <memory>

/// Neurons by index, wherever they are kept: in memory, or in a score file. Immutable: every member
/// may be called from any thread, several at once. Indices are [0, count()).
class NeuronProvider {
 public:
  virtual ~NeuronProvider() = default;
  virtual qint64 count() const = 0;
  virtual QString key(qint64 i) const = 0;  ///< unique in the set
  virtual QString source(
      qint64 i) const = 0;  ///< path of the file, "archive.zip/member.swc" inside an archive
  virtual qint64 pointCount(qint64 i) const = 0;
  virtual QStringList warnings(qint64 i) const = 0;
  /// For drawing, in µm; never null, without points where there is no geometry. Made at each call:
  /// keep it.
  /// @throws IoError if a score file cannot be read
  virtual std::shared_ptr<const nblast::Skeleton> geometry(qint64 i) const = 0;
};

/// Neurons that were read into memory. The set is shared, never copied.
class LoadedNeurons : public NeuronProvider {
 public:
  LoadedNeurons(std::shared_ptr<const nblast::NeuronSet> set, nblast::UnitChoice units);
  qint64 count() const override;
  QString key(qint64 i) const override;
  QString source(qint64 i) const override;
  qint64 pointCount(qint64 i) const override;
  QStringList warnings(qint64 i) const override;
  std::shared_ptr<const nblast::Skeleton> geometry(qint64 i) const override;

 private:
  std::shared_ptr<const nblast::NeuronSet> set_;
  nblast::UnitChoice units_;
};

/// One side of an open score file. Geometry is read from the file at each call.
class ScoreFileNeurons : public NeuronProvider {
 public:
  enum class Axis : quint8 { Queries, Targets };
  ScoreFileNeurons(std::shared_ptr<const nblast::ScoreFile> file, Axis axis);
  qint64 count() const override;
  QString key(qint64 i) const override;
  QString source(qint64 i) const override;
  qint64 pointCount(qint64 i) const override;
  QStringList warnings(qint64 i) const override;
  std::shared_ptr<const nblast::Skeleton> geometry(qint64 i) const override;

 private:
  const nblast::ScoreAxis& axis() const;
  std::shared_ptr<const nblast::ScoreFile> file_;
  Axis axis_;
};

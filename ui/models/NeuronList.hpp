// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include "compute/neuron/Skeleton.hpp"

#include <QString>
#include <QStringList>

#include <memory>

/// Neurons by index, wherever they are kept: in memory, or in a score file. Immutable: every member
/// may be called from any thread, several at once. Indices are [0, count()).
class NeuronList {
 public:
  virtual ~NeuronList() = default;
  virtual qint64 count() const = 0;
  virtual QString name(qint64 i) const = 0;  ///< its key: unique in the set
  /// Path of the file; "archive.zip/member.swc" inside an archive.
  virtual QString source(qint64 i) const = 0;
  virtual qint64 pointCount(qint64 i) const = 0;
  virtual QStringList warnings(qint64 i) const = 0;
  /// The neuron's geometry for drawing, in µm. Never null; without points where there is no
  /// geometry. Each call makes it anew, so the caller keeps it.
  /// @throws IoError if a score file cannot be read
  virtual std::shared_ptr<const nblast::Skeleton> geometry(qint64 i) const = 0;
};

// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include "compute/job/JobSpec.hpp"

#include <QWidget>

class FieldNote;
class QCheckBox;
class QDoubleSpinBox;
class QSpinBox;

/// Which scores a job keeps: all, those of at least some value, each query's best, or both kinds.
class KeepFields : public QWidget {
  Q_OBJECT
 public:
  explicit KeepFields(const nblast::JobSpec& options, QWidget* parent = nullptr);

  void addTo(nblast::JobSpec& spec) const;
  /// Says what the choice comes to. @param bothWays both directions of a pair are scored
  void explain(bool bothWays, bool normalised);

 Q_SIGNALS:
  void changed();

 private:
  void connectAll();

  QCheckBox* byScore_;
  QDoubleSpinBox* above_;
  QCheckBox* byRank_;
  QSpinBox* top_;
  FieldNote* note_;
};

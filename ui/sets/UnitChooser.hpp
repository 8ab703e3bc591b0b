// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include "compute/neuron/LengthUnit.hpp"

#include <QString>
#include <QWidget>

#include <optional>

class QComboBox;
class QLineEdit;

/// A length unit to choose: µm, nm, voxels of 8 or 10 nm, or any other in words ("4 nm").
class UnitChooser : public QWidget {
  Q_OBJECT
 public:
  explicit UnitChooser(QWidget* parent = nullptr);

  void setUnit(const std::optional<nblast::LengthUnit>& unit);  ///< nothing: "choose the unit…"
  std::optional<nblast::LengthUnit> unit() const;  ///< nothing: not chosen, or not understood
  QString problem() const;  ///< why there is no unit, as a sentence; empty if there is one

 Q_SIGNALS:
  void unitChanged();

 private:
  void choiceMade();
  QComboBox* choices_;
  QLineEdit* custom_;
};

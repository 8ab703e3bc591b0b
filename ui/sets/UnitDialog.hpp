// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include "compute/neuron/LengthUnit.hpp"

#include <QDialog>

#include <optional>

class QCheckBox;
class UnitChooser;

/// Asks for a length unit in a dialog, showing what was found and why, and what it is for.
class UnitDialog : public QDialog {
  Q_OBJECT
 public:
  UnitDialog(const QString& name, const QString& found, const QString& purpose,
             const std::optional<nblast::LengthUnit>& current, QWidget* parent = nullptr);
  std::optional<nblast::LengthUnit> unit() const;

  /// For sets in which some files state a unit. Without it the unit is for the others.
  void offerForAll(qint64 stating, bool forAll);
  bool forAll() const;

 private:
  UnitChooser* chooser_;
  QCheckBox* forAll_;
};

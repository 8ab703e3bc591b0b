// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include "compute/neuron/LengthUnit.hpp"
#include "ui/widgets/MessageRow.hpp"

#include <QDialog>

class QCheckBox;
class UnitChooser;

/// The question a set asks after loading when its unit is not certain: a row above the views, not a
/// dialog in the way. Deletes itself once answered.
class UnitQuestion : public NoticeRow {
  Q_OBJECT
 public:
  UnitQuestion(const QString& setName, const nblast::UnitFinding& finding,
               QWidget* parent = nullptr);

 Q_SIGNALS:
  void answered(const nblast::LengthUnit& unit);

 private:
  UnitChooser* chooser_;
};

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

// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include "compute/neuron/LengthUnit.hpp"
#include "ui/widgets/NoticeRow.hpp"

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

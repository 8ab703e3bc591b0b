// SPDX-License-Identifier: BSD-3-Clause
#include "ui/sets/UnitQuestion.hpp"

#include "ui/sets/UnitChooser.hpp"
#include "ui/text/Text.hpp"

#include <QPushButton>

namespace {

/// Files that state a unit keep it: then it is about the others.
QString question(const QString& setName, const nblast::UnitFinding& finding) {
  const QString reason = toQString(finding.reason);
  const auto others = static_cast<int>(finding.silent);
  const bool some = !finding.stated.empty();
  if (!finding.unit && some) {
    return UnitQuestion::tr(
               "%1: in which unit are the coordinates of the other %Ln neuron(s)? (%2)", nullptr,
               others)
        .arg(setName, reason);
  }
  if (!finding.unit) {
    return UnitQuestion::tr("%1: in which unit are the coordinates? (%2)").arg(setName, reason);
  }
  const QString unit = formatUnit(*finding.unit);
  if (some) {
    return UnitQuestion::tr("%1: the unit of the other %Ln neuron(s) is probably %2 (%3).", nullptr,
                            others)
        .arg(setName, unit, reason);
  }
  return UnitQuestion::tr("%1: the unit is probably %2 (%3).").arg(setName, unit, reason);
}

}  // namespace

UnitQuestion::UnitQuestion(const QString& setName, const nblast::UnitFinding& finding,
                           QWidget* parent)
    : NoticeRow(MessageBar::Kind::Question, question(setName, finding), parent),
      chooser_(new UnitChooser) {
  auto* confirm = new QPushButton(tr("Confirm unit"));
  confirm->setObjectName(QStringLiteral("confirmUnit"));
  chooser_->setUnit(finding.unit);
  confirm->setEnabled(finding.unit.has_value());
  addControl(chooser_);
  addControl(confirm);
  connect(chooser_, &UnitChooser::unitChanged, this, [this, confirm] {
    confirm->setEnabled(chooser_->unit().has_value());
    confirm->setToolTip(chooser_->problem());
  });
  connect(confirm, &QPushButton::clicked, this, [this] {
    const auto unit = chooser_->unit();
    hide();
    deleteLater();
    if (unit) Q_EMIT answered(*unit);
  });
}

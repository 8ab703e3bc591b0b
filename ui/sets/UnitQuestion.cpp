// SPDX-License-Identifier: BSD-3-Clause
#include "ui/sets/UnitQuestion.hpp"

#include "ui/models/Text.hpp"
#include "ui/sets/UnitChooser.hpp"

#include <QCheckBox>
#include <QDialogButtonBox>
#include <QLabel>
#include <QPushButton>
#include <QVBoxLayout>

namespace {

/// Files that state a unit keep it: then it is about the others.
QString question(const QString& setName, const nblast::UnitFinding& finding) {
  const QString ground = toQString(finding.ground);
  const QString others = countOf(finding.silent, QStringLiteral("neuron"));
  const bool some = !finding.stated.empty();
  if (!finding.unit && some) {
    return QObject::tr("%1: in which unit are the coordinates of the other %2? (%3)")
        .arg(setName, others, ground);
  }
  if (!finding.unit) {
    return QObject::tr("%1: in which unit are the coordinates? (%2)").arg(setName, ground);
  }
  const QString unit = unitText(finding.unit->label);
  if (some) {
    return QObject::tr("%1: the unit of the other %2 is probably %3 (%4).")
        .arg(setName, others, unit, ground);
  }
  return QObject::tr("%1: the unit is probably %2 (%3).").arg(setName, unit, ground);
}

QLabel* wrappedLabel(const QString& text) {
  auto* label = new QLabel(text);
  label->setTextFormat(Qt::PlainText);
  label->setWordWrap(true);
  return label;
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

UnitDialog::UnitDialog(const QString& name, const QString& found, const QString& purpose,
                       const std::optional<nblast::LengthUnit>& current, QWidget* parent)
    : QDialog(parent), chooser_(new UnitChooser), forAll_(new QCheckBox) {
  setWindowTitle(tr("Length unit of %1").arg(name));
  auto* layout = new QVBoxLayout(this);
  layout->addWidget(wrappedLabel(tr("Found: %1.").arg(found)));
  layout->addWidget(wrappedLabel(purpose));
  layout->addWidget(chooser_);
  forAll_->setObjectName(QStringLiteral("forAll"));
  forAll_->hide();
  layout->addWidget(forAll_);
  auto* problem = wrappedLabel({});
  problem->setObjectName(QStringLiteral("problem"));
  layout->addWidget(problem);
  auto* buttons = new QDialogButtonBox(QDialogButtonBox::Ok | QDialogButtonBox::Cancel);
  layout->addWidget(buttons);
  const auto check = [this, problem, buttons] {
    problem->setText(chooser_->problem());
    buttons->button(QDialogButtonBox::Ok)->setEnabled(chooser_->unit().has_value());
  };
  connect(chooser_, &UnitChooser::unitChanged, this, check);
  connect(buttons, &QDialogButtonBox::accepted, this, &QDialog::accept);
  connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
  chooser_->setUnit(current);
  check();
  setMinimumWidth(420);
}

std::optional<nblast::LengthUnit> UnitDialog::unit() const {
  return chooser_->unit();
}

void UnitDialog::offerForAll(qint64 stating, bool forAll) {
  forAll_->setText(
      stating == 1 ? tr("also for the file that states its unit")
                   : tr("also for the %1 files that state their unit").arg(formatCount(stating)));
  forAll_->setChecked(forAll);
  forAll_->show();
}

bool UnitDialog::forAll() const {
  return forAll_->isChecked();
}

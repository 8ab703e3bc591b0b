// SPDX-License-Identifier: BSD-3-Clause
#include "ui/sets/UnitDialog.hpp"

#include "ui/sets/UnitChooser.hpp"
#include "ui/text/Text.hpp"

#include <QCheckBox>
#include <QDialogButtonBox>
#include <QLabel>
#include <QPushButton>
#include <QVBoxLayout>

namespace {

QLabel* wrappedLabel(const QString& text) {
  auto* label = new QLabel(text);
  label->setTextFormat(Qt::PlainText);
  label->setWordWrap(true);
  return label;
}

}  // namespace

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
  forAll_->setText(stating == 1 ? tr("also for the file that states its unit")
                                : tr("also for the %Ln files that state their unit", nullptr,
                                     static_cast<int>(stating)));
  forAll_->setChecked(forAll);
  forAll_->show();
}

bool UnitDialog::forAll() const {
  return forAll_->isChecked();
}

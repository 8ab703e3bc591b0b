// SPDX-License-Identifier: BSD-3-Clause
#include "ui/sets/UnitChooser.hpp"

#include "ui/text/Text.hpp"

#include <QComboBox>
#include <QHBoxLayout>
#include <QLineEdit>

namespace {

struct Choice {
  const char* label;  ///< as after --units; empty: in words
  const char* shown;
};
constexpr Choice kChoices[] = {
    {"um", "µm (micrometres)"}, {"nm", "nm (nanometres)"}, {"8 nm", "8 nm voxels (hemibrain)"},
    {"10 nm", "10 nm voxels"},  {"4 nm", "4 nm voxels"},   {"", "other…"}};

}  // namespace

UnitChooser::UnitChooser(QWidget* parent)
    : QWidget(parent), choices_(new QComboBox), custom_(new QLineEdit) {
  auto* layout = new QHBoxLayout(this);
  layout->setContentsMargins(0, 0, 0, 0);
  choices_->setObjectName(QStringLiteral("unitChoices"));
  choices_->setPlaceholderText(tr("choose the unit…"));
  for (const Choice& choice : kChoices) {
    choices_->addItem(QString::fromUtf8(choice.shown), QString::fromLatin1(choice.label));
  }
  choices_->setCurrentIndex(-1);
  choices_->setSizeAdjustPolicy(QComboBox::AdjustToContents);
  custom_->setObjectName(QStringLiteral("customUnit"));
  custom_->setPlaceholderText(tr("for example 16 nm"));
  custom_->setMaximumWidth(140);
  custom_->hide();
  layout->addWidget(choices_);
  layout->addWidget(custom_);
  layout->addStretch();
  connect(choices_, &QComboBox::currentIndexChanged, this, &UnitChooser::choiceMade);
  connect(custom_, &QLineEdit::textChanged, this, &UnitChooser::unitChanged);
  setFocusProxy(choices_);
}

void UnitChooser::choiceMade() {
  const bool inWords =
      choices_->currentIndex() >= 0 && choices_->currentData().toString().isEmpty();
  custom_->setVisible(inWords);
  if (inWords) custom_->setFocus();
  Q_EMIT unitChanged();
}

void UnitChooser::setUnit(const std::optional<nblast::LengthUnit>& unit) {
  if (!unit) {
    choices_->setCurrentIndex(-1);
    return;
  }
  const QString label = toQString(unit->label);
  const int index = choices_->findData(label);
  if (index >= 0 && !label.isEmpty()) {
    choices_->setCurrentIndex(index);
    return;
  }
  custom_->setText(label);
  choices_->setCurrentIndex(choices_->count() - 1);
}

std::optional<nblast::LengthUnit> UnitChooser::unit() const {
  if (choices_->currentIndex() < 0) return {};
  const QString label = choices_->currentData().toString();
  return nblast::parseLengthUnit(
      (label.isEmpty() ? custom_->text().trimmed() : label).toStdString());
}

QString UnitChooser::problem() const {
  if (unit()) return {};
  if (choices_->currentIndex() < 0) return tr("Choose the length unit.");
  if (custom_->text().trimmed().isEmpty()) return tr("Write the length unit, for example 16 nm.");
  return tr("“%1” is not a length unit: write µm, nm, mm, or a number before one of them (16 nm).")
      .arg(custom_->text().trimmed());
}

// SPDX-License-Identifier: BSD-3-Clause
#include "ui/matches/WhichMatches.hpp"

#include <QDialogButtonBox>
#include <QLabel>
#include <QPushButton>
#include <QRadioButton>
#include <QVBoxLayout>

namespace {
int countOf(const std::vector<nblast::Match>& matches) {
  return static_cast<int>(matches.size());
}
}  // namespace

WhichMatches::WhichMatches(const MatchChoices& choices, QWidget* parent)
    : QDialog(parent), choices_(choices) {
  setWindowTitle(tr("Export matches"));
  auto* layout = new QVBoxLayout(this);
  layout->addWidget(new QLabel(tr("Which matches? They are written in the order shown.")));
  selected_ =
      add("selectedMatches", tr("selected: %Ln match(|es)", nullptr, countOf(choices.selected)));
  shown_ = add("shownMatches",
               tr("what the filter leaves: %Ln match(|es)", nullptr, countOf(choices.shown)));
  all_ = add("allMatches", tr("all: %Ln match(|es)", nullptr, countOf(choices.all)));
  selected_->setVisible(choices.selected.size() > 1);
  shown_->setVisible(choices.shown.size() != choices.all.size());
  QRadioButton* first = choices.selected.size() > 1 ? selected_ : shown_;
  first->setChecked(true);
  auto* buttons = new QDialogButtonBox(QDialogButtonBox::Cancel);
  buttons->addButton(tr("Export…"), QDialogButtonBox::AcceptRole);
  connect(buttons, &QDialogButtonBox::accepted, this, &QDialog::accept);
  connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
  layout->addWidget(buttons);
}

QRadioButton* WhichMatches::add(const char* name, const QString& text) {
  auto* button = new QRadioButton(text);
  button->setObjectName(QLatin1String(name));
  layout()->addWidget(button);
  return button;
}

const std::vector<nblast::Match>& WhichMatches::chosen() const {
  if (selected_->isChecked()) return choices_.selected;
  return shown_->isChecked() ? choices_.shown : choices_.all;
}

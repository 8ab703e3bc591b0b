// SPDX-License-Identifier: BSD-3-Clause
#include "ui/sets/SetQuestions.hpp"

#include "ui/sets/LeftOutDialog.hpp"
#include "ui/sets/UnitDialog.hpp"
#include "ui/sets/UnitQuestion.hpp"
#include "ui/text/Text.hpp"
#include "ui/widgets/MessageBar.hpp"
#include "ui/workspace/FileFingerprint.hpp"

namespace {

QString sizeTopic(int setId) {
  return QStringLiteral("size of set %1").arg(setId);
}
QString leftOutTopic(int setId) {
  return QStringLiteral("left out of set %1").arg(setId);
}

}  // namespace

SetQuestions::SetQuestions(Workspace* workspace, MessageBar* messages, Settings* settings,
                           QWidget* window)
    : QObject(window),
      workspace_(workspace),
      messages_(messages),
      settings_(settings),
      window_(window) {
  connect(workspace_, &Workspace::neuronsLoaded, this, &SetQuestions::neuronsLoaded);
  connect(workspace_, &Workspace::nothingLoaded, this, &SetQuestions::nothingLoaded);
  connect(workspace_, &Workspace::jobLeftOut, this, [this](int jobId, const QString& sentence) {
    messages_->show(MessageBar::Kind::Warning, sentence,
                    QStringLiteral("left out of job %1").arg(jobId),
                    {{tr("Show list"), [this, jobId] { showLeftOutOfJob(jobId); }}});
  });
  connect(workspace_->sets(), &NeuronSets::changed, this, &SetQuestions::setChanged);
  connect(workspace_->sets(), &NeuronSets::removed, this, &SetQuestions::setRemoved);
}

void SetQuestions::neuronsLoaded(int setId) {
  const auto* set = workspace_->sets()->find(setId);
  if (set == nullptr) return;
  if (!set->leftOut.empty()) {
    messages_->show(
        MessageBar::Kind::Warning,
        tr("%1: %Ln neuron(s) read, %2 left out.", nullptr, static_cast<int>(set->count()))
            .arg(set->title, formatCount(static_cast<qint64>(set->leftOut.size()))),
        leftOutTopic(setId), {{tr("Show list"), [this, setId] { showLeftOut(setId); }}});
  }
  if (const auto known = settings_->unitOf(fingerprintOf(*set))) {
    workspace_->sets()->setUnit(setId, known->units.unit, !known->units.statedFirst,
                                tr("as you chose before"));
    if (known->sizeConfirmed) workspace_->sets()->confirmSize(setId);
    return;
  }
  reviewSize(setId);
  // An odd size asks about the unit too: one question is enough.
  if (!set->isSizeInQuestion()) askForUnit(setId);
}

void SetQuestions::nothingLoaded(const QString& title, const std::vector<nblast::LeftOut>& files) {
  messages_->show(
      MessageBar::Kind::Error,
      tr("%1: none of %Ln file(s) could be read.", nullptr, static_cast<int>(files.size()))
          .arg(title),
      title,
      {{tr("Show list"), [this, title, files] { LeftOutDialog(title, files, window_).exec(); }}});
}

/// A unit that the files state, or that dotprops have, needs no question; a guess is to be
/// confirmed.
void SetQuestions::askForUnit(int setId) {
  const auto* set = workspace_->sets()->find(setId);
  const auto& finding = set->loaded->unit;
  if (finding.unit && !finding.guessed) return;
  auto* question = new UnitQuestion(set->title, finding);
  auto* sets = workspace_->sets();
  connect(question, &UnitQuestion::answered, this,
          [sets, setId](const nblast::LengthUnit& unit) { sets->setUnit(setId, unit); });
  // Answered elsewhere (the tree, the Run dialog) or no longer of interest.
  const auto goIfSettled = [sets, setId, question](int id) {
    const auto* now = sets->find(id);
    if (id == setId && (now == nullptr || now->unitConfirmed)) question->deleteLater();
  };
  connect(sets, &NeuronSets::changed, question, goIfSettled);
  connect(sets, &NeuronSets::removed, question, goIfSettled);
  messages_->addRow(question);
}

/// Whoever chose the unit: neurons of 84 mm are asked about a second time, until it is answered.
void SetQuestions::reviewSize(int setId) {
  auto* sets = workspace_->sets();
  const auto* set = sets->find(setId);
  const QString question = sets->sizeQuestion(setId);
  if (question.isEmpty()) return messages_->withdraw(sizeTopic(setId));
  messages_->show(MessageBar::Kind::Question, question, sizeTopic(setId),
                  {{tr("Yes, %1 is right").arg(unitsInWords(*set)),
                    [sets, setId] { sets->confirmSize(setId); }},
                   {tr("Choose another unit…"), [this, setId] { changeUnit(setId); }}});
}

void SetQuestions::setChanged(int setId) {
  const auto* set = workspace_->sets()->find(setId);
  if (set == nullptr || set->loaded == nullptr) return;
  reviewSize(setId);
  if (!set->unit || !set->unitConfirmed || set->isSizeInQuestion()) return;
  const RememberedUnit unit{unitsOf(*set), set->sizeConfirmed};
  if (remembered_.contains(setId) && remembered_[setId] == unit) return;
  remembered_[setId] = unit;
  settings_->rememberUnit(fingerprintOf(*set), unit);
}

void SetQuestions::setRemoved(int setId) {
  remembered_.remove(setId);
  messages_->withdraw(sizeTopic(setId));
  messages_->withdraw(leftOutTopic(setId));
}

void SetQuestions::changeUnit(int setId) {
  const auto* set = workspace_->sets()->find(setId);
  if (set == nullptr || set->loaded == nullptr) return;
  UnitDialog dialog(set->title, set->unitReason,
                    tr("NBLAST compares distances in µm, so the unit decides the scores."),
                    set->unit, window_);
  const auto& found = set->loaded->unit;
  if (!found.stated.empty() && found.silent > 0) {
    dialog.offerForAll(set->count() - found.silent, set->unitConfirmed && !set->statedFirst);
  }
  if (dialog.exec() == QDialog::Accepted && dialog.unit()) {
    workspace_->sets()->setUnit(setId, *dialog.unit(), dialog.forAll());
  }
}

void SetQuestions::showLeftOut(int setId) {
  const auto* set = workspace_->sets()->find(setId);
  if (set != nullptr) LeftOutDialog(set->title, set->leftOut, window_).exec();
}

void SetQuestions::showLeftOutOfJob(int jobId) {
  const auto* outcome = workspace_->outcomeOf(jobId);
  if (outcome != nullptr) LeftOutDialog(tr("the job"), outcome->report.leftOut, window_).exec();
}

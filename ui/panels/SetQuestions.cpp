#include "ui/panels/SetQuestions.hpp"

#include "ui/panels/LeftOutDialog.hpp"
#include "ui/panels/Text.hpp"
#include "ui/panels/UnitQuestion.hpp"

SetQuestions::SetQuestions(Workspace* workspace, MessageBar* messages, QWidget* window)
    : QObject(window), workspace_(workspace), messages_(messages), window_(window) {
  connect(workspace_, &Workspace::neuronsLoaded, this, &SetQuestions::neuronsLoaded);
}

void SetQuestions::neuronsLoaded(int setId) {
  const auto* set = workspace_->sets()->find(setId);
  if (set == nullptr) return;
  if (!set->leftOut.empty()) {
    messages_->show(MessageBar::Kind::Warning,
                    tr("%1: %2 read, %3 left out. The list is below the neurons, on the left.")
                        .arg(set->title, countOf(set->count(), QStringLiteral("neuron")),
                             formatCount(static_cast<qint64>(set->leftOut.size()))));
  }
  askForUnit(setId);
}

/// A unit that the files state, or that dotprops have, needs no question; a guess is to be
/// confirmed.
void SetQuestions::askForUnit(int setId) {
  const auto* set = workspace_->sets()->find(setId);
  const auto& finding = set->loaded->unit;
  const bool isGuess = toQString(finding.ground).startsWith(QLatin1String("extent"));
  if (finding.unit && !isGuess) return;
  auto* question = new UnitQuestion(set->title, finding);
  auto* sets = workspace_->sets();
  connect(question, &UnitQuestion::answered, this,
          [sets, setId](const nblast::LengthUnit& unit) { sets->setUnit(setId, unit); });
  // Answered elsewhere (the tree, the Run dialog) or no longer of interest.
  const auto goIfSettled = [sets, setId, question, before = set->unit](int id) {
    const auto* now = sets->find(id);
    if (id == setId && (now == nullptr || now->unit != before)) question->deleteLater();
  };
  connect(sets, &NeuronSets::changed, question, goIfSettled);
  connect(sets, &NeuronSets::removed, question, goIfSettled);
  messages_->addRow(question);
}

void SetQuestions::changeUnit(int setId) {
  const auto* set = workspace_->sets()->find(setId);
  if (set == nullptr) return;
  UnitDialog dialog(set->title, set->unitGround,
                    tr("NBLAST compares distances in µm, so the unit decides the scores."),
                    set->unit, window_);
  if (dialog.exec() == QDialog::Accepted && dialog.unit()) {
    workspace_->sets()->setUnit(setId, *dialog.unit());
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

// SPDX-License-Identifier: BSD-3-Clause
#include "ui/run/RunDialog.hpp"

#include "compute/neuron/Plausibility.hpp"
#include "ui/models/NeuronSets.hpp"
#include "ui/run/CostPanel.hpp"
#include "ui/run/EngineFields.hpp"
#include "ui/run/KeepFields.hpp"
#include "ui/run/MoreOptions.hpp"
#include "ui/run/OutputFile.hpp"
#include "ui/run/OverlapNote.hpp"
#include "ui/sets/UnitChooser.hpp"
#include "ui/text/Text.hpp"
#include "ui/widgets/FieldNote.hpp"
#include "ui/widgets/FitScreen.hpp"
#include "ui/widgets/Icons.hpp"

#include <QCheckBox>
#include <QComboBox>
#include <QDialogButtonBox>
#include <QEvent>
#include <QFileDialog>
#include <QFileInfo>
#include <QFormLayout>
#include <QHBoxLayout>
#include <QLabel>
#include <QLineEdit>
#include <QMessageBox>
#include <QPushButton>
#include <QScreen>
#include <QScrollArea>
#include <QScrollBar>
#include <QVBoxLayout>

#include <algorithm>

namespace {

constexpr int kLeastWidth = 680;
constexpr int kLeastLines = 8;  ///< of fields that can be seen at once

QLabel* reasonLabel() {
  auto* label = new QLabel;
  label->setTextFormat(Qt::PlainText);
  label->setWordWrap(true);
  QFont small = label->font();
  small.setPointSizeF(small.pointSizeF() * 0.9);
  label->setFont(small);
  return label;
}

/// A set beside the unit of its coordinates, and below them how the unit is known and what speaks
/// against it.
void addSet(QFormLayout* form, const QString& name, QComboBox* set, UnitChooser* unit,
            QLabel* reason, FieldNote* sizes) {
  auto* row = new QHBoxLayout;
  auto* in = new QLabel(RunDialog::tr("in"));
  row->addWidget(set, 1);
  row->addWidget(in);
  row->addWidget(unit);
  auto* label = new QLabel(name);
  label->setBuddy(set);
  form->addRow(label, row);
  form->addRow(QString(), reason);
  form->addRow(QString(), sizes);
}

}  // namespace

RunDialog::RunDialog(NeuronSets* sets, int queryId, const nblast::JobSpec& options,
                     const QString& folder, QWidget* parent)
    : QDialog(parent), sets_(sets), folder_(folder), cost_(new CostPanel) {
  setWindowTitle(tr("Run NBLAST"));
  auto* layout = new QVBoxLayout(this);
  fields_ = new QWidget;
  auto* fields = new QVBoxLayout(fields_);
  fields->setContentsMargins(0, 0, 0, 0);
  auto* form = new QFormLayout;
  form->setFieldGrowthPolicy(QFormLayout::AllNonFixedFieldsGrow);
  addSets(form, queryId);
  addOptions(form, options);
  fields->addLayout(form);
  fields->addWidget(more_);
  auto* output = new QFormLayout;
  output->setFieldGrowthPolicy(QFormLayout::AllNonFixedFieldsGrow);
  addOutput(output);
  fields->addLayout(output);
  fields->addStretch(1);
  addScrolling(layout);
  layout->addWidget(cost_);
  addButtons(layout);
  connectAll();
  setsChanged();
}

/// The fields scroll where the screen is too small for all of them; cost and buttons stay in reach.
void RunDialog::addScrolling(QBoxLayout* layout) {
  scroll_ = new QScrollArea;
  scroll_->setObjectName(QStringLiteral("fields"));
  scroll_->setFrameShape(QFrame::NoFrame);
  scroll_->setWidgetResizable(true);
  scroll_->setWidget(fields_);
  scroll_->setFocusPolicy(Qt::NoFocus);
  scroll_->setMinimumHeight(scroll_->fontMetrics().lineSpacing() * kLeastLines);
  layout->addWidget(scroll_, 1);
  // Later: events inform the inner layouts of what is hidden or shown.
  fields_->installEventFilter(this);
}

bool RunDialog::eventFilter(QObject* watched, QEvent* event) {
  if (watched == fields_ && event->type() == QEvent::LayoutRequest) {
    QMetaObject::invokeMethod(this, &RunDialog::fitHeight, Qt::QueuedConnection);
  }
  return QDialog::eventFilter(watched, event);
}

void RunDialog::addSets(QFormLayout* form, int queryId) {
  queries_ = new QComboBox;
  queries_->setObjectName(QStringLiteral("queries"));
  targets_ = new QComboBox;
  targets_->setObjectName(QStringLiteral("targets"));
  targets_->addItem(tr("same as queries: all against all"), 0);
  for (int i = 0; i < sets_->count(); ++i) {
    const auto& set = sets_->at(i);
    if (!set.loaded) continue;
    const QString text =
        tr("%1 (%Ln neuron(s))", nullptr, static_cast<int>(set.count())).arg(set.title);
    queries_->addItem(text, set.id);
    targets_->addItem(text, set.id);
  }
  queries_->setCurrentIndex(std::max(0, queries_->findData(queryId)));
  queryUnit_ = new UnitChooser;
  targetUnit_ = new UnitChooser;
  queryUnit_->setObjectName(QStringLiteral("queryUnit"));
  targetUnit_->setObjectName(QStringLiteral("targetUnit"));
  queryUnitReason_ = reasonLabel();
  targetUnitReason_ = reasonLabel();
  querySizes_ = new FieldNote("querySizes");
  targetSizes_ = new FieldNote("targetSizes");
  addSet(form, tr("&Queries (rows)"), queries_, queryUnit_, queryUnitReason_, querySizes_);
  addSet(form, tr("&Targets (columns)"), targets_, targetUnit_, targetUnitReason_, targetSizes_);
  overlap_ = new OverlapNote;
  form->addRow(QString(), overlap_);
}

void RunDialog::addOptions(QFormLayout* form, const nblast::JobSpec& options) {
  both_ = new QCheckBox(tr("score the targets against the queries too"));
  both_->setObjectName(QStringLiteral("both"));
  both_->setChecked(options.both);
  both_->setToolTip(
      tr("Gives each pair its reverse score, and so the mean, min and max of the two. Takes about "
         "twice the time. For targets of their own; all against all has both anyway."));
  keep_ = new KeepFields(options);
  engine_ = new EngineFields(options);
  more_ = new MoreOptions(options);
  engine_->setEnabled(!more_->isReference());
  form->addRow(tr("Both &ways"), both_);
  form->addRow(tr("&Keep only"), keep_);
  form->addRow(tr("En&gine"), engine_);
}

void RunDialog::addOutput(QFormLayout* form) {
  output_ = new QLineEdit;
  output_->setObjectName(QStringLiteral("output"));
  auto* browse = new QPushButton(tr("Choose…"));
  browse->setAutoDefault(false);
  connect(browse, &QPushButton::clicked, this, &RunDialog::browse);
  auto* row = new QHBoxLayout;
  row->addWidget(output_, 1);
  row->addWidget(browse);
  auto* label = new QLabel(tr("&Save to"));
  label->setBuddy(output_);
  form->addRow(label, row);
}

void RunDialog::addButtons(QBoxLayout* layout) {
  problem_ = new QLabel;
  problem_->setObjectName(QStringLiteral("problem"));
  problem_->setTextFormat(Qt::PlainText);
  problem_->setWordWrap(true);
  problem_->setStyleSheet(QStringLiteral("color: #a01515;"));
  confirmSize_ = new QPushButton;
  confirmSize_->setObjectName(QStringLiteral("confirmSize"));
  confirmSize_->setAutoDefault(false);
  auto* row = new QHBoxLayout;
  row->addWidget(problem_, 1);
  row->addWidget(confirmSize_);
  layout->addLayout(row);
  auto* buttons = new QDialogButtonBox(QDialogButtonBox::Cancel);
  run_ = buttons->addButton(tr("Run"), QDialogButtonBox::AcceptRole);
  run_->setObjectName(QStringLiteral("run"));
  run_->setIcon(iconNamed(QStringLiteral("run")));
  run_->setDefault(true);
  buttons->button(QDialogButtonBox::Cancel)->setAutoDefault(false);
  connect(buttons, &QDialogButtonBox::accepted, this, &RunDialog::accept);
  connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
  layout->addWidget(buttons);
}

void RunDialog::connectAll() {
  connect(queries_, &QComboBox::currentIndexChanged, this, &RunDialog::setsChanged);
  connect(targets_, &QComboBox::currentIndexChanged, this, &RunDialog::setsChanged);
  connect(queryUnit_, &UnitChooser::unitChanged, this,
          [this] { unitChosen(queryUnit_, queryId()); });
  connect(targetUnit_, &UnitChooser::unitChanged, this,
          [this] { unitChosen(targetUnit_, targetId()); });
  connect(both_, &QCheckBox::toggled, this, &RunDialog::inputsChanged);
  connect(keep_, &KeepFields::changed, this, &RunDialog::inputsChanged);
  connect(engine_, &EngineFields::changed, this, &RunDialog::inputsChanged);
  connect(more_, &MoreOptions::changed, this, [this] {
    engine_->setEnabled(!more_->isReference());
    inputsChanged();
  });
  connect(more_, &MoreOptions::checked, this, &RunDialog::inputsChanged);
  connect(more_, &MoreOptions::unfolded, this, &RunDialog::review);
  connect(confirmSize_, &QPushButton::clicked, this, [this] {
    sets_->confirmSize(setOfOddSize());
    inputsChanged();
  });
  connect(output_, &QLineEdit::textEdited, this, [this] { outputIsOurs_ = false; });
  connect(output_, &QLineEdit::textChanged, this, &RunDialog::review);
  connect(cost_, &CostPanel::answered, this, &RunDialog::review);
  connect(cost_, &CostPanel::grown, this, &RunDialog::review);
}

int RunDialog::queryId() const {
  return queries_->currentData().toInt();
}

int RunDialog::targetId() const {
  const int id = targets_->currentData().toInt();
  return id == queryId() ? 0 : id;
}

void RunDialog::showSet(int setId, UnitChooser* chooser, QLabel* reason) {
  const auto* set = sets_->find(setId);
  if (set == nullptr) return;
  chooser->setUnit(set->unit);
  reason->setText(set->unitReason);
}

void RunDialog::setsChanged() {
  showing_ = true;
  showSet(queryId(), queryUnit_, queryUnitReason_);
  const bool other = targetId() != 0;
  targetUnit_->setEnabled(other);
  both_->setEnabled(other);
  showSet(other ? targetId() : queryId(), targetUnit_, targetUnitReason_);
  targetUnitReason_->setVisible(other);
  showing_ = false;
  const auto* queries = sets_->find(queryId());
  const auto* targets = sets_->find(targetId());
  if (outputIsOurs_ && queries != nullptr) {
    output_->setText(
        freshScoreFile(folder_, queries->title, targets != nullptr ? targets->title : QString()));
  }
  inputsChanged();
}

void RunDialog::unitChosen(UnitChooser* chooser, int setId) {
  if (showing_) return;
  if (const auto unit = chooser->unit(); unit && setId != 0) {
    sets_->setUnit(setId, *unit);
    showing_ = true;
    if (setId == queryId()) {
      queryUnitReason_->setText(sets_->find(setId)->unitReason);
      if (targetId() == 0) targetUnit_->setUnit(unit);
    } else {
      targetUnitReason_->setText(sets_->find(setId)->unitReason);
    }
    showing_ = false;
  }
  inputsChanged();
}

QString RunDialog::setProblem() const {
  if (queries_->count() == 0) {
    return tr("Open neurons first: score files cannot be scored again.");
  }
  if (!queryUnit_->problem().isEmpty()) return tr("Queries: %1").arg(queryUnit_->problem());
  if (targetId() != 0 && !targetUnit_->problem().isEmpty()) {
    return tr("Targets: %1").arg(targetUnit_->problem());
  }
  QString problem = sets_->whyNotScorable(queryId());
  if (problem.isEmpty() && targetId() != 0) problem = sets_->whyNotScorable(targetId());
  return problem;
}

/// The set that Run waits for, until the user has said that its neurons are so large; 0: none.
int RunDialog::setOfOddSize() const {
  if (!sets_->sizeQuestion(queryId()).isEmpty()) return queryId();
  return sets_->sizeQuestion(targetId()).isEmpty() ? 0 : targetId();
}

/// Some neurons larger than any are: perhaps of another unit than the rest. Most of them may be
/// well, so that Run is left to the user.
void RunDialog::showSizes() {
  const auto tell = [this](int setId, FieldNote* note) {
    const auto* set = sets_->find(setId);
    const bool some = set != nullptr && set->tooLarge > 0 && !set->isSizeInQuestion();
    note->tellProblem(some ? toQString(nblast::tooLargeInWords(set->tooLarge)) : QString());
  };
  tell(queryId(), querySizes_);
  tell(targetId(), targetSizes_);
}

void RunDialog::inputsChanged() {
  explainChoices();
  showSizes();
  overlap_->check(inputs(), spec());
  if (more_->isChecking()) {
    cost_->clear(tr("reading the score table…"));
  } else if (!setProblem().isEmpty()) {
    cost_->clear(tr("known when the unit is"));
  } else if (!more_->problem().isEmpty()) {
    cost_->clear(tr("known when the scoring is"));
  } else {
    cost_->ask(spec(), inputs());
  }
  review();
}

void RunDialog::explainChoices() {
  const auto chosen = spec();
  keep_->explain(targetId() == 0 || chosen.both, chosen.normalised);
}

QString RunDialog::problem() const {
  const QString missing = setProblem();
  if (!missing.isEmpty()) return missing;
  if (!more_->problem().isEmpty()) return more_->problem();
  if (!cost_->failure().isEmpty()) return cost_->failure();
  return outputProblem(output_->text().trimmed(), cost_->plan());
}

bool RunDialog::isPlanned() const {
  return cost_->plan().has_value();
}

void RunDialog::review() {
  const QString why = problem();
  const bool isToldAbove = more_->isUnfolded() && why == more_->problem();
  problem_->setText(isToldAbove ? QString() : why);
  problem_->setVisible(!problem_->text().isEmpty());
  const auto* odd = sets_->find(setOfOddSize());
  confirmSize_->setVisible(odd != nullptr && why == sets_->sizeQuestion(odd->id));
  if (odd != nullptr) confirmSize_->setText(tr("Yes, %1 is right").arg(unitsInWords(*odd)));
  run_->setEnabled(why.isEmpty() && !more_->isChecking());
  run_->setToolTip(why);
  // Later: events pass the new texts on to the layout.
  QMetaObject::invokeMethod(this, &RunDialog::fitHeight, Qt::QueuedConnection);
}

/// As large as what is in it, as far as the screen allows. Folded fields leave no gap behind.
void RunDialog::fitHeight() {
  layout()->activate();
  const QSize room = screen()->availableGeometry().size() - (frameGeometry().size() - size());
  const QMargins margins = layout()->contentsMargins();
  const int bar = scroll_->verticalScrollBar()->sizeHint().width();
  const int widest = fields_->minimumSizeHint().width() + bar + margins.left() + margins.right();
  setMinimumWidth(std::min(room.width(), std::max(kLeastWidth, widest)));
  const int missing = fields_->heightForWidth(scroll_->viewport()->width()) - scroll_->height();
  const int least = layout()->totalMinimumHeightForWidth(width());
  resize(width(), std::min(room.height(), std::max(height() + missing, least)));
  fitToScreen(this);
}

void RunDialog::showEvent(QShowEvent* event) {
  QDialog::showEvent(event);
  fitHeight();
}

void RunDialog::browse() {
  const QString path = QFileDialog::getSaveFileName(this, tr("Save the scores"), output_->text(),
                                                    tr("Score files (*.h5)"));
  if (path.isEmpty()) return;
  const QString file = QFileInfo(path).suffix().isEmpty() ? path + QStringLiteral(".h5") : path;
  outputIsOurs_ = false;
  confirmedOutput_ = file == path ? file : QString();  // the file dialog has asked about `path`
  output_->setText(file);
}

void RunDialog::accept() {
  const QString file = output_->text().trimmed();
  if (!problem().isEmpty() || more_->isChecking()) return review();
  if (QFileInfo::exists(file) && file != confirmedOutput_) {
    QMessageBox question(QMessageBox::Question, tr("Replace the file?"),
                         tr("%1 exists already. Replace it with the new scores?").arg(file),
                         QMessageBox::Cancel, this);
    auto* replace = question.addButton(tr("Replace"), QMessageBox::DestructiveRole);
    question.setDefaultButton(QMessageBox::Cancel);
    question.exec();
    if (question.clickedButton() != replace) return;
    confirmedOutput_ = file;
  }
  QDialog::accept();
}

nblast::LoadedInputs RunDialog::inputs() const {
  nblast::JobSpec ignored;
  return sets_->inputsFor(queryId(), targetId(), &ignored);
}

std::shared_ptr<const void> RunDialog::prepared() const {
  return cost_->inputs().prepared;
}

std::vector<std::string> RunDialog::toldWarnings() const {
  const auto& plan = cost_->plan();
  return plan ? plan->warnings : std::vector<std::string>();
}

nblast::JobSpec RunDialog::spec() const {
  nblast::JobSpec spec = options();
  spec.both = spec.both && targetId() != 0;
  sets_->inputsFor(queryId(), targetId(), &spec);
  spec.output = toPath(output_->text().trimmed());
  spec.overwrite = !confirmedOutput_.isEmpty() && confirmedOutput_ == output_->text().trimmed();
  return spec;
}

nblast::JobSpec RunDialog::options() const {
  nblast::JobSpec options;
  options.both = both_->isChecked();
  keep_->addTo(options);
  engine_->addTo(options);
  more_->addTo(options);
  return options;
}

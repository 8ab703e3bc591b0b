#include "ui/panels/RunDialog.hpp"

#include "ui/models/NeuronSets.hpp"
#include "ui/panels/CostPanel.hpp"
#include "ui/panels/Icons.hpp"
#include "ui/panels/OutputFile.hpp"
#include "ui/panels/Text.hpp"
#include "ui/panels/UnitChooser.hpp"

#include <QCheckBox>
#include <QComboBox>
#include <QDialogButtonBox>
#include <QDoubleSpinBox>
#include <QFileDialog>
#include <QFileInfo>
#include <QFormLayout>
#include <QHBoxLayout>
#include <QLabel>
#include <QLineEdit>
#include <QMessageBox>
#include <QPushButton>
#include <QSpinBox>
#include <QThread>
#include <QVBoxLayout>

namespace {

QLabel* groundLabel() {
  auto* label = new QLabel;
  label->setTextFormat(Qt::PlainText);
  label->setWordWrap(true);
  QFont small = label->font();
  small.setPointSizeF(small.pointSizeF() * 0.9);
  label->setFont(small);
  return label;
}

}  // namespace

RunDialog::RunDialog(NeuronSets* sets, int queryId, const RunOptions& options,
                     const QString& folder, QWidget* parent)
    : QDialog(parent), sets_(sets), folder_(folder), cost_(new CostPanel) {
  setWindowTitle(tr("Run NBLAST"));
  auto* layout = new QVBoxLayout(this);
  auto* form = new QFormLayout;
  form->setFieldGrowthPolicy(QFormLayout::AllNonFixedFieldsGrow);
  addSets(form, queryId);
  addOptions(form, options);
  addOutput(form);
  layout->addLayout(form);
  layout->addWidget(cost_);
  addButtons(layout);
  setMinimumWidth(560);
  connectAll();
  setsChanged();
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
        tr("%1 (%2)").arg(set.title, countOf(set.count(), QStringLiteral("neuron")));
    queries_->addItem(text, set.id);
    targets_->addItem(text, set.id);
  }
  queries_->setCurrentIndex(std::max(0, queries_->findData(queryId)));
  queryUnit_ = new UnitChooser;
  targetUnit_ = new UnitChooser;
  queryUnit_->setObjectName(QStringLiteral("queryUnit"));
  targetUnit_->setObjectName(QStringLiteral("targetUnit"));
  queryGround_ = groundLabel();
  targetGround_ = groundLabel();
  form->addRow(tr("&Queries (rows)"), queries_);
  form->addRow(tr("their unit"), queryUnit_);
  form->addRow(QString(), queryGround_);
  form->addRow(tr("&Targets (columns)"), targets_);
  form->addRow(tr("their unit"), targetUnit_);
  form->addRow(QString(), targetGround_);
}

void RunDialog::addOptions(QFormLayout* form, const RunOptions& options) {
  neighbours_ = new QSpinBox;
  neighbours_->setObjectName(QStringLiteral("neighbours"));
  // 0 and 1 make no tangent; 1 stands for "automatic".
  neighbours_->setRange(1, 200);
  neighbours_->setSpecialValueText(tr("automatic: 5 for skeletons, 20 for point clouds"));
  neighbours_->setValue(std::max(1, options.neighbours));
  neighbours_->setToolTip(
      tr("Points that decide a tangent, the point itself included (k). Not used where the "
         "files give tangents."));
  resample_ = new QDoubleSpinBox;
  resample_->setObjectName(QStringLiteral("resample"));
  resample_->setRange(0, 100);
  resample_->setDecimals(2);
  resample_->setSingleStep(0.5);
  resample_->setSuffix(tr(" µm"));
  resample_->setSpecialValueText(tr("none: points as they are"));
  resample_->setValue(options.resample_um);
  normalised_ = new QCheckBox(tr("Divide by the query's self-hit, so that 1 is a perfect match"));
  normalised_->setObjectName(QStringLiteral("normalised"));
  normalised_->setChecked(options.normalised);
  engine_ = new QComboBox;
  engine_->setObjectName(QStringLiteral("engine"));
  engine_->addItem(tr("automatic: the fastest there is"), QStringLiteral("auto"));
  engine_->addItem(tr("CPU"), QStringLiteral("cpu"));
  engine_->addItem(tr("reference: slow, for checking"), QStringLiteral("reference"));
  engine_->setCurrentIndex(std::max(0, engine_->findData(options.engine)));
  threads_ = new QSpinBox;
  threads_->setObjectName(QStringLiteral("threads"));
  const int cores = QThread::idealThreadCount();
  threads_->setRange(0, std::max(cores, 1));
  threads_->setSpecialValueText(tr("all (%1)").arg(cores));
  threads_->setValue(std::min(options.threads, cores));
  form->addRow(tr("&Neighbours (k)"), neighbours_);
  form->addRow(tr("R&esample skeletons"), resample_);
  form->addRow(tr("Normalise"), normalised_);
  form->addRow(tr("En&gine"), engine_);
  form->addRow(tr("T&hreads"), threads_);
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

void RunDialog::addButtons(QLayout* layout) {
  problem_ = new QLabel;
  problem_->setObjectName(QStringLiteral("problem"));
  problem_->setTextFormat(Qt::PlainText);
  problem_->setWordWrap(true);
  problem_->setStyleSheet(QStringLiteral("color: #a01515;"));
  layout->addWidget(problem_);
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
  connect(neighbours_, &QSpinBox::valueChanged, this, &RunDialog::inputsChanged);
  connect(resample_, &QDoubleSpinBox::valueChanged, this, &RunDialog::inputsChanged);
  connect(normalised_, &QCheckBox::toggled, this, &RunDialog::inputsChanged);
  connect(engine_, &QComboBox::currentIndexChanged, this, &RunDialog::inputsChanged);
  connect(threads_, &QSpinBox::valueChanged, this, &RunDialog::inputsChanged);
  connect(output_, &QLineEdit::textEdited, this, [this] { outputIsOurs_ = false; });
  connect(output_, &QLineEdit::textChanged, this, &RunDialog::review);
  connect(cost_, &CostPanel::answered, this, &RunDialog::review);
}

int RunDialog::queryId() const {
  return queries_->currentData().toInt();
}

int RunDialog::targetId() const {
  const int id = targets_->currentData().toInt();
  return id == queryId() ? 0 : id;
}

void RunDialog::showSet(int setId, UnitChooser* chooser, QLabel* ground) {
  const auto* set = sets_->find(setId);
  if (set == nullptr) return;
  chooser->setUnit(set->unit);
  ground->setText(set->unitGround);
}

void RunDialog::setsChanged() {
  showing_ = true;
  showSet(queryId(), queryUnit_, queryGround_);
  const bool other = targetId() != 0;
  targetUnit_->setEnabled(other);
  showSet(other ? targetId() : queryId(), targetUnit_, targetGround_);
  targetGround_->setVisible(other);
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
      queryGround_->setText(sets_->find(setId)->unitGround);
      if (targetId() == 0) targetUnit_->setUnit(unit);
    } else {
      targetGround_->setText(sets_->find(setId)->unitGround);
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

void RunDialog::inputsChanged() {
  if (setProblem().isEmpty()) {
    cost_->ask(spec(), inputs());
  } else {
    cost_->clear(tr("known when the unit is"));
  }
  review();
}

QString RunDialog::problem() const {
  const QString missing = setProblem();
  if (!missing.isEmpty()) return missing;
  if (!cost_->failure().isEmpty()) return cost_->failure();
  const auto& plan = cost_->plan();
  return outputProblem(output_->text().trimmed(), plan ? plan->fileBytes : 0);
}

bool RunDialog::isPlanned() const {
  return cost_->plan().has_value();
}

void RunDialog::review() {
  const QString why = problem();
  problem_->setText(why);
  run_->setEnabled(why.isEmpty());
  run_->setToolTip(why);
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
  if (!problem().isEmpty()) return review();
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

nblast::JobSpec RunDialog::spec() const {
  nblast::JobSpec spec;
  sets_->inputsFor(queryId(), targetId(), &spec);
  const RunOptions chosen = options();
  if (chosen.neighbours > 1) spec.neighbours = chosen.neighbours;
  spec.resample_um = chosen.resample_um;
  spec.normalised = chosen.normalised;
  spec.engine = chosen.engine.toStdString();
  spec.threads = chosen.threads;
  spec.output = toPath(output_->text().trimmed());
  spec.overwrite = !confirmedOutput_.isEmpty() && confirmedOutput_ == output_->text().trimmed();
  return spec;
}

RunOptions RunDialog::options() const {
  RunOptions options;
  options.neighbours = neighbours_->value() <= 1 ? 0 : neighbours_->value();
  options.resample_um = resample_->value();
  options.normalised = normalised_->isChecked();
  options.engine = engine_->currentData().toString();
  options.threads = threads_->value();
  return options;
}

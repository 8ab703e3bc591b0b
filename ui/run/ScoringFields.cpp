// SPDX-License-Identifier: BSD-3-Clause
#include "ui/run/ScoringFields.hpp"

#include "compute/base/Error.hpp"
#include "compute/job/ResolveScoring.hpp"
#include "ui/text/Text.hpp"
#include "ui/widgets/FieldNote.hpp"
#include "ui/widgets/NumberBox.hpp"

#include <QCheckBox>
#include <QComboBox>
#include <QFileDialog>
#include <QFormLayout>
#include <QHBoxLayout>
#include <QLineEdit>
#include <QPushButton>

using Kind = nblast::MaxDistance::Kind;

namespace {

const QString kV1 = QStringLiteral("v1");
const QString kFile = QStringLiteral("file");
constexpr double kUsualSigma_um = 10;
constexpr double kUsualBound_um = 42;

QString sentenceOf(const nblast::Error& error) {
  return QString::fromUtf8(error.what());
}

}  // namespace

ScoringCheck checkScoring(const nblast::JobSpec& spec) {
  ScoringCheck found;
  auto unbounded = spec;
  unbounded.maxDistance = {};
  try {
    const auto notes = nblast::resolveScoring(unbounded).notes;
    if (!notes.empty()) found.note = toQString(notes.front());
  } catch (const nblast::Error& error) {
    found.table = sentenceOf(error);
    return found;
  }
  try {
    nblast::checkOptions(spec);
    found.bound_um = nblast::resolveScoring(spec).options.maxDistance_um.value_or(-1);
  } catch (const nblast::Error& error) {
    found.distance = sentenceOf(error);
  }
  return found;
}

ScoringFields::ScoringFields(const nblast::JobSpec& options, QWidget* parent)
    : QWidget(parent), form_(new QFormLayout(this)) {
  form_->setContentsMargins(0, 0, 0, 0);
  form_->setFieldGrowthPolicy(QFormLayout::AllNonFixedFieldsGrow);
  addTable(form_, options);
  addWeights(form_, options);
  addDistance(form_, options);
  connectAll();
  choiceMade();
}

void ScoringFields::addTable(QFormLayout* form, const nblast::JobSpec& options) {
  table_ = new QComboBox;
  table_->setObjectName(QStringLiteral("table"));
  table_->addItem(tr("automatic"), QStringLiteral("auto"));
  table_->addItem(tr("FCWB"), QStringLiteral("fcwb"));
  table_->addItem(tr("FCWB for alpha"), QStringLiteral("fcwb-alpha"));
  table_->addItem(tr("v1: a formula"), kV1);
  table_->addItem(tr("a file…"), kFile);
  table_->setToolTip(
      tr("What a point scores by its distance and angle to the nearest point of the other neuron. "
         "Automatic: FCWB, or FCWB for alpha where points are weighed by alpha (Costa 2016). v1: "
         "falls off smoothly with the distance (Kohl 2013). A file: a table of your own, CSV."));
  sigma_ = new NumberBox;
  sigma_->setObjectName(QStringLiteral("sigma"));
  sigma_->setRange(0.001, 1e6);
  sigma_->setDecimals(3);
  sigma_->setSuffix(tr(" µm"));
  sigma_->setToolTip(tr("How fast the score of v1 falls off with the distance."));
  file_ = new QLineEdit;
  file_->setObjectName(QStringLiteral("tableFile"));
  file_->setPlaceholderText(tr("a score table, CSV"));
  auto* choose = new QPushButton(tr("Choose…"));
  choose->setAutoDefault(false);
  connect(choose, &QPushButton::clicked, this, &ScoringFields::browse);
  fileRow_ = new QWidget;
  auto* row = new QHBoxLayout(fileRow_);
  row->setContentsMargins(0, 0, 0, 0);
  row->addWidget(file_, 1);
  row->addWidget(choose);
  tableNote_ = new FieldNote("tableNote");
  form->addRow(tr("Score ta&ble"), table_);
  form->addRow(tr("sigma"), sigma_);
  form->addRow(tr("its file"), fileRow_);
  form->addRow(QString(), tableNote_);
  showTable(options);
}

void ScoringFields::showTable(const nblast::JobSpec& options) {
  const QString name = toQString(options.table);
  sigma_->setValue(options.sigma_um.value_or(kUsualSigma_um));
  if (const int known = table_->findData(name); known >= 0 && name != kFile) {
    table_->setCurrentIndex(known);
  } else {
    table_->setCurrentIndex(table_->findData(kFile));
    file_->setText(name);
  }
}

void ScoringFields::addWeights(QFormLayout* form, const nblast::JobSpec& options) {
  alpha_ = new QCheckBox(tr("weigh points by alpha"));
  alpha_->setObjectName(QStringLiteral("alpha"));
  alpha_->setChecked(options.alpha);
  alpha_->setToolTip(
      tr("Alpha says how straight a neuron runs at a point: 1 on a cable, less in a tuft. With "
         "this, straight stretches count more."));
  edges_ = new QComboBox;
  edges_->setObjectName(QStringLiteral("edges"));
  edges_->addItem(tr("as the table says"), false);
  edges_->addItem(tr("always [a,b), as in R"), true);
  edges_->setCurrentIndex(options.edges == nblast::EdgeRule::Left ? 1 : 0);
  edges_->setToolTip(
      tr("To which bin of the table a value on the border of two belongs. Matters only to get the "
         "very figures of nat in R or of navis-fastcore. v1 has no bins."));
  form->addRow(tr("&Alpha"), alpha_);
  form->addRow(tr("Bin e&dges"), edges_);
}

void ScoringFields::addDistance(QFormLayout* form, const nblast::JobSpec& options) {
  distance_ = new QComboBox;
  distance_->setObjectName(QStringLiteral("maxDistance"));
  distance_->addItem(tr("off"), static_cast<int>(Kind::Off));
  distance_->addItem(tr("automatic"), static_cast<int>(Kind::Auto));
  distance_->addItem(tr("µm…"), static_cast<int>(Kind::Fixed));
  distance_->setCurrentIndex(distance_->findData(static_cast<int>(options.maxDistance.kind)));
  distance_->setToolTip(
      tr("From where on a point counts as far, without looking for its nearest neighbour: faster, "
         "and very nearly the same scores. Automatic: a little beyond the table's last bin."));
  bound_ = new NumberBox;
  bound_->setObjectName(QStringLiteral("bound"));
  bound_->setRange(0.001, 1e7);
  bound_->setDecimals(3);
  bound_->setSuffix(tr(" µm"));
  bound_->setValue(options.maxDistance.kind == Kind::Fixed ? options.maxDistance.um
                                                           : kUsualBound_um);
  bound_->setToolTip(distance_->toolTip());
  auto* row = new QHBoxLayout;
  row->addWidget(distance_, 1);
  row->addWidget(bound_, 1);
  distanceNote_ = new FieldNote("distanceNote");
  auto* label = new QLabel(tr("Distance &limit"));
  label->setBuddy(distance_);
  form->addRow(label, row);
  form->addRow(QString(), distanceNote_);
}

void ScoringFields::connectAll() {
  connect(table_, &QComboBox::currentIndexChanged, this, &ScoringFields::choiceMade);
  connect(sigma_, &QDoubleSpinBox::valueChanged, this, &ScoringFields::choiceMade);
  connect(file_, &QLineEdit::textChanged, this, &ScoringFields::choiceMade);
  connect(alpha_, &QCheckBox::toggled, this, &ScoringFields::choiceMade);
  connect(edges_, &QComboBox::currentIndexChanged, this, &ScoringFields::choiceMade);
  connect(distance_, &QComboBox::currentIndexChanged, this, &ScoringFields::choiceMade);
  connect(bound_, &QDoubleSpinBox::valueChanged, this, &ScoringFields::choiceMade);
}

void ScoringFields::browse() {
  const QString path = QFileDialog::getOpenFileName(this, tr("Choose a score table"), file_->text(),
                                                    tr("Score tables (*.csv);;All files (*)"));
  if (!path.isEmpty()) file_->setText(path);
}

void ScoringFields::choiceMade() {
  const QString table = table_->currentData().toString();
  form_->setRowVisible(sigma_, table == kV1);
  form_->setRowVisible(fileRow_, table == kFile);
  edges_->setEnabled(table != kV1);
  bound_->setVisible(distance_->currentData().toInt() == static_cast<int>(Kind::Fixed));
  check();
  Q_EMIT changed();
}

void ScoringFields::addTo(nblast::JobSpec& spec) const {
  const QString table = table_->currentData().toString();
  spec.table = (table == kFile ? file_->text().trimmed() : table).toStdString();
  spec.sigma_um.reset();
  if (table == kV1 && sigma_->value() != kUsualSigma_um) spec.sigma_um = sigma_->value();
  spec.alpha = alpha_->isChecked();
  const bool left = edges_->currentData().toBool() && edges_->isEnabled();
  spec.edges = left ? nblast::EdgeRule::Left : nblast::EdgeRule::Label;
  spec.maxDistance.kind = static_cast<Kind>(distance_->currentData().toInt());
  spec.maxDistance.um = spec.maxDistance.kind == Kind::Fixed ? bound_->value() : 0;
}

QString ScoringFields::problem() const {
  return found_.table.isEmpty() ? found_.distance : found_.table;
}

void ScoringFields::check() {
  nblast::JobSpec spec;
  addTo(spec);
  task_.cancelAndDrop();
  const bool isFile = table_->currentData().toString() == kFile;
  if (isFile && spec.table.empty()) {
    ScoringCheck found;
    found.table = tr("Choose the file of the score table, or another table.");
    return show(found);
  }
  if (!isFile) return show(checkScoring(spec));
  show({});
  const auto read = [spec](nblast::JobControl&) { return checkScoring(spec); };
  task_.start(read, [this](const TaskOutcome<ScoringCheck>& outcome) {
    ScoringCheck found;
    found.table = outcome.failure;
    show(outcome.result.value_or(found));
    Q_EMIT checked();
  });
}

void ScoringFields::show(const ScoringCheck& found) {
  found_ = found;
  if (!found.table.isEmpty()) {
    tableNote_->tellProblem(found.table);
  } else {
    tableNote_->tell(found.note);
  }
  if (!found.distance.isEmpty()) {
    distanceNote_->tellProblem(found.distance);
  } else if (found.bound_um > 0) {
    distanceNote_->tell(tr("Points %1 µm away and more count as far.").arg(found.bound_um));
  } else {
    distanceNote_->tell({});
  }
}

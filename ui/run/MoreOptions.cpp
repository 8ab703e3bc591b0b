// SPDX-License-Identifier: BSD-3-Clause
#include "ui/run/MoreOptions.hpp"

#include "ui/run/ScoringFields.hpp"
#include "ui/text/Text.hpp"
#include "ui/widgets/NumberBox.hpp"

#include <QCheckBox>
#include <QFormLayout>
#include <QHBoxLayout>
#include <QSpinBox>
#include <QThread>
#include <QToolButton>
#include <QVBoxLayout>

#include <algorithm>

MoreOptions::MoreOptions(const nblast::JobSpec& options, QWidget* parent)
    : QWidget(parent), toggle_(new QToolButton), fields_(makeFields(options)) {
  toggle_->setObjectName(QStringLiteral("moreOptions"));
  toggle_->setCheckable(true);
  toggle_->setAutoRaise(true);
  toggle_->setFocusPolicy(Qt::StrongFocus);
  toggle_->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
  toggle_->setToolTip(tr("Score table, alpha, tangents: rarely changed"));
  auto* layout = new QVBoxLayout(this);
  layout->setContentsMargins(0, 0, 0, 0);
  layout->addWidget(toggle_);
  layout->addWidget(fields_);
  connectAll();
  nblast::JobSpec chosen;
  addTo(chosen);
  toggle_->setChecked(toJson(chosen) != toJson(nblast::JobSpec{}));
  fold(toggle_->isChecked());
}

QWidget* MoreOptions::makeFields(const nblast::JobSpec& options) {
  auto* fields = new QWidget;
  auto* columns = new QHBoxLayout(fields);
  columns->setContentsMargins(12, 0, 0, 0);
  columns->setSpacing(24);
  scoring_ = new ScoringFields(options);
  auto* others = new QWidget;
  auto* form = new QFormLayout(others);
  form->setContentsMargins(0, 0, 0, 0);
  form->setFieldGrowthPolicy(QFormLayout::AllNonFixedFieldsGrow);
  addPoints(form, options);
  addWork(form, options);
  columns->addWidget(scoring_, 1, Qt::AlignTop);
  columns->addWidget(others, 1, Qt::AlignTop);
  return fields;
}

void MoreOptions::addPoints(QFormLayout* form, const nblast::JobSpec& options) {
  neighbours_ = new QSpinBox;
  neighbours_->setObjectName(QStringLiteral("neighbours"));
  // 0 and 1 make no tangent; 1 stands for "automatic".
  neighbours_->setRange(1, 1000);
  neighbours_->setSpecialValueText(tr("automatic"));
  neighbours_->setValue(options.neighbours.value_or(1));
  neighbours_->setToolTip(
      tr("Points that decide a tangent, the point itself included (k). Automatic: 5 for "
         "skeletons, 20 for point clouds. Not used where the files give tangents."));
  resample_ = new NumberBox;
  resample_->setObjectName(QStringLiteral("resample"));
  resample_->setRange(0, 1e6);
  resample_->setDecimals(2);
  resample_->setSingleStep(0.5);
  resample_->setSuffix(tr(" µm"));
  resample_->setSpecialValueText(tr("none: points as they are"));
  resample_->setValue(options.resample_um);
  resample_->setToolTip(
      tr("Puts a skeleton's points this far apart before scoring. Skeletons only."));
  normalised_ = new QCheckBox(tr("divide by the self-hit"));
  normalised_->setObjectName(QStringLiteral("normalised"));
  normalised_->setChecked(options.normalised);
  normalised_->setToolTip(
      tr("Divides each score by the query's score against itself, so that 1 is a perfect match. "
         "Without it scores are raw sums: they grow with the number of points."));
  form->addRow(tr("&Neighbours (k)"), neighbours_);
  form->addRow(tr("R&esample"), resample_);
  form->addRow(tr("Nor&malise"), normalised_);
}

void MoreOptions::addWork(QFormLayout* form, const nblast::JobSpec& options) {
  geometry_ = new QCheckBox(tr("keep the neurons in the file"));
  geometry_->setObjectName(QStringLiteral("geometry"));
  geometry_->setChecked(options.geometry);
  geometry_->setToolTip(
      tr("With it the score file can be looked at in 3D and verified anywhere. Without it the file "
         "is smaller."));
  reference_ = new QCheckBox(tr("with the slow reference engine"));
  reference_->setObjectName(QStringLiteral("reference"));
  reference_->setChecked(options.engine == "reference");
  reference_->setToolTip(tr(
      "Computes the scores in the plainest way, on the CPU, whatever engine is chosen above. For "
      "checking the others: it is very slow."));
  threads_ = new QSpinBox;
  threads_->setObjectName(QStringLiteral("threads"));
  const int cores = QThread::idealThreadCount();
  threads_->setRange(0, std::max(cores, 1));
  threads_->setSpecialValueText(tr("all (%1)").arg(cores));
  threads_->setValue(std::min(options.threads, cores));
  form->addRow(tr("&Geometry"), geometry_);
  form->addRow(tr("Chec&k"), reference_);
  form->addRow(tr("T&hreads"), threads_);
}

void MoreOptions::connectAll() {
  connect(toggle_, &QToolButton::toggled, this, [this](bool open) {
    fold(open);
    Q_EMIT unfolded();
  });
  connect(scoring_, &ScoringFields::changed, this, &MoreOptions::changed);
  connect(scoring_, &ScoringFields::checked, this, &MoreOptions::checked);
  connect(neighbours_, &QSpinBox::valueChanged, this, &MoreOptions::changed);
  connect(resample_, &QDoubleSpinBox::valueChanged, this, &MoreOptions::changed);
  connect(normalised_, &QCheckBox::toggled, this, &MoreOptions::changed);
  connect(geometry_, &QCheckBox::toggled, this, &MoreOptions::changed);
  connect(reference_, &QCheckBox::toggled, this, &MoreOptions::changed);
  connect(threads_, &QSpinBox::valueChanged, this, &MoreOptions::changed);
}

void MoreOptions::fold(bool open) {
  fields_->setVisible(open);
  toggle_->setArrowType(open ? Qt::DownArrow : Qt::RightArrow);
  nblast::JobSpec chosen;
  addTo(chosen);
  const bool changed = toJson(chosen) != toJson(nblast::JobSpec{});
  toggle_->setText(changed && !open ? tr("More options (some are changed)") : tr("More options"));
}

void MoreOptions::addTo(nblast::JobSpec& spec) const {
  scoring_->addTo(spec);
  spec.neighbours.reset();
  if (neighbours_->value() > 1) spec.neighbours = neighbours_->value();
  spec.resample_um = resample_->value();
  spec.normalised = normalised_->isChecked();
  spec.geometry = geometry_->isChecked();
  if (reference_->isChecked()) {
    spec.engine = "reference";
    spec.gpus.clear();
  }
  spec.threads = threads_->value();
}

QString MoreOptions::problem() const {
  return scoring_->problem();
}

bool MoreOptions::isReference() const {
  return reference_->isChecked();
}

bool MoreOptions::isUnfolded() const {
  return toggle_->isChecked();
}

bool MoreOptions::isChecking() const {
  return scoring_->isChecking();
}

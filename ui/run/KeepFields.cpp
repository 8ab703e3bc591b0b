// SPDX-License-Identifier: BSD-3-Clause
#include "ui/run/KeepFields.hpp"

#include "ui/widgets/FieldNote.hpp"
#include "ui/widgets/NumberBox.hpp"

#include <QCheckBox>
#include <QHBoxLayout>
#include <QSpinBox>
#include <QVBoxLayout>

#include <algorithm>
#include <limits>

namespace {

constexpr double kUsualThreshold = 0.2;
constexpr int kUsualTop = 10;

QHBoxLayout* row(QCheckBox* check, QWidget* field, const char* name) {
  check->setObjectName(QLatin1String(name));
  auto* layout = new QHBoxLayout;
  layout->addWidget(check);
  layout->addWidget(field);
  return layout;
}

}  // namespace

KeepFields::KeepFields(const nblast::JobSpec& options, QWidget* parent)
    : QWidget(parent),
      byScore_(new QCheckBox(tr("scores of at least"))),
      above_(new NumberBox),
      byRank_(new QCheckBox(tr("each query's best"))),
      top_(new QSpinBox),
      note_(new FieldNote("keepNote")) {
  above_->setObjectName(QStringLiteral("above"));
  above_->setRange(-1e9, 1e9);
  above_->setDecimals(3);
  above_->setSingleStep(0.05);
  above_->setValue(options.sparseAbove.value_or(kUsualThreshold));
  top_->setObjectName(QStringLiteral("top"));
  top_->setRange(1, std::numeric_limits<int>::max());
  top_->setValue(static_cast<int>(std::clamp<std::int64_t>(options.top.value_or(kUsualTop), 1,
                                                           std::numeric_limits<int>::max())));
  byScore_->setChecked(options.sparseAbove.has_value());
  byRank_->setChecked(options.top.has_value());
  const QString unticked = tr(" With nothing ticked every score is kept.");
  byScore_->setToolTip(tr("Keeps only the scores that reach this value. Exact: a pair is passed "
                          "over only when it is proven to lie below. Faster, and a smaller file.") +
                       unticked);
  byRank_->setToolTip(tr("Keeps this number of each query's best scores; the query itself is not "
                         "counted. Exact too.") +
                      unticked);
  above_->setToolTip(byScore_->toolTip());
  top_->setToolTip(byRank_->toolTip());
  auto* layout = new QVBoxLayout(this);
  layout->setContentsMargins(0, 0, 0, 0);
  layout->setSpacing(2);
  auto* line = new QHBoxLayout;
  line->addLayout(row(byScore_, above_, "keepAbove"));
  line->addSpacing(24);
  line->addLayout(row(byRank_, top_, "keepTop"));
  line->addStretch(1);
  layout->addLayout(line);
  layout->addWidget(note_);
  setFocusProxy(byScore_);
  connectAll();
}

void KeepFields::connectAll() {
  const auto review = [this] {
    above_->setEnabled(byScore_->isChecked());
    top_->setEnabled(byRank_->isChecked());
  };
  connect(byScore_, &QCheckBox::toggled, this, review);
  connect(byRank_, &QCheckBox::toggled, this, review);
  connect(byScore_, &QCheckBox::toggled, this, &KeepFields::changed);
  connect(byRank_, &QCheckBox::toggled, this, &KeepFields::changed);
  connect(above_, &QDoubleSpinBox::valueChanged, this, &KeepFields::changed);
  connect(top_, &QSpinBox::valueChanged, this, &KeepFields::changed);
  review();
}

void KeepFields::addTo(nblast::JobSpec& spec) const {
  spec.sparseAbove.reset();
  spec.top.reset();
  if (byScore_->isChecked()) spec.sparseAbove = above_->value();
  if (byRank_->isChecked()) spec.top = top_->value();
}

void KeepFields::explain(bool bothWays, bool normalised) {
  const bool byScore = byScore_->isChecked(), byRank = byRank_->isChecked();
  QString text;
  if (byScore && byRank) {
    text = tr("A score is kept if either holds.");
  } else if (byScore && bothWays) {
    text = tr("A pair is kept if its score reaches this in either direction.");
  }
  if (byScore && normalised && above_->value() > 1) {
    text = tr("1 is a perfect match: hardly any score will be kept.");
  }
  note_->tell(text);
}

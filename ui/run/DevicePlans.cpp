// SPDX-License-Identifier: BSD-3-Clause
#include "ui/run/DevicePlans.hpp"

#include "compute/job/plan/PlanText.hpp"
#include "ui/run/MemoryBar.hpp"
#include "ui/text/Text.hpp"
#include "ui/widgets/FieldNote.hpp"

#include <QHBoxLayout>
#include <QLabel>
#include <QPainter>
#include <QVBoxLayout>

namespace {

/// The plan as a share of what is free.
class PlanBar : public QWidget {
 public:
  explicit PlanBar(const nblast::DevicePlan& plan)
      : shares_{0, static_cast<qint64>(plan.bytes()), static_cast<qint64>(plan.freeBytes), -1} {
    setFixedSize(150, 14);
    setAccessibleName(DevicePlans::tr("Planned of free GPU memory"));
    setAccessibleDescription(planSummary(plan));
  }

 protected:
  void paintEvent(QPaintEvent*) override {
    QPainter painter(this);
    paintMemoryBar(painter, QRectF(rect()).adjusted(2, 2, -2, -2), shares_,
                   memoryColours(palette()));
  }

 private:
  MemoryShares shares_;
};

}  // namespace

QString planSummary(const nblast::DevicePlan& plan) {
  return toQString(nblast::planText(plan).memory);
}

QString planDetails(const nblast::DevicePlan& plan) {
  QString details = toQString(nblast::planText(plan).details);
  details[0] = details[0].toUpper();
  return details + QLatin1Char('.');
}

DevicePlans::DevicePlans(QWidget* parent) : QWidget(parent), layout_(new QVBoxLayout(this)) {
  setObjectName(QStringLiteral("devicePlans"));
  layout_->setContentsMargins(0, 0, 0, 0);
  layout_->setSpacing(2);
  hide();
}

void DevicePlans::setPlans(const std::vector<nblast::DevicePlan>& plans) {
  for (QWidget* row : rows_)
    delete row;
  rows_.clear();
  for (const auto& plan : plans) {
    auto* row = new QWidget;
    auto* lines = new QVBoxLayout(row);
    lines->setContentsMargins(0, 0, 0, 0);
    lines->setSpacing(0);
    auto* line = new QHBoxLayout;
    line->setSpacing(8);
    auto* name = new QLabel(tr("GPU %1: %2").arg(plan.index).arg(toQString(plan.name)));
    name->setTextFormat(Qt::PlainText);
    line->addWidget(name);
    line->addWidget(new PlanBar(plan));
    line->addWidget(new QLabel(planSummary(plan)), 1);
    lines->addLayout(line);
    auto* details = new FieldNote("deviceDetails");
    lines->addWidget(details);
    layout_->addWidget(row);
    rows_.push_back(row);
    details->tell(planDetails(plan));
    row->setToolTip(planDetails(plan));
  }
  setVisible(!plans.empty());
}

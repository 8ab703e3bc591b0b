// SPDX-License-Identifier: BSD-3-Clause
#include "ui/run/CostPanel.hpp"

#include "compute/job/plan/PlanText.hpp"
#include "ui/jobs/Work.hpp"
#include "ui/run/DevicePlans.hpp"
#include "ui/text/Text.hpp"

#include <QFormLayout>
#include <QHBoxLayout>
#include <QLabel>
#include <QVBoxLayout>

#include <algorithm>
#include <utility>

namespace {

constexpr int kChoicesSettle_ms = 250;
constexpr qsizetype kMostReasons = 10;  ///< in a tool tip

QLabel* figure(QFormLayout* form, const QString& name, const char* objectName) {
  auto* label = new QLabel;
  label->setObjectName(QLatin1String(objectName));
  label->setWordWrap(true);
  form->addRow(name, label);
  return label;
}

}  // namespace

CostPanel::CostPanel(QWidget* parent)
    : QGroupBox(tr("What it will cost"), parent), devices_(new DevicePlans) {
  auto* rows = new QVBoxLayout(this);
  auto* columns = new QHBoxLayout;
  rows->addLayout(columns);
  rows->addWidget(devices_);
  columns->setSpacing(24);
  QFormLayout* forms[2];
  for (QFormLayout*& form : forms) {
    form = new QFormLayout;
    form->setFieldGrowthPolicy(QFormLayout::AllNonFixedFieldsGrow);
    columns->addLayout(form, 1);
  }
  pairs_ = figure(forms[0], tr("Pairs"), "costPairs");
  time_ = figure(forms[0], tr("Time"), "costTime");
  disk_ = figure(forms[1], tr("On disk"), "costDisk");
  memory_ = figure(forms[1], tr("Memory"), "costMemory");
  wait_.setSingleShot(true);
  wait_.setInterval(kChoicesSettle_ms);
  connect(&wait_, &QTimer::timeout, this, &CostPanel::startPlanning);
}

void CostPanel::startPlanning() {
  task_.start(planWork(spec_, inputs_), [this](TaskOutcome<nblast::Plan> outcome) {
    if (outcome.end == TaskEnd::Cancelled) return;
    if (outcome.end == TaskEnd::Finished) return show(*outcome.result);
    blank();
    showDevices({});
    failure_ = outcome.failure;
    Q_EMIT answered();
  });
}

void CostPanel::ask(const nblast::JobSpec& spec, const nblast::LoadedInputs& inputs) {
  task_.cancel();
  spec_ = spec;
  inputs_ = inputs;
  plan_.reset();
  failure_.clear();
  blank();
  time_->setText(tr("being worked out…"));
  wait_.start();
}

void CostPanel::clear(const QString& why) {
  wait_.stop();
  task_.cancel();
  plan_.reset();
  failure_.clear();
  blank();
  showDevices({});
  time_->setText(why);
}

void CostPanel::blank() {
  for (QLabel* label : {pairs_, time_, disk_, memory_})
    label->setText(QStringLiteral("–"));
  memory_->setToolTip({});
  pairs_->setToolTip({});
}

/// What was shown stays while a new plan is made: the dialog would jump at every choice.
void CostPanel::showDevices(const std::vector<nblast::DevicePlan>& plans) {
  devices_->setPlans(plans);
  if (std::exchange(devicesShown_, plans.size()) != plans.size()) Q_EMIT grown();
}

void CostPanel::showMemory(const nblast::Plan& plan) {
  QStringList parts{
      tr("The program with its neurons: %1").arg(formatBytes(plan.host.processBytes)),
      tr("Search: %1").arg(formatBytes(plan.host.searchBytes)),
      tr("Scores on their way to the file: %1").arg(formatBytes(plan.host.scoreBytes))};
  if (plan.host.deviceBytes > 0)
    parts += tr("Copies to and from GPUs: %1").arg(formatBytes(plan.host.deviceBytes));
  memory_->setToolTip(parts.join(QLatin1Char('\n')));
}

/// Those of the sets that cannot be scored. What was left out by reading is no part of the sets.
std::vector<nblast::LeftOut> CostPanel::fallingOut(const nblast::Plan& plan) const {
  std::vector<nblast::LeftOut> found;
  auto next = plan.leftOut.begin();
  const auto addSide = [&](const nblast::NeuronSet* set, std::int64_t scored) {
    if (set == nullptr) return;
    const auto left = [&] { return std::distance(next, plan.leftOut.end()); };
    next += std::min(left(), static_cast<std::ptrdiff_t>(set->leftOut.size()));
    const auto count = static_cast<std::ptrdiff_t>(set->neurons.size()) - scored;
    const auto end = next + std::clamp(count, std::ptrdiff_t{0}, left());
    found.insert(found.end(), next, end);
    next = end;
  };
  addSide(inputs_.queries.get(), plan.queries);
  addSide(inputs_.targets.get(), plan.targets);
  return found;
}

void CostPanel::showPairs(const nblast::Plan& plan) {
  QString text = toQString(nblast::planText(plan).pairs);
  const auto leftOut = fallingOut(plan);
  const auto count = static_cast<qint64>(leftOut.size());
  if (count > 0) text += tr("; %1 left out").arg(formatCount(count));
  QStringList reasons;
  for (const auto& neuron : leftOut) {
    if (reasons.size() == kMostReasons) {
      reasons += tr("and %1 more").arg(formatCount(count - kMostReasons));
      break;
    }
    reasons += tr("%1: %2").arg(toQString(neuron.name), toQString(neuron.reason));
  }
  pairs_->setText(text);
  pairs_->setToolTip(reasons.join(QLatin1Char('\n')));
}

void CostPanel::show(const nblast::Plan& plan) {
  plan_ = plan;
  showPairs(plan);
  const auto text = nblast::planText(plan);
  time_->setText(tr("%1 (engine: %2)").arg(toQString(text.time), toQString(text.engine)));
  disk_->setText(toQString(text.file));
  memory_->setText(toQString(text.memory));
  showMemory(plan);
  showDevices(plan.devices);
  Q_EMIT answered();
}

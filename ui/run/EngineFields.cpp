// SPDX-License-Identifier: BSD-3-Clause
#include "ui/run/EngineFields.hpp"

#include "ui/text/Text.hpp"
#include "ui/widgets/NumberBox.hpp"

#include <QComboBox>
#include <QHBoxLayout>
#include <QLabel>
#include <QMenu>
#include <QSignalBlocker>
#include <QStandardItemModel>
#include <QStringList>
#include <QToolButton>

#include <algorithm>
#include <utility>

namespace {

QString cuda() {
  return QStringLiteral("cuda");
}

/// Why no GPU can be used: of the machine, or of its only devices.
QString whyNone(const nblast::CudaStatus& status) {
  QStringList lines;
  if (!status.reason.empty()) lines += toQString(status.reason);
  for (const auto& device : status.devices) {
    const QString name =
        device.name.empty() ? EngineFields::tr("GPU %1").arg(device.index) : toQString(device.name);
    lines += QStringLiteral("%1: %2").arg(name, toQString(device.problem));
  }
  return lines.join(QLatin1Char('\n'));
}

}  // namespace

EngineFields::EngineFields(const nblast::JobSpec& options, std::function<nblast::CudaStatus()> ask,
                           QWidget* parent)
    : QWidget(parent),
      options_(options),
      engine_(new QComboBox),
      gpus_(new QToolButton),
      menu_(new QMenu(this)),
      memory_(new NumberBox) {
  addFields();
  setCuda(false, tr("Looking for GPUs…"));
  connect(engine_, &QComboBox::currentIndexChanged, this, [this] {
    showGpus();
    Q_EMIT changed();
  });
  connect(memory_, &QDoubleSpinBox::valueChanged, this, &EngineFields::changed);
  task_.start([ask = std::move(ask)](nblast::JobControl&) { return ask(); },
              [this](TaskOutcome<nblast::CudaStatus> outcome) {
                if (outcome.result) return showDevices(*outcome.result);
                nblast::CudaStatus none;
                none.reason = outcome.failure.toStdString();
                showDevices(none);
              });
}

void EngineFields::addFields() {
  engine_->setObjectName(QStringLiteral("engine"));
  engine_->addItem(tr("automatic: the fastest"), QStringLiteral("auto"));
  engine_->addItem(tr("GPU (CUDA)"), cuda());
  engine_->addItem(tr("CPU"), QStringLiteral("cpu"));
  engine_->setCurrentIndex(std::max(0, engine_->findData(toQString(options_.engine))));
  engine_->setToolTip(
      tr("What computes the scores. All give the same. Automatic: the GPU if there is one that can "
         "be used, else the CPU."));
  gpus_->setObjectName(QStringLiteral("gpus"));
  gpus_->setPopupMode(QToolButton::InstantPopup);
  gpus_->setMenu(menu_);
  gpus_->setToolTip(tr("Which GPUs do the work"));
  gpus_->hide();
  memory_->setObjectName(QStringLiteral("memoryLimit"));
  memory_->setRange(0, 1e6);
  memory_->setDecimals(2);
  memory_->setSuffix(tr(" GiB"));
  memory_->setSpecialValueText(tr("no limit"));
  memory_->setValue(options_.memory_gib.value_or(0));
  memory_->setMinimumWidth(110);
  memory_->setToolTip(
      tr("The job uses at most so much of this machine's memory, and of each GPU's. 0: no limit."));
  auto* layout = new QHBoxLayout(this);
  layout->setContentsMargins(0, 0, 0, 0);
  auto* label = new QLabel(tr("memory &limit"));
  label->setBuddy(memory_);
  layout->addWidget(engine_);
  layout->addWidget(gpus_);
  layout->addSpacing(24);
  layout->addWidget(label);
  layout->addWidget(memory_);
  layout->addStretch(1);
  setFocusProxy(engine_);
}

void EngineFields::setCuda(bool usable, const QString& toolTip) {
  const int row = engine_->findData(cuda());
  auto* model = qobject_cast<QStandardItemModel*>(engine_->model());
  model->item(row)->setEnabled(usable);
  engine_->setItemData(row, toolTip, Qt::ToolTipRole);
  engine_->setItemData(row, toolTip, Qt::AccessibleDescriptionRole);
}

void EngineFields::showDevices(const nblast::CudaStatus& status) {
  const nblast::JobSpec before = [this] {
    nblast::JobSpec spec;
    addTo(spec);
    return spec;
  }();
  menu_->clear();
  QStringList names;
  for (const auto& device : status.devices) {
    if (!device.problem.empty()) continue;
    names += toQString(device.name);
    auto* action = menu_->addAction(tr("GPU %1: %2").arg(device.index).arg(toQString(device.name)));
    action->setData(device.index);
    action->setCheckable(true);
    action->setChecked(options_.gpus.empty() ||
                       std::count(options_.gpus.begin(), options_.gpus.end(), device.index) > 0);
    connect(action, &QAction::toggled, this, [this] {
      showGpus();
      Q_EMIT changed();
    });
  }
  knowsDevices_ = true;
  setCuda(!names.isEmpty(), names.isEmpty() ? whyNone(status) : names.join(QLatin1Char('\n')));
  {
    // The last job's choice may not be there any more.
    const QSignalBlocker quiet(engine_);
    if (names.isEmpty() && engine_->currentData() == cuda()) engine_->setCurrentIndex(0);
  }
  showGpus();
  nblast::JobSpec after;
  addTo(after);
  if (toJson(after) != toJson(before)) Q_EMIT changed();
}

/// None checked is all: a job on no GPU is the CPU's.
std::vector<int> EngineFields::checkedGpus() const {
  std::vector<int> checked;
  const auto actions = menu_->actions();
  for (const QAction* action : actions) {
    if (action->isChecked()) checked.push_back(action->data().toInt());
  }
  if (static_cast<int>(checked.size()) == actions.size()) checked.clear();
  return checked;
}

void EngineFields::showGpus() {
  QStringList numbers;
  for (const int gpu : checkedGpus())
    numbers += QString::number(gpu);
  gpus_->setText(numbers.isEmpty()     ? tr("all GPUs")
                 : numbers.size() == 1 ? tr("GPU %1").arg(numbers.first())
                                       : tr("GPUs %1").arg(numbers.join(QStringLiteral(", "))));
  gpus_->setVisible(menu_->actions().size() > 1);
  gpus_->setEnabled(engine_->currentData() != QStringLiteral("cpu"));
}

void EngineFields::addTo(nblast::JobSpec& spec) const {
  spec.engine = engine_->currentData().toString().toStdString();
  spec.memory_gib.reset();
  if (memory_->value() > 0) spec.memory_gib = memory_->value();
  spec.gpus.clear();
  if (spec.engine != "cpu") spec.gpus = knowsDevices_ ? checkedGpus() : options_.gpus;
}

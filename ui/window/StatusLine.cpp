// SPDX-License-Identifier: BSD-3-Clause
#include "ui/window/StatusLine.hpp"

#include "compute/base/ProcessMemory.hpp"
#include "ui/jobs/MemoryPoller.hpp"
#include "ui/run/MemoryGauge.hpp"
#include "ui/text/Text.hpp"
#include "ui/widgets/Icons.hpp"
#include "ui/window/PairLabel.hpp"

#include <QLabel>
#include <QProgressBar>
#include <QStatusBar>
#include <QThread>
#include <QToolButton>

#include <algorithm>

namespace {

constexpr int kSample_ms = 2000;
constexpr qint64 kTypicalNames = 500;

}  // namespace

StatusLine::StatusLine(QStatusBar* bar, Workspace* workspace, MemoryPoller* memory)
    : QObject(bar),
      workspace_(workspace),
      hovered_(new PairLabel),
      loading_(new QLabel),
      bar_(new QProgressBar),
      cancel_(new QToolButton),
      engine_(new QLabel),
      gauge_(new MemoryGauge),
      memory_(new QLabel) {
  hovered_->setObjectName(QStringLiteral("hovered"));
  bar_->setFixedWidth(120);
  bar_->setMaximumHeight(14);
  bar_->setTextVisible(false);
  cancel_->setIcon(iconNamed(QStringLiteral("cancel")));
  cancel_->setToolTip(tr("Stop reading"));
  cancel_->setAutoRaise(true);
  engine_->setToolTip(tr("What scores: engine and threads"));
  memory_->setToolTip(tr("Memory of this program, and of this machine"));
  for (QLabel* label : {loading_, engine_, memory_})
    label->setContentsMargins(8, 0, 8, 0);
  bar->addWidget(hovered_, 1);
  for (QWidget* widget :
       std::initializer_list<QWidget*>{loading_, bar_, cancel_, engine_, gauge_, memory_}) {
    bar->addPermanentWidget(widget);
  }
  connect(cancel_, &QToolButton::clicked, workspace_, &Workspace::cancelLoading);
  connect(workspace_, &Workspace::loadingProgressed, this, &StatusLine::showLoading);
  const auto hideLoading = [this] {
    for (QWidget* widget : std::initializer_list<QWidget*>{loading_, bar_, cancel_})
      widget->hide();
  };
  connect(workspace_, &Workspace::loadingEnded, this, hideLoading);
  connect(workspace_, &Workspace::resultChanged, this, &StatusLine::resultChanged);
  hideLoading();
  connect(workspace_->jobs(), &NblastJobs::jobPlanned, this, [this](int, const nblast::Plan& plan) {
    planned_ = true;
    showEngine(toQString(plan.engine), plan.threads);
  });
  connect(memory, &MemoryPoller::read, gauge_, &MemoryGauge::setUse);
  connect(memory, &MemoryPoller::read, this, [this](const nblast::MemoryUse& use) {
    if (!planned_) showEngine(use.devices.empty() ? "cpu" : "auto", QThread::idealThreadCount());
  });
  gauge_->setUse(memory->latest());
  sampler_.setInterval(kSample_ms);
  connect(&sampler_, &QTimer::timeout, this, &StatusLine::showMemory);
  sampler_.start();
  showEngine(QStringLiteral("cpu"), QThread::idealThreadCount());
  showMemory();
}

void StatusLine::showHovered(const QString& query, const QString& target, const QString& score) {
  score.isEmpty() ? hovered_->clear() : hovered_->setPair(query, target, score);
}

/// The shortener is made of the names of some queries only: they stand for all.
void StatusLine::resultChanged() {
  hovered_->clear();
  const auto& result = workspace_->result();
  QStringList names;
  if (result != nullptr) {
    const qint64 step = std::max<qint64>(1, result->rows() / kTypicalNames);
    for (qint64 row = 0; row < result->rows(); row += step)
      names += result->shownQueryName(row);
  }
  hovered_->setShortener(NameShortener(std::move(names)));
}

void StatusLine::showLoading(const QString& what, const nblast::Progress& progress) {
  const QString count = progress.done > 0 ? tr(": %1").arg(formatProgress(progress)) : QString();
  loading_->setText(tr("Reading %1%2").arg(what, count));
  bar_->setRange(0, progress.total > 0 ? 1000 : 0);
  if (progress.total > 0) {
    bar_->setValue(static_cast<int>(1000.0 * static_cast<double>(progress.done) /
                                    static_cast<double>(progress.total)));
  }
  for (QWidget* widget : std::initializer_list<QWidget*>{loading_, bar_, cancel_})
    widget->show();
}

/// Shows the engine of the last job; before the first job, what is likely: a GPU that is there may
/// turn out to be too old.
void StatusLine::showEngine(const QString& name, int threads) {
  const QString shown = name == QLatin1String("cpu")    ? tr("CPU")
                        : name == QLatin1String("cuda") ? tr("GPU (CUDA)")
                        : name == QLatin1String("auto") ? tr("automatic")
                                                        : name;
  engine_->setText(tr("%1, %Ln thread(s)", nullptr, threads).arg(shown));
}

void StatusLine::showMemory() {
  const qint64 bytes = nblast::residentBytes();
  memory_->setVisible(bytes > 0);
  memory_->setText(tr("memory %1 of %2")
                       .arg(formatBytes(bytes), formatBytes(nblast::machineMemory().totalBytes)));
}

// SPDX-License-Identifier: BSD-3-Clause
#include "ui/run/JobsPanel.hpp"

#include "ui/jobs/MemoryPoller.hpp"
#include "ui/run/JobRowWidget.hpp"

#include <QLabel>
#include <QScrollArea>
#include <QVBoxLayout>

JobsPanel::JobsPanel(Workspace* workspace, MemoryPoller* memory, QWidget* parent)
    : QWidget(parent), workspace_(workspace), memory_(memory), hint_(new QLabel) {
  auto* layout = new QVBoxLayout(this);
  layout->setContentsMargins(0, 0, 0, 0);
  auto* area = new QScrollArea;
  area->setWidgetResizable(true);
  area->setFrameShape(QFrame::NoFrame);
  auto* list = new QWidget;
  rows_ = new QVBoxLayout(list);
  rows_->setContentsMargins(4, 4, 4, 4);
  rows_->setSpacing(3);
  hint_->setText(tr("No jobs yet. Open neurons, then press Run NBLAST."));
  hint_->setAlignment(Qt::AlignCenter);
  rows_->addWidget(hint_);
  rows_->addStretch(1);
  area->setWidget(list);
  layout->addWidget(area);

  auto* model = workspace_->jobs()->model();
  connect(model, &QAbstractItemModel::rowsInserted, this,
          [this](const QModelIndex&, int first, int last) { rowsInserted(first, last); });
  connect(model, &QAbstractItemModel::rowsAboutToBeRemoved, this,
          [this](const QModelIndex&, int first, int last) { rowsAboutToBeRemoved(first, last); });
  connect(
      model, &QAbstractItemModel::dataChanged, this,
      [this](const QModelIndex& from, const QModelIndex& to) { refresh(from.row(), to.row()); });
  connect(workspace_->jobs(), &NblastJobs::jobEnded, this, [this](int id) {
    const int row = workspace_->jobs()->model()->rowOf(id);
    if (row >= 0) refresh(row, row);
  });
  connectMemory();
  rowsInserted(0, model->rowCount() - 1);
}

void JobsPanel::connectMemory() {
  connect(workspace_->jobs(), &NblastJobs::jobPlanned, this,
          [this](int id, const nblast::Plan& plan) {
            if (auto* widget = widgets_.value(id)) widget->setPlan(plan.devices);
          });
  connect(memory_, &MemoryPoller::read, this, [this](const nblast::MemoryUse& use) {
    for (auto* widget : std::as_const(widgets_))
      widget->showMemory(use);
  });
}

int JobsPanel::idAt(int row) const {
  const auto* model = workspace_->jobs()->model();
  return model->index(row, 0).data(JobListModel::JobIdRole).toInt();
}

void JobsPanel::rowsInserted(int first, int last) {
  auto* jobs = workspace_->jobs();
  for (int row = first; row <= last; ++row) {
    const int id = idAt(row);
    auto* widget = new JobRowWidget;
    widgets_.insert(id, widget);
    widget->showMemory(memory_->latest());
    rows_->insertWidget(0, widget);
    connect(widget, &JobRowWidget::pauseWanted, jobs, [jobs, id] { jobs->pause(id); });
    connect(widget, &JobRowWidget::resumeWanted, jobs, [jobs, id] { jobs->resume(id); });
    connect(widget, &JobRowWidget::cancelWanted, jobs, [jobs, id] { jobs->cancel(id); });
    connect(
        widget, &JobRowWidget::removeWanted, jobs, [jobs, id] { jobs->remove(id); },
        Qt::QueuedConnection);
    connect(widget, &JobRowWidget::leftOutWanted, this, [this, id] { Q_EMIT leftOutWanted(id); });
    connect(widget, &JobRowWidget::openWanted, workspace_, [this, id] {
      if (const auto* job = workspace_->jobs()->model()->find(id)) {
        workspace_->openScoreFile(job->path);
      }
    });
  }
  refresh(first, last);
  hint_->setVisible(widgets_.isEmpty());
}

void JobsPanel::rowsAboutToBeRemoved(int first, int last) {
  for (int row = first; row <= last; ++row) {
    if (auto* widget = widgets_.take(idAt(row))) widget->deleteLater();
  }
  hint_->setVisible(widgets_.isEmpty());
}

void JobsPanel::refresh(int first, int last) {
  const auto* model = workspace_->jobs()->model();
  for (int row = first; row <= last; ++row) {
    const int id = idAt(row);
    const auto* job = model->find(id);
    auto* widget = widgets_.value(id);
    if (job == nullptr || widget == nullptr) continue;
    const auto* outcome = workspace_->outcomeOf(id);
    const auto leftOut =
        outcome == nullptr ? 0 : static_cast<qint64>(outcome->report.leftOut.size());
    widget->show(
        *job,
        model->index(row, JobListModel::ProgressColumn).data(JobListModel::FractionRole).toDouble(),
        leftOut);
  }
}

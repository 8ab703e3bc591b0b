// SPDX-License-Identifier: BSD-3-Clause
#include "ui/window/CloseQuestion.hpp"

#include "ui/export/Exporter.hpp"
#include "ui/jobs/NblastJobs.hpp"
#include "ui/text/Text.hpp"

#include <QFileInfo>
#include <QPushButton>
#include <QTimer>

namespace {
constexpr int kReview_ms = 200;
}

CloseQuestion::CloseQuestion(const NblastJobs* jobs, const Exporter* exporter, QWidget* parent)
    : QMessageBox(parent),
      jobs_(jobs),
      exporter_(exporter),
      unwritten_(exporter->pathsBeingWritten()) {
  setIcon(QMessageBox::Question);
  close_ = addButton(QString(), QMessageBox::AcceptRole);
  setDefaultButton(addButton(tr("Keep running"), QMessageBox::RejectRole));
  connect(jobs_, &NblastJobs::jobEnded, this, [this](int, const nblast::JobOutcome& outcome) {
    hasFailed_ = hasFailed_ || outcome.kind != nblast::JobOutcome::Kind::Finished;
  });
  connect(exporter_, &Exporter::written, this,
          [this](const QString& path) { unwritten_.removeAll(path); });
  auto* timer = new QTimer(this);
  connect(timer, &QTimer::timeout, this, &CloseQuestion::review);
  timer->start(kReview_ms);
  review();
}

bool CloseQuestion::mayClose() {
  if (losses().isEmpty()) return true;
  exec();
  return clickedButton() == close_;
}

QStringList CloseQuestion::losses() const {
  QStringList losses;
  if (jobs_->runningJob() != 0) {
    losses += tr("An NBLAST job is running. Closing cancels it. %1").arg(jobs_->whatCancelKeeps());
  }
  if (const auto waiting = jobs_->waitingJobs(); waiting > 0) {
    losses += tr("%Ln more job(s) (waits for its|wait for their) turn. (It|They) will not be run.",
                 nullptr, static_cast<int>(waiting));
  }
  const auto paths = exporter_->pathsBeingWritten();
  for (const QString& path : paths) {
    losses += tr("%1 is being written. Closing cancels that; nothing of it is kept.")
                  .arg(QFileInfo(path).fileName());
  }
  return losses;
}

void CloseQuestion::review() {
  const QStringList now = losses();
  if (now.isEmpty()) {
    if (!isVisible()) return;
    if (hasFailed_ || !unwritten_.isEmpty()) return reject();
    return close_->click();
  }
  const QString words = now.join(QStringLiteral("\n\n"));
  if (words == text()) return;
  const bool job = jobs_->hasUnfinished();
  setWindowTitle(job ? tr("Close during a job?") : tr("Close during an export?"));
  setText(words);
  close_->setText(!job                        ? tr("Cancel it and close")
                  : jobs_->waitingJobs() == 0 ? tr("Cancel the job and close")
                                              : tr("Cancel the jobs and close"));
}

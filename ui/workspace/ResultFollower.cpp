// SPDX-License-Identifier: BSD-3-Clause
#include "ui/workspace/ResultFollower.hpp"

#include "compute/scorefile/platform/LockFile.hpp"
#include "ui/text/Text.hpp"
#include "ui/workspace/Workspace.hpp"

#include <QFileInfo>

#include <utility>

namespace {
constexpr int kLook_ms = 1000;
}

ResultFollower::ResultFollower(Workspace* workspace, QObject* parent)
    : QObject(parent), workspace_(workspace) {
  timer_.setInterval(kLook_ms);
  connect(&timer_, &QTimer::timeout, this, &ResultFollower::look);
  connect(workspace_, &Workspace::resultChanged, this, &ResultFollower::resultChanged);
}

/// A job of this window announces its blocks itself. A job that has ended announces nothing more,
/// but another process may write a file of that name again.
ResultFollower::Writer ResultFollower::writer() const {
  Writer writer = Writer::AnotherProcess;
  const QString path =
      QFileInfo(toQString(workspace_->result()->file()->path())).absoluteFilePath();
  const auto* jobs = workspace_->jobs()->model();
  for (int row = 0; row < jobs->rowCount(); ++row) {
    const auto* job = jobs->find(jobs->index(row, 0).data(JobListModel::JobIdRole).toInt());
    if (QFileInfo(job->path).absoluteFilePath() != path) continue;
    if (!hasEnded(job->state)) return Writer::RunningJob;
    writer = Writer::EndedJob;
  }
  return writer;
}

void ResultFollower::resultChanged() {
  task_.drop();
  timer_.stop();
  finishedBlocks_ = -1;
  if (workspace_->result() == nullptr) return;
  const Writer last = writer();
  if (last == Writer::RunningJob) return;
  endIsKnown_ = last == Writer::EndedJob;
  timer_.start();
  look();
}

void ResultFollower::look() {
  if (task_.isRunning()) return;
  const auto work = [file = workspace_->result()->file()](nblast::JobControl&) {
    // In this order: a writer that ends between the two looks has written all there will be.
    Look found;
    found.isBeingWritten = nblast::isBeingWritten(file->path());
    found.state = file->completeness();
    return found;
  };
  task_.start(work, [this](const TaskOutcome<Look>& outcome) { arrived(outcome); });
}

void ResultFollower::arrived(const TaskOutcome<Look>& outcome) {
  const QString path = toQString(workspace_->result()->file()->path());
  const QString name = QFileInfo(path).fileName();
  if (outcome.end == TaskEnd::Failed) {
    timer_.stop();
    Q_EMIT message({MessageKind::Error, outcome.failure, path});
  }
  if (outcome.end != TaskEnd::Finished) return;
  const Look& found = *outcome.result;
  const qint64 finished = found.state.finishedBlocks;
  const qint64 before = std::exchange(finishedBlocks_, finished);
  const bool complete = finished == found.state.blocks;
  if (before >= 0 && before != finished) Q_EMIT grown(found.state);
  if (complete) {
    timer_.stop();
    if (before >= 0) Q_EMIT message({MessageKind::Note, tr("%1 is complete now.").arg(name), path});
  } else if (found.isBeingWritten) {
    endIsKnown_ = false;
  } else if (!std::exchange(endIsKnown_, true)) {
    const QString has = finished == 0 ? tr("no score is finished")
                                      : tr("%1 of %Ln block(s) are finished", nullptr,
                                           static_cast<int>(found.state.blocks))
                                            .arg(formatCount(finished));
    Q_EMIT message({MessageKind::Warning,
                    tr("%1: %2, and nobody is writing the rest: its job ended early. Run it "
                       "again.")
                        .arg(name, has),
                    path});
  }
}

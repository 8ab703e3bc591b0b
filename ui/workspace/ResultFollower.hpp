// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include "compute/scorefile/ScoreFile.hpp"
#include "ui/jobs/BackgroundTask.hpp"
#include "ui/workspace/Message.hpp"

#include <QObject>
#include <QTimer>

class Workspace;

/// Looks once a second, in the background, how far a result is that another process is writing, and
/// lets the window follow: new blocks are shown, and a message says when the result is complete or
/// when its writer has ended too early. Results that the window's own jobs are writing are left
/// alone.
class ResultFollower : public QObject {
  Q_OBJECT
 public:
  explicit ResultFollower(Workspace* workspace, QObject* parent = nullptr);

  void setInterval_ms(int interval_ms) { timer_.setInterval(interval_ms); }
  bool isFollowing() const { return timer_.isActive(); }

 Q_SIGNALS:
  /// Blocks of the workspace's result are new. @param found how much of it is there now
  void grown(const nblast::ScoreFile::Completeness& found);
  void message(const Message& message);

 private:
  /// What one look has found.
  struct Look {
    bool isBeingWritten = false;
    nblast::ScoreFile::Completeness state;
  };
  void resultChanged();
  void look();
  void arrived(const TaskOutcome<Look>& outcome);
  enum class Writer { AnotherProcess, RunningJob, EndedJob };
  Writer writer() const;

  Workspace* workspace_;
  /// How many blocks the last look has found; -1: there was no look yet.
  qint64 finishedBlocks_ = -1;
  /// Whether the user knows that nobody writes the file any more.
  bool endIsKnown_ = false;
  QTimer timer_;
  BackgroundTask task_;
};

// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include "compute/job/JobSpec.hpp"

#include <QObject>
#include <QStringList>

class OpenCommands;
class QAction;
class QWidget;
class RunDialog;
class Settings;
class Workspace;

/// Starts jobs: by the dialog, and those that are described in a file; verifies their scores.
class RunCommands : public QObject {
  Q_OBJECT
 public:
  /// @param opening opens the files that a job needs and the window has not
  /// @param window owns the actions and is the parent of the dialogs
  RunCommands(Workspace* workspace, Settings* settings, OpenCommands* opening, QWidget* window);

  QAction* run() const { return run_; }
  QAction* verify() const { return verify_; }

  /// Asks what is to be scored, and scores it. @param queryId the set to begin with; 0: the first
  void showRunDialog(int queryId);
  /// Runs a job whose neurons are read by the job itself.
  void runJob(const nblast::JobSpec& spec);

 Q_SIGNALS:
  /// A job that reads files of its own has begun. @param queries their absolute paths
  void readingJobBegan(const QStringList& queries);

 private:
  void startJob(const RunDialog& dialog);
  void tellWhatToOpen();
  void showVerifyDialog();

  Workspace* workspace_;
  Settings* settings_;
  OpenCommands* opening_;
  QWidget* window_;
  QAction* run_;
  QAction* verify_;
};

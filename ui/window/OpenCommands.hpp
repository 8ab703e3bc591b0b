// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include "ui/workspace/OpenFiles.hpp"

#include <QObject>
#include <QStringList>

class QAction;
class QWidget;
class Settings;
class Workspace;

/// Opens files: by dialogs, by paths, and from messages that offer a result. Says what was opened
/// where that cannot be seen.
class OpenCommands : public QObject {
  Q_OBJECT
 public:
  /// @param window owns the actions and is the parent of the dialogs
  OpenCommands(Workspace* workspace, Settings* settings, QWidget* window);

  QAction* neurons() const { return neurons_; }
  QAction* folder() const { return folder_; }
  QAction* scoreFile() const { return scoreFile_; }
  QAction* closeResult() const { return closeResult_; }

  /// Opens files and folders of any known kind. All neurons make one set.
  void open(const QStringList& paths);

 Q_SIGNALS:
  /// Neurons and score files are being read; what else is among the files is the views' affair.
  void opened(const OpenFiles& files);

 private:
  void openByDialog(bool folder);
  void openScoreFileByDialog();
  void tellWhichResultIsShown(const QStringList& paths);
  void tellThatAResultWaits(const QString& path);

  Workspace* workspace_;
  Settings* settings_;
  QWidget* window_;
  QAction* neurons_;
  QAction* folder_;
  QAction* scoreFile_;
  QAction* closeResult_;
};

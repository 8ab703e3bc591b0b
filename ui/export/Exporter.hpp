// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include "ui/jobs/BackgroundTask.hpp"
#include "ui/matches/WhichMatches.hpp"
#include "ui/workspace/Workspace.hpp"

#include <QImage>
#include <QObject>

#include <functional>
#include <memory>

class ExportRow;
class MessageBar;
class Settings;

/// Exports of what the window shows: scores and matches as text, heatmap and scene as PNG. The
/// asking members show a file dialog; the others do the work in the background, several at a time,
/// each with a row above the views, and show a message when it has ended. Files appear whole or not
/// at all. What is written is what was open when it was asked for: another result may open under
/// the dialog.
class Exporter : public QObject {
  Q_OBJECT
 public:
  /// Makes a picture, on a thread of its own; it holds all that it needs.
  using PictureWork = std::function<QImage(nblast::JobControl&)>;

  Exporter(Workspace* workspace, MessageBar* messages, Settings* settings, QWidget* window);

  void askForScores();
  void askForMatches(const MatchChoices& choices);
  void askForPicture(const QString& what, const PictureWork& make);

  void writeScores(const std::shared_ptr<const nblast::ScoreFile>& file,
                   nblast::Direction direction, const QString& path);
  void writeMatches(const std::shared_ptr<const nblast::ScoreFile>& file, qint64 query,
                    const std::vector<nblast::Match>& matches, const QString& path);
  void writePicture(const PictureWork& make, const QString& path);

  bool isBusy() const { return !rows_.isEmpty(); }
  QStringList pathsBeingWritten() const;
  /// For closing the window: nothing is left of what was being written.
  void cancelAllAndWait();

 Q_SIGNALS:
  void written(const QString& path);

 private:
  QString ask(const QString& title, const QString& purpose, const QString& name,
              const QString& filter);
  ExportRow* addRow(const QString& path);
  void ended(ExportRow* row, TaskEnd end, const QString& failure);
  void tellWritten(const QString& path);

  Workspace* workspace_;
  MessageBar* messages_;
  Settings* settings_;
  QWidget* window_;
  QList<ExportRow*> rows_;
};

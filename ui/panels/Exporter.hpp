#pragma once
#include "compute/analysis/Matches.hpp"
#include "ui/panels/Workspace.hpp"

#include <QObject>

#include <optional>

class HeatmapWidget;
class SceneWidget;
class Settings;

/// Exports of what the window shows: scores and matches as text, heatmap and scene as PNG. The
/// asking members show a file dialog; the others do the work in the background and tell how it
/// ended.
class Exporter : public QObject {
  Q_OBJECT
 public:
  Exporter(Workspace* workspace, Settings* settings, QWidget* window);

  void askForScores();
  /// @param row the query that they are matches of
  void askForMatches(qint64 row, std::vector<nblast::Match> matches);
  void askForPicture(const QString& what, const QImage& picture);

  void writeScores(const QString& path);
  void writeMatches(qint64 row, const std::vector<nblast::Match>& matches, const QString& path);
  void writePicture(const QImage& picture, const QString& path);
  bool isBusy() const { return task_.isRunning(); }

 Q_SIGNALS:
  void written(const QString& path);
  void message(MessageBar::Kind kind, const QString& sentence);

 private:
  QString ask(const QString& title, const QString& purpose, const QString& name,
              const QString& filter);
  QString resultName() const;
  template <class Work>
  void start(Work work, const QString& path);

  Workspace* workspace_;
  Settings* settings_;
  QWidget* window_;
  BackgroundTask task_;
};

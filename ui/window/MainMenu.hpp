// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include "ui/scene/drawing/SceneSide.hpp"

#include <QObject>
#include <QStringList>

class QAction;
class QMainWindow;
class QMenu;

/// The menu bar: says what was chosen, does nothing itself.
class MainMenu : public QObject {
  Q_OBJECT
 public:
  /// @param docks actions that show and hide the docks
  MainMenu(QMainWindow* window, const QList<QAction*>& docks);

  void setRecentFiles(const QStringList& paths);
  void setResults(const QStringList& paths, const QString& shown);  ///< newest last
  void setHasScores(bool has);
  void setHasMatches(bool has);
  void setHasMesh(bool has);
  QAction* runAction() const { return run_; }
  QAction* openAction() const { return open_; }
  QAction* openFolderAction() const { return openFolder_; }

 Q_SIGNALS:
  void openNeurons();
  void openFolder();
  void openScoreFile();
  void closeResult();
  void openRecent(const QString& path);
  void openResult(const QString& path);
  void recentAboutToShow();
  void clearRecent();
  void exportScores();
  void exportMatches();
  void saveHeatmapPicture();
  void saveScenePicture();
  void chooseMesh();
  void removeMesh();
  void run();
  void verify();
  void viewFrom(SceneSide view);
  void resetCamera();
  void fitHeatmap();
  void chooseColours();
  void clearSelection();
  void resetLayout();
  void about();

 private:
  using Signal = void (MainMenu::*)();
  QAction* add(QMenu* menu, const QString& text, const QString& icon, Signal signal,
               const QKeySequence& keys = {});
  void addFileMenu();
  void addViewMenu(const QList<QAction*>& docks);

  QMainWindow* window_;
  QMenu* recent_ = nullptr;
  QMenu* results_ = nullptr;
  QAction* open_ = nullptr;
  QAction* openFolder_ = nullptr;
  QAction* run_ = nullptr;
  QAction* removeMesh_ = nullptr;
  QList<QAction*> forScores_;
  QAction* exportMatches_ = nullptr;
};

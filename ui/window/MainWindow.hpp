// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include "ui/jobs/MemoryPoller.hpp"
#include "ui/workspace/OpenFiles.hpp"
#include "ui/workspace/Settings.hpp"
#include "ui/workspace/Workspace.hpp"

#include <QMainWindow>

#include <memory>

class Exporter;
class HeatmapPane;
class JobsPanel;
class MainMenu;
class MatchesPanel;
class MeshLoader;
class MessageBar;
class QSplitter;
class RecentFiles;
class RunDialog;
class ScenePane;
class SetQuestions;
class SetsPanel;
class StatusLine;

/// The window: lays out the panels and connects them to the workspace. What the panels show and do
/// is theirs.
class MainWindow : public QMainWindow {
  Q_OBJECT
 public:
  /// @param settings must outlive the window
  /// @param memory null: this machine's GPUs
  explicit MainWindow(Settings* settings, QWidget* parent = nullptr,
                      std::unique_ptr<nblast::MemoryMonitor> memory = nullptr);
  ~MainWindow() override;

  /// Opens files and folders of any known kind, as if they had been dropped. All neurons make one
  /// set.
  void open(const QStringList& paths);
  /// Runs a job that is described in a file: its neurons are read by the job itself.
  void runJob(const nblast::JobSpec& spec);
  /// Instead of the remembered one, and whatever the screen is.
  void giveSize(const QSize& size);
  /// Off for screenshots: nothing waits for an answer then.
  void setMayAsk(bool mayAsk);

  Workspace* workspace() { return &workspace_; }
  bool isFullyDrawn() const;  ///< nothing is being read, run or drawn
  QRect heatmapRect() const;  ///< where the matrix is drawn, in this window's pixels
  QRect sceneRect() const;    ///< where the 3D view is
  MessageBar* messages() const { return messages_; }
  Exporter* exporter() const { return exporter_; }

 protected:
  void dragEnterEvent(QDragEnterEvent* event) override;
  void dropEvent(QDropEvent* event) override;
  void showEvent(QShowEvent* event) override;
  void closeEvent(QCloseEvent* event) override;

 private:
  void buildCentre();
  void buildDocks();
  QDockWidget* addDock(Qt::DockWidgetArea area, const QString& title, const char* name,
                       QWidget* panel);
  void buildToolBar();
  void connectMenu();
  void connectExports();
  void connectPanels();
  void connectWorkspace();
  void restoreLayout();
  void resetLayout();
  void showRunDialog(int queryId);
  bool mayClose();
  void tellWhatToOpen();
  void startJob(const RunDialog& dialog);
  void chooseColours();
  void showTitle();
  void openByDialog(bool folder);
  void tellWhichResultIsShown(const QStringList& paths);

  Settings* settings_;
  Workspace workspace_;
  MemoryPoller memory_;
  MainMenu* menu_ = nullptr;
  MessageBar* messages_ = nullptr;
  QSplitter* splitter_ = nullptr;
  HeatmapPane* heatmap_ = nullptr;
  ScenePane* scene_ = nullptr;
  SetsPanel* sets_ = nullptr;
  MatchesPanel* matches_ = nullptr;
  JobsPanel* jobs_ = nullptr;
  QList<QDockWidget*> docks_;  ///< sets, matches, jobs
  StatusLine* status_ = nullptr;
  Exporter* exporter_ = nullptr;
  MeshLoader* meshes_ = nullptr;
  SetQuestions* questions_ = nullptr;
  RecentFiles* recent_ = nullptr;
  bool mayAsk_ = true;
  bool sizeIsGiven_ = false;
};

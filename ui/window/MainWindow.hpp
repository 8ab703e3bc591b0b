// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include "ui/jobs/MemoryPoller.hpp"
#include "ui/window/View.hpp"
#include "ui/workspace/Settings.hpp"
#include "ui/workspace/Workspace.hpp"

#include <QMainWindow>
#include <QMap>

#include <memory>

class Exporter;
class MessageBar;
class OpenCommands;
class QDockWidget;
class QMenu;
class QSplitter;
class RecentFiles;
class RunCommands;
class SetQuestions;
class StatusLine;

/// The window: lays out the list of views and makes its menus from their actions and its own. What
/// the views show and do is theirs.
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
  /// Gives the window a size instead of the remembered one, whatever the screen is.
  void giveSize(const QSize& size);
  /// Off for screenshots: nothing waits for an answer then.
  void setMayAsk(bool mayAsk) { workspace_.setMayAsk(mayAsk); }
  /// Lets the Help menu show the program's log.
  void offerLog(const QString& path);

  Workspace* workspace() { return &workspace_; }
  /// Nothing is being read, run or drawn.
  bool isFullyDrawn() const;
  /// Where the views have their pictures, by the views' names ("heatmap", "scene"), in this
  /// window's pixels.
  QMap<QString, QRect> pictureRects() const;
  MessageBar* messages() const { return messages_; }
  Exporter* exporter() const { return exporter_.get(); }

 protected:
  void dragEnterEvent(QDragEnterEvent* event) override;
  void dropEvent(QDropEvent* event) override;
  void showEvent(QShowEvent* event) override;
  void closeEvent(QCloseEvent* event) override;

 private:
  void buildCentre();
  void placeViews();
  void connectMessages();
  void connectViews();
  void buildMenus();
  QMenu* addMenu(const QString& title, const QList<QList<QAction*>>& groups);
  QList<QAction*> actionsAt(MenuPlace place) const;
  QAction* exportScoresAction();
  QList<QAction*> helpActions();
  void buildToolBar();
  void restoreLayout();
  void resetLayout();
  bool mayClose();
  void showTitle();
  void showLog();

  Settings* settings_;
  Workspace workspace_;
  MemoryPoller memory_;
  ViewRequests requests_;
  MessageBar* messages_ = nullptr;
  QSplitter* splitter_ = nullptr;
  std::unique_ptr<Exporter> exporter_;
  std::unique_ptr<SetQuestions> questions_;
  std::unique_ptr<OpenCommands> opening_;
  std::unique_ptr<RunCommands> running_;
  std::unique_ptr<RecentFiles> recent_;
  std::unique_ptr<StatusLine> status_;
  QList<View> views_;
  QAction* showLog_ = nullptr;
  QString logPath_;
  bool sizeIsGiven_ = false;
};

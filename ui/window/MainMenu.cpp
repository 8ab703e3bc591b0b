// SPDX-License-Identifier: BSD-3-Clause
#include "ui/window/MainMenu.hpp"

#include "ui/widgets/Icons.hpp"

#include <QAction>
#include <QFileInfo>
#include <QMainWindow>
#include <QMenu>
#include <QMenuBar>

MainMenu::MainMenu(QMainWindow* window, const QList<QAction*>& docks)
    : QObject(window), window_(window) {
  addFileMenu();
  auto* nblast = window_->menuBar()->addMenu(tr("&NBLAST"));
  run_ = add(nblast, tr("&Run NBLAST…"), QStringLiteral("run"), &MainMenu::run,
             QKeySequence(Qt::CTRL | Qt::Key_R));
  run_->setObjectName(QStringLiteral("runNblast"));
  forScores_ += add(nblast, tr("&Verify scores…"), QStringLiteral("done"), &MainMenu::verify);
  forScores_.last()->setObjectName(QStringLiteral("verifyScores"));
  addViewMenu(docks);
  auto* help = window_->menuBar()->addMenu(tr("&Help"));
  add(help, tr("&Formats and shortcuts"), {}, &MainMenu::about, QKeySequence::HelpContents);
  add(help, tr("&About NBLAST Workbench"), QStringLiteral("info"), &MainMenu::about);
  setRecentFiles({});
  setResults({}, {});
  setHasScores(false);
  setHasMatches(false);
  setHasMesh(false);
}

QAction* MainMenu::add(QMenu* menu, const QString& text, const QString& icon, Signal signal,
                       const QKeySequence& keys) {
  auto* action = menu->addAction(text);
  if (!icon.isEmpty()) action->setIcon(iconNamed(icon));
  action->setShortcut(keys);
  connect(action, &QAction::triggered, this, signal);
  return action;
}

void MainMenu::addFileMenu() {
  auto* file = window_->menuBar()->addMenu(tr("&File"));
  open_ = add(file, tr("&Open neurons…"), QStringLiteral("open"), &MainMenu::openNeurons,
              QKeySequence::Open);
  openFolder_ = add(file, tr("Open &folder…"), QStringLiteral("open"), &MainMenu::openFolder,
                    QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_O));
  add(file, tr("Open &score file…"), QStringLiteral("result"), &MainMenu::openScoreFile,
      QKeySequence(Qt::CTRL | Qt::Key_L));
  results_ = file->addMenu(tr("Res&ults"));
  results_->setObjectName(QStringLiteral("results"));
  recent_ = file->addMenu(tr("&Recent"));
  recent_->setObjectName(QStringLiteral("recent"));
  // The whole menu: an empty submenu does not show.
  connect(file, &QMenu::aboutToShow, this, &MainMenu::recentAboutToShow);
  forScores_ += add(file, tr("&Close result"), {}, &MainMenu::closeResult,
                    QKeySequence(Qt::CTRL | Qt::Key_W));
  forScores_.last()->setObjectName(QStringLiteral("closeResult"));
  file->addSeparator();
  forScores_ += add(file, tr("&Export scores…"), QStringLiteral("export"), &MainMenu::exportScores,
                    QKeySequence(Qt::CTRL | Qt::Key_E));
  forScores_.last()->setObjectName(QStringLiteral("exportScores"));
  exportMatches_ = add(file, tr("Export &matches…"), QStringLiteral("export"),
                       &MainMenu::exportMatches, QKeySequence(Qt::CTRL | Qt::Key_M));
  exportMatches_->setObjectName(QStringLiteral("exportMatches"));
  forScores_ += add(file, tr("Save &heatmap picture…"), QStringLiteral("picture"),
                    &MainMenu::saveHeatmapPicture);
  forScores_.last()->setObjectName(QStringLiteral("saveHeatmapPicture"));
  add(file, tr("Save scene &picture…"), QStringLiteral("picture"), &MainMenu::saveScenePicture);
  file->addSeparator();
  add(file, tr("&Brain mesh…"), QStringLiteral("mesh"), &MainMenu::chooseMesh,
      QKeySequence(Qt::CTRL | Qt::Key_B));
  removeMesh_ = add(file, tr("Remove brain mesh"), {}, &MainMenu::removeMesh);
  file->addSeparator();
  auto* quit = file->addAction(tr("&Quit"));
  quit->setShortcut(QKeySequence(Qt::CTRL | Qt::Key_Q));
  connect(quit, &QAction::triggered, window_, &QWidget::close);
}

void MainMenu::addViewMenu(const QList<QAction*>& docks) {
  auto* view = window_->menuBar()->addMenu(tr("&View"));
  view->addActions(docks);
  view->addSeparator();
  auto* from = view->addMenu(tr("See the scene &from"));
  const std::pair<QString, SceneSide> views[] = {
      {tr("Front"), SceneSide::Front}, {tr("Back"), SceneSide::Back},
      {tr("Left"), SceneSide::Left},   {tr("Right"), SceneSide::Right},
      {tr("Top"), SceneSide::Top},     {tr("Bottom"), SceneSide::Bottom}};
  int key = Qt::Key_1;
  for (const auto& [name, direction] : views) {
    auto* action = from->addAction(name);
    action->setShortcut(QKeySequence(Qt::CTRL | static_cast<Qt::Key>(key++)));
    connect(action, &QAction::triggered, this,
            [this, where = direction] { Q_EMIT viewFrom(where); });
  }
  add(view, tr("Reset the &camera"), {}, &MainMenu::resetCamera,
      QKeySequence(Qt::CTRL | Qt::Key_0));
  forScores_ += add(view, tr("Show the &whole heatmap"), {}, &MainMenu::fitHeatmap,
                    QKeySequence(Qt::CTRL | Qt::Key_H));
  forScores_ += add(view, tr("C&olour scale…"), {}, &MainMenu::chooseColours);
  add(view, tr("Clear the &selection"), {}, &MainMenu::clearSelection,
      QKeySequence(Qt::Key_Escape));
  view->addSeparator();
  add(view, tr("&Reset the layout"), {}, &MainMenu::resetLayout);
}

void MainMenu::setRecentFiles(const QStringList& paths) {
  recent_->clear();
  for (const QString& path : paths) {
    auto* action =
        recent_->addAction(tr("%1  (%2)").arg(QFileInfo(path).fileName(), QFileInfo(path).path()));
    connect(action, &QAction::triggered, this, [this, path] { Q_EMIT openRecent(path); });
  }
  recent_->addSeparator();
  connect(recent_->addAction(tr("Clear the list")), &QAction::triggered, this,
          &MainMenu::clearRecent);
  recent_->setEnabled(!paths.isEmpty());
}

void MainMenu::setResults(const QStringList& paths, const QString& shown) {
  results_->clear();
  for (auto path = paths.rbegin(); path != paths.rend(); ++path) {
    auto* action = results_->addAction(
        tr("%1  (%2)").arg(QFileInfo(*path).fileName(), QFileInfo(*path).path()));
    action->setCheckable(true);
    action->setChecked(*path == shown);
    connect(action, &QAction::triggered, this, [this, path = *path] { Q_EMIT openResult(path); });
  }
  results_->setEnabled(!paths.isEmpty());
}

void MainMenu::setHasScores(bool has) {
  for (QAction* action : forScores_)
    action->setEnabled(has);
}
void MainMenu::setHasMatches(bool has) {
  exportMatches_->setEnabled(has);
}
void MainMenu::setHasMesh(bool has) {
  removeMesh_->setEnabled(has);
}

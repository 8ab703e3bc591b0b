// SPDX-License-Identifier: BSD-3-Clause
#include "ui/window/MainWindow.hpp"

#include "ui/export/Exporter.hpp"
#include "ui/heatmap/ColourScaleDialog.hpp"
#include "ui/heatmap/HeatmapPane.hpp"
#include "ui/heatmap/HeatmapWidget.hpp"
#include "ui/matches/MatchesPanel.hpp"
#include "ui/models/Text.hpp"
#include "ui/run/JobsPanel.hpp"
#include "ui/run/RunDialog.hpp"
#include "ui/run/VerifyDialog.hpp"
#include "ui/scene/MeshLoader.hpp"
#include "ui/scene/SceneComposer.hpp"
#include "ui/scene/ScenePane.hpp"
#include "ui/scene/SceneWidget.hpp"
#include "ui/sets/SetQuestions.hpp"
#include "ui/sets/SetsPanel.hpp"
#include "ui/widgets/FitScreen.hpp"
#include "ui/widgets/Icons.hpp"
#include "ui/widgets/MessageBar.hpp"
#include "ui/window/AboutDialog.hpp"
#include "ui/window/CloseQuestion.hpp"
#include "ui/window/MainMenu.hpp"
#include "ui/window/RecentFiles.hpp"
#include "ui/window/ShortcutsFirst.hpp"
#include "ui/window/StatusLine.hpp"
#include "ui/window/UiApplication.hpp"

#include <QCloseEvent>
#include <QDockWidget>
#include <QDragEnterEvent>
#include <QFileDialog>
#include <QFileInfo>
#include <QMimeData>
#include <QSplitter>
#include <QStatusBar>
#include <QTimer>
#include <QToolBar>
#include <QVBoxLayout>

MainWindow::MainWindow(Settings* settings, QWidget* parent,
                       std::unique_ptr<nblast::MemoryMonitor> memory)
    : QMainWindow(parent),
      settings_(settings),
      memory_(memory ? std::move(memory) : nblast::makeMemoryMonitor()) {
  setObjectName(QStringLiteral("mainWindow"));
  setWindowIcon(iconNamed(QStringLiteral("nblast-workbench")));
  setAcceptDrops(true);
  buildCentre();
  buildDocks();
  exporter_ = new Exporter(&workspace_, messages_, settings_, this);
  meshes_ = new MeshLoader(&workspace_, scene_->scene(), settings_, this);
  questions_ = new SetQuestions(&workspace_, messages_, settings_, this);
  recent_ = new RecentFiles(&workspace_, settings_, menu_, this);
  status_ = new StatusLine(statusBar(), &workspace_, &memory_);
  connectMenu();
  connectExports();
  connectPanels();
  connectWorkspace();
  buildToolBar();
  new ShortcutsFirst(this);
  resize(firstSizeOn(screen()->availableSize()));
  fitToScreen(this);
  resetLayout();
  restoreLayout();
  fitToScreen(this);
  showTitle();
}

// Panels go before the workspace they listen to: QMainWindow would delete them after it.
MainWindow::~MainWindow() {
  for (QDockWidget* dock : docks_)
    delete dock;
  delete takeCentralWidget();
  delete questions_;
  delete recent_;
  delete exporter_;
  delete meshes_;
  delete status_;
}

void MainWindow::buildCentre() {
  auto* centre = new QWidget;
  auto* layout = new QVBoxLayout(centre);
  layout->setContentsMargins(0, 0, 0, 0);
  layout->setSpacing(0);
  messages_ = new MessageBar;
  heatmap_ = new HeatmapPane(&workspace_);
  scene_ = new ScenePane(&workspace_);
  splitter_ = new QSplitter(Qt::Horizontal);
  splitter_->setChildrenCollapsible(false);
  splitter_->addWidget(heatmap_);
  splitter_->addWidget(scene_);
  layout->addWidget(messages_);
  layout->addWidget(splitter_, 1);
  setCentralWidget(centre);
  if (!settings_->colourMap().isEmpty()) {
    heatmap_->heatmap()->setColourScale(
        {settings_->colourMap(), settings_->colourLowest(), settings_->colourHighest()});
  }
}

QDockWidget* MainWindow::addDock(Qt::DockWidgetArea area, const QString& title, const char* name,
                                 QWidget* panel) {
  auto* dock = new QDockWidget(title, this);
  dock->setObjectName(QLatin1String(name));
  dock->setWidget(panel);
  addDockWidget(area, dock);
  docks_ += dock;
  return dock;
}

void MainWindow::buildDocks() {
  sets_ = new SetsPanel(&workspace_);
  matches_ = new MatchesPanel(&workspace_);
  jobs_ = new JobsPanel(&workspace_, &memory_);
  addDock(Qt::LeftDockWidgetArea, tr("Neuron sets"), "setsDock", sets_);
  addDock(Qt::RightDockWidgetArea, tr("Matches"), "matchesDock", matches_);
  addDock(Qt::BottomDockWidgetArea, tr("Jobs"), "jobsDock", jobs_);
  QList<QAction*> actions;
  for (QDockWidget* dock : docks_)
    actions += dock->toggleViewAction();
  menu_ = new MainMenu(this, actions);
}

void MainWindow::buildToolBar() {
  auto* bar = addToolBar(tr("Main tools"));
  bar->setObjectName(QStringLiteral("mainToolBar"));
  bar->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
  bar->setIconSize(QSize(20, 20));
  bar->setMovable(false);
  bar->addAction(menu_->openAction());
  bar->addAction(menu_->openFolderAction());
  bar->addSeparator();
  bar->addAction(menu_->runAction());
}

void MainWindow::resetLayout() {
  const Qt::DockWidgetArea areas[] = {Qt::LeftDockWidgetArea, Qt::RightDockWidgetArea,
                                      Qt::BottomDockWidgetArea};
  for (int i = 0; i < docks_.size(); ++i) {
    docks_[i]->setFloating(false);
    docks_[i]->show();
    addDockWidget(areas[i], docks_[i]);
  }
  // On a small screen the views keep close to half of it.
  resizeDocks({docks_[0], docks_[1]},
              {std::min(260, width() * 23 / 100), std::min(345, width() * 33 / 100)},
              Qt::Horizontal);
  resizeDocks({docks_[2]}, {86}, Qt::Vertical);
  splitter_->setSizes({1000, 1000});
}

void MainWindow::restoreLayout() {
  if (!settings_->windowGeometry().isEmpty()) restoreGeometry(settings_->windowGeometry());
  if (!settings_->windowState().isEmpty()) restoreState(settings_->windowState());
  if (!settings_->splitterState().isEmpty()) splitter_->restoreState(settings_->splitterState());
}

void MainWindow::connectMenu() {
  using M = MainMenu;
  connect(menu_, &M::openNeurons, this, [this] { openByDialog(false); });
  connect(menu_, &M::openFolder, this, [this] { openByDialog(true); });
  connect(menu_, &M::openScoreFile, this, [this] {
    open({QFileDialog::getOpenFileName(this, tr("Open score file"),
                                       settings_->folder(QStringLiteral("scores")),
                                       scoreFileFilter())});
  });
  connect(menu_, &M::openRecent, this, [this](const QString& path) { open({path}); });
  connect(menu_, &M::openResult, &workspace_, &Workspace::openScoreFile);
  connect(menu_, &M::chooseMesh, meshes_, &MeshLoader::choose);
  connect(menu_, &M::removeMesh, this, [this] {
    scene_->scene()->clearMesh();
    menu_->setHasMesh(false);
  });
  connect(menu_, &M::run, this, [this] { showRunDialog(0); });
  connect(menu_, &M::verify, this, [this] {
    if (workspace_.result() != nullptr)
      (new VerifyDialog(workspace_.result()->file(), this))->open();
  });
  connect(menu_, &M::viewFrom, scene_->scene(), &SceneWidget::viewFrom);
  connect(menu_, &M::resetCamera, scene_->scene(), &SceneWidget::resetCamera);
  connect(menu_, &M::fitHeatmap, heatmap_->heatmap(), &HeatmapWidget::fit);
  connect(menu_, &M::chooseColours, this, &MainWindow::chooseColours);
  connect(menu_, &M::clearSelection, &workspace_, &Workspace::clearSelection);
  connect(menu_, &M::closeResult, &workspace_, &Workspace::closeResult);
  connect(menu_, &M::resetLayout, this, &MainWindow::resetLayout);
  connect(menu_, &M::about, this, [this] { AboutDialog(this).exec(); });
}

void MainWindow::connectExports() {
  using M = MainMenu;
  connect(menu_, &M::exportScores, exporter_, &Exporter::askForScores);
  const auto askForMatches = [this] { exporter_->askForMatches(matches_->choices()); };
  connect(menu_, &M::exportMatches, this, askForMatches);
  connect(matches_, &MatchesPanel::exportWanted, this, askForMatches);
  const auto askForHeatmap = [this] {
    if (workspace_.result() != nullptr)
      exporter_->askForPicture(tr("heatmap"), heatmap_->pictureWork());
  };
  connect(menu_, &M::saveHeatmapPicture, this, askForHeatmap);
  connect(heatmap_->heatmap(), &HeatmapWidget::pictureWanted, this, askForHeatmap);
  const auto askForScene = [this] {
    const QImage picture = scene_->scene()->picture();
    if (picture.isNull()) {
      return messages_->show(MessageBar::Kind::Warning, tr("There is no scene to save yet."),
                             QStringLiteral("scene picture"));
    }
    exporter_->askForPicture(tr("scene"), [picture](nblast::JobControl&) { return picture; });
  };
  connect(menu_, &M::saveScenePicture, this, askForScene);
  connect(scene_->scene(), &SceneWidget::pictureWanted, this, askForScene);
}

void MainWindow::connectPanels() {
  const auto tell = [this](MessageBar::Kind kind, const QString& text) {
    messages_->show(kind, text);
  };
  connect(&workspace_, &Workspace::message, messages_,
          [this](MessageBar::Kind kind, const QString& text, const QString& topic) {
            messages_->show(kind, text, topic);
          });
  connect(sets_, &SetsPanel::message, this, tell);
  connect(matches_, &MatchesPanel::message, this, tell);
  connect(heatmap_, &HeatmapPane::message, this, tell);
  connect(scene_->composer(), &SceneComposer::message, this, tell);
  connect(meshes_, &MeshLoader::message, this, tell);
  if (const auto* application = qobject_cast<UiApplication*>(qApp)) {
    connect(application, &UiApplication::failed, this,
            [tell](const QString& sentence) { tell(MessageBar::Kind::Error, sentence); });
  }
  connect(sets_, &SetsPanel::openWanted, this, [this] { openByDialog(false); });
  connect(sets_, &SetsPanel::openFolderWanted, this, [this] { openByDialog(true); });
  connect(sets_, &SetsPanel::unitWanted, questions_, &SetQuestions::changeUnit);
  connect(sets_, &SetsPanel::leftOutWanted, questions_, &SetQuestions::showLeftOut);
  connect(sets_, &SetsPanel::runWanted, this, &MainWindow::showRunDialog);
  connect(heatmap_, &HeatmapPane::hovered, status_, &StatusLine::showHovered);
  connect(heatmap_->heatmap(), &HeatmapWidget::colourScaleChanged, this, [this] {
    const auto& scale = heatmap_->heatmap()->colourScale();
    settings_->setColours(scale.map(), scale.lowest(), scale.highest());
  });
  connect(scene_->scene(), &SceneWidget::meshRequested, meshes_, &MeshLoader::choose);
  connect(jobs_, &JobsPanel::leftOutWanted, questions_, &SetQuestions::showLeftOutOfJob);
}

void MainWindow::connectWorkspace() {
  connect(&workspace_, &Workspace::scoreFilesOpened, this, &MainWindow::tellWhichResultIsShown);
  const auto review = [this] {
    menu_->setHasScores(workspace_.result() != nullptr);
    menu_->setHasMatches(workspace_.selection()->query() >= 0);
    menu_->setHasMesh(scene_->scene()->hasMesh());
    showTitle();
  };
  connect(&workspace_, &Workspace::resultWaiting, this, [this](const QString& path) {
    const MessageButton open{tr("Open result"), [this, path] {
                               messages_->withdraw(path);
                               workspace_.openScoreFile(path);
                             }};
    messages_->show(MessageBar::Kind::Note,
                    tr("%1 is being scored now. What you are looking at stays.")
                        .arg(QFileInfo(path).fileName()),
                    path, {open});
  });
  connect(&workspace_, &Workspace::resultChanged, this, review);
  connect(workspace_.selection(), &Selection::changed, this, review);
  connect(meshes_, &MeshLoader::shown, this, review);
}

void MainWindow::showTitle() {
  const auto& result = workspace_.result();
  const QString program = tr("NBLAST Workbench");
  if (result == nullptr) return setWindowTitle(program);
  const QString file = QFileInfo(toQString(result->file()->path())).fileName();
  setWindowTitle(tr("%1 – %2").arg(file, program));
}

void MainWindow::giveSize(const QSize& size) {
  sizeIsGiven_ = true;
  resize(size);
}

void MainWindow::setMayAsk(bool mayAsk) {
  mayAsk_ = mayAsk;
  meshes_->setMayAsk(mayAsk);
}

void MainWindow::openByDialog(bool folder) {
  const QString purpose = QStringLiteral("neurons");
  const QString start = settings_->folder(purpose);
  const QStringList paths =
      folder ? QStringList{QFileDialog::getExistingDirectory(this, tr("Open a folder of neurons"),
                                                             start)}
             : QFileDialog::getOpenFileNames(this, tr("Open neurons"), start, neuronFilter());
  open(paths);
}

void MainWindow::open(const QStringList& paths) {
  QStringList named = paths;
  named.removeAll(QString());
  const OpenFiles files = sortPaths(named);
  for (const QString& problem : files.problems)
    messages_->show(MessageBar::Kind::Error, problem);
  if (!files.neurons.isEmpty()) {
    settings_->rememberFolderOf(QStringLiteral("neurons"), files.neurons.first());
    workspace_.openNeurons(files.neurons);
  }
  if (!files.scoreFiles.isEmpty()) {
    settings_->rememberFolderOf(QStringLiteral("scores"), files.scoreFiles.last());
    workspace_.openScoreFiles(files.scoreFiles);
  }
  for (const QString& path : files.meshes)
    meshes_->load(path);
  if (files.meshes.isEmpty()) meshes_->offer(meshBeside(files.neurons + files.scoreFiles));
}

/// The others are not far away.
void MainWindow::tellWhichResultIsShown(const QStringList& paths) {
  constexpr qsizetype kMostButtons = 3;
  QList<MessageButton> buttons;
  for (const QString& path : paths.mid(0, std::min(kMostButtons, paths.size() - 1))) {
    buttons.append({tr("Show %1").arg(QFileInfo(path).fileName()),
                    [this, path] { workspace_.openScoreFile(path); }});
  }
  messages_->show(
      MessageBar::Kind::Note,
      tr("%1 were opened; %2 is shown. The others are in File > Results.")
          .arg(countOf(paths.size(), tr("score file")), QFileInfo(paths.last()).fileName()),
      QStringLiteral("score files"), buttons);
}

void MainWindow::showRunDialog(int queryId) {
  auto* sets = workspace_.sets();
  bool any = false;
  for (int i = 0; i < sets->count(); ++i)
    any = any || sets->at(i).loaded != nullptr;
  if (!any) return tellWhatToOpen();
  std::shared_ptr<const void> prepared;
  {
    RunDialog dialog(sets, queryId, settings_->runOptions(),
                     settings_->folder(QStringLiteral("scores")), this);
    if (dialog.exec() == QDialog::Accepted) startJob(dialog);
    prepared = dialog.prepared();
  }
  workspace_.letGo(std::move(prepared));
}

/// A score file's own neurons are listed, but cannot be scored again.
void MainWindow::tellWhatToOpen() {
  const QString topic = QStringLiteral("nothing to run");
  const MessageButton browse{tr("Open neurons…"), [this] { openByDialog(false); }};
  const auto& result = workspace_.result();
  if (result == nullptr) {
    return messages_->show(
        MessageBar::Kind::Warning,
        tr("Open neurons first: drop SWC files, a folder or a zip onto the window."), topic,
        {browse});
  }
  const auto files = inputFilesOf(*result->file());
  const MessageButton again{tr("Open those files"), [this, files] {
                              open(files.queries);
                              open(files.targets);
                            }};
  messages_->show(MessageBar::Kind::Warning,
                  tr("The neurons of %1 cannot be scored again: a score file keeps them as they "
                     "were scored. Open the files they were read from.")
                      .arg(QFileInfo(toQString(result->file()->path())).fileName()),
                  topic, {files.queries.isEmpty() ? browse : again});
}

void MainWindow::startJob(const RunDialog& dialog) {
  settings_->setRunOptions(dialog.options());
  const auto spec = dialog.spec();
  settings_->rememberFolderOf(QStringLiteral("scores"), toQString(spec.output));
  docks_[2]->show();
  workspace_.run(spec, dialog.inputs(), dialog.queryId(),
                 dialog.targetId() == 0 ? dialog.queryId() : dialog.targetId(),
                 dialog.toldWarnings());
}

void MainWindow::runJob(const nblast::JobSpec& spec) {
  QStringList paths;
  for (const auto& path : spec.queries)
    paths += QFileInfo(toQString(path)).absoluteFilePath();
  workspace_.run(spec, {}, 0, 0);
  meshes_->offer(meshBeside(paths));
}

void MainWindow::chooseColours() {
  ColourScaleDialog dialog(heatmap_->heatmap()->colourScale(), this);
  connect(&dialog, &ColourScaleDialog::changed, heatmap_->heatmap(),
          &HeatmapWidget::setColourScale);
  if (dialog.exec() != QDialog::Accepted) return;
  const auto scale = dialog.chosen();
  settings_->setColours(scale.map(), scale.lowest(), scale.highest());
}

bool MainWindow::isFullyDrawn() const {
  return !workspace_.isBusy() && !meshes_->isWaiting() && matches_->isUpToDate() &&
         heatmap_->heatmap()->isFullyDrawn() && scene_->isFullyDrawn();
}

QRect MainWindow::heatmapRect() const {
  const auto* map = heatmap_->heatmap();
  return map->matrixRect().translated(map->mapTo(this, QPoint(0, 0)));
}

QRect MainWindow::sceneRect() const {
  const auto* scene = scene_->scene();
  return scene->viewRect().translated(scene->mapTo(this, QPoint(0, 0)));
}

void MainWindow::dragEnterEvent(QDragEnterEvent* event) {
  if (event->mimeData()->hasUrls()) event->acceptProposedAction();
}

void MainWindow::dropEvent(QDropEvent* event) {
  QStringList paths;
  const auto urls = event->mimeData()->urls();
  for (const QUrl& url : urls) {
    if (url.isLocalFile()) paths += url.toLocalFile();
  }
  event->acceptProposedAction();
  // Later: the program that the files come from waits until the drop is done.
  QMetaObject::invokeMethod(
      this, [this, paths] { open(paths); }, Qt::QueuedConnection);
}

/// The window manager may take its time to put the frame around the window.
void MainWindow::showEvent(QShowEvent* event) {
  QMainWindow::showEvent(event);
  for (const int wait_ms : {0, 300}) {
    QTimer::singleShot(wait_ms, this, [this] {
      if (!sizeIsGiven_) fitToScreen(this);
    });
  }
}

void MainWindow::closeEvent(QCloseEvent* event) {
  if (mayAsk_ && !mayClose()) return event->ignore();
  exporter_->cancelAllAndWait();
  workspace_.jobs()->cancelAllAndWait();
  settings_->setWindow(saveGeometry(), saveState(), splitter_->saveState());
  event->accept();
}

/// Nothing that is under way ends without a question.
bool MainWindow::mayClose() {
  return CloseQuestion(workspace_.jobs(), exporter_, this).mayClose();
}

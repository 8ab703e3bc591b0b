// SPDX-License-Identifier: BSD-3-Clause
#include "ui/window/MainWindow.hpp"

#include "compute/base/Log.hpp"
#include "ui/export/Exporter.hpp"
#include "ui/sets/SetQuestions.hpp"
#include "ui/text/Format.hpp"
#include "ui/widgets/Actions.hpp"
#include "ui/widgets/FitScreen.hpp"
#include "ui/widgets/Icons.hpp"
#include "ui/widgets/MessageBar.hpp"
#include "ui/window/AboutDialog.hpp"
#include "ui/window/CloseQuestion.hpp"
#include "ui/window/OpenCommands.hpp"
#include "ui/window/RecentFiles.hpp"
#include "ui/window/RunCommands.hpp"
#include "ui/window/ShortcutsFirst.hpp"
#include "ui/window/StatusLine.hpp"
#include "ui/window/UiApplication.hpp"
#include "ui/window/Views.hpp"

#include <QCloseEvent>
#include <QDesktopServices>
#include <QDockWidget>
#include <QDragEnterEvent>
#include <QFileInfo>
#include <QMenuBar>
#include <QMimeData>
#include <QSplitter>
#include <QStatusBar>
#include <QTimer>
#include <QToolBar>
#include <QUrl>
#include <QVBoxLayout>

#include <algorithm>

namespace {

/// The dock of a view; null: the view stands in the centre.
QDockWidget* dockOf(const View& view) {
  return qobject_cast<QDockWidget*>(view.widget->parentWidget());
}

nblast::LogLevel levelOf(MessageKind kind) {
  if (kind == MessageKind::Error) return nblast::LogLevel::Error;
  return kind == MessageKind::Warning ? nblast::LogLevel::Warning : nblast::LogLevel::Info;
}

}  // namespace

MainWindow::MainWindow(Settings* settings, QWidget* parent,
                       std::unique_ptr<nblast::MemoryMonitor> memory)
    : QMainWindow(parent),
      settings_(settings),
      memory_(memory ? std::move(memory) : nblast::makeMemoryMonitor()) {
  setObjectName(QStringLiteral("mainWindow"));
  setWindowIcon(iconNamed(QStringLiteral("nblast-workbench")));
  setAcceptDrops(true);
  buildCentre();
  exporter_ = std::make_unique<Exporter>(&workspace_, messages_, settings_, this);
  questions_ = std::make_unique<SetQuestions>(&workspace_, messages_, settings_, this);
  opening_ = std::make_unique<OpenCommands>(&workspace_, settings_, this);
  running_ = std::make_unique<RunCommands>(&workspace_, settings_, opening_.get(), this);
  recent_ = std::make_unique<RecentFiles>(&workspace_, settings_, opening_.get(), this);
  status_ = std::make_unique<StatusLine>(statusBar(), &workspace_, &memory_);
  views_ =
      makeViews({&workspace_, settings_, &memory_, exporter_.get(), questions_.get(), &requests_});
  placeViews();
  connectMessages();
  connectViews();
  buildMenus();
  buildToolBar();
  new ShortcutsFirst(this);
  resize(firstSizeOn(screen()->availableSize()));
  fitToScreen(this);
  resetLayout();
  restoreLayout();
  fitToScreen(this);
  showTitle();
}

// The views listen to the workspace: they are deleted before it. QMainWindow would do so after it.
MainWindow::~MainWindow() {
  for (const View& view : std::as_const(views_))
    delete dockOf(view);
  delete takeCentralWidget();
}

void MainWindow::buildCentre() {
  auto* centre = new QWidget;
  auto* layout = new QVBoxLayout(centre);
  layout->setContentsMargins(0, 0, 0, 0);
  layout->setSpacing(0);
  messages_ = new MessageBar;
  splitter_ = new QSplitter(Qt::Horizontal);
  splitter_->setChildrenCollapsible(false);
  layout->addWidget(messages_);
  layout->addWidget(splitter_, 1);
  setCentralWidget(centre);
}

void MainWindow::placeViews() {
  for (const View& view : std::as_const(views_)) {
    if (view.area == Qt::NoDockWidgetArea) {
      splitter_->addWidget(view.widget);
      continue;
    }
    auto* dock = new QDockWidget(view.title, this);
    dock->setObjectName(view.name + QStringLiteral("Dock"));
    dock->setWidget(view.widget);
    addDockWidget(view.area, dock);
  }
}

void MainWindow::connectMessages() {
  connect(&workspace_, &Workspace::message, messages_,
          [this](const Message& message) { messages_->show(message); });
  connect(messages_, &MessageBar::shown, this, [](MessageKind kind, const QString& text) {
    nblast::log(levelOf(kind), "message", text.toStdString());
  });
  connect(&workspace_, &Workspace::messageWithdrawn, messages_, &MessageBar::withdraw);
  if (const auto* application = qobject_cast<UiApplication*>(qApp)) {
    connect(application, &UiApplication::failed, &workspace_, [this](const QString& sentence) {
      workspace_.tell({MessageKind::Error, sentence});
    });
  }
}

void MainWindow::connectViews() {
  const auto openInViews = [this](const OpenFiles& files) {
    for (const View& view : std::as_const(views_)) {
      if (view.open) view.open(files);
    }
  };
  connect(opening_.get(), &OpenCommands::opened, this, openInViews);
  connect(running_.get(), &RunCommands::readingJobBegan, this,
          [openInViews](const QStringList& queries) {
            OpenFiles files;
            files.neurons = queries;
            openInViews(files);
          });
  connect(&requests_, &ViewRequests::openNeuronsWanted, opening_->neurons(), &QAction::trigger);
  connect(&requests_, &ViewRequests::openFolderWanted, opening_->folder(), &QAction::trigger);
  connect(&requests_, &ViewRequests::runWanted, running_.get(), &RunCommands::showRunDialog);
  connect(&requests_, &ViewRequests::hovered, status_.get(), &StatusLine::showHovered);
  connect(&workspace_, &Workspace::resultChanged, this, &MainWindow::showTitle);
}

QList<QAction*> MainWindow::actionsAt(MenuPlace place) const {
  QList<QAction*> actions;
  for (const View& view : views_) {
    for (const ViewAction& entry : view.actions) {
      if (entry.place == place) actions += entry.action;
    }
  }
  return actions;
}

/// Adds a menu. @param groups are divided by separators
QMenu* MainWindow::addMenu(const QString& title, const QList<QList<QAction*>>& groups) {
  auto* menu = menuBar()->addMenu(title);
  menu->setToolTipsVisible(true);
  for (const QList<QAction*>& group : groups) {
    if (!menu->isEmpty() && !group.isEmpty()) menu->addSeparator();
    menu->addActions(group);
  }
  return menu;
}

void MainWindow::buildMenus() {
  auto* quit = newAction(this, {"quit", tr("&Quit"), tr("Close the window and end the program"), "",
                                QKeySequence(Qt::CTRL | Qt::Key_Q)});
  connect(quit, &QAction::triggered, this, &QWidget::close);
  auto* clear = newAction(this, {"clearSelection", tr("Clear the &selection"),
                                 tr("Select no query, no match and no other neuron"), "",
                                 QKeySequence(Qt::Key_Escape)});
  connect(clear, &QAction::triggered, &workspace_, &Workspace::clearSelection);
  auto* reset = newAction(this, {"resetLayout", tr("&Reset the layout"),
                                 tr("Put all views back to where they were at first")});
  connect(reset, &QAction::triggered, this, &MainWindow::resetLayout);
  QList<QAction*> docks;
  for (const View& view : std::as_const(views_)) {
    if (const auto* dock = dockOf(view)) docks += dock->toggleViewAction();
  }
  auto* file =
      addMenu(tr("&File"), {{opening_->neurons(), opening_->folder(), opening_->scoreFile(),
                             recent_->results(), recent_->recent(), opening_->closeResult()},
                            QList{exportScoresAction()} + actionsAt(MenuPlace::Export),
                            actionsAt(MenuPlace::Content),
                            {quit}});
  connect(file, &QMenu::aboutToShow, recent_.get(), &RecentFiles::review);
  addMenu(tr("&NBLAST"), {{running_->run(), running_->verify()}});
  addMenu(tr("&View"), {docks, actionsAt(MenuPlace::Look) + QList{clear}, {reset}});
  addMenu(tr("&Help"), {helpActions()});
}

QAction* MainWindow::exportScoresAction() {
  auto* action =
      newAction(this, {"exportScores", tr("&Export scores…"),
                       tr("Save the scores as a table or as a list of pairs (CSV or TSV)"),
                       "export", QKeySequence(Qt::CTRL | Qt::Key_E)});
  enableWithResult(action, &workspace_);
  connect(action, &QAction::triggered, exporter_.get(), &Exporter::askForScores);
  return action;
}

QList<QAction*> MainWindow::helpActions() {
  auto* formats = newAction(this, {"formatsAndShortcuts", tr("&Formats and shortcuts"),
                                   tr("Which files can be opened, and what mouse and keys do"), "",
                                   QKeySequence::HelpContents});
  auto* about =
      newAction(this, {"about", tr("&About NBLAST Workbench"), tr("What this program is"), "info"});
  for (QAction* action : {formats, about})
    connect(action, &QAction::triggered, this, [this] { AboutDialog(menuBar(), this).exec(); });
  showLog_ = newAction(this, {"showLog", tr("Show &log"),
                              tr("Open the file in which this program writes down what it does")});
  showLog_->setVisible(false);
  connect(showLog_, &QAction::triggered, this, &MainWindow::showLog);
  return {formats, showLog_, about};
}

void MainWindow::buildToolBar() {
  auto* bar = addToolBar(tr("Main tools"));
  bar->setObjectName(QStringLiteral("mainToolBar"));
  bar->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
  bar->setIconSize(QSize(20, 20));
  bar->setMovable(false);
  bar->addAction(opening_->neurons());
  bar->addAction(opening_->folder());
  bar->addSeparator();
  bar->addAction(running_->run());
}

void MainWindow::resetLayout() {
  QList<QDockWidget*> beside, below;
  QList<int> widths, heights;
  for (const View& view : std::as_const(views_)) {
    auto* dock = dockOf(view);
    if (dock == nullptr) continue;
    dock->setFloating(false);
    dock->show();
    addDockWidget(view.area, dock);
    // On a small screen the centre keeps close to half of the width.
    const int size = std::min(view.most_px, static_cast<int>(width() * view.share));
    const bool isBeside =
        view.area == Qt::LeftDockWidgetArea || view.area == Qt::RightDockWidgetArea;
    (isBeside ? beside : below) += dock;
    (isBeside ? widths : heights) += size;
  }
  resizeDocks(beside, widths, Qt::Horizontal);
  resizeDocks(below, heights, Qt::Vertical);
  splitter_->setSizes(QList<int>(splitter_->count(), 1000));
}

void MainWindow::restoreLayout() {
  if (!settings_->windowGeometry().isEmpty()) restoreGeometry(settings_->windowGeometry());
  if (!settings_->windowState().isEmpty()) restoreState(settings_->windowState());
  if (!settings_->splitterState().isEmpty()) splitter_->restoreState(settings_->splitterState());
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

void MainWindow::offerLog(const QString& path) {
  logPath_ = path;
  showLog_->setVisible(true);
}

void MainWindow::showLog() {
  const QFileInfo file(logPath_);
  const QString shown = file.exists() ? logPath_ : file.absolutePath();
  if (!QDesktopServices::openUrl(QUrl::fromLocalFile(shown)))
    workspace_.tell({MessageKind::Note, tr("The log is in %1.").arg(logPath_), logPath_});
}

void MainWindow::open(const QStringList& paths) {
  opening_->open(paths);
}

void MainWindow::runJob(const nblast::JobSpec& spec) {
  running_->runJob(spec);
}

bool MainWindow::isFullyDrawn() const {
  return !workspace_.isBusy() && std::all_of(views_.begin(), views_.end(), [](const View& view) {
    return !view.isSettled || view.isSettled();
  });
}

QMap<QString, QRect> MainWindow::pictureRects() const {
  QMap<QString, QRect> rects;
  for (const View& view : views_) {
    if (!view.pictureRect) continue;
    rects.insert(view.name, view.pictureRect().translated(view.widget->mapTo(this, QPoint(0, 0))));
  }
  return rects;
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
  if (workspace_.mayAsk() && !mayClose()) return event->ignore();
  exporter_->cancelAllAndWait();
  workspace_.jobs()->cancelAllAndWait();
  settings_->setWindow(saveGeometry(), saveState(), splitter_->saveState());
  event->accept();
}

/// Nothing that is under way ends without a question.
bool MainWindow::mayClose() {
  return CloseQuestion(workspace_.jobs(), exporter_.get(), this).mayClose();
}

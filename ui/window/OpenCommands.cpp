// SPDX-License-Identifier: BSD-3-Clause
#include "ui/window/OpenCommands.hpp"

#include "ui/widgets/Actions.hpp"
#include "ui/workspace/Settings.hpp"
#include "ui/workspace/Workspace.hpp"

#include <QAction>
#include <QFileDialog>
#include <QFileInfo>

#include <algorithm>

namespace {

const QString kNeurons = QStringLiteral("neurons");
const QString kScores = QStringLiteral("scores");

}  // namespace

OpenCommands::OpenCommands(Workspace* workspace, Settings* settings, QWidget* window)
    : workspace_(workspace),
      settings_(settings),
      window_(window),
      neurons_(newAction(window, {"openNeurons", tr("&Open neurons…"),
                                  tr("Open files of neurons (SWC, CSV, archives) as a set"), "open",
                                  QKeySequence::Open})),
      folder_(newAction(window,
                        {"openFolder", tr("Open &folder…"), tr("Open a folder of neurons as a set"),
                         "open", QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_O)})),
      scoreFile_(newAction(window, {"openScoreFile", tr("Open &score file…"),
                                    tr("Open scores that were computed before"), "result",
                                    QKeySequence(Qt::CTRL | Qt::Key_L)})),
      closeResult_(newAction(window, {"closeResult", tr("&Close result"),
                                      tr("Close the scores, and the neurons that came with them"),
                                      "", QKeySequence(Qt::CTRL | Qt::Key_W)})) {
  enableWithResult(closeResult_, workspace_);
  connect(neurons_, &QAction::triggered, this, [this] { openByDialog(false); });
  connect(folder_, &QAction::triggered, this, [this] { openByDialog(true); });
  connect(scoreFile_, &QAction::triggered, this, &OpenCommands::openScoreFileByDialog);
  connect(closeResult_, &QAction::triggered, workspace_, &Workspace::closeResult);
  connect(workspace_, &Workspace::scoreFilesOpened, this, &OpenCommands::tellWhichResultIsShown);
  connect(workspace_, &Workspace::resultWaiting, this, &OpenCommands::tellThatAResultWaits);
}

void OpenCommands::openByDialog(bool folder) {
  const QString start = settings_->folder(kNeurons);
  const QStringList paths =
      folder ? QStringList{QFileDialog::getExistingDirectory(window_,
                                                             tr("Open a folder of neurons"), start)}
             : QFileDialog::getOpenFileNames(window_, tr("Open neurons"), start, neuronFilter());
  open(paths);
}

void OpenCommands::openScoreFileByDialog() {
  open({QFileDialog::getOpenFileName(window_, tr("Open score file"), settings_->folder(kScores),
                                     scoreFileFilter())});
}

void OpenCommands::open(const QStringList& paths) {
  QStringList named = paths;
  named.removeAll(QString());
  const OpenFiles files = sortPaths(named);
  for (const QString& problem : files.problems)
    workspace_->tell({MessageKind::Error, problem});
  if (!files.neurons.isEmpty()) {
    settings_->rememberFolderOf(kNeurons, files.neurons.first());
    workspace_->openNeurons(files.neurons);
  }
  if (!files.scoreFiles.isEmpty()) {
    settings_->rememberFolderOf(kScores, files.scoreFiles.last());
    workspace_->openScoreFiles(files.scoreFiles);
  }
  Q_EMIT opened(files);
}

/// The other results are one click away.
void OpenCommands::tellWhichResultIsShown(const QStringList& paths) {
  constexpr qsizetype kMostButtons = 3;
  QList<MessageButton> buttons;
  for (const QString& path : paths.mid(0, std::min(kMostButtons, paths.size() - 1))) {
    buttons.append({tr("Show %1").arg(QFileInfo(path).fileName()),
                    [workspace = workspace_, path] { workspace->openScoreFile(path); }});
  }
  workspace_->tell({MessageKind::Note,
                    tr("%Ln score file(s) (was|were) opened; %1 is shown. The others are in File > "
                       "Results.",
                       nullptr, static_cast<int>(paths.size()))
                        .arg(QFileInfo(paths.last()).fileName()),
                    QStringLiteral("score files"), buttons});
}

void OpenCommands::tellThatAResultWaits(const QString& path) {
  const MessageButton open{tr("Open result"), [workspace = workspace_, path] {
                             workspace->withdraw(path);
                             workspace->openScoreFile(path);
                           }};
  workspace_->tell(
      {MessageKind::Note,
       tr("%1 is being scored now. What you are looking at stays.").arg(QFileInfo(path).fileName()),
       path,
       {open}});
}

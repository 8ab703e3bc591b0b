// SPDX-License-Identifier: BSD-3-Clause
#include "ui/window/RunCommands.hpp"

#include "ui/run/RunDialog.hpp"
#include "ui/run/VerifyDialog.hpp"
#include "ui/text/Text.hpp"
#include "ui/widgets/Actions.hpp"
#include "ui/window/OpenCommands.hpp"
#include "ui/workspace/Settings.hpp"
#include "ui/workspace/Workspace.hpp"

#include <QAction>
#include <QFileInfo>

#include <memory>
#include <utility>

RunCommands::RunCommands(Workspace* workspace, Settings* settings, OpenCommands* opening,
                         QWidget* window)
    : workspace_(workspace),
      settings_(settings),
      opening_(opening),
      window_(window),
      run_(newAction(window, {"runNblast", tr("&Run NBLAST…"), tr("Score neurons against neurons"),
                              "run", QKeySequence(Qt::CTRL | Qt::Key_R)})),
      verify_(newAction(window,
                        {"verifyScores", tr("&Verify scores…"),
                         tr("Compute some scores of the open file again, and compare"), "done"})) {
  enableWithResult(verify_, workspace_);
  connect(run_, &QAction::triggered, this, [this] { showRunDialog(0); });
  connect(verify_, &QAction::triggered, this, &RunCommands::showVerifyDialog);
}

void RunCommands::showVerifyDialog() {
  if (workspace_->result() != nullptr)
    (new VerifyDialog(workspace_->result()->file(), window_))->open();
}

void RunCommands::showRunDialog(int queryId) {
  auto* sets = workspace_->sets();
  bool any = false;
  for (int i = 0; i < sets->count(); ++i)
    any = any || sets->at(i).loaded != nullptr;
  if (!any) return tellWhatToOpen();
  std::shared_ptr<const void> prepared;
  {
    RunDialog dialog(sets, queryId, settings_->runOptions(),
                     settings_->folder(QStringLiteral("scores")), window_);
    if (dialog.exec() == QDialog::Accepted) startJob(dialog);
    prepared = dialog.prepared();
  }
  workspace_->letGo(std::move(prepared));
}

/// A score file's own neurons are listed, but cannot be scored again.
void RunCommands::tellWhatToOpen() {
  const QString topic = QStringLiteral("nothing to run");
  const MessageButton browse{tr("Open neurons…"), [this] { opening_->neurons()->trigger(); }};
  const auto& result = workspace_->result();
  if (result == nullptr) {
    return workspace_->tell(
        {MessageKind::Warning,
         tr("Open neurons first: drop SWC files, a folder or a zip onto the window."),
         topic,
         {browse}});
  }
  const auto files = inputFilesOf(*result->file());
  const MessageButton again{tr("Open those files"), [opening = opening_, files] {
                              opening->open(files.queries);
                              opening->open(files.targets);
                            }};
  workspace_->tell({MessageKind::Warning,
                    tr("The neurons of %1 cannot be scored again: a score file keeps them as they "
                       "were scored. Open the files they were read from.")
                        .arg(QFileInfo(toQString(result->file()->path())).fileName()),
                    topic,
                    {files.queries.isEmpty() ? browse : again}});
}

void RunCommands::startJob(const RunDialog& dialog) {
  settings_->setRunOptions(dialog.options());
  const auto spec = dialog.spec();
  settings_->rememberFolderOf(QStringLiteral("scores"), toQString(spec.output));
  workspace_->run(spec, dialog.inputs(), dialog.queryId(),
                  dialog.targetId() == 0 ? dialog.queryId() : dialog.targetId(),
                  dialog.toldWarnings());
}

void RunCommands::runJob(const nblast::JobSpec& spec) {
  QStringList paths;
  for (const auto& path : spec.queries)
    paths += QFileInfo(toQString(path)).absoluteFilePath();
  workspace_->run(spec, {}, 0, 0);
  Q_EMIT readingJobBegan(paths);
}

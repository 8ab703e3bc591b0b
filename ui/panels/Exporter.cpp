#include "ui/panels/Exporter.hpp"

#include "ui/jobs/Work.hpp"
#include "ui/panels/Settings.hpp"
#include "ui/panels/Text.hpp"
#include "ui/scene/PictureFile.hpp"

#include <QDir>
#include <QFileDialog>
#include <QFileInfo>

Exporter::Exporter(Workspace* workspace, Settings* settings, QWidget* window)
    : QObject(window), workspace_(workspace), settings_(settings), window_(window) {}

QString Exporter::resultName() const {
  return QFileInfo(toQString(workspace_->result()->file()->path())).completeBaseName();
}

QString Exporter::ask(const QString& title, const QString& purpose, const QString& name,
                      const QString& filter) {
  QFileDialog dialog(window_, title, settings_->folder(purpose), filter);
  dialog.setAcceptMode(QFileDialog::AcceptSave);
  dialog.selectFile(name);
  // The ending follows the chosen kind where the user writes none.
  const auto endingOf = [](const QString& chosen) {
    return chosen.section(QStringLiteral("*."), 1).section(QLatin1Char(')'), 0, 0);
  };
  dialog.setDefaultSuffix(endingOf(filter));
  connect(&dialog, &QFileDialog::filterSelected, &dialog,
          [&](const QString& chosen) { dialog.setDefaultSuffix(endingOf(chosen)); });
  if (dialog.exec() != QDialog::Accepted || dialog.selectedFiles().isEmpty()) return {};
  settings_->rememberFolderOf(purpose, dialog.selectedFiles().first());
  return dialog.selectedFiles().first();
}

void Exporter::askForScores() {
  if (workspace_->result() == nullptr) return;
  const QString path =
      ask(tr("Export scores"), QStringLiteral("export"), resultName() + QStringLiteral(".csv"),
          tr("Matrix, comma-separated (*.csv);;Matrix, tab-separated (*.tsv);;"
             "List of pairs, comma-separated (*.edges.csv);;"
             "List of pairs, tab-separated (*.edges.tsv)"));
  if (!path.isEmpty()) writeScores(path);
}

void Exporter::askForMatches(qint64 row, std::vector<nblast::Match> matches) {
  const auto& result = workspace_->result();
  if (result == nullptr || matches.empty()) return;
  QString query = result->queryName(row);
  query.replace(QLatin1Char('/'), QLatin1Char('-'));
  const QString path = ask(tr("Export matches"), QStringLiteral("export"),
                           QStringLiteral("matches-of-%1.csv").arg(query),
                           tr("Comma-separated (*.csv);;Tab-separated (*.tsv)"));
  if (!path.isEmpty()) writeMatches(row, matches, path);
}

void Exporter::askForPicture(const QString& what, const QImage& picture) {
  if (picture.isNull()) {
    Q_EMIT message(MessageBar::Kind::Warning, tr("There is no %1 to save yet.").arg(what));
    return;
  }
  const QString path = ask(tr("Save the %1 picture").arg(what), QStringLiteral("picture"),
                           what + QStringLiteral(".png"), tr("PNG picture (*.png)"));
  if (!path.isEmpty()) writePicture(picture, path);
}

template <class Work>
void Exporter::start(Work work, const QString& path) {
  if (task_.isRunning()) {
    Q_EMIT message(MessageBar::Kind::Warning,
                   tr("An export is being written; try again when it is done."));
    return;
  }
  task_.start(std::move(work), [this, path](const auto& outcome) {
    if (outcome.end == TaskEnd::Failed) Q_EMIT message(MessageBar::Kind::Error, outcome.failure);
    if (outcome.end != TaskEnd::Finished) return;
    Q_EMIT message(MessageBar::Kind::Note, tr("Written: %1").arg(path));
    Q_EMIT written(path);
  });
}

void Exporter::writeScores(const QString& path) {
  nblast::ExportOptions options;
  options.direction = workspace_->direction();
  options.existing = nblast::ExistingFile::Overwrite;  // the file dialog has asked
  start(exportScoresWork(workspace_->result()->file(), toPath(path), options), path);
}

void Exporter::writeMatches(qint64 row, const std::vector<nblast::Match>& matches,
                            const QString& path) {
  start(exportMatchesWork(workspace_->result()->file(), row, matches, toPath(path)), path);
}

void Exporter::writePicture(const QImage& picture, const QString& path) {
  const QString problem = ::writePicture(picture, path);
  if (!problem.isEmpty()) {
    Q_EMIT message(MessageBar::Kind::Error, problem);
    return;
  }
  Q_EMIT message(MessageBar::Kind::Note, tr("Written: %1").arg(path));
  Q_EMIT written(path);
}

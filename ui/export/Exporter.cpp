// SPDX-License-Identifier: BSD-3-Clause
#include "ui/export/Exporter.hpp"

#include "ui/export/ExportFilters.hpp"
#include "ui/export/ExportRow.hpp"
#include "ui/export/PictureFile.hpp"
#include "ui/jobs/Work.hpp"
#include "ui/text/Text.hpp"
#include "ui/widgets/MessageBar.hpp"
#include "ui/workspace/Settings.hpp"

#include <QDesktopServices>
#include <QFileDialog>
#include <QFileInfo>
#include <QUrl>

Exporter::Exporter(Workspace* workspace, MessageBar* messages, Settings* settings, QWidget* window)
    : QObject(window),
      workspace_(workspace),
      messages_(messages),
      settings_(settings),
      window_(window) {}

QString Exporter::ask(const QString& title, const QString& purpose, const QString& name,
                      const QString& filter) {
  QFileDialog dialog(window_, title, settings_->folder(purpose), filter);
  dialog.setAcceptMode(QFileDialog::AcceptSave);
  dialog.selectFile(name);
  // Where the user writes no ending, the chosen kind of file decides.
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
  const auto file = workspace_->result()->file();
  const auto direction = workspace_->direction();
  const QString path =
      ask(tr("Export scores"), QStringLiteral("export"),
          QFileInfo(toQString(file->path())).completeBaseName() + QStringLiteral(".csv"),
          scoreTableFilter());
  if (!path.isEmpty()) writeScores(file, direction, path);
}

void Exporter::askForMatches(const MatchChoices& choices) {
  if (choices.all.empty()) return;
  WhichMatches which(choices, window_);
  if (choices.isChoice() && which.exec() != QDialog::Accepted) return;
  QString query =
      toQString(choices.file->queries().labels.at(static_cast<std::size_t>(choices.query)).key);
  query.replace(QLatin1Char('/'), QLatin1Char('-'));
  const QString path = ask(tr("Export matches"), QStringLiteral("export"),
                           QStringLiteral("matches-of-%1.csv").arg(query), matchTableFilter());
  if (!path.isEmpty()) writeMatches(choices.file, choices.query, which.chosen(), path);
}

void Exporter::askForPicture(const QString& what, const PictureWork& make) {
  const QString path = ask(tr("Save the %1 picture").arg(what), QStringLiteral("picture"),
                           what + QStringLiteral(".png"), tr("PNG picture (*.png)"));
  if (!path.isEmpty()) writePicture(make, path);
}

QStringList Exporter::pathsBeingWritten() const {
  QStringList paths;
  for (const ExportRow* row : rows_)
    paths += row->path();
  return paths;
}

void Exporter::cancelAllAndWait() {
  while (!rows_.isEmpty())
    delete rows_.takeLast();
}

/// Adds the row of a new export. @return null: that file is being written already
ExportRow* Exporter::addRow(const QString& path) {
  if (pathsBeingWritten().contains(path)) {
    messages_->show(MessageKind::Warning,
                    tr("%1 is being written already: wait for it, cancel it, or choose another "
                       "name.")
                        .arg(path),
                    path);
    return nullptr;
  }
  auto* row = new ExportRow(path);
  rows_ += row;
  connect(row, &ExportRow::ended, this,
          [this, row](TaskEnd end, const QString& failure) { ended(row, end, failure); });
  messages_->withdraw(path);
  messages_->addRow(row);
  return row;
}

void Exporter::ended(ExportRow* row, TaskEnd end, const QString& failure) {
  rows_.removeOne(row);
  row->hide();
  row->deleteLater();
  const QString path = row->path();
  if (end == TaskEnd::Failed) {
    messages_->show(MessageKind::Error, failure, path);
  } else if (end == TaskEnd::Cancelled) {
    messages_->show(MessageKind::Note,
                    tr("Cancelled: %1 was not written.").arg(QFileInfo(path).fileName()), path);
  } else {
    tellWritten(path);
  }
}

void Exporter::tellWritten(const QString& path) {
  const QFileInfo file(path);
  messages_->show(MessageKind::Note, tr("Written: %1 (%2)").arg(path, formatBytes(file.size())),
                  path, {{tr("Open folder"), [folder = file.absolutePath()] {
                            QDesktopServices::openUrl(QUrl::fromLocalFile(folder));
                          }}});
  Q_EMIT written(path);
}

void Exporter::writeScores(const std::shared_ptr<const nblast::ScoreFile>& file,
                           nblast::Direction direction, const QString& path) {
  nblast::ExportOptions options;
  options.direction = direction;
  options.existing = nblast::ExistingFile::Overwrite;  // the file dialog has asked
  auto* row = addRow(path);
  if (row == nullptr) return;
  row->start(exportScoresWork(file, toPath(path), options,
                              [row](std::int64_t bytes) { row->tellSize(bytes); }));
}

void Exporter::writeMatches(const std::shared_ptr<const nblast::ScoreFile>& file, qint64 query,
                            const std::vector<nblast::Match>& matches, const QString& path) {
  auto* row = addRow(path);
  if (row == nullptr) return;
  row->start(exportMatchesWork(file, query, matches, toPath(path)));
}

void Exporter::writePicture(const PictureWork& make, const QString& path) {
  auto* row = addRow(path);
  if (row == nullptr) return;
  row->start([make, path](nblast::JobControl& control) {
    const QImage picture = make(control);
    control.checkpoint();
    ::writePicture(picture, path);
  });
}

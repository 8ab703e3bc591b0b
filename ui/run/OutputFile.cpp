// SPDX-License-Identifier: BSD-3-Clause
#include "ui/run/OutputFile.hpp"

#include "compute/base/Error.hpp"
#include "compute/io/FileKind.hpp"
#include "compute/job/CheckOutput.hpp"
#include "ui/text/Text.hpp"

#include <QCoreApplication>
#include <QDir>
#include <QFileInfo>
#include <QRegularExpression>

namespace {

QString tr(const char* text) {
  return QCoreApplication::translate("OutputFile", text);
}

/// A set's name as part of a file name: no endings, nothing a file system could object to.
QString asFileName(const QString& name) {
  static const QRegularExpression kOdd(QStringLiteral("[^\\w.+-]+"));
  QString result = name;
  for (qsizetype ending = 1; ending > 0;) {
    const QString last = result.section(QLatin1Char('/'), -1);
    ending = last.size() - QString::fromStdString(nblast::stemOf(last.toStdString())).size();
    result.chop(ending);
  }
  result.replace(kOdd, QStringLiteral("-"));
  return result.isEmpty() ? QStringLiteral("neurons") : result;
}

}  // namespace

QString freshScoreFile(const QString& folder, const QString& queries, const QString& targets) {
  QString stem = asFileName(queries);
  if (!targets.isEmpty()) stem += QStringLiteral("-against-") + asFileName(targets);
  const QDir dir(folder);
  QString path = dir.filePath(stem + QStringLiteral(".nblast.h5"));
  for (int i = 2; QFileInfo::exists(path); ++i) {
    path = dir.filePath(QStringLiteral("%1-%2.nblast.h5").arg(stem).arg(i));
  }
  return path;
}

QString outputProblem(const QString& path, const std::optional<nblast::Plan>& plan) {
  if (path.trimmed().isEmpty()) return tr("Say where to save the scores.");
  if (QFileInfo(path).isRelative()) {
    return tr("%1: write the whole path of the score file, or choose it.").arg(path);
  }
  try {
    nblast::checkOutputPath(toPath(path), nblast::ExistingFile::Overwrite);
  } catch (const nblast::Error& error) {
    return QString::fromUtf8(error.what()) + QLatin1Char('.');
  }
  const auto room = plan ? nblast::roomProblem(toPath(path), *plan) : std::string();
  return room.empty() ? QString() : toQString(room) + QLatin1Char('.');
}

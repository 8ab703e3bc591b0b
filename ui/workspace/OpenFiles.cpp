// SPDX-License-Identifier: BSD-3-Clause
#include "ui/workspace/OpenFiles.hpp"

#include "compute/base/Error.hpp"
#include "compute/io/FileKind.hpp"
#include "compute/job/JobSpec.hpp"
#include "compute/scorefile/ScoreFileType.hpp"
#include "ui/meshes/MeshFormats.hpp"
#include "ui/text/Text.hpp"

#include <QCoreApplication>
#include <QDir>
#include <QFileInfo>

#include <string>
#include <string_view>
#include <vector>

namespace {

QString tr(const char* text, int n = -1) {
  return QCoreApplication::translate("OpenFiles", text, nullptr, n);
}

bool isOf(const nblast::FileType& type, const QString& name) {
  return !nblast::endingOf(name.toStdString(), type.endings).empty();
}

/// @param what with the place of the patterns: "Neurons (%1);;All files (*)"
QString nameFilter(const QString& what, const std::vector<std::string_view>& endings) {
  QStringList patterns;
  for (const std::string_view ending : endings) {
    const QString pattern = QStringLiteral("*") + toQString(std::string(ending));
    patterns << pattern << pattern.toUpper();  // some dialogs tell them apart
  }
  return what.arg(patterns.join(QLatin1Char(' ')));
}

}  // namespace

OpenFiles sortPaths(const QStringList& paths) {
  OpenFiles files;
  for (const QString& path : paths) {
    const QFileInfo info(path);
    if (!info.exists()) {
      files.problems.append(tr("%1: there is no such file or folder; check the name.").arg(path));
    } else if (info.isDir() || nblast::fileKind(path.toStdString()) != nblast::FileKind::Other) {
      files.neurons.append(info.absoluteFilePath());
    } else if (isOf(nblast::scoreFileType(), path)) {
      files.scoreFiles.append(info.absoluteFilePath());
    } else if (isOf(meshFileType(), path)) {
      files.meshes.append(info.absoluteFilePath());
    } else {
      files.problems.append(
          tr("%1: this kind of file cannot be opened here. Neurons end in %2; score files in %3; "
             "brain meshes in %4.")
              .arg(info.fileName(), toQString(nblast::knownEndings()),
                   toQString(nblast::listOfEndings(nblast::scoreFileType().endings)),
                   toQString(nblast::listOfEndings(meshFileType().endings))));
    }
  }
  return files;
}

QString nameOfPaths(const QStringList& paths) {
  if (paths.isEmpty()) return tr("neurons");
  const QFileInfo first(paths.first());
  const QString name =
      first.fileName().isEmpty() ? QDir(paths.first()).dirName() : first.fileName();
  if (paths.size() == 1) return name;
  return tr("%1 and %Ln more", static_cast<int>(paths.size()) - 1).arg(name);
}

QString meshBeside(const QStringList& neuronPaths) {
  if (neuronPaths.isEmpty()) return {};
  const QFileInfo first(neuronPaths.first());
  QStringList folders{first.absolutePath()};
  if (first.isDir()) folders.prepend(first.absoluteFilePath());
  for (const QString& folder : folders) {
    const QString mesh = QDir(folder).filePath(QStringLiteral("neuropil.obj"));
    if (QFileInfo(mesh).isFile()) return mesh;
  }
  return {};
}

JobInputFiles inputFilesOf(const nblast::ScoreFile& file) {
  const QFileInfo scores(toQString(file.path()));
  const auto found = [&scores](const std::vector<std::filesystem::path>& paths) {
    QStringList files;
    for (const auto& path : paths) {
      const QString named = QFileInfo(toQString(path)).absoluteFilePath();
      const QString beside = scores.dir().absoluteFilePath(toQString(path));
      if (QFileInfo::exists(named)) {
        files += named;
      } else if (QFileInfo::exists(beside)) {
        files += beside;
      } else {
        return QStringList();  // a part of the files would be another set
      }
    }
    return files;
  };
  try {
    const auto job = nblast::jobSpecFromJson(file.jobJson(), file.path().string());
    return {found(job.queries), found(job.targets)};
  } catch (const nblast::Error&) {
    return {};  // the file is of another version, or made by hand
  }
}

QString neuronFilter() {
  return nameFilter(tr("Neurons (%1);;All files (*)"), nblast::neuronFileEndings());
}
QString scoreFileFilter() {
  return nameFilter(tr("Score files (%1);;All files (*)"), nblast::scoreFileType().endings);
}
QString meshFilter() {
  return nameFilter(tr("Surfaces (%1);;All files (*)"), meshFileType().endings);
}

// SPDX-License-Identifier: BSD-3-Clause
#include "ui/workspace/OpenFiles.hpp"

#include "compute/base/Error.hpp"
#include "compute/io/NeuronFiles.hpp"
#include "compute/job/JobSpec.hpp"
#include "ui/models/Text.hpp"

#include <QCoreApplication>
#include <QDir>
#include <QFileInfo>

namespace {

QString tr(const char* text, int n = -1) {
  return QCoreApplication::translate("OpenFiles", text, nullptr, n);
}

bool endsWithAny(const QString& name, std::initializer_list<const char*> endings) {
  for (const char* ending : endings) {
    if (name.endsWith(QLatin1String(ending), Qt::CaseInsensitive)) return true;
  }
  return false;
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
    } else if (endsWithAny(path, {".h5", ".hdf5"})) {
      files.scoreFiles.append(info.absoluteFilePath());
    } else if (endsWithAny(path, {".obj", ".ply", ".stl"})) {
      files.meshes.append(info.absoluteFilePath());
    } else {
      files.problems.append(
          tr("%1: this kind of file cannot be opened here. Neurons end in %2, score "
             "files in .h5, brain meshes in .obj, .ply or .stl.")
              .arg(info.fileName(), toQString(nblast::knownEndings())));
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
  QStringList patterns;
  for (const std::string& ending : nblast::neuronFileEndings()) {
    const QString pattern = QStringLiteral("*") + toQString(ending);
    patterns << pattern << pattern.toUpper();  // for some dialogs .swc and .SWC differ
  }
  return tr("Neurons (%1);;All files (*)").arg(patterns.join(QLatin1Char(' ')));
}
QString scoreFileFilter() {
  return tr("Score files (*.h5 *.hdf5);;All files (*)");
}
QString meshFilter() {
  return tr("Surfaces (*.obj *.ply *.stl *.OBJ *.PLY *.STL);;All files (*)");
}

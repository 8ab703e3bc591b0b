// SPDX-License-Identifier: BSD-3-Clause
#include "tests/documents/Repository.hpp"

#include <QDirIterator>
#include <QFile>
#include <QRegularExpression>

#include <algorithm>
#include <stdexcept>

Repository::Repository(const QString& root) : root_(root) {
  for (const QString& name : root_.entryList(QDir::Files | QDir::Hidden))
    files_ += name;
  for (const QString& folder : folders() + QStringList{".ci"}) {
    QDirIterator found(root_.filePath(folder), QDir::Files, QDirIterator::Subdirectories);
    while (found.hasNext())
      files_ += root_.relativeFilePath(found.next());
  }
  files_.sort();
  for (const QString& file : files_)
    names_.insert(file.section('/', -1));
}

QString Repository::textOf(const QString& path) const {
  QFile file(root_.filePath(path));
  if (!file.open(QIODevice::ReadOnly))
    throw std::runtime_error(qPrintable(path + " cannot be read: " + file.errorString()));
  return QString::fromUtf8(file.readAll());
}

QStringList Repository::documents() const {
  return files_.filter(QRegularExpression("\\.md$"));
}

bool Repository::has(const QString& path, const QString& mentionedIn) const {
  const QDir folder(QFileInfo(root_.filePath(mentionedIn)).dir());
  return QFileInfo::exists(root_.filePath(path)) || QFileInfo::exists(folder.filePath(path));
}

bool Repository::hasTail(const QString& path) const {
  return std::any_of(files_.begin(), files_.end(), [&](const QString& file) {
    return file == path || file.endsWith('/' + path);
  });
}

const QStringList& Repository::folders() {
  static const QStringList kNames{"app", "ui", "compute", "resources", "tests", "packaging"};
  return kNames;
}

bool Repository::isBelowTopFolder(const QString& path) {
  return path.contains('/') && folders().contains(path.section('/', 0, 0));
}

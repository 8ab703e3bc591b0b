// SPDX-License-Identifier: BSD-3-Clause
#include "ui/workspace/FileFingerprint.hpp"

#include "ui/text/Format.hpp"

#include <QCryptographicHash>
#include <QDateTime>
#include <QFileInfo>

namespace {

template <class Number>
void add(QCryptographicHash& hash, Number number) {
  hash.addData({reinterpret_cast<const char*>(&number), sizeof number});
}

void addFile(QCryptographicHash& hash, const QString& path) {
  const QFileInfo file(path);
  hash.addData(file.absoluteFilePath().toUtf8());
  add(hash, file.isDir() ? qint64{-1} : file.size());
  add(hash, file.lastModified().toMSecsSinceEpoch());
}

QString textOf(const QCryptographicHash& hash) {
  return QString::fromLatin1(hash.result().toHex());
}

}  // namespace

QString fingerprintOf(const QString& path) {
  QCryptographicHash hash(QCryptographicHash::Sha1);
  addFile(hash, path);
  return textOf(hash);
}

QString fingerprintOf(const OpenSet& set) {
  QCryptographicHash hash(QCryptographicHash::Sha1);
  for (const auto& path : set.paths)
    addFile(hash, toQString(path));
  if (set.loaded == nullptr) return textOf(hash);
  for (const auto& neuron : set.loaded->neurons) {
    hash.addData({neuron.key.data(), static_cast<qsizetype>(neuron.key.size())});
    add(hash, neuron.points.size());
  }
  for (const double extent : set.loaded->extents)
    add(hash, extent);
  return textOf(hash);
}

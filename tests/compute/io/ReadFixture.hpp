// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include "compute/base/Error.hpp"
#include "compute/io/ReadNeurons.hpp"

#include <QDir>
#include <QFile>
#include <QTemporaryDir>
#include <QTest>

#include <filesystem>
#include <string>
#include <vector>

/// Two neurons as small as can be told apart.
inline const std::string kSmallSwc = "1 0 0.5 0 0 1 -1\n2 0 1.5 0 0 1 1\n";
inline const std::string kOtherSmallSwc = "1 0 0.5 0 0 1 -1\n2 0 1.5 0 0 1 1\n3 0 2.5 0 0 1 2\n";

inline QStringList keysOf(const nblast::NeuronSet& set) {
  QStringList keys;
  for (const nblast::Neuron& n : set.neurons)
    keys << QString::fromStdString(n.key);
  return keys;
}

/// A folder of files, and what the reader makes of them.
class ReadFixture {
 public:
  QString at(const QString& name) const { return dir_.filePath(name); }

  void write(const QString& name, const std::string& text) const {
    QDir().mkpath(QFileInfo(at(name)).path());
    QFile file(at(name));
    const auto size = static_cast<qint64>(text.size());
    if (!file.open(QIODevice::WriteOnly) || file.write(text.data(), size) != size)
      qFatal("%s cannot be written", qPrintable(name));
  }

  nblast::NeuronSet read(const QStringList& names,
                         std::int64_t memoryBytes = nblast::memoryForReadingBytes()) const {
    std::vector<std::filesystem::path> paths;
    for (const QString& name : names)
      paths.emplace_back(at(name).toStdString());
    nblast::JobControl control;
    return nblast::readNeurons(paths, control, memoryBytes);
  }

  /// What is said where nothing could be read, without the folder's name.
  QString errorOf(const QStringList& names) const {
    try {
      read(names);
    } catch (const nblast::InputError& error) {
      return withoutFolder(error.what());
    }
    return "no error";
  }

  /// "name|reason" of what was left out, without the folder's name, sorted.
  QStringList leftOut(const nblast::NeuronSet& set) const {
    QStringList list;
    for (const nblast::LeftOut& out : set.leftOut)
      list << withoutFolder(out.name + "|" + out.reason);
    list.sort();
    return list;
  }

 private:
  QString withoutFolder(const std::string& text) const {
    return QString::fromStdString(text).remove(dir_.path() + "/");
  }

  QTemporaryDir dir_;
};

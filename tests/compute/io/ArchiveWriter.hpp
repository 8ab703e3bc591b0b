// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include "tests/compute/io/ArchiveBytes.hpp"

#include <QFile>

/// Writes one to a file, in the format that the file's name says. @return false if that failed
inline bool writeArchive(const QString& file, const Members& members) {
  const std::string bytes = archiveBytes(file.toStdString(), members);
  QFile to(file);
  const auto size = static_cast<qint64>(bytes.size());
  return size > 0 && to.open(QIODevice::WriteOnly) && to.write(bytes.data(), size) == size;
}

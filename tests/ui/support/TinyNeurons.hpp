// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include <QDir>
#include <QFile>
#include <QString>
#include <QTextStream>

#include <cmath>

/// A wavy skeleton as SWC text: `nodes` nodes, 1 µm apart, shifted along y; in µm unless scaled.
inline QString tinySwc(int nodes, double shift, double scale = 1, const QString& comment = {}) {
  QString text = comment.isEmpty() ? QString() : QStringLiteral("# %1\n").arg(comment);
  for (int i = 0; i < nodes; ++i) {
    const double x = i * 1.0, y = shift + 3 * std::sin(i / 5.0), z = 2 * std::cos(i / 7.0);
    text += QStringLiteral("%1 0 %2 %3 %4 1 %5\n")
                .arg(i + 1)
                .arg(x * scale, 0, 'f', 3)
                .arg(y * scale, 0, 'f', 3)
                .arg(z * scale, 0, 'f', 3)
                .arg(i == 0 ? -1 : i);
  }
  return text;
}

inline QString writeText(const QString& path, const QString& text) {
  QFile file(path);
  if (!file.open(QIODevice::WriteOnly)) qFatal("cannot write %s", qPrintable(path));
  file.write(text.toUtf8());
  return path;
}

/// n0.swc, n1.swc, ... in a folder, each 2.1 µm beside the one before (no edge of a bin of the
/// score tables: there float32 and double may differ by a bin). @return the files
inline QStringList writeTinyNeurons(const QString& folder, int count, int nodes = 40,
                                    double scale = 1) {
  QDir().mkpath(folder);
  QStringList files;
  for (int i = 0; i < count; ++i) {
    files +=
        writeText(QStringLiteral("%1/n%2.swc").arg(folder).arg(i), tinySwc(nodes, 2.1 * i, scale));
  }
  return files;
}

// SPDX-License-Identifier: BSD-3-Clause
#include "ui/export/PictureFile.hpp"

#include <QImageWriter>
#include <QSaveFile>

QString writePicture(const QImage& picture, const QString& path) {
  QSaveFile file(path);  // whole or not at all
  QString why;
  if (!file.open(QIODevice::WriteOnly)) {
    why = file.errorString();
  } else {
    QImageWriter writer(&file, "png");
    if (writer.write(picture) && file.commit()) return {};
    why = file.error() != QFileDevice::NoError ? file.errorString() : writer.errorString();
  }
  return QStringLiteral(
             "The picture cannot be saved as %1: %2. Choose another folder or file name.")
      .arg(path, why);
}

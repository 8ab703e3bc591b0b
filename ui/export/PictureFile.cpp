// SPDX-License-Identifier: BSD-3-Clause
#include "ui/export/PictureFile.hpp"

#include "compute/base/Error.hpp"

#include <QCoreApplication>
#include <QImageWriter>
#include <QSaveFile>

void writePicture(const QImage& picture, const QString& path) {
  QSaveFile file(path);
  QString why;
  if (!file.open(QIODevice::WriteOnly)) {
    why = file.errorString();
  } else {
    QImageWriter writer(&file, "png");
    if (writer.write(picture) && file.commit()) return;
    why = file.error() != QFileDevice::NoError ? file.errorString() : writer.errorString();
  }
  throw nblast::IoError(
      QCoreApplication::translate(
          "PictureFile",
          "The picture cannot be saved as %1: %2. Choose another folder or file name.")
          .arg(path, why)
          .toStdString());
}

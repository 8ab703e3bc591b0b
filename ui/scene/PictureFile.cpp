#include "ui/scene/PictureFile.hpp"

#include <QDir>
#include <QFileDialog>
#include <QFileInfo>
#include <QImageWriter>
#include <QMessageBox>
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

void askAndWritePicture(const QImage& picture, QWidget* parent) {
  static QString folder = QDir::homePath();
  QString path = QFileDialog::getSaveFileName(parent, QObject::tr("Save the 3D view"),
                                              QDir(folder).filePath(QStringLiteral("scene.png")),
                                              QObject::tr("Pictures (*.png)"));
  if (path.isEmpty()) return;
  if (QFileInfo(path).suffix().toLower() != QLatin1String("png")) {
    path += QStringLiteral(".png");
    // The dialog asked about the name without the ending only.
    if (QFileInfo::exists(path) &&
        QMessageBox::question(parent, QObject::tr("Save the 3D view"),
                              QObject::tr("%1 exists already. Replace it?").arg(path)) !=
            QMessageBox::Yes) {
      return;
    }
  }
  folder = QFileInfo(path).absolutePath();
  const QString why = writePicture(picture, path);
  if (!why.isEmpty()) QMessageBox::warning(parent, QObject::tr("Save the 3D view"), why);
}

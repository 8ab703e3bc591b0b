#pragma once
#include <QImage>
#include <QString>

class QWidget;

/// Writes a PNG. @return empty, or why it could not be written
QString writePicture(const QImage& picture, const QString& path);

/// Asks where to, writes the picture, and tells of a failure. Remembers the folder while the
/// program runs.
void askAndWritePicture(const QImage& picture, QWidget* parent);

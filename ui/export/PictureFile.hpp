// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include <QImage>
#include <QString>

/// Writes a PNG. @return empty, or why it could not be written
QString writePicture(const QImage& picture, const QString& path);

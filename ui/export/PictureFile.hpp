// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include <QImage>
#include <QString>

/// Writes a PNG, whole or not at all. Any thread. @throws nblast::IoError
void writePicture(const QImage& picture, const QString& path);

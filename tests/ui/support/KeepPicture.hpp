// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include <QDir>
#include <QImage>
#include <QTest>

/// Where NBLAST_TEST_PICTURES names a folder, pictures are left there to be looked at.
inline void keepPicture(const QImage& picture, const QString& name) {
  const QString folder = qEnvironmentVariable("NBLAST_TEST_PICTURES");
  if (!folder.isEmpty()) QVERIFY(picture.save(QDir(folder).filePath(name)));
}

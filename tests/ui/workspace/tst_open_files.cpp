// SPDX-License-Identifier: BSD-3-Clause
#include "compute/io/FileKind.hpp"
#include "compute/scorefile/ScoreFileType.hpp"
#include "ui/meshes/MeshFormats.hpp"
#include "ui/run/OutputFile.hpp"
#include "ui/window/AboutDialog.hpp"
#include "ui/workspace/OpenFiles.hpp"

#include <QFile>
#include <QLabel>
#include <QTemporaryDir>
#include <QTest>

/// What the reader reads is what the window offers: one table of endings feeds all that name them.
class TestOpenFiles : public QObject {
  Q_OBJECT
 private Q_SLOTS:
  void everyEnding_data();
  void everyEnding();
  void scoresAndMeshes_data();
  void scoresAndMeshes();
};

namespace {

QString text(std::string_view bytes) {
  return QString::fromUtf8(bytes.data(), static_cast<qsizetype>(bytes.size()));
}

bool offers(const QString& filter, const QString& ending) {
  const QString patterns = filter.section(QStringLiteral(";;"), 0, 0) + QLatin1Char(' ');
  return patterns.contains("*" + ending + " ") || patterns.contains("*" + ending + ")");
}

/// An empty file of that name.
bool make(const QString& path) {
  QFile file(path);
  return file.open(QIODevice::WriteOnly);
}

bool aboutNames(const QString& ending) {
  const AboutDialog about(nullptr);
  for (const QLabel* label : about.findChildren<QLabel*>())
    if (label->text().contains(ending + ",") || label->text().contains(ending + "<")) return true;
  return false;
}

}  // namespace

void TestOpenFiles::everyEnding_data() {
  QTest::addColumn<QString>("ending");
  for (const std::string_view ending : nblast::neuronFileEndings())
    QTest::newRow(qPrintable(text(ending))) << text(ending);
}

void TestOpenFiles::everyEnding() {
  QFETCH(QString, ending);
  QVERIFY2(offers(neuronFilter(), ending), qPrintable(neuronFilter()));
  QVERIFY2(offers(neuronFilter(), ending.toUpper()), qPrintable(neuronFilter()));
  QTemporaryDir folder;
  const QString path = folder.filePath("brain" + ending);
  QVERIFY(make(path));
  QCOMPARE(sortPaths({path}).neurons, QStringList{path});
  QCOMPARE(freshScoreFile(folder.path(), "brain" + ending, {}), folder.filePath("brain.nblast.h5"));
  QVERIFY(outputProblem(path, {}).contains("is a file of neurons"));
  QVERIFY(aboutNames(ending));
}

void TestOpenFiles::scoresAndMeshes_data() {
  QTest::addColumn<QString>("ending");
  QTest::addColumn<bool>("isMesh");
  for (const std::string_view ending : nblast::scoreFileType().endings)
    QTest::newRow(qPrintable(text(ending))) << text(ending) << false;
  for (const MeshFormat& format : meshFormats())
    for (const std::string_view ending : format.endings)
      QTest::newRow(qPrintable(text(ending))) << text(ending) << true;
}

void TestOpenFiles::scoresAndMeshes() {
  QFETCH(QString, ending);
  QFETCH(bool, isMesh);
  const QString filter = isMesh ? meshFilter() : scoreFileFilter();
  QVERIFY2(offers(filter, ending) && offers(filter, ending.toUpper()), qPrintable(filter));
  QTemporaryDir folder;
  const QString path = folder.filePath("brain" + ending.toUpper()), other = folder.filePath("a.x");
  QVERIFY(make(path) && make(other));
  const OpenFiles files = sortPaths({path, other});
  QCOMPARE(isMesh ? files.meshes : files.scoreFiles, QStringList{path});
  QCOMPARE(files.problems.size(), 1);
  QVERIFY2(files.problems[0].contains(ending), qPrintable(files.problems[0]));
  QVERIFY(aboutNames(ending));
}

QTEST_MAIN(TestOpenFiles)
#include "tst_open_files.moc"

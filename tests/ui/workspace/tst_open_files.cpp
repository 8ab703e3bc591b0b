// SPDX-License-Identifier: BSD-3-Clause
#include "compute/io/FileKind.hpp"
#include "compute/scorefile/ScoreFileType.hpp"
#include "tests/ui/support/TinyNeurons.hpp"
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

  QTemporaryDir folder_;

 private Q_SLOTS:
  void pathsAreSortedByKind_data() {
    QTest::addColumn<QString>("name");
    QTest::addColumn<QString>("kind");
    QTest::newRow("swc") << "a.swc"
                         << "neurons";
    QTest::newRow("capitals") << "a.SWC"
                              << "neurons";
    QTest::newRow("packed swc") << "a.swc.gz"
                                << "neurons";
    QTest::newRow("csv") << "a.csv"
                         << "neurons";
    QTest::newRow("zip") << "a.zip"
                         << "neurons";
    QTest::newRow("tar.gz") << "a.tar.gz"
                            << "neurons";
    QTest::newRow("scores") << "a.h5"
                            << "scores";
    QTest::newRow("obj") << "a.obj"
                         << "mesh";
    QTest::newRow("ply") << "a.PLY"
                         << "mesh";
    QTest::newRow("stl") << "a.stl"
                         << "mesh";
    QTest::newRow("text") << "a.txt"
                          << "problem";
  }
  void pathsAreSortedByKind() {
    QFETCH(QString, name);
    QFETCH(QString, kind);
    const QString path = writeText(folder_.filePath(name), "x");
    const OpenFiles files = sortPaths({path});
    QCOMPARE(files.neurons.contains(path), kind == "neurons");
    QCOMPARE(files.scoreFiles.contains(path), kind == "scores");
    QCOMPARE(files.meshes.contains(path), kind == "mesh");
    QCOMPARE(files.problems.size(), kind == "problem" ? 1 : 0);
  }

  void foldersAreNeuronsAndMissingPathsAreTold() {
    const OpenFiles files = sortPaths({folder_.path(), folder_.filePath("no.swc")});
    QCOMPARE(files.neurons, QStringList{folder_.path()});
    QCOMPARE(files.problems.size(), 1);
    QVERIFY(files.problems.first().contains("no.swc"));
  }

  void setsAreNamedAfterTheirPaths() {
    QCOMPARE(nameOfPaths({"/x/em_full.zip"}), QString("em_full.zip"));
    QCOMPARE(nameOfPaths({"/x/swc/"}), QString("swc"));
    QCOMPARE(nameOfPaths({"/x/a.swc", "/x/b.swc", "/x/c.swc"}), QString("a.swc and 2 more"));
  }

  void aMeshBesideIsFound() {
    QTemporaryDir sample;
    QDir(sample.path()).mkdir("swc");
    QCOMPARE(meshBeside({sample.filePath("swc")}), QString());
    const QString mesh = writeText(sample.filePath("neuropil.obj"), "v 0 0 0");
    QCOMPARE(meshBeside({sample.filePath("swc")}), mesh);
    QCOMPARE(meshBeside({sample.path()}), mesh);
    QCOMPARE(meshBeside({}), QString());
  }

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

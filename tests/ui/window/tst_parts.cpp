// SPDX-License-Identifier: BSD-3-Clause
#include "tests/ui/support/TinyNeurons.hpp"
#include "ui/scene/surface/MeshUnit.hpp"
#include "ui/widgets/Icons.hpp"
#include "ui/widgets/NameColumnWidth.hpp"
#include "ui/workspace/OpenFiles.hpp"
#include "ui/workspace/Settings.hpp"

#include <QHeaderView>
#include <QPushButton>
#include <QStandardItemModel>
#include <QTableView>
#include <QTemporaryDir>
#include <QTest>

namespace {

nblast::Box boxFrom(double low, double high) {
  nblast::Box box;
  box.add(low, low, low);
  box.add(high, high, high);
  return box;
}

const std::vector<nblast::LengthUnit> kUnits{{1.0, "um"}, {0.001, "nm"}, {0.008, "8 nm"}};

}  // namespace

class TestParts : public QObject {
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

  void settingsAreRemembered() {
    const QString file = folder_.filePath("settings.ini");
    {
      Settings settings(file);
      settings.setWindow("geometry", "state", "splitter");
      settings.rememberFolderOf("neurons", folder_.filePath("a.swc"));
      nblast::JobSpec job;
      job.neighbours = 7;
      job.normalised = false;
      job.table = "v1";
      job.sigma_um = 4;
      job.sparseAbove = 0.3;
      job.queries = {"/x/neurons"};
      job.output = "/x/scores.h5";
      job.overwrite = true;
      settings.setRunOptions(job);
      settings.setColours("magma", -1, 0.5);
      for (int i = 0; i < 12; ++i)
        settings.addRecentFile(QStringLiteral("/x/%1.swc").arg(i));
      settings.addRecentFile("/x/5.swc");
    }
    const Settings settings(file);
    QCOMPARE(settings.windowState(), QByteArray("state"));
    QCOMPARE(settings.folder("neurons"), folder_.path());
    const auto options = settings.runOptions();
    QCOMPARE(options.neighbours.value_or(0), 7);
    QVERIFY(!options.normalised);
    QCOMPARE(options.table, std::string("v1"));
    QCOMPARE(options.sigma_um.value_or(0), 4.0);
    QCOMPARE(options.sparseAbove.value_or(0), 0.3);
    QVERIFY(options.queries.empty() && options.output.empty() && !options.overwrite);
    QCOMPARE(settings.colourMap(), QString("magma"));
    QCOMPARE(settings.colourHighest(), 0.5);
    QCOMPARE(settings.recentFiles().size(), 10);
    QCOMPARE(settings.recentFiles().first(), QString("/x/5.swc"));
    QCOMPARE(settings.recentFiles().count("/x/5.swc"), 1);
  }

  void settingsBeginWithUsableDefaults() {
    const Settings settings(folder_.filePath("none.ini"));
    QVERIFY(settings.recentFiles().isEmpty());
    QCOMPARE(toJson(settings.runOptions()), toJson(nblast::JobSpec{}));
    QVERIFY(QDir(settings.folder("neurons")).exists());
  }

  void theNameColumnFillsUntilItIsWidened() {
    QStandardItemModel model(3, 3);
    QTableView view;
    view.setModel(&model);
    auto* header = view.horizontalHeader();
    new NameColumnWidth(header, 1);
    view.resize(400, 200);
    view.show();
    QTRY_COMPARE(header->length(), header->viewport()->width());
    view.resize(500, 200);
    QTRY_COMPARE(header->length(), header->viewport()->width());
    header->resizeSection(0, 50);  // by the program: the names get what is left
    QCOMPARE(header->length(), header->viewport()->width());
    const int width = header->sectionSize(1);
    const QPoint edge(header->sectionViewportPosition(2) - 1, header->height() / 2);
    QTest::mousePress(header->viewport(), Qt::LeftButton, {}, edge);
    QTest::mouseMove(header->viewport(), edge + QPoint(40, 0));
    QTest::mouseRelease(header->viewport(), Qt::LeftButton, {}, edge + QPoint(80, 0));
    QVERIFY(header->sectionSize(1) > width);
    const int chosen = header->sectionSize(1);
    view.resize(450, 200);
    QTest::qWait(20);
    QCOMPARE(header->sectionSize(1), chosen);
  }

  void meshUnitFitsTheNeurons_data() {
    QTest::addColumn<double>("mesh");  // side of the surface in its own unit
    QTest::addColumn<double>("neurons_um");
    QTest::addColumn<QString>("unit");  // empty: to be asked
    QTest::newRow("both µm") << 600.0 << 300.0 << "um";
    QTest::newRow("nm") << 300000.0 << 299.0 << "nm";
    QTest::newRow("8 nm voxels") << 75000.0 << 300.0 << "8 nm";
    QTest::newRow("no unit fits") << 3.0 << 300.0 << "";
    QTest::newRow("two units fit") << 15000.0 << 10.0 << "";
    QTest::newRow("no neurons, µm") << 600.0 << 0.0 << "um";
    QTest::newRow("no neurons, voxels or nm") << 60000.0 << 0.0 << "";
  }
  void meshUnitFitsTheNeurons() {
    QFETCH(double, mesh);
    QFETCH(double, neurons_um);
    QFETCH(QString, unit);
    // Neurons lie in the low corner's half, as in a brain that begins at zero.
    const nblast::Box neurons = neurons_um > 0 ? boxFrom(0, neurons_um) : nblast::Box();
    std::vector<nblast::LengthUnit> units = kUnits;
    if (unit == "nm") units.pop_back();  // the neurons are not in voxels
    const auto found = meshUnit(boxFrom(0, mesh), neurons, units);
    QCOMPARE(found ? QString::fromStdString(found->label) : QString(), unit);
  }

  void boxesContainBoxes() {
    QVERIFY(boxFrom(0, 100).contains(boxFrom(-5, 105)));
    QVERIFY(!boxFrom(0, 100).contains(boxFrom(50, 200)));
    QVERIFY(!Box().contains(boxFrom(0, 1)));
  }

  void everyIconIsThere_data() {
    QTest::addColumn<QString>("name");
    for (const char* name :
         {"cancel", "done", "error", "export", "info", "mesh", "nblast-workbench", "neuron", "open",
          "pause", "picture", "result", "run", "visible", "warning"}) {
      QTest::newRow(name) << name;
    }
  }
  void everyIconIsThere() {
    QFETCH(QString, name);
    const QImage image = iconNamed(name).pixmap(32, 32).toImage();
    QVERIFY(!image.isNull());
    bool painted = false;
    for (int y = 0; y < image.height(); ++y) {
      for (int x = 0; x < image.width(); ++x)
        painted = painted || qAlpha(image.pixel(x, y)) > 100;
    }
    QVERIFY(painted);
  }
};

QTEST_MAIN(TestParts)
#include "tst_parts.moc"

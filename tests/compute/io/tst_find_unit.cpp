// SPDX-License-Identifier: BSD-3-Clause
#include "compute/io/FindUnit.hpp"
#include "compute/io/ReadNeurons.hpp"
#include "compute/io/format/StatedUnit.hpp"
#include "compute/neuron/LengthUnit.hpp"

#include <QDir>
#include <QTest>

#include <cmath>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

using namespace nblast;

namespace {

/// A zigzag of the given size; a fraction keeps it off the grid of whole numbers.
Neuron skeleton(double extent, double spacing, double fraction = 0.25) {
  Neuron n;
  n.key = "n";
  const auto nodes = static_cast<int>(extent / spacing);
  for (int i = 0; i <= nodes; ++i) {
    n.points.push_back({fraction + i * spacing, fraction, fraction});
    n.parents.push_back(i - 1);
  }
  return n;
}

Neuron cloud(double extent, double fraction = 0.25) {
  Neuron n;
  n.kind = NeuronKind::PointCloud;
  n.points = {{fraction, 0, 0}, {extent + fraction, 1, 1}};
  return n;
}

QString labelOf(const std::optional<LengthUnit>& unit) {
  return unit ? QString::fromStdString(unit->label) : "-";
}

}  // namespace

class TestFindUnit : public QObject {
  Q_OBJECT
 private Q_SLOTS:
  void unitTexts_data();
  void unitTexts();
  void statements_data();
  void statements();
  void fromNumbers_data();
  void fromNumbers();
  void statedUnitsAreTheirFilesOwn_data();
  void statedUnitsAreTheirFilesOwn();
  void dotpropsAreMicrometres();
  void oddOnesDoNotDecide();
  void sharedSets_data();
  void sharedSets();
};

void TestFindUnit::unitTexts_data() {
  QTest::addColumn<QString>("text");
  QTest::addColumn<QString>("label");
  QTest::addColumn<double>("umPerUnit");
  QTest::newRow("um") << "um"
                      << "um" << 1.0;
  QTest::newRow("micro sign") << "\u00b5m"
                              << "um" << 1.0;
  QTest::newRow("Greek mu") << "\u03bcm"
                            << "um" << 1.0;
  QTest::newRow("micron") << "micron"
                          << "um" << 1.0;
  QTest::newRow("Microns") << "Microns"
                           << "um" << 1.0;
  QTest::newRow("micrometers") << "micrometers"
                               << "um" << 1.0;
  QTest::newRow("micrometre") << "micrometre"
                              << "um" << 1.0;
  QTest::newRow("nm") << "nm"
                      << "nm" << 0.001;
  QTest::newRow("nanometer") << "nanometer"
                             << "nm" << 0.001;
  QTest::newRow("nanometers") << " nanometers "
                              << "nm" << 0.001;
  QTest::newRow("mm") << "mm"
                      << "mm" << 1000.0;
  QTest::newRow("8 nm") << "8 nm"
                        << "8 nm" << 0.008;
  QTest::newRow("8nm") << "8nm"
                       << "8 nm" << 0.008;
  QTest::newRow("8.0 nanometer") << "8.0 nanometer"
                                 << "8 nm" << 0.008;
  QTest::newRow("1 micrometer") << "1 micrometer"
                                << "um" << 1.0;
  QTest::newRow("10 nm") << "10 nm"
                         << "10 nm" << 0.01;
  QTest::newRow(".5 um") << ".5 um"
                         << "0.5 um" << 0.5;
  QTest::newRow("1000 nm") << "1000 nm"
                           << "1000 nm" << 1.0;
  for (const char* bad :
       {"", " ", "8", "nms", "pixel", "nan um", "inf nm", "-8 nm", "0 nm", "1e999 nm", "1e-400 nm",
        "8 8 nm", "nm 8", "dimensionless", "1 dimensionless", "8 nm voxels"})
    QTest::addRow("no unit: '%s'", bad) << bad << "-" << 0.0;
}

void TestFindUnit::unitTexts() {
  QFETCH(QString, text);
  QFETCH(QString, label);
  QFETCH(double, umPerUnit);
  const auto unit = parseLengthUnit(text.toStdString());
  QCOMPARE(labelOf(unit), label);
  if (unit) QVERIFY(unit->umPerUnit == umPerUnit);  // to the last bit: it scales every coordinate
}

void TestFindUnit::statements_data() {
  QTest::addColumn<QString>("comment");
  QTest::addColumn<QString>("label");
  QTest::newRow("navis") << R"(# Meta: {"id": "1", "name": "a", "units": "8 nanometer"})"
                         << "8 nm";
  QTest::newRow("navis, three equal")
      << R"(# Meta: {"units": ["1 micrometer", "1 micrometer", "1 micrometer"]})"
      << "um";
  QTest::newRow("navis, three unequal")
      << R"(# Meta: {"units": ["4 nanometer", "4 nanometer", "40 nanometer"]})"
      << "-";
  QTest::newRow("navis, none") << R"(# Meta: {"units": "1 dimensionless"})"
                               << "-";
  for (const int depth : {8'000, 1'000'000}) {
    const QString list = QString(depth, '[') + QString(depth, ']');
    QTest::addRow("navis, %d lists within lists", depth)
        << QStringLiteral("# Meta: {\"units\": [%1, %1]}").arg(list) << "-";
  }
  QTest::newRow("navis, number") << R"(# Meta: {"units": 8})"
                                 << "-";
  QTest::newRow("navis, broken JSON") << R"(# Meta: {"units": "8 nm)"
                                      << "-";
  QTest::newRow("Simple Neurite Tracer") << "# All positions and radii in microns"
                                         << "um";
  QTest::newRow("SNT") << QStringLiteral("# All positions and radii in µm") << "um";
  QTest::newRow("units: nm") << "# units: nm"
                             << "nm";
  QTest::newRow("unit=micrometer") << "#unit=micrometer"
                                   << "um";
  QTest::newRow("UNITS = 8 nm") << "## UNITS = 8 nm"
                                << "8 nm";
  QTest::newRow("coordinate units") << "# Coordinate units: um."
                                    << "um";
  QTest::newRow("units of the coordinates") << "# units of the coordinates: nanometers"
                                            << "nm";
  QTest::newRow("coordinates are in") << "# Coordinates are in nm"
                                      << "nm";
  QTest::newRow("radius only") << "# radius in nm"
                               << "-";
  QTest::newRow("a scale") << "# SCALE 1.0 1.0 1.0"
                           << "-";
  QTest::newRow("a voxel size") << "# Voxel separation (x,y,z): 0.46, 0.46, 0.46"
                                << "-";
  QTest::newRow("a story")
      << "# in micrometers - steps: read&correct swc, add 1 to xyz, scale by voxel size"
      << "-";
  QTest::newRow("time units") << "# time units: nm"
                              << "-";
  QTest::newRow("units unknown") << "# units: voxels"
                                 << "-";
  QTest::newRow("nothing") << "#"
                           << "-";
}

void TestFindUnit::statements() {
  QFETCH(QString, comment);
  QFETCH(QString, label);
  QCOMPARE(labelOf(statedUnit(comment.toStdString())), label);
}

void TestFindUnit::fromNumbers_data() {
  QTest::addColumn<double>("extent");
  QTest::addColumn<double>("spacing");  // 0: a cloud
  QTest::addColumn<double>("fraction");
  QTest::addColumn<QString>("label");
  QTest::addColumn<QString>("reasonBegin");
  QTest::newRow("fly neuron, um") << 150.0 << 0.5 << 0.25 << "um"
                                  << "extent 150 and spacing 0.5 fit µm";
  QTest::newRow("mouse neuron, um") << 1100.0 << 4.5 << 0.25 << "um"
                                    << "extent 1,100 and spacing 4.5 fit µm";
  QTest::newRow("fly neuron, nm") << 211'600.0 << 1150.0 << 0.25 << "nm"
                                  << "extent 212,000 and spacing 1,150 fit nm";
  QTest::newRow("nm, whole numbers") << 211'600.0 << 1150.0 << 0.0 << "nm"
                                     << "extent 212,000 and spacing 1,150 fit nm";
  QTest::newRow("hemibrain, 8 nm") << 25'000.0 << 50.0 << 0.25 << "-"
                                   << "extent 25,000 and spacing 50 fit neither µm nor nm well";
  QTest::newRow("hemibrain, coarser") << 25'024.0 << 136.0 << 0.25 << "-"
                                      << "extent 25,000 and spacing 136 fit neither";
  QTest::newRow("FIB-25, 10 nm") << 3700.0 << 18.0 << 0.25 << "-"
                                 << "extent 3,690 and spacing 18 fit neither";
  QTest::newRow("FIB-25, small pieces") << 390.0 << 17.0 << 0.25 << "-"
                                        << "extent 374 and spacing 17 are too coarse for µm";
  QTest::newRow("pixels") << 145.0 << 1.0 << 0.0 << "-"
                          << "extent 145 and spacing 1 are whole numbers";
  QTest::newRow("small piece, nm") << 20'000.0 << 500.0 << 0.25 << "-"
                                   << "extent 20,000 and spacing 500 fit neither";
  QTest::newRow("tiny") << 0.5 << 0.01 << 0.25 << "-"
                        << "extent 0.5 and spacing 0.01 are too small";
  QTest::newRow("cloud, um") << 300.0 << 0.0 << 0.25 << "um"
                             << "extent 300 fits µm";
  QTest::newRow("cloud, pixels") << 300.0 << 0.0 << 0.0 << "-"
                                 << "extent 300 are whole";
  QTest::newRow("cloud, voxels") << 25'000.0 << 0.0 << 0.0 << "-"
                                 << "extent 25,000 fit neither";
  QTest::newRow("cloud, nm") << 500'000.0 << 0.0 << 0.0 << "nm"
                             << "extent 500,000 fits nm";
}

void TestFindUnit::fromNumbers() {
  QFETCH(double, extent);
  QFETCH(double, spacing);
  QFETCH(double, fraction);
  QFETCH(QString, label);
  QFETCH(QString, reasonBegin);
  const std::vector<Neuron> set{spacing > 0 ? skeleton(extent, spacing, fraction)
                                            : cloud(extent, fraction)};
  const UnitFinding found = findUnit(set);
  QCOMPARE(labelOf(found.unit), label);
  QVERIFY2(QString::fromStdString(found.reason).startsWith(reasonBegin), found.reason.c_str());
}

void TestFindUnit::statedUnitsAreTheirFilesOwn_data() {
  QTest::addColumn<QStringList>("stated");  // per neuron; empty: silent
  QTest::addColumn<double>("extent");       // of the silent ones
  QTest::addColumn<double>("spacing");
  QTest::addColumn<QString>("label");  // of the silent ones
  QTest::addColumn<bool>("guessed");
  QTest::addColumn<QString>("reason");
  QTest::newRow("all the same") << QStringList{"8 nm", "8 nm"} << 0.0 << 0.0 << "8 nm" << false
                                << "stated in 2 of 2 files: 8 nm";
  QTest::newRow("one file") << QStringList{"um"} << 0.0 << 0.0 << "um" << false
                            << "stated in 1 of 1 file: um";
  QTest::newRow("contradictory, all of them")
      << QStringList{"8 nm", "um", "um"} << 0.0 << 0.0 << "um" << false
      << "stated in 3 of 3 files: um in 2, 8 nm in 1";
  QTest::newRow("the others are in doubt")
      << QStringList{"", "8 nm", ""} << 25'000.0 << 50.0 << "-" << false
      << "stated in 1 of 3 files: 8 nm; of the other 2: extent 25,000 and spacing 50 fit neither "
         "µm nor nm well; perhaps voxels of 4 to 10 nm";
  QTest::newRow("the others look different")
      << QStringList{"um", "", ""} << 211'600.0 << 1150.0 << "nm" << true
      << "stated in 1 of 3 files: um; of the other 2: extent 212,000 and spacing 1,150 fit nm";
  QTest::newRow("the others look the same")
      << QStringList{"um", "", ""} << 150.0 << 0.5 << "um" << true
      << "stated in 1 of 3 files: um; of the other 2: extent 150 and spacing 0.5 fit µm";
}

void TestFindUnit::statedUnitsAreTheirFilesOwn() {
  QFETCH(QStringList, stated);
  QFETCH(double, extent);
  QFETCH(double, spacing);
  QFETCH(QString, label);
  QFETCH(bool, guessed);
  QFETCH(QString, reason);
  std::vector<Neuron> set;
  for (const QString& unit : stated) {
    set.push_back(unit.isEmpty() ? skeleton(extent, spacing) : skeleton(1000, 10));
    set.back().statedUnit = parseLengthUnit(unit.toStdString());
  }
  const UnitFinding found = findUnit(set);
  QCOMPARE(labelOf(found.unit), label);
  QCOMPARE(found.guessed, guessed);
  QCOMPARE(QString::fromStdString(found.reason), reason);
  QCOMPARE(found.silent, stated.count(QString()));
  std::int64_t counted = found.silent;
  for (const auto& unit : found.stated)
    counted += unit.neurons;
  QCOMPARE(counted, stated.size());
}

void TestFindUnit::dotpropsAreMicrometres() {
  Neuron dots = cloud(25'000);
  dots.kind = NeuronKind::Dotprops;
  std::vector<Neuron> set{dots};
  QCOMPARE(labelOf(findUnit(set).unit), QString("um"));
  QCOMPARE(findUnit(set).reason, std::string("dotprops CSV are in µm by custom"));
  QVERIFY(!findUnit(set).guessed);
  set.push_back(skeleton(150, 0.5));
  QCOMPARE(labelOf(findUnit(set).unit), QString("um"));
  set.back() = skeleton(211'600, 1150);
  QVERIFY(!findUnit(set).unit);
}

void TestFindUnit::oddOnesDoNotDecide() {
  std::vector<Neuron> set(9, skeleton(150, 0.5));
  set.push_back(skeleton(211'600, 1150));
  Neuron point;
  point.points = {{1e6, 1e6, 1e6}};
  point.parents = {-1};
  set.push_back(point);
  QCOMPARE(labelOf(findUnit(set).unit), QString("um"));
  QVERIFY(!findUnit({&set.back(), 1}).unit);
  QVERIFY(!findUnit({}).unit);
}

void TestFindUnit::sharedSets_data() {
  QTest::addColumn<QString>("path");
  QTest::addColumn<QString>("label");
  QTest::newRow("hemibrain-da1: voxels") << "hemibrain-da1/swc"
                                         << "-";
  QTest::newRow("hemibrain-da1 synapses: voxels") << "hemibrain-da1/synapses"
                                                  << "-";
  QTest::newRow("hemibrain-da1 dotprops") << "hemibrain-da1/dotprops"
                                          << "um";
  QTest::newRow("fanc-vnc: nm") << "fanc-vnc/em_full.zip"
                                << "nm";
  QTest::newRow("fib25 typed: voxels") << "fib25/typed_swc.zip"
                                       << "-";
  QTest::newRow("fib25 rest: voxels") << "fib25/rest_swc.zip"
                                      << "-";
  QTest::newRow("kcs20, metadata beside") << "kcs20"
                                          << "um";
  QTest::newRow("navis, stated") << "formats/navis_generated/skeletons_3.zip"
                                 << "8 nm";
  QTest::newRow("Fru clones: um") << "awkward-swc/FruCloneClustering"
                                  << "um";
  QTest::newRow("Fiji tracings, stated") << "awkward-swc/lhnsold_fiji"
                                         << "um";
}

void TestFindUnit::sharedSets() {
  QFETCH(QString, path);
  QFETCH(QString, label);
  const QString full = QStringLiteral(NBLAST_SHARED_DIR "/data/") + path;
  if (!QFileInfo::exists(full)) QSKIP("the shared data are not on this machine");
  JobControl control;
  const std::vector<std::filesystem::path> paths{full.toStdString()};
  const NeuronSet set = readNeurons(paths, control);
  QVERIFY2(labelOf(set.unit.unit) == label, set.unit.reason.c_str());
}

QTEST_GUILESS_MAIN(TestFindUnit)
#include "tst_find_unit.moc"

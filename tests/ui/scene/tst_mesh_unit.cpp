// SPDX-License-Identifier: BSD-3-Clause
// In which unit a surface fits the neurons.
#include "ui/scene/surface/MeshUnit.hpp"

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

class TestMeshUnit : public QObject {
  Q_OBJECT
 private Q_SLOTS:
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
    QVERIFY(!nblast::Box().contains(boxFrom(0, 1)));
  }
};

QTEST_GUILESS_MAIN(TestMeshUnit)
#include "tst_mesh_unit.moc"

// SPDX-License-Identifier: BSD-3-Clause
#include "compute/base/Error.hpp"
#include "compute/io/format/PointCsvReader.hpp"
#include "tests/compute/io/Dialects.hpp"

#include <QTest>

#include <string>
#include <vector>

using namespace nblast;

namespace {
Neuron parse(const QByteArray& bytes) {
  return parsePointCsv({bytes.constData(), static_cast<std::size_t>(bytes.size())}, "a.csv");
}
}  // namespace

class TestParseCsv : public QObject {
  Q_OBJECT
 private Q_SLOTS:
  void points_data();
  void points();
  void dotprops();
  void onlyLengthsThatAreOffAreNormalised();
  void statedUnit();
  void refuses_data();
  void refuses();
  void tellsPointsFromOtherTables_data();
  void tellsPointsFromOtherTables();
};

void TestParseCsv::points_data() {
  QTest::addColumn<QByteArray>("bytes");
  for (const auto& [name, text] : csvDialects())
    QTest::newRow(name) << QByteArray::fromStdString(text);
}

void TestParseCsv::points() {
  QFETCH(QByteArray, bytes);
  const Neuron n = parse(bytes);
  const std::vector<Vec3d> expected{{1, 2, 3.5}, {-4, 50, 6}};
  QCOMPARE(n.points, expected);
  QVERIFY(n.kind == NeuronKind::PointCloud);
  QVERIFY(n.tangents.empty() && n.alphas.empty() && n.parents.empty() && n.warnings.empty());
}

void TestParseCsv::dotprops() {
  const Neuron n = parse("x,y,z,vx,vy,vz,alpha\n1,2,3,0,0.6,-0.8,0.25\n4,5,6,1,0,0,1\n");
  QVERIFY(n.kind == NeuronKind::Dotprops);
  const std::vector<Vec3d> tangents{{0, 0.6, -0.8}, {1, 0, 0}};
  const std::vector<double> alphas{0.25, 1};
  QCOMPARE(n.tangents, tangents);
  QCOMPARE(n.alphas, alphas);
  QVERIFY(n.warnings.empty() && !n.statedUnit);
}

void TestParseCsv::onlyLengthsThatAreOffAreNormalised() {
  const Neuron n = parse("x,y,z,vx,vy,vz,alpha\n1,2,3,0.9995,0,0,0\n1,2,3,0,3,4,0\n");
  QCOMPARE(n.tangents[0].x, 0.9995);
  QCOMPARE(n.tangents[1].y, 0.6);
  QCOMPARE(n.tangents[1].z, 0.8);
  QCOMPARE(n.warnings,
           std::vector<std::string>{"1 of 2 tangents were not of length 1: normalised"});
}

void TestParseCsv::statedUnit() {
  const Neuron n = parse("# units: 8 nm\nx,y,z\n1,2,3\n");
  QVERIFY(n.statedUnit);
  QCOMPARE(n.statedUnit->label, std::string("8 nm"));
}

void TestParseCsv::refuses_data() {
  QTest::addColumn<QByteArray>("bytes");
  QTest::addColumn<QString>("message");
  const QByteArray dots = "x,y,z,vx,vy,vz,alpha\n";
  QTest::newRow("empty") << QByteArray() << "a.csv: no lines of data: the file is empty";
  QTest::newRow("header only") << QByteArray("x,y,z\n") << "a.csv: no points below the header";
  QTest::newRow("no header") << QByteArray("1,2,3\n") << "a.csv:1: no point table";
  QTest::newRow("another table") << QByteArray("id,type\n1,Dm3\n") << "a.csv:1: no point table";
  QTest::newRow("x twice") << QByteArray("x,y,z,X\n") << "a.csv:1: the header names 'x' twice";
  QTest::newRow("vx alone") << QByteArray("x,y,z,vx,alpha\n")
                            << "a.csv:1: dotprops need all of the columns vx, vy and vz";
  QTest::newRow("no alpha") << QByteArray("x,y,z,vx,vy,vz\n")
                            << "a.csv:1: dotprops need a column alpha";
  QTest::newRow("NaN") << QByteArray("x,y,z\n1,2,3\n1,nan,3\n")
                       << "a.csv:3: y is 'nan', not a finite number";
  QTest::newRow("infinite tangent") << dots + "1,2,3,inf,0,0,1\n"
                                    << "a.csv:2: vx is 'inf', not a finite number";
  QTest::newRow("no direction") << dots + "1,2,3,0,0,0,1\n"
                                << "a.csv:2: the tangent (vx, vy, vz) has no direction";
  QTest::newRow("alpha too large") << dots + "1,2,3,1,0,0,1.5\n"
                                   << "a.csv:2: alpha is 1.5, not between 0 and 1";
  QTest::newRow("a word") << QByteArray("x,y,z\n1,2,NA\n") << "a.csv:2: z is 'NA', not a number";
  QTest::newRow("empty field") << QByteArray("x,y,z\n1,,3\n") << "a.csv:2: y is '', not a number";
  QTest::newRow("decimal commas") << QByteArray("x;y;z\n1,5;2;3\n")
                                  << "a.csv:2: decimal commas ('1,5'): write decimal points";
  QTest::newRow("short row") << QByteArray("x,y,z\n1,2,3\n1,2\n")
                             << "a.csv:3: 2 columns, but the header names 3";
  QTest::newRow("row names without a column name")
      << QByteArray("x,y,z\na,1,2,3\n") << "a.csv:2: 4 columns, but the header names 3";
  QTest::newRow("NUL bytes") << QByteArray("x,y,z\n1,2,\0\n", 12) << "a.csv:2: NUL bytes";
  QTest::newRow("a header of commas alone")
      << QByteArray(5 << 20, ',') << "a.csv:1: a line of more than 1 MiB";
  QTest::newRow("a row of commas alone")
      << "x,y,z\n" + QByteArray(5 << 20, ',') << "a.csv:2: a line of more than 1 MiB";
}

void TestParseCsv::refuses() {
  QFETCH(QByteArray, bytes);
  QFETCH(QString, message);
  try {
    parse(bytes);
    QFAIL("it was loaded");
  } catch (const InputError& error) {
    QVERIFY2(QString(error.what()).startsWith(message), error.what());
  }
}

void TestParseCsv::tellsPointsFromOtherTables_data() {
  QTest::addColumn<QByteArray>("bytes");
  QTest::addColumn<bool>("points");
  QTest::newRow("points") << QByteArray("x,y,z\n") << true;
  QTest::newRow("dotprops") << QByteArray("X;Y;Z;vx;vy;vz;alpha\n") << true;
  QTest::newRow("synapses") << QByteArray("connector_id,node_id,type,x,y,z,roi\n") << true;
  QTest::newRow("metadata") << QByteArray("id,type,class\n") << false;
  QTest::newRow("metadata with soma positions")
      << QByteArray("name,gene_name,X,Y,Z,type\n") << false;
  QTest::newRow("empty") << QByteArray() << false;
  QTest::newRow("NUL bytes") << QByteArray("x,y\0,z", 6) << false;
}

void TestParseCsv::tellsPointsFromOtherTables() {
  QFETCH(QByteArray, bytes);
  QFETCH(bool, points);
  const std::string_view text(bytes.constData(), static_cast<std::size_t>(bytes.size()));
  QCOMPARE(looksLikePointCsv(text, ReadAllowance()), points);
}

QTEST_GUILESS_MAIN(TestParseCsv)
#include "tst_parse_csv.moc"

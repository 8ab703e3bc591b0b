// SPDX-License-Identifier: BSD-3-Clause
#include "compute/base/Error.hpp"
#include "compute/scoring/PointScorer.hpp"
#include "compute/scoring/ScoreTable.hpp"

#include <QFile>
#include <QTest>

#include <nlohmann/json.hpp>

#include <cmath>
#include <limits>
#include <random>

using namespace nblast;

namespace {

constexpr float kInfinity = std::numeric_limits<float>::infinity();

ScoreTable tableWithEdges(std::vector<double> distanceEdges, ClosedSide closed) {
  ScoreTable table;
  table.name = "test";
  table.closed = closed;
  table.distanceEdges_um = std::move(distanceEdges);
  for (std::size_t i = 0; i <= table.distanceEdges_um.size(); ++i)
    table.cells.push_back(static_cast<double>(i));
  return table;
}

/// Whether sqrt(d2) lies beyond the edge, in integers: both are whole multiples of powers of two,
/// and x86's long double holds neither square, so that mantissas are squared as 128-bit integers.
bool beyond(double edge, float d2, ClosedSide closed) {
  if (d2 == 0 || edge == 0) return closed == ClosedSide::Right ? d2 > 0 : d2 > 0 || edge == 0;
  int edgeExponent = 0, d2Exponent = 0;
  const auto edgeMantissa =
      static_cast<std::uint64_t>(std::ldexp(std::frexp(edge, &edgeExponent), 53));
  const auto d2Mantissa =
      static_cast<std::uint64_t>(std::ldexp(std::frexp(static_cast<double>(d2), &d2Exponent), 24));
  // edge^2 = m^2 * 2^(2e - 106), d2 = n * 2^(f - 24)
  const auto square = static_cast<unsigned __int128>(edgeMantissa) * edgeMantissa;
  const int shift = (d2Exponent - 24) - (2 * edgeExponent - 106);
  if (shift < 0) return false;   // d2 is smaller by far
  if (shift > 103) return true;  // larger by far
  const auto other = static_cast<unsigned __int128>(d2Mantissa) << shift;
  return closed == ClosedSide::Right ? other > square : other >= square;
}

}  // namespace

class ScoreTables : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void figures_data() {
    QTest::addColumn<QString>("name");
    QTest::newRow("fcwb") << "fcwb";
    QTest::newRow("fcwb-alpha") << "fcwb-alpha";
  }
  void figures() {
    QFETCH(QString, name);
    QFile file(QString(NBLAST_SHARED_DIR) + "/reference/expected/score-table." + name + ".json");
    if (!file.open(QIODevice::ReadOnly))
      QSKIP("the shared folder with the expected figures is not here");
    const auto json = nlohmann::json::parse(file.readAll().toStdString());
    const auto* table = findTable(name.toStdString());
    QVERIFY(table);
    QCOMPARE(table->name, name.toStdString());
    QVERIFY(table->source.find("Costa") != std::string::npos);
    QVERIFY(table->closed == ClosedSide::Right);
    QVERIFY(table->distanceEdges_um == json["distance_inner_edges_um"].get<std::vector<double>>());
    QVERIFY(table->dotEdges == json["dot_inner_edges"].get<std::vector<double>>());
    std::vector<double> cells;
    for (const auto& row : json["cells"]) {
      for (const auto& cell : row)
        cells.push_back(cell.get<double>());
    }
    QVERIFY(table->cells == cells);
  }

  void knownTables() {
    QCOMPARE(&fcwbTable(), findTable("fcwb"));
    QCOMPARE(&fcwbAlphaTable(), findTable("fcwb-alpha"));
    QVERIFY(!findTable("v0"));
    QCOMPARE(fcwbTable().rows(), 21);
    QCOMPARE(fcwbTable().columns(), 10);
    QCOMPARE(fcwbAlphaTable().rows(), 16);
    QCOMPARE(fcwbTable().automaticBound_um(), 42.0);
    QCOMPARE(fcwbAlphaTable().automaticBound_um(), 42.0);
  }

  void bins_data() {
    QTest::addColumn<double>("distance");
    QTest::addColumn<int>("right");
    QTest::addColumn<int>("left");
    QTest::newRow("zero") << 0.0 << 0 << 0;
    QTest::newRow("inside the first") << 0.3 << 0 << 0;
    QTest::newRow("on the first edge") << 0.75 << 0 << 1;
    QTest::newRow("just beyond it") << std::nextafter(0.75, 1) << 1 << 1;
    QTest::newRow("just before it") << std::nextafter(0.75, 0) << 0 << 0;
    QTest::newRow("on the last edge") << 40.0 << 19 << 20;
    QTest::newRow("beyond every edge") << 1e9 << 20 << 20;
    QTest::newRow("infinitely far") << HUGE_VAL << 20 << 20;
  }
  void bins() {
    QFETCH(double, distance);
    QFETCH(int, right);
    QFETCH(int, left);
    ScoreTable table = fcwbTable();
    QCOMPARE(table.row(distance), right);
    table.closed = ClosedSide::Left;
    QCOMPARE(table.row(distance), left);
    QCOMPARE(table.column(0.5), 5);
    table.closed = ClosedSide::Right;
    QCOMPARE(table.column(0.5), 4);
    QCOMPARE(table.column(1.0000001), 9);
    QCOMPARE(table.score(distance, 1), table.cells[static_cast<std::size_t>(right * 10 + 9)]);
  }

  /// Around every edge, each float32 squared distance falls where its exact root belongs.
  void thresholdsAreExact_data() {
    QTest::addColumn<bool>("closedRight");
    QTest::newRow("(a,b]") << true;
    QTest::newRow("[a,b)") << false;
  }
  void thresholdsAreExact() {
    QFETCH(bool, closedRight);
    const auto closed = closedRight ? ClosedSide::Right : ClosedSide::Left;
    std::vector<double> edges{0,
                              0.75,
                              1.5,
                              2,
                              2.5,
                              3,
                              3.5,
                              4,
                              5,
                              14,
                              20,
                              25,
                              30,
                              40,
                              42,
                              0.1,
                              0.7,
                              1.1,
                              3.3,
                              1e-3,
                              1e-21,
                              1e7,
                              0.772196866090498,
                              4097,
                              1.0913184686424118};
    std::mt19937_64 random(11);
    std::uniform_real_distribution<double> exponent(-20, 7);
    for (int i = 0; i < 2000; ++i)
      edges.push_back(std::pow(10, exponent(random)));
    // Edges whose squares are float32 themselves, or as near as can be.
    for (int i = 0; i < 500; ++i) {
      const double edge =
          std::sqrt(static_cast<double>(static_cast<float>(std::pow(10, exponent(random)))));
      for (const double near : {edge, std::nextafter(edge, 0), std::nextafter(edge, 1e9)})
        edges.push_back(near);
    }
    for (const double edge : edges) {
      float low = static_cast<float>(edge * edge);
      for (int i = 0; i < 5; ++i)
        low = std::max(0.0F, std::nextafter(low, -kInfinity));
      const FixedPointTable table(tableWithEdges({edge}, closed));
      float d2 = low;
      for (int i = 0; i < 11; ++i, d2 = std::nextafter(d2, kInfinity)) {
        QVERIFY2(table.row(d2) == (beyond(edge, d2, closed) ? 1 : 0),
                 qPrintable(QString("edge %1, d2 %2")
                                .arg(edge, 0, 'g', 17)
                                .arg(static_cast<double>(d2), 0, 'g', 9)));
      }
    }
  }

  /// The oracle itself, on cases that can be seen by eye.
  void oracle() {
    QVERIFY(!beyond(1.5, 2.25F, ClosedSide::Right) && beyond(1.5, 2.25F, ClosedSide::Left));
    QVERIFY(beyond(1.5, std::nextafter(2.25F, 3.0F), ClosedSide::Right));
    QVERIFY(!beyond(1.5, std::nextafter(2.25F, 0.0F), ClosedSide::Left));
    QVERIFY(beyond(3, 1e6F, ClosedSide::Left) && !beyond(1e6, 3, ClosedSide::Left));
  }

  void edgesBeyondFloat() {
    QCOMPARE(squareThreshold(1e30, ClosedSide::Right), kInfinity);
    QCOMPARE(squareThreshold(-1, ClosedSide::Right), 0.0F);
    QVERIFY(squareThreshold(1e-30, ClosedSide::Right) > 0);  // its square is below every float32
  }

  /// |dot| is a float32, and so are the edges it is compared with.
  void dotEdges() {
    FixedPointTable right(fcwbTable());
    ScoreTable leftTable = fcwbTable();
    leftTable.closed = ClosedSide::Left;
    const FixedPointTable left(leftTable);
    for (std::size_t i = 0; i < fcwbTable().dotEdges.size(); ++i) {
      const auto column = static_cast<std::int64_t>(i);
      const auto edge = static_cast<float>(fcwbTable().dotEdges[i]);
      QCOMPARE(right.column(std::nextafter(edge, 0.0F)), column);
      QCOMPARE(right.column(edge), column);
      QCOMPARE(right.column(std::nextafter(edge, 1.0F)), column + 1);
      QCOMPARE(left.column(std::nextafter(edge, 0.0F)), column);
      QCOMPARE(left.column(edge), column + 1);
    }
    QCOMPARE(right.column(0), 0);
    QCOMPARE(right.column(1.0000001F), 9);
  }

  void integers() {
    const FixedPointTable table(fcwbTable());
    QCOMPARE(table.shift, 20);
    for (std::size_t i = 0; i < table.cells.size(); ++i) {
      QVERIFY(std::abs(table.toScore(table.cells[i]) - fcwbTable().cells[i]) <=
              std::ldexp(0.5, -20));
      QVERIFY(std::abs(table.cells[i]) < 1 << 24);
    }
    QCOMPARE(table.toScore(std::int64_t{3} << 40), std::ldexp(3, 20));
    ScoreTable large = tableWithEdges({1}, ClosedSide::Right);
    large.cells = {-1e12, 5};
    QVERIFY(FixedPointTable(large).shift < 0);
    QVERIFY(std::abs(FixedPointTable(large).toScore(FixedPointTable(large).cells[0]) + 1e12) < 1e5);
    large.cells = {16, 16};  // a power of two: still below 2^24
    QCOMPARE(FixedPointTable(large).shift, 19);
    QCOMPARE(FixedPointTable(large).cells[0], 1 << 23);
    large.cells = {0, 0};
    QCOMPARE(FixedPointTable(large).cells[0], 0);
  }

  void unusableTables_data() {
    QTest::addColumn<int>("fault");
    QTest::newRow("edges descend") << 0;
    QTest::newRow("an edge twice") << 1;
    QTest::newRow("an edge not a number") << 2;
    QTest::newRow("a cell missing") << 3;
    QTest::newRow("a cell infinite") << 4;
  }
  void unusableTables() {
    QFETCH(int, fault);
    ScoreTable table = fcwbTable();
    if (fault == 0) std::swap(table.distanceEdges_um[2], table.distanceEdges_um[3]);
    if (fault == 1) table.dotEdges[2] = table.dotEdges[3];
    if (fault == 2) table.dotEdges[8] = std::nan("");
    if (fault == 3) table.cells.pop_back();
    if (fault == 4) table.cells[7] = HUGE_VAL;
    QVERIFY_EXCEPTION_THROWN(FixedPointTable{table}, InputError);
  }

  /// The self-hit's formula takes alpha itself, for sqrt(alpha * alpha) is alpha: in float32 too.
  void rootOfSquareIsItself() {
    std::mt19937 random(3);
    std::uniform_real_distribution<float> uniform(0, 1);
    for (int i = 0; i < 100000; ++i) {
      const float alpha = uniform(random);
      QCOMPARE(std::sqrt(alpha * alpha), alpha);
    }
  }
};

QTEST_GUILESS_MAIN(ScoreTables)
#include "tst_score_table.moc"

// SPDX-License-Identifier: BSD-3-Clause
// How query points are cut into tiles, and which vector instructions are chosen.
#include "compute/base/Error.hpp"
#include "compute/base/ProcessMemory.hpp"
#include "compute/base/SimdPath.hpp"
#include "compute/search/QueryTiles.hpp"
#include "tests/compute/search/RandomCases.hpp"

#include <QTest>

#include <cmath>
#include <map>
#include <random>
#include <tuple>
#include <vector>

using namespace nblast;

namespace {

/// Owner, position, tangent and alpha of a point.
using PointKey = std::tuple<std::int32_t, float, float, float, float, float, float, float>;

std::map<PointKey, int> pointsOf(const std::vector<Dotprops>& neurons) {
  std::map<PointKey, int> count;
  for (std::size_t owner = 0; owner < neurons.size(); ++owner) {
    const auto& neuron = neurons[owner];
    for (std::size_t i = 0; i < neuron.points_um.size(); ++i) {
      const auto& p = neuron.points_um[i];
      const auto& u = neuron.tangents[i];
      ++count[{static_cast<std::int32_t>(owner), p.x, p.y, p.z, u.x, u.y, u.z, neuron.alphas[i]}];
    }
  }
  return count;
}

std::map<PointKey, int> pointsOf(const QueryTiles& tiles) {
  std::map<PointKey, int> count;
  const auto v = tiles.view();
  for (std::int64_t i = 0; i < tiles.nodes(0) * kTilePoints; ++i) {
    if (v.owner[i] >= 0)
      ++count[{v.owner[i], v.x[i], v.y[i], v.z[i], v.vx[i], v.vy[i], v.vz[i], v.alpha[i]}];
  }
  return count;
}

/// In exact arithmetic: float32 differences of coordinates up to 1e7 fit into long double.
bool contains(const TileBox& box, const Vec3f& p) {
  const float at[3] = {p.x, p.y, p.z};
  for (int k = 0; k < 3; ++k) {
    const auto away = std::abs(static_cast<long double>(at[k]) - box.centre[k]);
    if (!(away <= static_cast<long double>(box.half[k]))) return false;
  }
  return true;
}

Dotprops cloud(RandomCases& cases, int points) {
  auto made = cases.next(CaseKind::Cloud, 1, points, 1).targets[0];
  for (std::size_t i = 0; i < made.points_um.size(); ++i) {
    made.tangents[i] = {0, static_cast<float>(i), 1};  // tells the points apart
    made.alphas[i] = static_cast<float>(cases.uniform(0, 1));
  }
  return made;
}

class QueryTilesTest : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void everyPointOnce_data();
  void everyPointOnce();
  void padding_data() { everyPointOnce_data(); }
  void padding();
  void levelsHangTogether_data() { everyPointOnce_data(); }
  void levelsHangTogether();
  void boxesContainTheirPoints_data();
  void boxesContainTheirPoints();
  void tilesAreCompact();
  void takesWhatItSays_data();
  void takesWhatItSays();
  void cancel();

  void forcedPath_data();
  void forcedPath();
  void unknownPath();

 private:
  JobControl control_;
};

void QueryTilesTest::everyPointOnce_data() {
  QTest::addColumn<int>("neurons");
  QTest::addColumn<int>("points");
  QTest::newRow("one point") << 1 << 1;
  const int tile = static_cast<int>(kTilePoints), node = tile * static_cast<int>(kFan);
  QTest::newRow("64 points") << 1 << 64;
  QTest::newRow("65 points") << 1 << 65;
  QTest::newRow("one less than a tile") << 1 << tile - 1;
  QTest::newRow("one full tile") << 1 << tile;
  QTest::newRow("a second tile of one point") << 1 << tile + 1;
  QTest::newRow("one full node") << 1 << node;
  QTest::newRow("a third level") << 1 << node + 1;
  QTest::newRow("90 neurons of one point") << 90 << 1;
  QTest::newRow("7 neurons of 1,000 points") << 7 << 1000;
  QTest::newRow("40,000 points: halves cut in parallel") << 20 << 2000;
}

void QueryTilesTest::everyPointOnce() {
  QFETCH(int, neurons);
  QFETCH(int, points);
  RandomCases cases(1);
  std::vector<Dotprops> queries;
  for (int i = 0; i < neurons; ++i)
    queries.push_back(cloud(cases, points));
  QVERIFY(pointsOf(QueryTiles(queries, true, control_)) == pointsOf(queries));
}

/// Only the last tile may be short; what fills it is a real point's place without an owner.
void QueryTilesTest::padding() {
  QFETCH(int, neurons);
  QFETCH(int, points);
  RandomCases cases(2);
  std::vector<Dotprops> queries;
  for (int i = 0; i < neurons; ++i)
    queries.push_back(cloud(cases, points));
  const QueryTiles tiles(queries, true, control_);
  const std::int64_t count = std::int64_t{neurons} * points;
  QCOMPARE(tiles.nodes(0), (count + kTilePoints - 1) / kTilePoints);
  const auto v = tiles.view();
  for (std::int64_t i = 0; i < tiles.nodes(0) * kTilePoints; ++i) {
    QCOMPARE(v.owner[i] >= 0, i < count);
    if (i < count) continue;
    QCOMPARE(v.x[i], v.x[count - 1]);
    QCOMPARE(v.y[i], v.y[count - 1]);
    QCOMPARE(v.z[i], v.z[count - 1]);
  }
  QVERIFY(QueryTiles(queries, false, control_).view().owner[count - 1] >= 0);
}

void QueryTilesTest::levelsHangTogether() {
  QFETCH(int, neurons);
  QFETCH(int, points);
  RandomCases cases(3);
  std::vector<Dotprops> queries;
  for (int i = 0; i < neurons; ++i)
    queries.push_back(cloud(cases, points));
  const QueryTiles tiles(queries, false, control_);
  QCOMPARE(tiles.nodes(tiles.levels() - 1), std::int64_t{1});
  for (std::int64_t level = 1; level < tiles.levels(); ++level)
    QCOMPARE(tiles.nodes(level), (tiles.nodes(level - 1) + kFan - 1) / kFan);
  for (std::int64_t level = 0; level < tiles.levels(); ++level)
    QCOMPARE(tiles.tree().boxCounts[level], tiles.nodes(level));
}

void QueryTilesTest::boxesContainTheirPoints_data() {
  QTest::addColumn<int>("kind");
  for (int kind = 0; kind < kCaseKinds; ++kind)
    QTest::newRow(qPrintable(QString("kind %1").arg(kind))) << kind;
}

/// At every level, in exact arithmetic, whatever the scale and however far from the origin.
void QueryTilesTest::boxesContainTheirPoints() {
  QFETCH(int, kind);
  RandomCases cases(static_cast<std::uint64_t>(400 + kind));
  for (int repeat = 0; repeat < 200; ++repeat) {
    const auto made = cases.next(static_cast<CaseKind>(kind), 1 + cases.below(700), 1, 1);
    const QueryTiles tiles(made.queries, false, control_);
    const auto v = tiles.view();
    std::int64_t pointsOfNode = kTilePoints;
    for (std::int64_t level = 0; level < tiles.levels(); ++level, pointsOfNode *= kFan) {
      for (std::int64_t i = 0; i < tiles.nodes(0) * kTilePoints; ++i)
        QVERIFY(contains(tiles.tree().boxes[level][i / pointsOfNode], {v.x[i], v.y[i], v.z[i]}));
    }
  }
}

/// A cut at the longest side each time makes blocks of a cube, not slices.
void QueryTilesTest::tilesAreCompact() {
  Dotprops cube;
  for (int i = 0; i < 512; ++i) {
    cube.points_um.push_back(
        {static_cast<float>(i % 8), static_cast<float>(i / 8 % 8), static_cast<float>(i / 64)});
    cube.tangents.push_back({1, 0, 0});
    cube.alphas.push_back(1);
  }
  const QueryTiles tiles({&cube, 1}, false, control_);
  QCOMPARE(tiles.nodes(0), std::int64_t{512 / kTilePoints});
  for (std::int64_t tile = 0; tile < tiles.nodes(0); ++tile) {
    const auto& box = tiles.tree().boxes[0][tile];
    const float volume = (2 * box.half[0] + 1) * (2 * box.half[1] + 1) * (2 * box.half[2] + 1);
    QCOMPARE(volume, static_cast<float>(kTilePoints));
  }
}

void QueryTilesTest::takesWhatItSays_data() {
  QTest::addColumn<bool>("alpha");
  QTest::newRow("tangents") << false;
  QTest::newRow("alpha too") << true;
}

/// While they are made, too: the largest array of a job is not there twice.
void QueryTilesTest::takesWhatItSays() {
  QFETCH(bool, alpha);
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
  QSKIP("a sanitizer takes memory of its own");
#endif
  constexpr std::size_t kPoints = 1'500'000;
  std::mt19937 random(1);
  std::uniform_real_distribution<float> place(0, 500);
  Dotprops neuron;
  neuron.points_um.resize(kPoints);
  for (auto& p : neuron.points_um)
    p = {place(random), place(random), place(random)};
  neuron.tangents.assign(kPoints, {1, 0, 0});
  neuron.alphas.assign(kPoints, 0.5F);
  const std::vector queries{std::move(neuron)};
  if (!restartPeak()) QSKIP("this system does not tell a peak that begins anew");
  const auto before = residentBytes();
  const QueryTiles tiles(queries, alpha, control_);
  const auto expected = static_cast<double>(QueryTiles::bytes(kPoints, alpha));
  const auto stays = static_cast<double>(residentBytes() - before);
  const auto most = static_cast<double>(peakResidentBytes() - before);
  QVERIFY2(std::abs(stays - expected) < 0.1 * expected,
           qPrintable(QString("takes %1, says %2").arg(stays).arg(expected)));
  QVERIFY2(most < 1.25 * expected, qPrintable(QString("%1 of %2").arg(most).arg(expected)));
}

void QueryTilesTest::cancel() {
  RandomCases cases(5);
  const std::vector<Dotprops> queries{cloud(cases, 1000)};
  JobControl control;
  control.cancel();
  QVERIFY_EXCEPTION_THROWN(QueryTiles(queries, false, control), Cancelled);
}

void QueryTilesTest::forcedPath_data() {
  QTest::addColumn<QByteArray>("value");
  QTest::addColumn<QByteArray>("path");  // empty: the fastest
  QTest::newRow("not set") << QByteArray() << QByteArray();
  QTest::newRow("empty") << QByteArray("") << QByteArray();
  for (const char* name : {"scalar", "avx2", "avx512"})
    QTest::newRow(name) << QByteArray(name) << QByteArray(name);
}

void QueryTilesTest::forcedPath() {
  QFETCH(QByteArray, value);
  QFETCH(QByteArray, path);
  const auto available = availableSimdPaths();
  QCOMPARE(available.front(), SimdPath::Scalar);
  if (value.isNull()) {
    qunsetenv("NBLAST_SIMD");
  } else {
    qputenv("NBLAST_SIMD", value);
  }
  const bool known =
      path.isEmpty() || std::any_of(available.begin(), available.end(),
                                    [&](SimdPath p) { return path == simdPathName(p); });
  if (known) {
    const QByteArray wanted = path.isEmpty() ? QByteArray(simdPathName(available.back())) : path;
    QCOMPARE(QByteArray(simdPathName(chosenSimdPath())), wanted);
  } else {
    QVERIFY_EXCEPTION_THROWN(chosenSimdPath(), InputError);
  }
  qunsetenv("NBLAST_SIMD");
}

void QueryTilesTest::unknownPath() {
  for (const char* value : {"sse", "AVX2", " avx2", "avx512 ", "1"}) {
    qputenv("NBLAST_SIMD", value);
    try {
      chosenSimdPath();
      QFAIL(value);
    } catch (const InputError& error) {
      QVERIFY(QString(error.what()).contains(value));
      QVERIFY(QString(error.what()).contains("scalar, avx2 or avx512"));
    }
  }
  qunsetenv("NBLAST_SIMD");
}

}  // namespace

QTEST_APPLESS_MAIN(QueryTilesTest)
#include "tst_query_tiles.moc"

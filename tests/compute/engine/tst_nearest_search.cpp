// The cpu engine's search is a brute-force search in float32, bit for bit: index and squared
// distance.
#include "compute/engine/cpu/NearestSearch.hpp"

#include <QTest>

#include <cmath>
#include <limits>
#include <random>

using namespace nblast;

namespace {

using Random = std::mt19937;

float uniform(Random& random, double low, double high) {
  return static_cast<float>(std::uniform_real_distribution<double>(low, high)(random));
}

int whole(Random& random, int low, int high) {
  return std::uniform_int_distribution<int>(low, high)(random);
}

/// One way of laying out points.
using Layout = Vec3f (*)(Random&);

Vec3f inBox(Random& r) {
  return {uniform(r, 0, 50), uniform(r, 0, 50), uniform(r, 0, 50)};
}
Vec3f onLine(Random& r) {
  return {uniform(r, -20, 20), 3, 7};
}
Vec3f onDiagonal(Random& r) {
  const float t = uniform(r, -20, 20);
  return {t, t, t};
}
Vec3f onPlane(Random& r) {
  return {uniform(r, 0, 50), uniform(r, 0, 50), -4};
}
Vec3f onGrid(Random& r) {
  return {static_cast<float>(whole(r, 0, 4)), static_cast<float>(whole(r, 0, 4)),
          static_cast<float>(whole(r, 0, 4))};
}
Vec3f onVoxels(Random& r) {  // 8 nm voxels in µm: all but ties
  const auto at = [&] { return static_cast<float>(whole(r, 20000, 20040) * 0.008); };
  return {at(), at(), at()};
}
Vec3f atOnePlace(Random&) {
  return {1, 2, 3};
}
Vec3f farApart(Random& r) {
  return {uniform(r, -1e7, 1e7), uniform(r, -1e7, 1e7), uniform(r, -1e7, 1e7)};
}
Vec3f farFromOrigin(Random& r) {  // few float32 values left, many roundings
  return {uniform(r, 9.9e6, 9.90001e6), uniform(r, -9.9e6, -9.89999e6), uniform(r, 0, 10)};
}
Vec3f clustered(Random& r) {
  const float centre = static_cast<float>(whole(r, 0, 3)) * 1000;
  return {centre + uniform(r, 0, 1e-3), centre + uniform(r, 0, 1e-3), uniform(r, 0, 1e-3)};
}
Vec3f subnormal(Random& r) {
  return {uniform(r, 0, 1e-20), uniform(r, 0, 1e-21), uniform(r, 0, 1e-22)};
}
Vec3f inShrinkingSteps(Random& r) {
  return {std::ldexp(1.0F, -whole(r, 0, 140)), std::ldexp(1.0F, whole(r, -60, 20)), 0};
}

Neighbour bruteForce(const Vec3f& q, const std::vector<Vec3f>& points, float farThreshold) {
  Neighbour best;
  best.d2_um2 = farThreshold;
  for (std::size_t i = 0; i < points.size(); ++i) {
    const float dx = q.x - points[i].x, dy = q.y - points[i].y, dz = q.z - points[i].z;
    const float d2 = std::fmaf(dz, dz, std::fmaf(dy, dy, dx * dx));
    if (d2 < best.d2_um2) best = {static_cast<std::int32_t>(i), d2};
  }
  return best;
}

}  // namespace

class NearestSearchTest : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void equalsBruteForce_data() {
    QTest::addColumn<int>("layout");
    QTest::addColumn<int>("queryLayout");
    const std::vector<std::pair<const char*, Layout>> rows = layouts();
    for (std::size_t i = 0; i < rows.size(); ++i) {
      QTest::newRow(rows[i].first) << static_cast<int>(i) << static_cast<int>(i);
      const auto name = std::string(rows[i].first) + ", queries in a box";
      QTest::newRow(name.c_str()) << static_cast<int>(i) << 0;
    }
  }
  void equalsBruteForce() {
    QFETCH(int, layout);
    QFETCH(int, queryLayout);
    const auto makePoint = layouts()[static_cast<std::size_t>(layout)].second;
    const auto makeQuery = layouts()[static_cast<std::size_t>(queryLayout)].second;
    Random random(static_cast<unsigned>(1000 + layout));
    int found = 0;
    for (int round = 0; round < 300; ++round) {
      std::vector<Vec3f> points(
          static_cast<std::size_t>(whole(random, 1, round % 10 == 0 ? 400 : 40)));
      for (auto& point : points)
        point = makePoint(random);
      std::vector<Vec3f> queries(40);
      for (auto& query : queries)
        query = makeQuery(random);
      queries[0] = points[0];
      std::vector<Neighbour> nearest(queries.size());
      // Without a bound, with one among the distances, and with one that is itself a distance.
      const float exact =
          bruteForce(queries[1], points, std::numeric_limits<float>::infinity()).d2_um2;
      for (const float bound : {std::numeric_limits<float>::infinity(), exact * 1.5F, exact}) {
        NearestSearch(points).find(queries, bound, nearest);
        for (std::size_t i = 0; i < queries.size(); ++i) {
          const auto wanted = bruteForce(queries[i], points, bound);
          if (nearest[i].index == wanted.index && nearest[i].d2_um2 == wanted.d2_um2) {
            found += wanted.index >= 0;
            continue;
          }
          QFAIL(qPrintable(QString("round %1, query %2: point %3 at %4 instead of %5 at %6")
                               .arg(round)
                               .arg(i)
                               .arg(nearest[i].index)
                               .arg(nearest[i].d2_um2, 0, 'g', 9)
                               .arg(wanted.index)
                               .arg(wanted.d2_um2, 0, 'g', 9)));
        }
      }
    }
    QVERIFY(found > 1000);
  }

  void atTheBoundIsFar() {
    const std::vector<Vec3f> points{{0, 0, 0}, {100, 0, 0}};
    const std::vector<Vec3f> queries{{0, 42, 0}, {0, 41.999F, 0}, {200, 0, 0}};
    std::vector<Neighbour> nearest(queries.size());
    NearestSearch(points).find(queries, 42.0F * 42.0F, nearest);
    QCOMPARE(nearest[0].index, -1);
    QCOMPARE(nearest[1].index, 0);
    QCOMPARE(nearest[2].index, -1);
  }

  void tiesGoToTheLowestIndex() {
    const std::vector<Vec3f> points{{2, 0, 0}, {-1, 0, 0}, {0, 1, 0}, {1, 0, 0}, {-1, 0, 0}};
    std::vector<Neighbour> nearest(1);
    NearestSearch(points).find(std::vector<Vec3f>{{0, 0, 0}},
                               std::numeric_limits<float>::infinity(), nearest);
    QCOMPARE(nearest[0].index, 1);
    QCOMPARE(nearest[0].d2_um2, 1.0F);
  }

 private:
  static std::vector<std::pair<const char*, Layout>> layouts() {
    return {{"in a box", inBox},
            {"collinear", onLine},
            {"on a diagonal", onDiagonal},
            {"coplanar", onPlane},
            {"grid with ties", onGrid},
            {"voxels", onVoxels},
            {"all at one place", atOnePlace},
            {"far apart", farApart},
            {"far from the origin", farFromOrigin},
            {"clustered", clustered},
            {"squares below the normal range", subnormal},
            {"shrinking steps", inShrinkingSteps}};
  }
};

QTEST_GUILESS_MAIN(NearestSearchTest)
#include "tst_nearest_search.moc"

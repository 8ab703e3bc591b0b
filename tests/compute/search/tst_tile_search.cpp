// SPDX-License-Identifier: BSD-3-Clause
// The tile search against brute force with the same arithmetic: same distance, same index, on every
// path of this processor.
#include "compute/base/ProcessMemory.hpp"
#include "compute/search/TileSearch.hpp"
#include "tests/compute/search/RandomCases.hpp"

#include <QTest>

#include <set>

using namespace nblast;

namespace {

/// What a case came to, so that the test can insist that all that matters did occur.
struct Tally {
  std::int64_t cases = 0, points = 0, beyond = 0, skipped = 0;
};

class TileSearchTest : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void smallCases_data() { kindRows(); }
  void smallCases();
  void manyTilesAndLongLists_data() { kindRows(); }
  void manyTilesAndLongLists();
  void withinABound_data() { kindRows(); }
  void withinABound();
  void everyCandidateSurvives();
  void boundSkipsWhatIsFar();
  void sumsEqualBruteForce_data();
  void sumsEqualBruteForce();
  void listsTakeWhatTheyHold();

 private:
  static void kindRows();
  void check(const SearchCase& made, double bound_um, Tally& tally);
  void nearestOfAll(const QueryTiles& tiles, const SearchCase& made);
  bool agrees(SimdPath path, const QueryTiles& tiles, const SearchCase& made,
              const KernelTable& table, float far_um2, Tally& tally);

  TileSearch search_;
  JobControl control_;
  std::vector<std::int32_t> nearest_;
  std::vector<float> d2_um2_;
  std::vector<Neighbour> wanted_;  ///< [targets, tiles * kTilePoints]
  const KernelTable dense_{PointScorer(ScoringOptions{})};
};

void TileSearchTest::kindRows() {
  QTest::addColumn<int>("kind");
  const char* names[kCaseKinds] = {"cloud", "grid",      "duplicates", "line",
                                   "plane", "one point", "far apart",  "mixed scale",
                                   "tiny",  "1e7 µm",    "on faces",   "sphere"};
  for (int kind = 0; kind < kCaseKinds; ++kind)
    QTest::newRow(names[kind]) << kind;
}

/// The first of the nearest, by looking at all.
Neighbour bruteForce(const Vec3f& point, const Dotprops& target) {
  Neighbour best{0, squaredDistance(point, target.points_um[0])};
  for (std::int32_t i = 1; i < static_cast<std::int32_t>(target.size()); ++i) {
    const float d2 = squaredDistance(point, target.points_um[static_cast<std::size_t>(i)]);
    if (d2 < best.d2_um2) best = {i, d2};
  }
  return best;
}

void TileSearchTest::nearestOfAll(const QueryTiles& tiles, const SearchCase& made) {
  const auto view = tiles.view();
  const auto padded = static_cast<std::size_t>(tiles.nodes(0) * kTilePoints);
  wanted_.assign(made.targets.size() * padded, {});
  for (std::size_t t = 0; t < made.targets.size(); ++t) {
    for (std::size_t i = 0; i < padded; ++i) {
      if (view.owner[i] >= 0)
        wanted_[t * padded + i] = bruteForce({view.x[i], view.y[i], view.z[i]}, made.targets[t]);
    }
  }
}

bool TileSearchTest::agrees(SimdPath path, const QueryTiles& tiles, const SearchCase& made,
                            const KernelTable& table, float far_um2, Tally& tally) {
  std::vector<const Dotprops*> targets;
  for (const auto& target : made.targets)
    targets.push_back(&target);
  search_.findNearest(path, tiles, table, targets, nearest_, d2_um2_, control_);
  const auto view = tiles.view();
  const auto padded = static_cast<std::size_t>(tiles.nodes(0) * kTilePoints);
  for (std::size_t t = 0; t < targets.size(); ++t) {
    for (std::size_t i = 0; i < padded; ++i) {
      if (view.owner[i] < 0) continue;
      const auto at = t * padded + i;
      const auto& wanted = wanted_[at];
      ++tally.points;
      if (wanted.d2_um2 >= far_um2) {
        ++tally.beyond;
        tally.skipped += nearest_[at] < 0;
        if (d2_um2_[at] >= far_um2) continue;
      } else if (nearest_[at] == wanted.index && d2_um2_[at] == wanted.d2_um2) {
        continue;
      }
      qWarning("%s, target %zu, point %zu: found %d at %.9g, nearest is %d at %.9g (far: %.9g)",
               simdPathName(path), t, i, nearest_[at], static_cast<double>(d2_um2_[at]),
               wanted.index, static_cast<double>(wanted.d2_um2), static_cast<double>(far_um2));
      return false;
    }
  }
  return true;
}

/// @param bound_um 0: none
void TileSearchTest::check(const SearchCase& made, double bound_um, Tally& tally) {
  ScoringOptions options;
  if (bound_um > 0) options.maxDistance_um = bound_um;
  const PointScorer scorer(options);
  std::optional<KernelTable> bounded;
  if (bound_um > 0) bounded.emplace(scorer);
  const QueryTiles tiles(made.queries, false, control_);
  nearestOfAll(tiles, made);
  tally.cases += static_cast<std::int64_t>(made.targets.size());
  for (const auto path : availableSimdPaths()) {
    QVERIFY2(
        agrees(path, tiles, made, bounded ? *bounded : dense_, scorer.farThreshold_um2(), tally),
        qPrintable(QString("case %1").arg(tally.cases)));
  }
}

/// 12 kinds of 9,000 cases (a set of queries, a target).
void TileSearchTest::smallCases() {
  QFETCH(int, kind);
  RandomCases cases(static_cast<std::uint64_t>(kind));
  Tally tally;
  while (tally.cases < 9000) {
    const int queries = 1 + cases.below(cases.below(8) == 0 ? 200 : 12);
    const int points = 1 + cases.below(cases.below(8) == 0 ? 100 : 20);
    check(cases.next(static_cast<CaseKind>(kind), queries, points, 1 + cases.below(kBatchTargets)),
          0, tally);
    if (QTest::currentTestFailed()) return;
  }
}

/// Several levels, lists that shrink from thousands, and lists longer than any vector at the tiles.
void TileSearchTest::manyTilesAndLongLists() {
  QFETCH(int, kind);
  RandomCases cases(100 + static_cast<std::uint64_t>(kind));
  Tally tally;
  for (const int queries : {700, 2500, 5000}) {
    for (const int points : {33, 500, 2000}) {
      check(cases.next(static_cast<CaseKind>(kind), queries, points, queries < 5000 ? 2 : 1), 0,
            tally);
      if (QTest::currentTestFailed()) return;
    }
  }
}

/// Bounds of the cases' own size: some points are within, some beyond, some exactly at it.
void TileSearchTest::withinABound() {
  QFETCH(int, kind);
  RandomCases cases(200 + static_cast<std::uint64_t>(kind));
  Tally tally;
  while (tally.cases < 1500) {
    const bool large = cases.below(100) == 0;
    const auto made = cases.next(static_cast<CaseKind>(kind), 1 + cases.below(large ? 2000 : 40),
                                 1 + cases.below(large ? 500 : 30), 1 + cases.below(kBatchTargets));
    // The distance of some pair of points, or somewhat more or less.
    const auto& a = made.queries[0].points_um[0];
    const double distance =
        std::sqrt(static_cast<double>(squaredDistance(a, made.targets[0].points_um[0])));
    const double bound = distance * (cases.below(2) == 0 ? 1 : cases.uniform(0.1, 3));
    check(made, std::max(bound, 1e-30), tally);
    if (QTest::currentTestFailed()) return;
  }
  if (static_cast<CaseKind>(kind) == CaseKind::Tiny) return;  // all squares may vanish
  QVERIFY(tally.beyond > 0);
  QVERIFY(tally.beyond < tally.points);
}

/// Queries at the centre of a sphere of grid points at equal distances: no list ever shrinks, ties
/// everywhere, lists far longer than what fits into registers.
void TileSearchTest::everyCandidateSurvives() {
  SearchCase made;
  made.queries.resize(1);
  made.targets.resize(1);
  const auto append = [](Dotprops& to, Vec3f point) {
    to.points_um.push_back(point);
    to.tangents.push_back({1, 0, 0});
    to.alphas.push_back(1);
  };
  for (int i = 0; i < 300; ++i)
    append(made.queries[0], {0, 0, 0});
  for (int repeat = 0; repeat < 3; ++repeat) {
    for (const float x : {-65.0F, -63.0F, -60.0F, -56.0F, -52.0F, -39.0F, -33.0F, -25.0F, -16.0F}) {
      const float y = std::sqrt(65 * 65 - x * x);
      for (const float sign : {-1.0F, 1.0F}) {
        append(made.targets[0], {x, sign * y, 0});
        append(made.targets[0], {-x, 0, sign * y});
        append(made.targets[0], {sign * y, x, 0});
      }
    }
  }
  QVERIFY(made.targets[0].size() > 100);
  Tally tally;
  check(made, 0, tally);
  check(made, 65, tally);  // all exactly at the bound: far
  check(made, 65.0001, tally);
}

/// A bound must save work: tiles far from a target are never scored.
void TileSearchTest::boundSkipsWhatIsFar() {
  RandomCases cases(300);
  auto made = cases.next(CaseKind::Cloud, 4000, 300, 3);
  for (auto* neurons : {&made.queries, &made.targets}) {
    for (auto& neuron : *neurons) {
      Vec3f centre = neuron.points_um[0];
      for (auto& p : neuron.points_um)
        p = {p.x - centre.x, p.y - centre.y, p.z - centre.z};
    }
  }
  double size = 0;
  for (const auto& p : made.queries[0].points_um)
    size = std::max(size, static_cast<double>(std::abs(p.x)));
  Tally tally;
  check(made, size / 20, tally);
  QVERIFY2(tally.skipped > tally.points / 10, qPrintable(QString::number(tally.skipped)));
  QVERIFY(tally.beyond < tally.points);
}

void TileSearchTest::sumsEqualBruteForce_data() {
  QTest::addColumn<double>("scale");
  QTest::addColumn<bool>("bounded");
  QTest::addColumn<bool>("alpha");
  // From all points in one row of the table to neurons that cross all of them.
  for (const double scale : {0.01, 1.0, 20.0, 300.0, 1e5}) {
    for (const bool bounded : {false, true}) {
      for (const bool alpha : {false, true}) {
        const auto name = QString("%1 µm%2%3")
                              .arg(scale)
                              .arg(bounded ? ", bound" : "")
                              .arg(alpha ? ", alpha" : "");
        QTest::newRow(qPrintable(name)) << scale << bounded << alpha;
      }
    }
  }
}

/// Integers, so that every point's score must be right: also where whole subtrees are settled at
/// once, where lists are short or long, and for tangents that are no unit vectors.
void TileSearchTest::sumsEqualBruteForce() {
  QFETCH(double, scale);
  QFETCH(bool, bounded);
  QFETCH(bool, alpha);
  ScoringOptions options;
  options.useAlpha = alpha;
  if (bounded) options.maxDistance_um = options.table.automaticBound_um();
  const PointScorer scorer(options);
  const KernelTable table(scorer);
  sample::Random random(8, sample::Purpose::Cell, 0);
  const auto cloud = [&](int points, double size, const Vec3d& centre, bool unit) {
    Dotprops made;
    for (int i = 0; i < points; ++i) {
      const Vec3d p = sample::plus(centre, sample::scaled(random.inUnitBall(), size));
      const Vec3d u = sample::scaled(random.direction(), unit ? 1 : random.uniform(0, 3));
      made.points_um.push_back(
          {static_cast<float>(p.x), static_cast<float>(p.y), static_cast<float>(p.z)});
      made.tangents.push_back(
          {static_cast<float>(u.x), static_cast<float>(u.y), static_cast<float>(u.z)});
      made.alphas.push_back(static_cast<float>(random.uniform()));
    }
    return made;
  };
  std::vector<Dotprops> queries, targets;
  for (int i = 0; i < 12; ++i)
    queries.push_back(
        cloud(1 + i * i * 15, scale, sample::scaled(random.direction(), scale), i != 5));
  for (int i = 0; i < kBatchTargets; ++i)
    targets.push_back(cloud(1 + i * i * 10, i % 3 == 0 ? scale / 100 : scale,
                            sample::scaled(random.direction(), i * scale), i != 5));
  const QueryTiles tiles(queries, alpha, control_);
  std::vector<const Dotprops*> batch;
  for (const auto& target : targets)
    batch.push_back(&target);
  std::vector<std::int64_t> wanted;
  for (const auto& query : queries) {
    for (const auto& target : targets) {
      std::int64_t sum = 0;
      for (std::size_t i = 0; i < query.points_um.size(); ++i) {
        auto nearest = bruteForce(query.points_um[i], target);
        if (nearest.d2_um2 >= scorer.farThreshold_um2()) nearest.index = -1;
        sum += scorer.score(query, static_cast<std::int64_t>(i), target, nearest);
      }
      if (bounded) sum -= scorer.farCell() * query.size();
      wanted.push_back(sum);
    }
  }
  for (const auto path : availableSimdPaths()) {
    search_.score(path, tiles, table, batch, {tiles.levels() - 1, 0, 1}, control_);
    QVERIFY2(std::equal(wanted.begin(), wanted.end(), search_.sums().begin()), simdPathName(path));
  }
}

/// Lists shrink on their way down the tree: memory that none of them reaches is never taken. Each
/// thread has its own, for targets of any size.
void TileSearchTest::listsTakeWhatTheyHold() {
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
  QSKIP("a sanitizer takes memory of its own");
#endif
  constexpr int kQueryPoints = 300'000, kTargetPoints = 60'000;
  sample::Random random(9, sample::Purpose::Cell, 0);
  const auto ball = [&random](int points) {
    Dotprops made;
    for (int i = 0; i < points; ++i) {
      const Vec3d p = sample::scaled(random.inUnitBall(), 200);
      made.points_um.push_back(
          {static_cast<float>(p.x), static_cast<float>(p.y), static_cast<float>(p.z)});
    }
    made.tangents.assign(made.points_um.size(), {1, 0, 0});
    made.alphas.assign(made.points_um.size(), 1);
    return made;
  };
  const std::vector queries{ball(kQueryPoints)};
  const Dotprops target = ball(kTargetPoints);
  const std::vector<const Dotprops*> batch(kBatchTargets, &target);
  const QueryTiles tiles(queries, false, control_);
  TileSearch search;
  const auto before = residentBytes();
  search.score(chosenSimdPath(), tiles, dense_, batch, {tiles.levels() - 1, 0, 1}, control_);
  const auto taken = residentBytes() - before;
  const auto expected = TileSearch::bytes(tiles.owners(), kTargetPoints);
  QVERIFY2(taken < expected * 12 / 10 && taken > expected / 2,
           qPrintable(QString("%1 of %2").arg(taken).arg(expected)));
}

}  // namespace

QTEST_APPLESS_MAIN(TileSearchTest)
#include "tst_tile_search.moc"

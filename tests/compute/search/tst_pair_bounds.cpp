// SPDX-License-Identifier: BSD-3-Clause
// A pair's bound is never below its score: what a sparse job drops, it drops with proof.
#include "compute/base/Error.hpp"
#include "compute/base/SimdPath.hpp"
#include "compute/engine/Engine.hpp"
#include "compute/io/ReadNeurons.hpp"
#include "compute/io/ReadScoreTable.hpp"
#include "compute/neuron/Prepare.hpp"
#include "compute/search/PairBounds.hpp"
#include "tests/compute/search/RandomCases.hpp"

#include <QTest>

#include <cmath>
#include <filesystem>
#include <map>
#include <string>
#include <vector>

using namespace nblast;

class TestPairBounds : public QObject {
  Q_OBJECT
 private Q_SLOTS:
  void neverBelowTheScore_data();
  void neverBelowTheScore();
  void looseBoundsAreNotTrivial();
  void realNeurons_data();
  void realNeurons();
  void sameBitsOnAllPaths_data();
  void sameBitsOnAllPaths();
  void veryManyPointsInOneVoxel();
  void awkwardPlaces_data();
  void awkwardPlaces();
  void withoutPoints();

 private:
  using Scores = std::vector<float>;
  static Scores scoresOf(const SearchCase& made, const ScoringOptions& options);
  static void turn(std::vector<Dotprops>& neurons, RandomCases& random);
  static Scores boundsOf(const SearchCase& made, const ScoringOptions& options, double voxel_um);
};

TestPairBounds::Scores TestPairBounds::scoresOf(const SearchCase& made,
                                                const ScoringOptions& options) {
  JobControl control;
  Scores scores(made.queries.size() * made.targets.size());
  const auto engine = makeEngine("cpu");
  engine->prepare(made.queries, options, control);
  engine->scoreTargets(made.targets, scores.data(), control);
  return scores;
}

TestPairBounds::Scores TestPairBounds::boundsOf(const SearchCase& made,
                                                const ScoringOptions& options, double voxel_um) {
  JobControl control;
  Scores bounds(made.queries.size() * made.targets.size());
  PairBounds(made.queries, options, control, voxel_um)
      .boundAll(made.targets, bounds.data(), control);
  return bounds;
}

/// Gives each point a tangent and an alpha of its own.
void TestPairBounds::turn(std::vector<Dotprops>& neurons, RandomCases& random) {
  for (auto& neuron : neurons) {
    for (std::size_t i = 0; i < neuron.points_um.size(); ++i) {
      const double z = random.uniform(-1, 1), angle = random.uniform(0, 6.283185307179586);
      const double r = std::sqrt(1 - z * z);
      neuron.tangents[i] = {static_cast<float>(r * std::cos(angle)),
                            static_cast<float>(r * std::sin(angle)), static_cast<float>(z)};
      neuron.alphas[i] = static_cast<float>(random.uniform(0, 1));
    }
  }
}

void TestPairBounds::neverBelowTheScore_data() {
  QTest::addColumn<QString>("table");
  QTest::addColumn<bool>("alpha");
  QTest::addColumn<bool>("bound");
  QTest::addColumn<bool>("normalised");
  for (const char* table : {"fcwb", "fcwb-alpha", "v1"}) {
    for (const bool alpha : {false, true}) {
      for (const bool bound : {false, true}) {
        for (const bool normalised : {false, true}) {
          if (bound && QLatin1String(table) == QLatin1String("v1")) continue;  // v1 has none
          const auto name = QString::fromLatin1(table) + (alpha ? ", alpha" : "") +
                            (bound ? ", bound" : "") + (normalised ? "" : ", raw");
          QTest::newRow(qPrintable(name))
              << QString(QLatin1String(table)) << alpha << bound << normalised;
        }
      }
    }
  }
}

void TestPairBounds::neverBelowTheScore() {
  QFETCH(QString, table);
  QFETCH(bool, alpha);
  QFETCH(bool, bound);
  QFETCH(bool, normalised);
  ScoringOptions options;
  options.table = table == QLatin1String("v1") ? v1Table() : *findTable(table.toStdString());
  options.useAlpha = alpha;
  options.normalised = normalised;
  if (bound) options.maxDistance_um = options.table.automaticBound_um();

  int compared = 0;
  for (int kind = 0; kind < kCaseKinds; ++kind) {
    for (const std::uint64_t seed : {11U, 12U, 13U, 14U}) {
      RandomCases cases(seed * 100 + static_cast<std::uint64_t>(kind));
      auto made =
          cases.next(static_cast<CaseKind>(kind), 1 + cases.below(300), 1 + cases.below(60), 5);
      turn(made.queries, cases);
      turn(made.targets, cases);
      Scores scores;
      try {
        scores = scoresOf(made, options);
      } catch (const InputError&) {
        continue;  // a self-hit that cannot divide
      }
      for (const double voxel_um : {0.5, kBoundVoxel_um, 40.0}) {
        const auto bounds = boundsOf(made, options, voxel_um);
        for (std::size_t i = 0; i < scores.size(); ++i) {
          ++compared;
          QVERIFY2(bounds[i] >= scores[i],
                   qPrintable(QStringLiteral("kind %1, seed %2, voxel %3 um, pair %4: bound %5, "
                                             "score %6")
                                  .arg(kind)
                                  .arg(seed)
                                  .arg(voxel_um)
                                  .arg(i)
                                  .arg(static_cast<double>(bounds[i]))
                                  .arg(static_cast<double>(scores[i]))));
        }
      }
    }
  }
  QVERIFY2(compared > 100, qPrintable(QString::number(compared)));
}

/// The bound is worth something: far apart, it is below the best score that there could be.
void TestPairBounds::looseBoundsAreNotTrivial() {
  RandomCases cases(1);
  auto made = cases.next(CaseKind::Cloud, 300, 60, 5);
  for (auto& target : made.targets) {
    for (auto& p : target.points_um)
      p.x += 1e7F;
  }
  const ScoringOptions options;
  for (const float bound : boundsOf(made, options, kBoundVoxel_um))
    QVERIFY(bound < 0);
}

namespace {

constexpr std::size_t kRealNeurons = 40;

/// Some neurons all over a set, in µm. Empty: the shared data are not there.
const std::vector<Dotprops>& realSet(const std::string& name) {
  static std::map<std::string, std::vector<Dotprops>> sets;
  const auto [at, isNew] = sets.try_emplace(name);
  const bool fanc = name == "fanc-vnc";
  const std::filesystem::path zip = std::string(NBLAST_SHARED_DIR "/data/") +
                                    (fanc ? "fanc-vnc/em_full.zip" : "fib25/typed_swc.zip");
  if (!isNew || !std::filesystem::exists(zip)) return at->second;
  JobControl control;
  const auto all = readNeurons({&zip, 1}, control);
  NeuronSet some;
  for (std::size_t i = 0; i < kRealNeurons; ++i)
    some.neurons.push_back(all.neurons[i * all.neurons.size() / kRealNeurons]);
  at->second = prepareSet(some, {fanc ? 1e-3 : 1e-2, {}, 0}, control).dotprops;
  return at->second;
}

/// By a name of its own, or a file of the shared score tables.
ScoreTable tableOf(const QString& name) {
  if (name == QLatin1String("v1")) return v1Table();
  if (const auto* table = findTable(name.toStdString())) return *table;
  return readScoreTable(NBLAST_SHARED_DIR "/data/score-tables/" + name.toStdString()).table;
}

}  // namespace

void TestPairBounds::realNeurons_data() {
  QTest::addColumn<QString>("set");
  QTest::addColumn<QString>("table");
  QStringList tables{"fcwb", "fcwb-alpha", "v1"};
  const std::filesystem::path folder = NBLAST_SHARED_DIR "/data/score-tables";
  if (std::filesystem::exists(folder)) {
    for (const auto& entry : std::filesystem::directory_iterator(folder))
      tables.append(QString::fromStdString(entry.path().filename().string()));
  }
  for (const char* set : {"fanc-vnc", "fib25"}) {
    for (const auto& table : tables)
      QTest::newRow(qPrintable(QString::fromLatin1(set) + ", " + table))
          << QString::fromLatin1(set) << table;
  }
}

void TestPairBounds::realNeurons() {
  QFETCH(QString, set);
  QFETCH(QString, table);
  const auto& neurons = realSet(set.toStdString());
  if (neurons.empty()) QSKIP("the shared test data are not there (tests/README.md)");
  const SearchCase made{neurons, neurons};
  ScoringOptions options;
  options.table = tableOf(table);
  for (const bool alpha : {false, true}) {
    for (const bool bound : {false, true}) {
      options.useAlpha = alpha;
      options.normalised = !bound;  // both are met
      options.maxDistance_um.reset();
      if (bound) options.maxDistance_um = options.table.isFormula() ? 30.0 : 12.0;
      const auto scores = scoresOf(made, options);
      for (const double voxel_um : {2.0, kBoundVoxel_um, 15.0}) {
        const auto bounds = boundsOf(made, options, voxel_um);
        for (std::size_t i = 0; i < scores.size(); ++i) {
          QVERIFY2(bounds[i] >= scores[i],
                   qPrintable(QString("pair %1, alpha %2, distance bound %3, voxel %4 um: %5 < %6")
                                  .arg(i)
                                  .arg(alpha)
                                  .arg(bound)
                                  .arg(voxel_um)
                                  .arg(static_cast<double>(bounds[i]))
                                  .arg(static_cast<double>(scores[i]))));
        }
      }
    }
  }
}

void TestPairBounds::sameBitsOnAllPaths_data() {
  QTest::addColumn<int>("kind");
  for (int kind = 0; kind < kCaseKinds; ++kind)
    QTest::newRow(qPrintable(QString("kind %1").arg(kind))) << kind;
}

/// Bit for bit, and whether one target is bounded alone or many are together.
void TestPairBounds::sameBitsOnAllPaths() {
  QFETCH(int, kind);
  RandomCases cases(static_cast<std::uint64_t>(900 + kind));
  JobControl control;
  for (int repeat = 0; repeat < 10; ++repeat) {
    const auto made = cases.next(static_cast<CaseKind>(kind), 1 + cases.below(3000),
                                 1 + cases.below(100), 1 + cases.below(70));
    const double voxel_um = std::pow(10.0, cases.uniform(-1, 2));
    const auto expected = boundsOf(made, {}, voxel_um);
    for (const auto path : availableSimdPaths()) {
      qputenv("NBLAST_SIMD", simdPathName(path));
      QCOMPARE(boundsOf(made, {}, voxel_um), expected);
      const PairBounds bounding(made.queries, {}, control, voxel_um);
      for (std::size_t t = 0; t < made.targets.size(); ++t) {
        Scores alone(made.queries.size());
        bounding.boundAll({&made.targets[t], 1}, alone.data(), control);
        for (std::size_t q = 0; q < alone.size(); ++q)
          QCOMPARE(alone[q], expected[q * made.targets.size() + t]);
      }
      qunsetenv("NBLAST_SIMD");
    }
  }
}

namespace {

Dotprops neuronAt(std::vector<Vec3f> points) {
  Dotprops made;
  made.tangents.assign(points.size(), {1, 0, 0});
  made.alphas.assign(points.size(), 1);
  made.points_um = std::move(points);
  return made;
}

}  // namespace

/// Sums of points and rows leave 32 bits: 65,538 points of the highest value are the first that do.
void TestPairBounds::veryManyPointsInOneVoxel() {
  const auto target = neuronAt({{0, 0, 0}});
  for (const std::size_t points : {32767U, 32768U, 65536U, 65537U, 65539U, 131'073U, 200'000U}) {
    const SearchCase made{{neuronAt({{0, 0, 0}}), neuronAt(std::vector<Vec3f>(points, {0, 0, 0}))},
                          {target}};
    for (const bool normalised : {false, true}) {
      ScoringOptions options;
      options.normalised = normalised;
      for (const auto path : availableSimdPaths()) {
        qputenv("NBLAST_SIMD", simdPathName(path));
        const auto bounds = boundsOf(made, options, kBoundVoxel_um);
        qunsetenv("NBLAST_SIMD");
        const auto scores = scoresOf(made, options);
        const auto times = normalised ? 1.0 : static_cast<double>(points);
        for (std::size_t i = 0; i < scores.size(); ++i)
          QVERIFY(bounds[i] >= scores[i]);
        const double expected = times * static_cast<double>(bounds[0]);
        QVERIFY2(std::abs(static_cast<double>(bounds[1]) - expected) < 1e-5 * expected,
                 qPrintable(QString("%1 points: %2").arg(points).arg(expected)));
      }
    }
  }
}

void TestPairBounds::awkwardPlaces_data() {
  QTest::addColumn<float>("at");
  QTest::addColumn<float>("apart");
  QTest::addColumn<double>("voxel_um");
  QTest::newRow("far away") << 1e6F << 1.0F << kBoundVoxel_um;
  QTest::newRow("at the farthest that is read") << -1e7F << 1.0F << kBoundVoxel_um;
  QTest::newRow("as far apart as can be") << 1e7F << -2e7F << kBoundVoxel_um;
  QTest::newRow("more voxels than 32 bits count") << 1e6F << 1e6F << 1e-5;
  QTest::newRow("one voxel") << 1e3F << 10.0F << 1e9;
  QTest::newRow("squares that vanish") << 0.0F << 1e-22F << 1e-23;
}

void TestPairBounds::awkwardPlaces() {
  QFETCH(float, at);
  QFETCH(float, apart);
  QFETCH(double, voxel_um);
  std::vector<Vec3f> points;
  for (int i = 0; i < 200; ++i)
    points.push_back({at + static_cast<float>(i % 2) * apart, static_cast<float>(i % 5) * 1e-3F,
                      at / static_cast<float>(1 + i % 3)});
  SearchCase made;
  for (std::size_t i = 0; i < 5; ++i)
    made.queries.push_back(
        neuronAt({points.begin() + static_cast<std::ptrdiff_t>(i * 7), points.end()}));
  made.targets = made.queries;
  made.targets.push_back(neuronAt({points.front()}));
  const auto scores = scoresOf(made, {});
  const auto bounds = boundsOf(made, {}, voxel_um);
  for (std::size_t i = 0; i < scores.size(); ++i)
    QVERIFY(bounds[i] >= scores[i]);
}

/// What has no points is bounded without a fault; nobody scores it.
void TestPairBounds::withoutPoints() {
  const auto some = neuronAt({{0, 0, 0}, {1, 2, 3}});
  ScoringOptions options;
  options.normalised = false;
  const SearchCase made{{some, {}, some}, {{}, some, {}}};
  const auto bounds = boundsOf(made, options, kBoundVoxel_um);
  QCOMPARE(bounds[3 + 1], 0.0F);
  QCOMPARE(bounds[1], bounds[6 + 1]);
  QVERIFY(bounds[0] < bounds[1]);
  const auto nothing = boundsOf({{{}, {}}, {some}}, options, kBoundVoxel_um);
  QCOMPARE(nothing, Scores({0, 0}));
}

QTEST_GUILESS_MAIN(TestPairBounds)
#include "tst_pair_bounds.moc"

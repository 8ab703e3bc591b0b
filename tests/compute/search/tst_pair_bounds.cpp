// SPDX-License-Identifier: BSD-3-Clause
// A pair's bound is never below its score: what a sparse job drops, it drops with proof.
#include "compute/base/Error.hpp"
#include "compute/engine/Engine.hpp"
#include "compute/search/PairBounds.hpp"
#include "tests/compute/search/RandomCases.hpp"

#include <QTest>

#include <cmath>
#include <string>
#include <vector>

using namespace nblast;

class TestPairBounds : public QObject {
  Q_OBJECT
 private Q_SLOTS:
  void neverBelowTheScore_data();
  void neverBelowTheScore();
  void looseBoundsAreNotTrivial();

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
          QVERIFY2(PairBounds::mayReach(bounds[i], static_cast<double>(scores[i])),
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

QTEST_GUILESS_MAIN(TestPairBounds)
#include "tst_pair_bounds.moc"

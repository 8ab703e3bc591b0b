// SPDX-License-Identifier: BSD-3-Clause
// A score's bits depend on its two neurons and the options alone: not on the vector width, the
// number of threads, how targets are cut into blocks, or the order of the queries.
#include "compute/base/SimdPath.hpp"
#include "compute/engine/Engine.hpp"
#include "compute/scoring/PointScorer.hpp"

#include <QTest>

#include <tbb/task_arena.h>

#include <algorithm>
#include <cmath>
#include <cstring>
#include <random>

using namespace nblast;

namespace {

/// Neurons of 1 to some hundred points within a box, so that every row of a table is met.
std::vector<Dotprops> someNeurons(int count) {
  std::mt19937 random(17);
  std::normal_distribution<float> step(0, 1);
  std::uniform_real_distribution<float> uniform(0, 1);
  std::vector<Dotprops> neurons(static_cast<std::size_t>(count));
  for (std::size_t n = 0; n < neurons.size(); ++n) {
    Vec3f at{80 * uniform(random), 40 * uniform(random), 40 * uniform(random)};
    const auto points = n % 11 == 0 ? 1 : 20 + random() % 300;
    for (std::size_t i = 0; i < points; ++i) {
      Vec3f d{step(random), step(random), step(random)};
      const float length = std::sqrt(d.x * d.x + d.y * d.y + d.z * d.z) + 1e-6F;
      d = {d.x / length, d.y / length, d.z / length};
      at = {at.x + d.x, at.y + d.y, at.z + d.z};
      neurons[n].points_um.push_back(at);
      neurons[n].tangents.push_back(d);
      neurons[n].alphas.push_back(uniform(random));
    }
  }
  return neurons;
}

/// 24 x 40 cells, edges anywhere: more columns than fit into the narrow look-up.
ScoreTable wideTable(ClosedSide closed) {
  std::mt19937 random(5);
  std::uniform_real_distribution<double> cell(-9, 11);
  ScoreTable table;
  table.name = "wide";
  table.closed = closed;
  for (int i = 1; i < 24; ++i)
    table.distanceEdges_um.push_back(0.1 * i * i);
  for (int i = 1; i < 40; ++i)
    table.dotEdges.push_back(i / 40.0);
  for (int i = 0; i < 24 * 40; ++i)
    table.cells.push_back(cell(random));
  // A self-hit must be above 0, whatever alpha.
  std::fill_n(table.cells.begin(), 40, 10.5);
  return table;
}

/// What of the engine is fast: the same by PointScorer, point by point, with brute force.
std::vector<float> byPointScorer(const std::vector<Dotprops>& neurons,
                                 const ScoringOptions& options) {
  const PointScorer scorer(options);
  std::vector<float> scores;
  for (const auto& query : neurons) {
    for (const auto& target : neurons) {
      std::int64_t sum = 0;
      for (std::int64_t i = 0; i < query.size(); ++i) {
        Neighbour best;
        for (std::int64_t j = 0; j < target.size(); ++j) {
          const float d2 = squaredDistance(query.points_um[static_cast<std::size_t>(i)],
                                           target.points_um[static_cast<std::size_t>(j)]);
          if (d2 < best.d2_um2) best = {static_cast<std::int32_t>(j), d2};
        }
        if (best.d2_um2 >= scorer.farThreshold_um2()) best.index = -1;
        sum += scorer.score(query, i, target, best);
      }
      const auto selfHit = scorer.selfHit(query);
      scores.push_back(options.normalised ? static_cast<float>(static_cast<double>(sum) /
                                                               static_cast<double>(selfHit))
                                          : static_cast<float>(scorer.toScore(sum)));
    }
  }
  return scores;
}

struct Cut {
  int threads = 1;
  std::size_t block = 1000;
  bool backwards = false;
};

/// All against all, scored as the cut says and put in order again.
std::vector<float> byEngine(const std::vector<Dotprops>& neurons, const ScoringOptions& options,
                            const Cut& cut) {
  auto queries = neurons;
  if (cut.backwards) std::reverse(queries.begin(), queries.end());
  const auto n = neurons.size();
  std::vector<float> scores(n * n, -99);
  tbb::task_arena(cut.threads).execute([&] {
    JobControl control;
    const auto engine = makeEngine("cpu");
    engine->prepare(queries, options, control);
    for (std::size_t first = 0; first < n; first += cut.block) {
      const auto count = std::min(cut.block, n - first);
      std::vector<float> block(n * count);
      engine->scoreTargets(std::span(neurons).subspan(first, count), block.data(), control);
      for (std::size_t q = 0; q < n; ++q) {
        const auto row = cut.backwards ? n - 1 - q : q;
        std::copy_n(block.data() + q * count, count, scores.data() + row * n + first);
      }
    }
  });
  return scores;
}

std::vector<float> byPairs(const std::vector<Dotprops>& neurons, const ScoringOptions& options) {
  const auto n = static_cast<std::int64_t>(neurons.size());
  std::vector<Pair> pairs;
  for (std::int64_t i = 0; i < n * n; ++i)
    pairs.push_back({i / n, i % n});
  std::vector<float> scores(pairs.size());
  JobControl control;
  const auto engine = makeEngine("cpu");
  engine->prepare(neurons, options, control);
  engine->scorePairs(neurons, pairs, scores.data(), control);
  return scores;
}

/// How many scores differ in any bit.
std::int64_t differing(const std::vector<float>& a, const std::vector<float>& b) {
  std::int64_t count = 0;
  for (std::size_t i = 0; i < a.size(); ++i)
    count += std::memcmp(&a[i], &b[i], sizeof(float)) != 0;
  return count;
}

ScoringOptions optionsNamed(const QString& name) {
  ScoringOptions options;
  if (name.contains("alpha")) {
    options.useAlpha = true;
    options.table = fcwbAlphaTable();
  }
  if (name.contains("v1")) options.table = v1Table(name.contains("narrow") ? 2.5 : 10);
  if (name.contains("wide")) {
    options.table = wideTable(name.contains("[a,b)") ? ClosedSide::Left : ClosedSide::Right);
  } else if (name.contains("[a,b)")) {
    options.table.closed = ClosedSide::Left;
  }
  if (name.contains("bound")) options.maxDistance_um = name.contains("v1") ? 7 : 54;
  // A one-point neuron of alpha near 0 may have no self-hit to speak of.
  options.normalised = !name.contains("raw");
  return options;
}

}  // namespace

class SameBits : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void whateverTheCut_data() {
    QTest::addColumn<QString>("options");
    for (const auto* options :
         {"plain", "raw", "bound", "alpha", "alpha, bound, raw", "[a,b)", "v1", "v1, narrow",
          "v1, bound", "v1, alpha", "v1, alpha, bound, raw", "wide", "wide, bound", "wide, [a,b)",
          "wide, alpha, bound", "wide, [a,b), bound, raw"})
      QTest::newRow(options) << QString(options);
  }
  void whateverTheCut() {
    QFETCH(QString, options);
    const auto scoring = optionsNamed(options);
    static const auto kNeurons = someNeurons(30);
    const auto wanted = byPointScorer(kNeurons, scoring);
    QVERIFY(std::all_of(wanted.begin(), wanted.end(), [](float s) { return std::isfinite(s); }));
    // The scores tell something: they are not all the same.
    QVERIFY(*std::max_element(wanted.begin(), wanted.end()) >
            *std::min_element(wanted.begin(), wanted.end()) + 0.1F);
    for (const auto path : availableSimdPaths()) {
      qputenv("NBLAST_SIMD", simdPathName(path));
      for (const auto& cut : {Cut{1, 1000, false}, Cut{2, 1000, true}, Cut{1, 1, false},
                              Cut{2, 7, true}, Cut{5, 8, false}}) {
        const auto off = differing(byEngine(kNeurons, scoring, cut), wanted);
        QVERIFY2(off == 0, qPrintable(QString("%1, %2 threads, blocks of %3: %4 scores differ")
                                          .arg(simdPathName(path))
                                          .arg(cut.threads)
                                          .arg(cut.block)
                                          .arg(off)));
      }
      QCOMPARE(differing(byPairs(kNeurons, scoring), wanted), 0);
    }
    qunsetenv("NBLAST_SIMD");
  }

  /// Distances and dots at the ends of what float32 holds, where a polynomial might go astray.
  void v1AtTheExtremes() {
    std::vector<Dotprops> neurons;
    for (const float shift : {0.0F, 1e-30F, 1e-6F, 0.1F, 9.99F, 74.4F, 74.5F, 74.6F, 1e3F, 9e6F}) {
      Dotprops neuron;
      for (const float dot : {0.0F, 1e-38F, 1e-20F, 0.3F, 1.0F}) {
        neuron.points_um.push_back({shift, 0, dot * 1e-3F});
        neuron.tangents.push_back({dot, std::sqrt(1 - dot * dot), 0});
        neuron.alphas.push_back(1);
      }
      neurons.push_back(neuron);
    }
    for (const double sigma_um : {1e-3, 0.5, 10.0, 1e6}) {
      ScoringOptions options;
      options.table = v1Table(sigma_um);
      const auto wanted = byPointScorer(neurons, options);
      for (const auto path : availableSimdPaths()) {
        qputenv("NBLAST_SIMD", simdPathName(path));
        QCOMPARE(differing(byEngine(neurons, options, {}), wanted), 0);
      }
    }
    qunsetenv("NBLAST_SIMD");
  }
};

QTEST_GUILESS_MAIN(SameBits)
#include "tst_same_bits.moc"

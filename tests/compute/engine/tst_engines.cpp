// SPDX-License-Identifier: BSD-3-Clause
// What every engine promises, one body for all of them.
#include "compute/base/Error.hpp"
#include "compute/engine/Engine.hpp"

#include <QElapsedTimer>
#include <QTest>

#include <tbb/task_arena.h>

#include <cmath>
#include <cstring>
#include <random>
#include <thread>

using namespace nblast;

namespace {

/// A wandering line of points with tangents of its own.
Dotprops wanderer(unsigned seed, int points) {
  std::mt19937 random(seed);
  std::normal_distribution<float> step(0, 1);
  Dotprops neuron;
  Vec3f at{50 * step(random), 50 * step(random), 50 * step(random)};
  for (int i = 0; i < points; ++i) {
    Vec3f d{step(random), step(random), step(random)};
    const float length = std::sqrt(d.x * d.x + d.y * d.y + d.z * d.z) + 1e-6F;
    d = {d.x / length, d.y / length, d.z / length};
    at = {at.x + d.x, at.y + d.y, at.z + d.z};
    neuron.points_um.push_back(at);
    neuron.tangents.push_back(d);
    neuron.alphas.push_back(std::abs(d.x));
  }
  return neuron;
}

std::vector<Dotprops> wanderers(int count, int points) {
  std::vector<Dotprops> neurons;
  for (int i = 0; i < count; ++i) {
    neurons.push_back(wanderer(static_cast<unsigned>(i), 1 + points * (i % 7) / 3));
  }
  return neurons;
}

/// Points on a coarse grid, many of them twice, with tangents in quarters.
std::vector<Dotprops> gridNeurons(int count) {
  std::mt19937 random(7);
  std::vector<Dotprops> neurons(static_cast<std::size_t>(count));
  for (auto& neuron : neurons) {
    for (int i = 0; i < 60; ++i) {
      const auto whole = [&](unsigned n) { return static_cast<float>(random() % n); };
      neuron.points_um.push_back({whole(24) / 2, whole(12), whole(16) * 3});
      neuron.tangents.push_back({whole(5) / 4, -whole(5) / 4, whole(3) / 4});
      neuron.alphas.push_back(1);
    }
  }
  return neurons;
}

/// Points 10 µm apart on the x axis, moved by `shift_um` along y, all with one tangent and alpha.
Dotprops row(float shift_um, Vec3f tangent = {1, 0, 0}, float alpha = 1, int points = 5) {
  Dotprops neuron;
  for (int i = 0; i < points; ++i) {
    neuron.points_um.push_back({static_cast<float>(i) * 10, shift_um, 0});
    neuron.tangents.push_back(tangent);
    neuron.alphas.push_back(alpha);
  }
  return neuron;
}

std::vector<float> score(const std::string& name, const std::vector<Dotprops>& queries,
                         const std::vector<Dotprops>& targets, const ScoringOptions& options = {}) {
  JobControl control;
  const auto engine = makeEngine(name);
  engine->prepare(queries, options, control);
  std::vector<float> scores(queries.size() * targets.size(), -99);
  engine->scoreTargets(targets, scores.data(), control);
  return scores;
}

bool sameBits(const std::vector<float>& a, const std::vector<float>& b) {
  return a.size() == b.size() && std::memcmp(a.data(), b.data(), a.size() * sizeof(float)) == 0;
}

}  // namespace

class Engines : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void rawScoreByHand_data() {
    engineRows([](const char* engine) {
      QTest::addColumn<double>("shift");
      QTest::addColumn<double>("bound");
      QTest::addColumn<double>("distance");  // that the table is asked for
      QTest::addColumn<double>("dot");
      const auto add = [&](double shift, double bound, double distance, double dot) {
        const auto name = QString("%1, %2 apart, bound %3").arg(engine).arg(shift).arg(bound);
        QTest::newRow(qPrintable(name)) << QString(engine) << shift << bound << distance << dot;
      };
      for (const double shift : {0.0, 0.5, 0.75, 0.7500001, 1.5, 2.0, 39.9, 40.0, 42.0, 600.0})
        add(shift, 0, shift, 1);
      add(39.9, 42, 39.9, 1);
      add(41.999, 42, 41.999, 1);
      add(42, 42, 42, 0);  // at the bound is far
      add(600, 42, 42, 0);
      add(40, 40, 40, 0);
    });
  }
  void rawScoreByHand() {
    QFETCH(QString, engine);
    QFETCH(double, shift);
    QFETCH(double, bound);
    QFETCH(double, distance);
    QFETCH(double, dot);
    ScoringOptions options;
    options.normalised = false;
    if (bound > 0) options.maxDistance_um = bound;
    const auto scores =
        score(engine.toStdString(), {row(0)}, {row(static_cast<float>(shift))}, options);
    QVERIFY(std::abs(scores[0] - 5 * fcwbTable().score(distance, dot)) < 1e-5);
  }

  void alphaWeighsTheDot_data() { engineRows(); }
  void alphaWeighsTheDot() {
    QFETCH(QString, engine);
    ScoringOptions options;
    options.table = fcwbAlphaTable();
    options.useAlpha = true;
    const auto scores =
        score(engine.toStdString(), {row(0, {1, 0, 0}, 0.5F), row(0, {1, 0, 0}, 0.25F)},
              {row(1, {0.75F, std::sqrt(0.4375F), 0}, 1)}, options);
    const auto& table = fcwbAlphaTable();
    QVERIFY(std::abs(scores[0] - table.score(1, 0.75 * std::sqrt(0.5)) / table.score(0, 0.5)) <
            1e-6);
    QVERIFY(std::abs(scores[1] - table.score(1, 0.375) / table.score(0, 0.25)) < 1e-6);
  }

  void tangentsHaveNoSign_data() { engineRows(); }
  void tangentsHaveNoSign() {
    QFETCH(QString, engine);
    const auto scores = score(engine.toStdString(), {row(0)}, {row(1), row(1, {-1, 0, 0})});
    QCOMPARE(scores[0], scores[1]);
  }

  /// Among equally near points the first one's tangent counts.
  void tiesGoToTheLowestIndex_data() { engineRows(); }
  void tiesGoToTheLowestIndex() {
    QFETCH(QString, engine);
    Dotprops target{
        {{0, 2, 0}, {0, -2, 0}, {2, 0, 0}}, {{1, 0, 0}, {0, 1, 0}, {0, 1, 0}}, {1, 1, 1}};
    ScoringOptions options;
    options.normalised = false;
    const auto first = score(engine.toStdString(), {row(0, {1, 0, 0}, 1, 1)}, {target}, options);
    QVERIFY(std::abs(first[0] - fcwbTable().score(2, 1)) < 1e-5);
    std::swap(target.tangents[0], target.tangents[1]);
    const auto second = score(engine.toStdString(), {row(0, {1, 0, 0}, 1, 1)}, {target}, options);
    QVERIFY(std::abs(second[0] - fcwbTable().score(2, 0)) < 1e-5);
  }

  void selfHits_data() { engineRows(); }
  void selfHits() {
    QFETCH(QString, engine);
    const auto neurons = wanderers(8, 40);
    for (const bool alpha : {false, true}) {
      ScoringOptions options;
      options.useAlpha = alpha;
      JobControl control;
      const auto made = makeEngine(engine.toStdString());
      made->prepare(neurons, options, control);
      QCOMPARE(made->selfHits().size(), neurons.size());
      const auto others = selfHitsOf(neurons, options);
      for (std::size_t i = 0; i < neurons.size(); ++i) {
        double wanted = 0;
        for (const float a : neurons[i].alphas)
          wanted += fcwbTable().score(0, alpha ? a : 1.0);
        QVERIFY(std::abs(made->selfHits()[i] - wanted) < 1e-5 * wanted);
        QVERIFY(std::abs(others[i] - wanted) < 1e-5 * wanted);
      }
    }
  }

  /// A neuron against itself is computed like any other pair, and gives 1.
  void selfScoreIsOne_data() { engineRows(); }
  void selfScoreIsOne() {
    QFETCH(QString, engine);
    const auto scores = score(engine.toStdString(), {row(0), row(700)}, {row(0), row(700)});
    QCOMPARE(scores[0], 1.0F);
    QCOMPARE(scores[3], 1.0F);
    QVERIFY(scores[1] < -0.88F);
  }

  /// Where every distance and dot is exact in float32, ties included, only the table's rounding is
  /// left.
  void bothEnginesAgree() {
    const auto neurons = gridNeurons(40);
    for (const bool normalised : {true, false}) {
      for (const bool bounded : {true, false}) {
        ScoringOptions options;
        options.normalised = normalised;
        if (bounded)
          options.maxDistance_um = 12;  // on the grid: many points lie at the bound itself
        const auto a = score("reference", neurons, neurons, options);
        const auto b = score("cpu", neurons, neurons, options);
        for (std::size_t i = 0; i < a.size(); ++i)
          QVERIFY(std::abs(a[i] - b[i]) < (normalised ? 3e-7F : 3e-4F));
      }
    }
  }

  /// A score's bits depend on its two neurons alone.
  void sameBits_data() { engineRows(); }
  void sameBits() {
    QFETCH(QString, engine);
    const auto name = engine.toStdString();
    const auto neurons = wanderers(50, 60);
    ScoringOptions options;
    options.maxDistance_um = 42;
    const auto whole = score(name, neurons, neurons, options);

    for (const int threads : {1, 2}) {
      std::vector<float> again;
      tbb::task_arena(threads).execute([&] { again = score(name, neurons, neurons, options); });
      QVERIFY(::sameBits(whole, again));
    }
    // Targets in blocks of 7, queries from the last to the first.
    const std::size_t n = neurons.size();
    const std::vector<Dotprops> reversed(neurons.rbegin(), neurons.rend());
    std::vector<float> pieces(n * n);
    for (std::size_t first = 0; first < n; first += 7) {
      const std::vector<Dotprops> block(
          neurons.begin() + static_cast<std::ptrdiff_t>(first),
          neurons.begin() + static_cast<std::ptrdiff_t>(std::min(n, first + 7)));
      const auto scores = score(name, reversed, block, options);
      for (std::size_t q = 0; q < n; ++q) {
        for (std::size_t t = 0; t < block.size(); ++t) {
          pieces[(n - 1 - q) * n + first + t] = scores[q * block.size() + t];
        }
      }
    }
    QVERIFY(::sameBits(whole, pieces));
  }

  void pairsAreTheMatrixCells_data() { engineRows(); }
  void pairsAreTheMatrixCells() {
    QFETCH(QString, engine);
    const auto neurons = wanderers(20, 60);
    const auto whole = score(engine.toStdString(), neurons, neurons);
    const std::vector<Pair> pairs{{3, 19}, {0, 0}, {19, 3}, {3, 19}, {7, 2}, {6, 2}, {19, 0}};
    JobControl control;
    control.begin(Phase::Score, pairs.size());
    const auto made = makeEngine(engine.toStdString());
    made->prepare(neurons, {}, control);
    std::vector<float> scores(pairs.size());
    made->scorePairs(neurons, pairs, scores.data(), control);
    for (std::size_t i = 0; i < pairs.size(); ++i) {
      QCOMPARE(scores[i], whole[static_cast<std::size_t>(pairs[i].query * 20 + pairs[i].target)]);
    }
    QCOMPARE(control.progress().done, std::uint64_t{pairs.size()});
    QVERIFY_EXCEPTION_THROWN(
        made->scorePairs(neurons, std::vector<Pair>{{0, 20}}, scores.data(), control), InputError);
    QVERIFY_EXCEPTION_THROWN(
        made->scorePairs(neurons, std::vector<Pair>{{-1, 0}}, scores.data(), control), InputError);
  }

  void progressCountsPairs_data() { engineRows(); }
  void progressCountsPairs() {
    QFETCH(QString, engine);
    const auto neurons = wanderers(40, 20);
    JobControl control;
    const auto made = makeEngine(engine.toStdString());
    made->prepare(neurons, {}, control);
    std::vector<float> scores(40 * 40);
    control.begin(Phase::Score, scores.size());
    made->scoreTargets(neurons, scores.data(), control);
    QCOMPARE(control.progress().done, std::uint64_t{1600});
    made->scoreTargets({}, scores.data(), control);  // nothing to do is no error
    QCOMPARE(control.progress().done, std::uint64_t{1600});
  }

  void cancelStopsTheWork_data() { engineRows(); }
  void cancelStopsTheWork() {
    QFETCH(QString, engine);
    // Seconds of work on one core, in few large neurons: cancel must not wait for a pair's end.
    const std::vector<Dotprops> neurons(40, wanderer(1, 200000));
    JobControl control;
    const auto made = makeEngine(engine.toStdString());
    made->prepare(neurons, {}, control);
    std::vector<float> scores(neurons.size() * neurons.size());
    QElapsedTimer sinceCancel;
    std::thread canceller([&] {
      std::this_thread::sleep_for(std::chrono::milliseconds(150));
      sinceCancel.start();
      control.cancel();
    });
    bool cancelled = false;
    try {
      made->scoreTargets(neurons, scores.data(), control);
    } catch (const Cancelled&) {
      cancelled = true;
    }
    canceller.join();
    QVERIFY(cancelled);
    qInfo("cancel took effect after %lld ms", sinceCancel.elapsed());
    // Simulated devices finish their block, slowly.
    QVERIFY(
        sinceCancel.elapsed() <
        (engine == "cuda-host" ? 20'000 : 1000));  // tens of ms; a loaded machine is not a fault
  }

  void badInputIsRefused_data() { engineRows(); }
  void badInputIsRefused() {
    QFETCH(QString, engine);
    JobControl control;
    const auto made = makeEngine(engine.toStdString());
    const std::vector<Dotprops> good{row(0)};
    const std::vector<Dotprops> empty{Dotprops{}};
    QVERIFY_EXCEPTION_THROWN(made->prepare(empty, {}, control), InputError);
    for (const double bound : {0.0, -1.0, std::nan(""), HUGE_VAL}) {
      ScoringOptions options;
      options.maxDistance_um = bound;
      QVERIFY_EXCEPTION_THROWN(made->prepare(good, options, control), InputError);
    }
    ScoringOptions zeros;
    zeros.table.cells.assign(zeros.table.cells.size(), 0);
    QVERIFY_EXCEPTION_THROWN(made->prepare(good, zeros, control), InputError);
    zeros.normalised = false;
    made->prepare(good, zeros, control);
    float score = -1;
    made->scoreTargets(good, &score, control);
    QCOMPARE(score, 0.0F);
    QVERIFY_EXCEPTION_THROWN(made->scoreTargets(empty, &score, control), InputError);
  }

  void names() {
    QCOMPARE(makeEngine("reference")->name(), std::string_view("reference"));
    QCOMPARE(makeEngine("cpu")->name(), std::string_view("cpu"));
    QCOMPARE(makeEngine("auto")->name(), std::string_view("cpu"));
    const auto reason = [](const char* name) {
      try {
        makeEngine(name);
      } catch (const InputError& error) {
        return QString(error.what());
      }
      return QString();
    };
    QVERIFY(reason("cuda").contains("--engine cpu"));
    QVERIFY(reason("gpu").contains("'gpu'") && reason("gpu").contains("reference"));
  }

 private:
  template <class Rows>
  static void engineRows(Rows rows) {
    QTest::addColumn<QString>("engine");
    for (const auto* engine : {"reference", "cpu", "cuda-host"})
      rows(engine);
  }
  static void engineRows() {
    engineRows([](const char* engine) { QTest::newRow(engine) << QString(engine); });
  }
};

QTEST_GUILESS_MAIN(Engines)
#include "tst_engines.moc"

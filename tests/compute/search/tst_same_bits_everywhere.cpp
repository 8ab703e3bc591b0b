// SPDX-License-Identifier: BSD-3-Clause
// A score's bits depend on its two neurons and the options alone: not on the vector width, the
// threads, the block size, the order of the neurons, or what else is in the job.
#include "compute/base/SimdPath.hpp"
#include "compute/engine/Engine.hpp"
#include "compute/neuron/Prepare.hpp"
#include "compute/sample/Random.hpp"
#include "compute/sample/Sample.hpp"

#include <QTest>

#include <tbb/global_control.h>
#include <tbb/task_arena.h>

#include <algorithm>
#include <cstring>
#include <numeric>

using namespace nblast;

namespace {

/// Neurons of a synthetic brain, of 20 to 900 points, and two of one point.
const std::vector<Dotprops>& neurons() {
  static const std::vector<Dotprops> kMade = [] {
    std::vector<Dotprops> all;
    JobControl control;
    NeuronSet set;
    for (std::int64_t i = 0; i < 60; ++i)
      set.neurons.push_back(
          growSampleNeuron({.neurons = 60, .spacing_um = 1.0 + 0.3 * (i % 7)}, i));
    all = prepareSet(set, {}, control).dotprops;
    all.push_back({{all[3].points_um[0]}, {{1, 0, 0}}, {0}});
    all.push_back({{{1e6F, -1e6F, 1e6F}}, {{1, 0, 0}}, {0}});
    return all;
  }();
  return kMade;
}

struct Job {
  SimdPath path = chosenSimdPath();
  int threads = 2;
  std::size_t block = 1000;  ///< targets of a call
};

std::vector<float> scores(std::span<const Dotprops> queries, std::span<const Dotprops> targets,
                          const ScoringOptions& options, const Job& job = {}) {
  qputenv("NBLAST_SIMD", simdPathName(job.path));
  std::vector<float> all(queries.size() * targets.size(), -99);
  // More threads than processors, too: each takes what another has left.
  const tbb::global_control limit(tbb::global_control::max_allowed_parallelism,
                                  static_cast<std::size_t>(job.threads));
  tbb::task_arena(job.threads).execute([&] {
    JobControl control;
    const auto engine = makeEngine("cpu");
    engine->prepare(queries, options, control);
    for (std::size_t first = 0; first < targets.size(); first += job.block) {
      const auto count = std::min(job.block, targets.size() - first);
      std::vector<float> some(queries.size() * count);
      engine->scoreTargets(targets.subspan(first, count), some.data(), control);
      for (std::size_t q = 0; q < queries.size(); ++q)
        std::copy_n(&some[q * count], count, &all[q * targets.size() + first]);
    }
  });
  qunsetenv("NBLAST_SIMD");
  return all;
}

bool sameBits(const std::vector<float>& a, const std::vector<float>& b) {
  return a.size() == b.size() && std::memcmp(a.data(), b.data(), a.size() * sizeof(float)) == 0;
}

class SameBits : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void paths_data() { optionRows(); }
  void paths();
  void threadsAndBlocks_data() { optionRows(); }
  void threadsAndBlocks();
  void orderOfTheNeurons_data() { optionRows(); }
  void orderOfTheNeurons();
  void whatElseIsInTheJob_data() { optionRows(); }
  void whatElseIsInTheJob();
  void singlePairs_data() { optionRows(); }
  void singlePairs();

 private:
  static void optionRows();
  static ScoringOptions options();
};

void SameBits::optionRows() {
  QTest::addColumn<bool>("bounded");
  QTest::addColumn<bool>("alpha");
  QTest::addColumn<bool>("normalised");
  QTest::addColumn<bool>("wide");  // a table of more columns than a register holds
  QTest::newRow("plain") << false << false << true << false;
  QTest::newRow("bound") << true << false << true << false;
  QTest::newRow("alpha") << false << true << true << false;
  QTest::newRow("alpha, bound, raw") << true << true << false << false;
  QTest::newRow("wide table") << false << false << true << true;
  QTest::newRow("wide table, bound, alpha") << true << true << true << true;
}

ScoringOptions SameBits::options() {
  QFETCH(bool, bounded);
  QFETCH(bool, alpha);
  QFETCH(bool, normalised);
  QFETCH(bool, wide);
  ScoringOptions options;
  options.table = alpha ? fcwbAlphaTable() : fcwbTable();
  if (wide) {
    const auto& from = fcwbTable();
    options.table = from;
    options.table.name = "wide";
    options.table.dotEdges.clear();
    options.table.cells.clear();
    for (int i = 1; i < 40; ++i)
      options.table.dotEdges.push_back(i / 40.0);
    for (std::int64_t row = 0; row < from.rows(); ++row) {
      for (int column = 0; column < 40; ++column)
        options.table.cells.push_back(from.cells[static_cast<std::size_t>(row * from.columns())] +
                                      column * 0.1);
    }
  }
  options.useAlpha = alpha;
  options.normalised = normalised;
  if (bounded) options.maxDistance_um = options.table.automaticBound_um();
  return options;
}

void SameBits::paths() {
  const auto first = scores(neurons(), neurons(), options(), {.path = SimdPath::Scalar});
  QVERIFY(std::all_of(first.begin(), first.end(), [](float s) { return std::isfinite(s); }));
  // Scores that could not differ would prove nothing.
  auto sorted = first;
  std::sort(sorted.begin(), sorted.end());
  QVERIFY(std::unique(sorted.begin(), sorted.end()) - sorted.begin() > 500);
  for (const auto path : availableSimdPaths())
    QVERIFY2(sameBits(scores(neurons(), neurons(), options(), {.path = path}), first),
             simdPathName(path));
}

void SameBits::threadsAndBlocks() {
  const auto first = scores(neurons(), neurons(), options(), {.threads = 1});
  for (const int threads : {1, 2, 5}) {
    // One target at a time is cut by tiles, many are cut by batches.
    for (const std::size_t block : {1, 8, 13, 1000}) {
      QVERIFY2(
          sameBits(scores(neurons(), neurons(), options(), {.threads = threads, .block = block}),
                   first),
          qPrintable(QString("%1 threads, blocks of %2").arg(threads).arg(block)));
    }
  }
}

void SameBits::orderOfTheNeurons() {
  const auto n = neurons().size();
  const auto first = scores(neurons(), neurons(), options());
  std::vector<std::size_t> order(n);
  std::iota(order.begin(), order.end(), std::size_t{0});
  sample::Random random(3, sample::Purpose::Cell, 0);
  for (std::size_t i = n - 1; i > 0; --i)
    std::swap(order[i], order[static_cast<std::size_t>(random.below(static_cast<int>(i) + 1))]);
  std::vector<Dotprops> shuffled;
  for (const auto i : order)
    shuffled.push_back(neurons()[i]);
  const auto second = scores(shuffled, shuffled, options());
  for (std::size_t q = 0; q < n; ++q) {
    for (std::size_t t = 0; t < n; ++t)
      QVERIFY(std::memcmp(&second[q * n + t], &first[order[q] * n + order[t]], sizeof(float)) == 0);
  }
}

void SameBits::whatElseIsInTheJob() {
  const auto n = neurons().size();
  const auto first = scores(neurons(), neurons(), options());
  for (const std::size_t q : {std::size_t{0}, std::size_t{17}, n - 2, n - 1}) {
    const auto alone = scores(std::span(neurons()).subspan(q, 1), neurons(), options());
    QVERIFY(sameBits(alone, {first.begin() + static_cast<std::ptrdiff_t>(q * n),
                             first.begin() + static_cast<std::ptrdiff_t>((q + 1) * n)}));
  }
}

void SameBits::singlePairs() {
  const auto n = neurons().size();
  const auto first = scores(neurons(), neurons(), options());
  std::vector<Pair> pairs;
  for (std::int64_t i = 0; i < 500; ++i)
    pairs.push_back({i * 37 % static_cast<std::int64_t>(n), i * 53 % static_cast<std::int64_t>(n)});
  for (const auto path : availableSimdPaths()) {
    qputenv("NBLAST_SIMD", simdPathName(path));
    JobControl control;
    const auto engine = makeEngine("cpu");
    engine->prepare(neurons(), options(), control);
    std::vector<float> some(pairs.size(), -99);
    engine->scorePairs(neurons(), pairs, some.data(), control);
    qunsetenv("NBLAST_SIMD");
    for (std::size_t i = 0; i < pairs.size(); ++i) {
      const auto at =
          static_cast<std::size_t>(pairs[i].query) * n + static_cast<std::size_t>(pairs[i].target);
      QVERIFY(std::memcmp(&some[i], &first[at], sizeof(float)) == 0);
    }
  }
}

}  // namespace

QTEST_APPLESS_MAIN(SameBits)
#include "tst_same_bits_everywhere.moc"

// SPDX-License-Identifier: BSD-3-Clause
// Single pairs on devices: the cpu engine's bits, whatever the memory, the number of devices and
// what goes wrong.
#include "compute/base/Error.hpp"
#include "compute/engine/cuda/CudaEngine.hpp"
#include "tests/compute/engine/AsyncDevice.hpp"
#include "tests/compute/engine/EngineCases.hpp"
#include "tests/compute/engine/FaultyDevice.hpp"

using namespace nblast;
using namespace nblast::cuda;
using namespace nblast::cases;

namespace {

constexpr std::int64_t kPlenty = std::int64_t{1} << 28;

/// Some pairs in no order, a few of them twice; some targets have none.
std::vector<Pair> somePairs(int count) {
  std::mt19937 random(11);
  const auto n = std::ssize(neurons());
  const auto draw = [&] { return static_cast<std::int64_t>(random()) % n; };
  std::vector<Pair> pairs;
  for (int i = 0; i < count; ++i)
    pairs.push_back({draw(), draw() / 2 * 2});
  for (int i = 0; i < count / 10; ++i)
    pairs.push_back(pairs[static_cast<std::size_t>(i)]);
  return pairs;
}

std::vector<float> wantedOf(const std::vector<Pair>& pairs, const ScoringOptions& options) {
  const auto all = expected(options);
  std::vector<float> wanted;
  for (const auto& pair : pairs)
    wanted.push_back(
        all[static_cast<std::size_t>(pair.query * std::ssize(neurons()) + pair.target)]);
  return wanted;
}

std::vector<float> scoredPairs(Engine& engine, const std::vector<Pair>& pairs,
                               const ScoringOptions& options) {
  JobControl control;
  control.begin(Phase::Score, pairs.size());
  engine.prepare(neurons(), options, control);
  std::vector<float> scores(pairs.size(), -99);
  engine.scorePairs(neurons(), pairs, scores.data(), control);
  if (control.progress().done != pairs.size()) scores.clear();  // each pair told once
  return scores;
}

template <class D>
struct Made {
  std::unique_ptr<CudaEngine> engine;
  std::vector<D*> devices;
};

template <class D, class Options>
Made<D> made(const std::vector<Options>& options, std::int64_t bytes = kPlenty) {
  Made<D> result;
  std::vector<std::unique_ptr<Device>> devices;
  for (const auto& each : options) {
    devices.push_back(std::make_unique<D>(static_cast<int>(devices.size()), bytes, each));
    result.devices.push_back(static_cast<D*>(devices.back().get()));
  }
  result.engine = std::make_unique<CudaEngine>("cuda-host", std::move(devices), std::nullopt);
  return result;
}

/// Memory in which blocks of eight targets fit, for so many of the queries.
std::int64_t bytesFor(std::int64_t queries) {
  TargetSizes sizes;
  sizes.add(neurons());
  sizes.singlePairs = true;
  const KernelTable table{PointScorer(ScoringOptions{})};
  const QueryPoints points(neurons());
  return layOut(points.sizes({0, queries}, table.view()), sizes, 8).bytes() * 20 / 19 + 20;
}

}  // namespace

class TestCudaPairs : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void sameBitsAsTheCpu_data() { addOptionRows(); }
  void sameBitsAsTheCpu() {
    QFETCH(ScoringOptions, options);
    for (const int count : {1, 40, 1200}) {
      const auto pairs = somePairs(count);
      const auto wanted = wantedOf(pairs, options);
      for (const std::size_t devices : {1U, 4U}) {
        const auto all = made<AsyncDevice>(std::vector<AsyncOptions>(devices));
        QVERIFY(sameBits(scoredPairs(*all.engine, pairs, options), wanted));
        QVERIFY(all.engine->notes().empty());
        QVERIFY(all.engine->peakDeviceBytes() > 0);
      }
    }
  }

  void inSeveralTurns() {
    const auto pairs = somePairs(500);
    const std::vector<Faults> slow(2, Faults{.slowMs = 2});
    const auto all = made<FaultyDevice>(slow, bytesFor(20));
    QVERIFY(sameBits(scoredPairs(*all.engine, pairs, {}), wantedOf(pairs, {})));
    QVERIFY(all.engine->notes().empty());
    for (const auto* device : all.devices)
      QVERIFY(device->blocks() > 0);
  }

  void afterWholeTargets() {
    const auto all = made<AsyncDevice>(std::vector<AsyncOptions>(2));
    QVERIFY(sameBits(scoredBy(*all.engine, {}), expected({})));
    const auto pairs = somePairs(100);
    JobControl control;
    std::vector<float> scores(pairs.size());
    all.engine->scorePairs(neurons(), pairs, scores.data(), control);
    QVERIFY(sameBits(scores, wantedOf(pairs, {})));
    std::vector<float> whole(neurons().size() * neurons().size());
    all.engine->scoreTargets(neurons(), whole.data(), control);
    QVERIFY(sameBits(whole, expected({})));
  }

  void faults_data() {
    QTest::addColumn<int>("launch");
    QTest::addColumn<int>("download");
    QTest::addColumn<bool>("another");
    for (const bool another : {true, false}) {
      QTest::addRow("first launch, %d", another) << 1 << 0 << another;
      QTest::addRow("second launch, %d", another) << 2 << 0 << another;
      QTest::addRow("second copy, %d", another) << 0 << 2 << another;
    }
  }
  void faults() {
    QFETCH(int, launch);
    QFETCH(int, download);
    QFETCH(bool, another);
    std::vector<Faults> faults{Faults{.launch = launch, .download = download, .lost = true}};
    if (another) faults.push_back({.slowMs = 5});
    const auto all = made<FaultyDevice>(faults, bytesFor(std::ssize(neurons())));
    const auto pairs = somePairs(500);
    QVERIFY(sameBits(scoredPairs(*all.engine, pairs, {}), wantedOf(pairs, {})));
    QVERIFY(anyContains(all.engine->notes(), "by the test"));
    QCOMPARE(anyContains(all.engine->notes(), "the CPU does the rest"), !another);
  }

  void tooLittleMemory() {
    const auto all = made<FaultyDevice>(std::vector<Faults>(1), 10'000);
    const auto pairs = somePairs(50);
    QVERIFY(sameBits(scoredPairs(*all.engine, pairs, {}), wantedOf(pairs, {})));
    QVERIFY(anyContains(all.engine->notes(), "the CPU does the rest"));
  }

  /// What bounds hold of a device does not count as somebody else's.
  void afterBounds() {
    const auto n = std::ssize(neurons());
    const auto all = made<FaultyDevice>(std::vector<Faults>(1), bytesFor(n));
    JobControl control;
    all.engine->prepare(neurons(), {}, control);
    all.engine->expectTargets(neurons(), {n, true});
    const auto pairs = somePairs(500);
    for (int turn = 0; turn < 2; ++turn) {
      const auto bounds = all.engine->makeBounds(neurons(), {}, control);
      std::vector<float> some(neurons().size() * neurons().size());
      bounds->boundAll(neurons(), some.data(), control);
      std::vector<float> scores(pairs.size());
      all.engine->scorePairs(neurons(), pairs, scores.data(), control);
      QVERIFY(sameBits(scores, wantedOf(pairs, {})));
    }
    QVERIFY(all.engine->notes().empty());
    QCOMPARE(all.engine->deviceShares().size(), std::size_t{1});
    QCOMPARE(all.engine->deviceShares()[0].pairs, 2 * std::ssize(pairs));
  }

  void planned() {
    const auto all = made<FaultyDevice>(std::vector<Faults>(1));
    const auto n = std::ssize(neurons());
    const auto dense = all.engine->devicePlans(neurons(), neurons(), n, {}).at(0);
    const auto pairs = all.engine->devicePlans(neurons(), neurons(), {n, true}, {}).at(0);
    QVERIFY(pairs.bytes() > dense.bytes());
    JobControl control;
    all.engine->prepare(neurons(), {}, control);
    all.engine->expectTargets(neurons(), {n, true});
    std::vector<float> bounds(neurons().size() * neurons().size());
    all.engine->makeBounds(neurons(), {}, control)->boundAll(neurons(), bounds.data(), control);
    const auto some = somePairs(1200);
    std::vector<float> scores(some.size());
    all.engine->scorePairs(neurons(), some, scores.data(), control);
    QVERIFY(all.engine->peakDeviceBytes() > 0);
    QVERIFY(all.devices[0]->mostTaken() <= pairs.bytes());
  }

  void wrongPairs() {
    const auto all = made<FaultyDevice>(std::vector<Faults>(1));
    JobControl control;
    all.engine->prepare(neurons(), {}, control);
    std::vector<float> scores(1);
    const std::vector<Pair> beyond{{0, std::ssize(neurons())}}, before{{-1, 0}};
    QVERIFY_EXCEPTION_THROWN(all.engine->scorePairs(neurons(), beyond, scores.data(), control),
                             InputError);
    QVERIFY_EXCEPTION_THROWN(all.engine->scorePairs(neurons(), before, scores.data(), control),
                             InputError);
  }
};

QTEST_GUILESS_MAIN(TestCudaPairs)
#include "tst_cuda_pairs.moc"

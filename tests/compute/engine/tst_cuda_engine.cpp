// SPDX-License-Identifier: BSD-3-Clause
// The CUDA engine on simulated devices: the CPU engine's bits whatever the memory, the number of
// devices and what goes wrong.
#include "compute/base/Error.hpp"
#include "compute/engine/cpu/CpuEngine.hpp"
#include "compute/engine/cuda/CudaEngine.hpp"
#include "compute/engine/cuda/kernel/HostWarp.hpp"
#include "tests/compute/engine/FaultyDevice.hpp"

#include <QTest>

#include <cmath>
#include <cstring>
#include <random>

using namespace nblast;
using namespace nblast::cuda;

namespace {

/// A wandering line; every third point twice, so that there are ties.
Dotprops wanderer(unsigned seed, int points, float spread_um = 60) {
  std::mt19937 random(seed);
  std::normal_distribution<float> step(0, 1);
  Dotprops neuron;
  Vec3f at{spread_um * step(random), spread_um * step(random), spread_um * step(random)};
  for (int i = 0; i < points; ++i) {
    Vec3f d{step(random), step(random), step(random)};
    const float length = std::sqrt(d.x * d.x + d.y * d.y + d.z * d.z) + 1e-6F;
    d = {d.x / length, d.y / length, d.z / length};
    if (i % 3 != 2) at = {at.x + d.x, at.y + d.y, at.z + d.z};
    neuron.points_um.push_back(at);
    neuron.tangents.push_back(d);
    neuron.alphas.push_back(std::abs(d.x));
  }
  return neuron;
}

/// Of one point to more than a block of the kernel looks at in one go.
const std::vector<Dotprops>& neurons() {
  static const auto kAll = [] {
    std::vector<Dotprops> made;
    const int sizes[] = {300, 1, 40, 2500, 129, 700, 64, 1025, 17, 350};
    for (unsigned i = 0; i < 40; ++i)
      made.push_back(wanderer(i, sizes[i % 10] / (i < 10 ? 1 : 4) + 1));
    return made;
  }();
  return kAll;
}

std::vector<float> scoredBy(Engine& engine, const ScoringOptions& options,
                            const std::vector<Dotprops>& set = neurons()) {
  JobControl control;
  control.begin(Phase::Score, set.size() * set.size());
  engine.prepare(set, options, control);
  std::vector<float> scores(set.size() * set.size(), -99);
  engine.scoreTargets(set, scores.data(), control);
  if (control.progress().done != set.size() * set.size()) scores.clear();  // each pair told once
  return scores;
}

std::vector<float> expected(const ScoringOptions& options,
                            const std::vector<Dotprops>& set = neurons()) {
  CpuEngine engine;
  return scoredBy(engine, options, set);
}

bool sameBits(const std::vector<float>& a, const std::vector<float>& b) {
  return a.size() == b.size() && std::memcmp(a.data(), b.data(), a.size() * sizeof(float)) == 0;
}

struct Simulated {
  std::unique_ptr<CudaEngine> engine;
  std::vector<FaultyDevice*> devices;  ///< the engine's
};

Simulated simulated(const std::vector<Faults>& faults, std::int64_t bytes = std::int64_t{1} << 28) {
  Simulated result;
  std::vector<std::unique_ptr<Device>> devices;
  for (const auto& each : faults) {
    auto device = std::make_unique<FaultyDevice>(static_cast<int>(devices.size()), bytes, each);
    result.devices.push_back(device.get());
    devices.push_back(std::move(device));
  }
  result.engine = std::make_unique<CudaEngine>("cuda-host", std::move(devices), std::nullopt);
  return result;
}

/// Memory in which blocks of so many targets fit, and no larger ones.
std::int64_t bytesForBlocksOf(std::int64_t targets, std::span<const Dotprops> queries = neurons()) {
  TargetSizes sizes;
  sizes.add(neurons());
  const KernelTable table{PointScorer(ScoringOptions{})};
  return layOut(querySizes(queries, table.view()), sizes, targets).bytes() * 20 / 19 + 20;
}

bool anyContains(const std::vector<std::string>& notes, const char* text) {
  return std::any_of(notes.begin(), notes.end(),
                     [&](const std::string& note) { return note.find(text) != std::string::npos; });
}

}  // namespace

class TestCudaEngine : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void sameBitsAsTheCpu_data();
  void sameBitsAsTheCpu();
  void longTangents();
  void phasesDoNotRace();
  void aRaceShowsInShuffledOrders();
  void queriesInSeveralTurns();
  void neverMoreMemoryThanPlanned();
  void failedAllocationHalvesTheBlock();
  void tooSmallForTheSmallestBlock();
  void faults_data();
  void faults();
  void slowDeviceDrawsLess();
  void cancelStopsAllDevices();
  void emptySets();
};

void TestCudaEngine::sameBitsAsTheCpu_data() {
  QTest::addColumn<bool>("alpha");
  QTest::addColumn<bool>("normalised");
  QTest::addColumn<double>("bound");
  QTest::addColumn<double>("sigma");  // of v1; 0: fcwb
  QTest::newRow("fcwb") << false << true << 0.0 << 0.0;
  QTest::newRow("raw") << false << false << 0.0 << 0.0;
  QTest::newRow("alpha") << true << true << 0.0 << 0.0;
  QTest::newRow("bound 42") << false << true << 42.0 << 0.0;
  QTest::newRow("bound 45, alpha, raw") << true << false << 45.0 << 0.0;
  QTest::newRow("v1") << false << true << 0.0 << 10.0;
  QTest::newRow("v1 of 3 um, bound 20") << false << true << 20.0 << 3.0;
}

void TestCudaEngine::sameBitsAsTheCpu() {
  QFETCH(bool, alpha);
  QFETCH(bool, normalised);
  QFETCH(double, bound);
  QFETCH(double, sigma);
  ScoringOptions options;
  options.useAlpha = alpha;
  options.normalised = normalised;
  if (bound > 0) options.maxDistance_um = bound;
  if (sigma > 0) options.table = v1Table(sigma);
  const auto wanted = expected(options);
  QVERIFY(!wanted.empty());
  for (const std::size_t devices : {1U, 3U}) {
    const auto made = simulated(std::vector<Faults>(devices));
    QVERIFY(sameBits(scoredBy(*made.engine, options), wanted));
    QVERIFY(made.engine->notes().empty());
  }
}

/// |dot| far above 1: beyond the sixteenths of a table, and cells of v1 that fill 32 bits.
void TestCudaEngine::longTangents() {
  std::vector<Dotprops> all(neurons().begin(), neurons().begin() + 10);
  for (const float longer : {1.01F, 3e4F}) {
    for (auto& tangent : all[4].tangents)
      tangent = {tangent.x * longer, tangent.y * longer, tangent.z * longer};
    for (auto& tangent : all[5].tangents)
      tangent = {0, 0, longer};
    for (const bool formula : {false, true}) {
      ScoringOptions options;
      if (formula) options.table = v1Table();
      const auto made = simulated({{}});
      QVERIFY(sameBits(scoredBy(*made.engine, options, all), expected(options, all)));
    }
  }
}

void TestCudaEngine::phasesDoNotRace() {
  const std::vector<Dotprops> few(neurons().begin(), neurons().begin() + 8);
  for (const std::uint64_t seed : {1U, 2U, 3U}) {
    std::vector<std::unique_ptr<Device>> devices;
    devices.push_back(std::make_unique<HostDevice>(0, std::int64_t{1} << 28, seed));
    CudaEngine engine("cuda-host", std::move(devices), std::nullopt);
    QVERIFY(sameBits(scoredBy(engine, {}, few), expected({}, few)));
  }
}

void TestCudaEngine::aRaceShowsInShuffledOrders() {
  std::set<int> lastWriters, sums;
  for (std::uint64_t seed = 1; seed <= 8; ++seed) {
    PhaseOrder order(seed);
    StepCounts counts;
    HostBlock block(order, counts);
    int shared = -1;
    block.forEachWarp(
        [&](const HostWarp& warp) { shared = warp.number(); });  // all write to one place
    lastWriters.insert(shared);
    int sum = 0;
    block.forEachWarp([&](const HostWarp& warp) { sum += warp.number(); });
    sums.insert(sum);
  }
  QVERIFY(lastWriters.size() > 1);
  QCOMPARE(sums.size(), std::size_t{1});
}

void TestCudaEngine::queriesInSeveralTurns() {
  const auto half = std::span(neurons()).first(neurons().size() / 2);
  const auto made =
      simulated({Faults{.slowMs = 1}, Faults{.slowMs = 1}}, bytesForBlocksOf(8, half));
  const auto plans = made.engine->devicePlans(neurons(), neurons(), {});
  QCOMPARE(plans.size(), std::size_t{2});
  QVERIFY(plans[0].queryParts > 1);
  QVERIFY(sameBits(scoredBy(*made.engine, {}), expected({})));
  QVERIFY(made.engine->notes().empty());
  for (const auto* device : made.devices)
    QVERIFY(device->blocks() > 0);
}

void TestCudaEngine::neverMoreMemoryThanPlanned() {
  for (const std::int64_t targets : {8, 16, 64}) {
    const auto bytes = bytesForBlocksOf(targets);
    const auto made = simulated({{}}, bytes);
    const auto plans = made.engine->devicePlans(neurons(), neurons(), {});
    QCOMPARE(plans.size(), std::size_t{1});
    QVERIFY(plans[0].bytes() <= bytes);
    QCOMPARE(plans[0].freeBytes, bytes);
    QCOMPARE(plans[0].blockTargets, targets);
    scoredBy(*made.engine, {});
    QVERIFY(made.devices[0]->mostTaken() <= plans[0].bytes());
    QCOMPARE(made.engine->peakDeviceBytes(), made.devices[0]->mostTaken());
  }
}

void TestCudaEngine::failedAllocationHalvesTheBlock() {
  auto made = simulated({{}});
  const auto whole = made.engine->devicePlans(neurons(), neurons(), {}).at(0);
  made = simulated({Faults{.mostBytes = whole.bytes() - 1}});
  QVERIFY(sameBits(scoredBy(*made.engine, {}), expected({})));
  QVERIFY(anyContains(made.engine->notes(), "instead of"));
  QVERIFY(made.devices[0]->blocks() > whole.blocks);
  QVERIFY(made.devices[0]->mostTaken() < whole.bytes());
}

void TestCudaEngine::tooSmallForTheSmallestBlock() {
  for (const auto& [faults, bytes] :
       {std::pair{Faults{.mostBytes = 1000}, std::int64_t{1} << 28}, {Faults{}, 10'000}}) {
    const auto made = simulated({faults}, bytes);
    QVERIFY(sameBits(scoredBy(*made.engine, {}), expected({})));
    QCOMPARE(made.devices[0]->blocks(), 0);
    QVERIFY(anyContains(made.engine->notes(), "the CPU does the rest"));
  }
}

void TestCudaEngine::faults_data() {
  QTest::addColumn<int>("launch");
  QTest::addColumn<int>("download");
  QTest::addColumn<int>("wait");
  QTest::addColumn<bool>("lost");
  QTest::addColumn<bool>("another");
  for (const bool another : {true, false}) {
    const auto add = [another](const char* what, int launch, int download, int wait, bool lost) {
      QTest::addRow("%s, %s", what, another ? "another device is there" : "the only device")
          << launch << download << wait << lost << another;
    };
    add("first launch", 1, 0, 0, false);
    add("second launch", 2, 0, 0, false);
    add("second launch, then lost", 2, 0, 0, true);
    add("first copy", 0, 1, 0, false);
    add("third copy, then lost", 0, 3, 0, true);
    add("upload of the queries", 0, 0, 1, false);
    add("second wait, then lost", 0, 0, 2, true);
  }
}

void TestCudaEngine::faults() {
  QFETCH(int, launch);
  QFETCH(int, download);
  QFETCH(int, wait);
  QFETCH(bool, lost);
  QFETCH(bool, another);
  std::vector<Faults> all{
      Faults{.launch = launch, .download = download, .wait = wait, .lost = lost}};
  if (another) all.push_back({.slowMs = 5});
  const auto made = simulated(all, bytesForBlocksOf(8));
  QVERIFY(sameBits(scoredBy(*made.engine, {}), expected({})));
  QVERIFY(anyContains(made.engine->notes(), "by the test"));
  QCOMPARE(anyContains(made.engine->notes(), "the CPU does the rest"), !another);
  // The rest of the job goes on without it.
  const auto blocks = made.devices[0]->blocks();
  JobControl control;
  std::vector<float> scores(neurons().size() * neurons().size());
  made.engine->scoreTargets(neurons(), scores.data(), control);
  QVERIFY(sameBits(scores, expected({})));
  QCOMPARE(made.devices[0]->blocks(), blocks);
}

void TestCudaEngine::slowDeviceDrawsLess() {
  const auto made = simulated({Faults{.slowMs = 400}, Faults{}}, bytesForBlocksOf(8));
  QVERIFY(sameBits(scoredBy(*made.engine, {}), expected({})));
  QVERIFY(made.devices[0]->blocks() < made.devices[1]->blocks());
}

void TestCudaEngine::cancelStopsAllDevices() {
  const auto made = simulated({Faults{.slowMs = 20}, Faults{.slowMs = 20}}, bytesForBlocksOf(8));
  JobControl control;
  made.engine->prepare(neurons(), {}, control);
  std::vector<float> scores(neurons().size() * neurons().size());
  std::thread canceller([&] {
    std::this_thread::sleep_for(std::chrono::milliseconds(30));
    control.cancel();
  });
  QVERIFY_EXCEPTION_THROWN(made.engine->scoreTargets(neurons(), scores.data(), control), Cancelled);
  canceller.join();
  QVERIFY(made.engine->notes().empty());  // a cancel is not a failure
}

void TestCudaEngine::emptySets() {
  const auto made = simulated({{}});
  JobControl control;
  const std::vector<Dotprops> none;
  made.engine->prepare(none, {}, control);
  made.engine->scoreTargets(neurons(), nullptr, control);
  made.engine->prepare(neurons(), {}, control);
  made.engine->scoreTargets(none, nullptr, control);
  QCOMPARE(made.devices[0]->blocks(), 0);
}

QTEST_GUILESS_MAIN(TestCudaEngine)
#include "tst_cuda_engine.moc"

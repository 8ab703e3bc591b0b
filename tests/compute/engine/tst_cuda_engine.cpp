// SPDX-License-Identifier: BSD-3-Clause
// The CUDA engine on simulated devices: the CPU engine's bits whatever the memory, the number of
// devices and what goes wrong.
#include "compute/base/Error.hpp"
#include "compute/engine/cuda/CudaEngine.hpp"
#include "compute/engine/cuda/kernel/HostWarp.hpp"
#include "tests/compute/engine/EngineCases.hpp"
#include "tests/compute/engine/FaultyDevice.hpp"

#include <QTest>

using namespace nblast;
using namespace nblast::cuda;
using namespace nblast::cases;

namespace {

struct Simulated {
  std::unique_ptr<CudaEngine> engine;
  std::vector<FaultyDevice*> devices;  ///< the engine's
};

Simulated simulated(const std::vector<Faults>& faults, const std::vector<std::int64_t>& bytes) {
  Simulated result;
  std::vector<std::unique_ptr<Device>> devices;
  for (std::size_t i = 0; i < faults.size(); ++i) {
    auto device = std::make_unique<FaultyDevice>(static_cast<int>(i), bytes[i], faults[i]);
    result.devices.push_back(device.get());
    devices.push_back(std::move(device));
  }
  result.engine = std::make_unique<CudaEngine>("cuda-host", std::move(devices), std::nullopt);
  return result;
}

Simulated simulated(const std::vector<Faults>& faults, std::int64_t bytes = std::int64_t{1} << 28) {
  return simulated(faults, std::vector<std::int64_t>(faults.size(), bytes));
}

/// Memory in which blocks of so many targets fit, and no larger ones.
std::int64_t bytesForBlocksOf(std::int64_t targets, std::span<const Dotprops> queries = neurons()) {
  TargetSizes sizes;
  sizes.add(neurons());
  const KernelTable table{PointScorer(ScoringOptions{})};
  const QueryPoints points(queries);
  return layOut(points.sizes({0, points.queries()}, table.view()), sizes, targets).bytes() * 20 /
             19 +
         20;
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
  void aTinyDeviceIsLeftOut();
  void neverMoreMemoryThanPlanned();
  void failedAllocationHalvesTheBlock();
  void tooSmallForTheSmallestBlock();
  void noPageLockedMemory();
  void outgrownBuffersAreGivenBack();
  void theGaugeShowsNothingThatIsGivenBack_data();
  void theGaugeShowsNothingThatIsGivenBack();
  void blocksOfACall();
  void faults_data();
  void faults();
  void slowDeviceDrawsLess();
  void cancelStopsAllDevices();
  void cancelIsAnsweredWithinABlock();
  void emptySets();
};

void TestCudaEngine::sameBitsAsTheCpu_data() {
  addOptionRows();
}

void TestCudaEngine::sameBitsAsTheCpu() {
  QFETCH(ScoringOptions, options);
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
  const auto plans = made.engine->devicePlans(neurons(), neurons(), std::ssize(neurons()), {});
  QCOMPARE(plans.size(), std::size_t{2});
  QVERIFY(plans[0].queryParts > 1);
  QVERIFY(sameBits(scoredBy(*made.engine, {}), expected({})));
  QVERIFY(made.engine->notes().empty());
  for (const auto* device : made.devices)
    QVERIFY(device->blocks() > 0);
}

/// It must not cut the queries for the others.
void TestCudaEngine::aTinyDeviceIsLeftOut() {
  const auto some = std::span(neurons()).first(4);
  for (const std::int64_t tiny : {std::int64_t{10'000}, bytesForBlocksOf(8, some)}) {
    const auto made = simulated({{}, {}, {}}, {std::int64_t{1} << 28, tiny, std::int64_t{1} << 28});
    const auto plans = made.engine->devicePlans(neurons(), neurons(), 40, {});
    QCOMPARE(plans.size(), std::size_t{2});
    QCOMPARE(plans[0].queryParts, 1);
    QCOMPARE(plans[1].index, 2);
    QVERIFY(sameBits(scoredBy(*made.engine, {}), expected({})));
    QCOMPARE(made.devices[1]->blocks(), 0);
    QVERIFY(anyContains(made.engine->notes(), "GPU 1 (simulated device 1) is not used"));
    QCOMPARE(made.engine->notes().size(), std::size_t{1});
  }
}

void TestCudaEngine::neverMoreMemoryThanPlanned() {
  for (const std::int64_t targets : {10, 20}) {  // 20: half of a call
    const auto bytes = bytesForBlocksOf(targets);
    const auto made = simulated({{}}, bytes);
    const auto plans = made.engine->devicePlans(neurons(), neurons(), std::ssize(neurons()), {});
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
  const auto whole =
      made.engine->devicePlans(neurons(), neurons(), std::ssize(neurons()), {}).at(0);
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

/// It copies more slowly, but it is no reason to do without the device.
void TestCudaEngine::noPageLockedMemory() {
  const auto made = simulated({Faults{.noHostMemory = true}}, bytesForBlocksOf(8));
  QVERIFY(sameBits(scoredBy(*made.engine, {}), expected({})));
  QVERIFY(made.devices[0]->blocks() > 4);
  const auto notes = made.engine->notes();
  QCOMPARE(notes.size(), std::size_t{1});
  QVERIFY(anyContains(notes, "no page-locked memory, by the test; it goes on with"));
}

void TestCudaEngine::outgrownBuffersAreGivenBack() {
  const auto made = simulated({{}});
  JobControl control;
  made.engine->prepare(neurons(), {}, control);
  std::vector<float> scores(neurons().size());
  for (const std::size_t larger : {1U, 2U, 0U, 3U}) {
    made.engine->scoreTargets({&neurons()[larger], 1}, scores.data(), control);
    QCOMPARE(made.devices[0]->hostBuffers(), 2 * kSlots);
  }
}

namespace {

/// A simulated device that the gauge shows. Notes what it shows while memory goes back.
class ShownDevice : public FaultyDevice {
 public:
  ShownDevice(const Faults& faults, std::int64_t* shownBytes, int* timesGivenBack)
      : FaultyDevice(77, std::int64_t{1} << 28, faults),
        shownBytes_(shownBytes),
        timesGivenBack_(timesGivenBack) {}
  bool isSimulated() const override { return false; }
  std::byte* take(std::int64_t bytes) override {
    isTaken_ = false;
    auto* memory = FaultyDevice::take(bytes);
    isTaken_ = true;
    return memory;
  }
  void giveBack() noexcept override {
    FaultyDevice::giveBack();
    if (!std::exchange(isTaken_, false)) return;
    DeviceMemoryUse use;
    use.index = index();
    MemoryLedger::ofThisProcess().fill(use);
    *shownBytes_ += use.ownBytes + use.plannedBytes;
    ++*timesGivenBack_;
  }

 private:
  bool isTaken_ = false;
  std::int64_t* shownBytes_;
  int* timesGivenBack_;
};

}  // namespace

void TestCudaEngine::theGaugeShowsNothingThatIsGivenBack_data() {
  QTest::addColumn<std::int64_t>("mostBytes");
  QTest::addColumn<int>("launch");
  QTest::addColumn<int>("times");
  QTest::addColumn<bool>("isShownAfterwards");
  QTest::newRow("no fault") << std::int64_t{0} << 0 << 3 << true;
  QTest::newRow("no memory at all") << std::int64_t{1000} << 0 << 0 << false;
  QTest::newRow("a launch that fails") << std::int64_t{0} << 2 << 2 << false;
}

void TestCudaEngine::theGaugeShowsNothingThatIsGivenBack() {
  QFETCH(std::int64_t, mostBytes);
  QFETCH(int, launch);
  const auto& ledger = MemoryLedger::ofThisProcess();
  std::int64_t shownBytes = 0;
  int times = 0;
  {
    std::vector<std::unique_ptr<Device>> devices;
    devices.push_back(std::make_unique<ShownDevice>(
        Faults{.mostBytes = mostBytes, .launch = launch}, &shownBytes, &times));
    CudaEngine engine("cuda-host", std::move(devices), std::nullopt);
    JobControl control;
    engine.prepare(neurons(), {}, control);
    std::vector<float> scores(neurons().size());
    for (const std::size_t larger : {1U, 0U, 3U})  // memory for one is too small for the next
      engine.scoreTargets({&neurons()[larger], 1}, scores.data(), control);
    QTEST(!ledger.devices().empty(), "isShownAfterwards");
  }
  QVERIFY(ledger.devices().empty());
  QCOMPARE(shownBytes, 0);
  QTEST(times, "times");
}

/// As planned, and as they are.
void TestCudaEngine::blocksOfACall() {
  QCOMPARE(blockShare(512, 1), 128);
  QCOMPARE(blockShare(512, 2), 128);
  QCOMPARE(blockShare(512, 3), 86);
  QCOMPARE(blockShare(512, 8), 32);
  QCOMPARE(blockShare(16, 1), 8);
  QCOMPARE(blockShare(1, 4), 1);
  for (const std::int64_t atOnce : {40, 16, 3}) {
    const auto made = simulated({{}});
    const auto plan = made.engine->devicePlans(neurons(), neurons(), atOnce, {}).at(0);
    JobControl control;
    made.engine->prepare(neurons(), {}, control);
    made.engine->expectTargets(neurons(), atOnce);
    const std::span<const Dotprops> all(neurons());
    for (std::int64_t first = 0; first < std::ssize(all); first += atOnce) {
      const auto some =
          all.subspan(static_cast<std::size_t>(first),
                      static_cast<std::size_t>(std::min(atOnce, std::ssize(all) - first)));
      std::vector<float> scores(all.size() * some.size());
      made.engine->scoreTargets(some, scores.data(), control);
    }
    QVERIFY(made.devices[0]->mostTaken() <= plan.bytes());
    QVERIFY2(made.devices[0]->blocks() >= plan.blocks, qPrintable(QString::number(plan.blocks)));
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

void TestCudaEngine::cancelIsAnsweredWithinABlock() {
  JobControl control;
  const auto made = simulated({Faults{.duringBlock = [&] { control.cancel(); }}});
  made.engine->prepare(neurons(), {}, control);
  std::vector<float> scores(neurons().size() * neurons().size());
  QVERIFY_EXCEPTION_THROWN(made.engine->scoreTargets(neurons(), scores.data(), control), Cancelled);
  QCOMPARE(made.devices[0]->blocks(), 1);
  QVERIFY(made.engine->deviceShares().empty());
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

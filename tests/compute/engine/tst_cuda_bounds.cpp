// SPDX-License-Identifier: BSD-3-Clause
// Bounds of pairs on simulated devices: PairBounds' bits, whatever the memory, the number of
// devices and what goes wrong.
#include "compute/base/Error.hpp"
#include "compute/engine/cpu/CpuEngine.hpp"
#include "compute/engine/cuda/BoundLayout.hpp"
#include "compute/engine/cuda/CudaEngine.hpp"
#include "tests/compute/engine/AsyncDevice.hpp"
#include "tests/compute/engine/EngineCases.hpp"
#include "tests/compute/engine/FaultyDevice.hpp"
#include "tests/compute/search/RandomCases.hpp"

#include <QTest>

#include <algorithm>
#include <atomic>
#include <optional>

using namespace nblast;
using namespace nblast::cuda;
using cases::anyContains;
using cases::sameBits;

namespace {

using Floats = std::vector<float>;

/// Points here and there along a line; of one point to more than fit into one sum of 32 bits.
Dotprops neuron(RandomCases& random, int points, bool inOnePlace = false) {
  Dotprops made;
  const float x = static_cast<float>(random.uniform(-80, 80));
  const float y = static_cast<float>(random.uniform(-80, 80));
  for (int i = 0; i < points; ++i) {
    const auto at = inOnePlace ? 0 : static_cast<float>(random.uniform(-100, 100));
    made.points_um.push_back({x + at / 3, y, i % 3 == 0 ? 0 : at});
    made.tangents.push_back({1, 0, 0});
    made.alphas.push_back(static_cast<float>(random.uniform(0, 1)));
  }
  return made;
}

/// The largest needs several lists of voxels.
const std::vector<Dotprops>& queries() {
  static const auto kAll = [] {
    RandomCases random(1);
    std::vector<Dotprops> made;
    for (const int points : {300, 1, 40, 2500, 140'000})
      made.push_back(neuron(random, points));
    made.push_back(neuron(random, 70'000, true));
    for (int i = 0; i < 20; ++i)
      made.push_back(neuron(random, 20 + 10 * i));
    return made;
  }();
  return kAll;
}

const std::vector<Dotprops>& targets() {
  static const auto kAll = [] {
    RandomCases random(2);
    std::vector<Dotprops> made;
    for (int i = 0; i < 64; ++i)
      made.push_back(neuron(random, 1 + i % 50, i % 7 == 0));
    made[30] = neuron(random, 20'000);
    made[31] = queries()[0];
    return made;
  }();
  return kAll;
}

Floats boundsBy(Bounds& bounds, std::size_t rows, std::span<const Dotprops> columns) {
  JobControl control;
  control.begin(Phase::Score, rows * columns.size());
  Floats all(rows * columns.size(), -99);
  bounds.boundAll(columns, all.data(), control);
  if (control.progress().done != all.size()) all.clear();  // each pair told once
  return all;
}

Floats boundsBy(Engine& engine, const std::vector<Dotprops>& rows,
                const std::vector<Dotprops>& columns, const ScoringOptions& options) {
  JobControl control;
  return boundsBy(*engine.makeBounds(rows, options, control), rows.size(), columns);
}

Floats expected(const ScoringOptions& options = {}, const std::vector<Dotprops>& rows = queries(),
                const std::vector<Dotprops>& columns = targets()) {
  CpuEngine cpu;
  return boundsBy(cpu, rows, columns, options);
}

struct Simulated {
  std::unique_ptr<CudaEngine> engine;
  std::vector<FaultyDevice*> devices;  ///< the engine's
};

Simulated simulated(const std::vector<Faults>& faults, std::int64_t bytes = std::int64_t{1} << 28,
                    std::uint64_t shuffle = 0) {
  Simulated result;
  std::vector<std::unique_ptr<Device>> devices;
  for (const auto& each : faults) {
    auto device =
        std::make_unique<FaultyDevice>(static_cast<int>(devices.size()), bytes, each, shuffle);
    result.devices.push_back(device.get());
    devices.push_back(std::move(device));
  }
  result.engine = std::make_unique<CudaEngine>("cuda-host", std::move(devices), std::nullopt);
  return result;
}

/// What bounds of blocks of so many targets take.
std::int64_t bytesForBlocksOf(std::int64_t count) {
  JobControl control;
  TargetSizes sizes;
  sizes.add(targets());
  return layOut(PairBounds(queries(), {}, control), sizes, count).bytes();
}

ScoringOptions rawOptions(std::optional<double> bound_um = {}) {
  ScoringOptions options;
  options.normalised = false;
  options.maxDistance_um = bound_um;
  return options;
}

}  // namespace

class TestCudaBounds : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void sameBitsAsTheCpu_data();
  void sameBitsAsTheCpu();
  void hardCases_data();
  void hardCases();
  void nothingToBound();
  void allDevicesAndSlotsWork();
  void takesTurnsWithScoring();
  void memoryAsLaidOut();
  void tooLittleMemory();
  void failedAllocationHalvesTheBlock();
  void faults_data();
  void faults();
  void cancelStopsAllDevices();
  void pageableHostMemory();
  void lateDevices();
  void lateDeviceFails();
};

void TestCudaBounds::sameBitsAsTheCpu_data() {
  cases::addOptionRows();
}

void TestCudaBounds::sameBitsAsTheCpu() {
  QFETCH(ScoringOptions, options);
  const auto wanted = expected(options);
  QVERIFY(!wanted.empty());
  for (const std::size_t devices : {1U, 3U}) {
    const auto made = simulated(std::vector<Faults>(devices));
    QVERIFY(sameBits(boundsBy(*made.engine, queries(), targets(), options), wanted));
    QVERIFY(made.engine->notes().empty());
  }
}

void TestCudaBounds::hardCases_data() {
  QTest::addColumn<int>("kind");
  for (int kind = 0; kind < kCaseKinds; ++kind)
    QTest::addRow("kind %d", kind) << kind;
}

/// From few candidates to more than a warp's list holds, and a block's; warps in shuffled orders.
void TestCudaBounds::hardCases() {
  QFETCH(int, kind);
  for (std::uint64_t seed = 1; seed <= 25; ++seed) {
    RandomCases random(seed * 100 + static_cast<std::uint64_t>(kind));
    const int most = seed % 5 == 0 ? 5000 : 300;
    const auto made =
        random.next(static_cast<CaseKind>(kind), 1 + random.below(2000), 1 + random.below(most), 5);
    for (const bool bounded : {false, true}) {
      const auto options = rawOptions(bounded ? std::optional(30.0) : std::nullopt);
      const auto devices = simulated({{}}, std::int64_t{1} << 28, seed % 3);
      QVERIFY2(sameBits(boundsBy(*devices.engine, made.queries, made.targets, options),
                        expected(options, made.queries, made.targets)),
               qPrintable(QString("seed %1, bounded %2").arg(seed).arg(bounded)));
      QVERIFY(devices.engine->notes().empty());
    }
  }
}

void TestCudaBounds::nothingToBound() {
  const auto made = simulated({{}});
  QVERIFY(boundsBy(*made.engine, {}, targets(), {}).empty());
  QVERIFY(boundsBy(*made.engine, queries(), {}, {}).empty());
  const auto raw = rawOptions();
  const std::vector<Dotprops> empty(3);  // without points
  QVERIFY(sameBits(boundsBy(*made.engine, empty, targets(), raw), expected(raw, empty, targets())));
  QCOMPARE(made.devices[0]->blocks(), 0);
  QVERIFY(sameBits(boundsBy(*made.engine, queries(), empty, raw), expected(raw, queries(), empty)));
  QVERIFY(made.engine->notes().empty());
}

void TestCudaBounds::allDevicesAndSlotsWork() {
  QCOMPARE(boundBlockTargets(64, 1), 32);
  QCOMPARE(boundBlockTargets(64, 4), 16);
  QCOMPARE(boundBlockTargets(10'000, 2), 128);
  const auto made = simulated({Faults{.slowMs = 20}, Faults{.slowMs = 20}});
  QVERIFY(sameBits(boundsBy(*made.engine, queries(), targets(), {}), expected()));
  for (const auto* device : made.devices)
    QVERIFY(device->blocks() > 0);
  QVERIFY(made.devices[0]->blocks() + made.devices[1]->blocks() >= 4);
}

/// Neither may use what it has taken once the other one has.
void TestCudaBounds::takesTurnsWithScoring() {
  const std::vector<Dotprops> few(queries().begin(), queries().begin() + 4);
  const auto made = simulated({{}, {}});
  JobControl control;
  CpuEngine cpu;
  cpu.prepare(few, {}, control);
  made.engine->prepare(few, {}, control);
  const auto bounds = made.engine->makeBounds(few, {}, control);
  const auto wanted = expected({}, few, targets());
  Floats scores(wanted.size()), others(wanted.size());
  cpu.scoreTargets(targets(), scores.data(), control);
  for (int turn = 0; turn < 2; ++turn) {
    QVERIFY(sameBits(boundsBy(*bounds, few.size(), targets()), wanted));
    QVERIFY(sameBits(boundsBy(*bounds, few.size(), targets()), wanted));
    std::fill(others.begin(), others.end(), -1.F);
    made.engine->scoreTargets(targets(), others.data(), control);
    QVERIFY(sameBits(others, scores));
  }
  QVERIFY(made.engine->notes().empty());
}

void TestCudaBounds::memoryAsLaidOut() {
  const auto made = simulated({{}}, bytesForBlocksOf(16) * 20 / 19 + 20);
  auto* device = made.devices[0];
  JobControl control;
  auto bounds = made.engine->makeBounds(queries(), {}, control);
  QVERIFY(sameBits(boundsBy(*bounds, queries().size(), targets()), expected()));
  QCOMPARE(device->mostTaken(), bytesForBlocksOf(16));
  QCOMPARE(made.engine->peakDeviceBytes(), device->mostTaken());
  QCOMPARE(device->freeBytes(), device->totalBytes() - device->mostTaken());
  bounds.reset();
  QCOMPARE(device->freeBytes(), device->totalBytes());
  QVERIFY(made.engine->notes().empty());
}

void TestCudaBounds::tooLittleMemory() {
  const std::vector<Dotprops> few(queries().begin(), queries().begin() + 3);
  for (const auto& [faults, bytes] :
       {std::pair{Faults{.mostBytes = 1000}, std::int64_t{1} << 28}, {Faults{}, 10'000}}) {
    const auto made = simulated({faults}, bytes);
    for (int i = 0; i < 2; ++i)
      QVERIFY(sameBits(boundsBy(*made.engine, queries(), targets(), {}), expected()));
    QCOMPARE(made.devices[0]->blocks(), 0);
    QVERIFY(anyContains(made.engine->notes(), "bounds no pairs"));
    QVERIFY(anyContains(made.engine->notes(), "the CPU does it"));
    QCOMPARE(made.engine->notes().size(), std::size_t{2});  // each once
  }
  // Another device does all of it.
  const auto made = simulated({Faults{.mostBytes = 1000}, {}});
  QVERIFY(sameBits(boundsBy(*made.engine, queries(), targets(), {}), expected()));
  QVERIFY(!anyContains(made.engine->notes(), "the CPU does it"));
  QCOMPARE(made.devices[0]->blocks(), 0);
  // A device without room for these voxels still scores.
  const auto tight = simulated({{}}, 500'000);
  QVERIFY(sameBits(boundsBy(*tight.engine, queries(), targets(), {}), expected()));
  QVERIFY(anyContains(tight.engine->notes(), "the CPU does it"));
  JobControl control;
  tight.engine->prepare(few, {}, control);
  Floats scores(few.size());
  tight.engine->scoreTargets({&targets()[1], 1}, scores.data(), control);
  QCOMPARE(tight.devices[0]->blocks(), 1);
}

void TestCudaBounds::failedAllocationHalvesTheBlock() {
  const auto made = simulated({Faults{.mostBytes = bytesForBlocksOf(16)}});
  QVERIFY(sameBits(boundsBy(*made.engine, queries(), targets(), {}), expected()));
  QVERIFY(made.devices[0]->blocks() >= 5);
  QVERIFY(made.devices[0]->mostTaken() <= bytesForBlocksOf(16));
  QVERIFY(made.engine->notes().empty());
}

void TestCudaBounds::faults_data() {
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
    add("second launch, then lost", 2, 0, 0, true);
    add("first copy", 0, 1, 0, false);
    add("upload of the voxels", 0, 0, 1, false);
    add("second wait, then lost", 0, 0, 2, true);
  }
}

void TestCudaBounds::faults() {
  QFETCH(int, launch);
  QFETCH(int, download);
  QFETCH(int, wait);
  QFETCH(bool, lost);
  QFETCH(bool, another);
  std::vector<Faults> all{
      Faults{.launch = launch, .download = download, .wait = wait, .lost = lost}};
  if (another) all.push_back({.slowMs = 30});
  const auto made = simulated(all, bytesForBlocksOf(16) * 20 / 19 + 20);
  JobControl control;
  const auto bounds = made.engine->makeBounds(queries(), {}, control);
  QVERIFY(sameBits(boundsBy(*bounds, queries().size(), targets()), expected()));
  QVERIFY(anyContains(made.engine->notes(), "by the test"));
  QCOMPARE(anyContains(made.engine->notes(), "the CPU does it"), !another);
  // The rest of the job goes on without it.
  const auto blocks = made.devices[0]->blocks();
  QVERIFY(sameBits(boundsBy(*bounds, queries().size(), targets()), expected()));
  QCOMPARE(made.devices[0]->blocks(), blocks);
  QCOMPARE(made.devices[0]->freeBytes(), made.devices[0]->totalBytes());
}

void TestCudaBounds::cancelStopsAllDevices() {
  const auto made = simulated({Faults{.slowMs = 20}, Faults{.slowMs = 20}});
  JobControl control;
  const auto bounds = made.engine->makeBounds(queries(), {}, control);
  std::vector<Dotprops> many;
  for (int i = 0; i < 20; ++i)
    many.insert(many.end(), targets().begin(), targets().begin() + 30);
  Floats all(queries().size() * many.size());
  std::thread canceller([&] {
    std::this_thread::sleep_for(std::chrono::milliseconds(10));
    control.cancel();
  });
  QVERIFY_EXCEPTION_THROWN(bounds->boundAll(many, all.data(), control), Cancelled);
  canceller.join();
  QVERIFY(made.engine->notes().empty());  // a cancel is not a failure
  QVERIFY(sameBits(boundsBy(*bounds, queries().size(), targets()), expected()));
}

void TestCudaBounds::pageableHostMemory() {
  const auto made = simulated({Faults{.noHostMemory = true}});
  QVERIFY(sameBits(boundsBy(*made.engine, queries(), targets(), {}), expected()));
  QVERIFY(made.devices[0]->blocks() > 0);
  QCOMPARE(made.engine->notes().size(), std::size_t{1});
  QVERIFY(anyContains(made.engine->notes(), "not page-locked"));
}

/// Calls return before their work is done, as a GPU's do: all slots of all devices are at work.
void TestCudaBounds::lateDevices() {
  std::atomic<int> met = 0;
  std::vector<std::unique_ptr<Device>> devices;
  std::vector<AsyncDevice*> all;
  for (int i = 0; i < 2; ++i) {
    AsyncOptions options;
    options.seed = static_cast<std::uint64_t>(i + 1);
    options.met = &met;
    options.meeting = 2 * kSlots;
    auto device = std::make_unique<AsyncDevice>(i, std::int64_t{1} << 28, options);
    all.push_back(device.get());
    devices.push_back(std::move(device));
  }
  CudaEngine engine("cuda-host", std::move(devices), std::nullopt);
  JobControl control;
  const auto bounds = engine.makeBounds(queries(), {}, control);
  for (int call = 0; call < 5; ++call)
    QVERIFY(sameBits(boundsBy(*bounds, queries().size(), targets()), expected()));
  QVERIFY(engine.notes().empty());
  for (const auto* device : all) {
    for (int slot = 0; slot < kSlots; ++slot)
      QVERIFY(device->blocks(slot) > 0);
    QVERIFY(!device->wasGivenBackInUse());
  }
}

void TestCudaBounds::lateDeviceFails() {
  for (const int block : {1, 2, 3}) {
    AsyncOptions options;
    options.failingBlock = block;
    std::vector<std::unique_ptr<Device>> devices;
    auto device = std::make_unique<AsyncDevice>(0, std::int64_t{1} << 28, options);
    const auto* late = device.get();
    devices.push_back(std::move(device));
    CudaEngine engine("cuda-host", std::move(devices), std::nullopt);
    JobControl control;
    const auto bounds = engine.makeBounds(queries(), {}, control);
    for (int call = 0; call < 2; ++call)
      QVERIFY(sameBits(boundsBy(*bounds, queries().size(), targets()), expected()));
    QVERIFY(anyContains(engine.notes(), "by the test"));
    QVERIFY(anyContains(engine.notes(), "the CPU does it"));
    QVERIFY(!late->wasGivenBackInUse());
  }
}

QTEST_GUILESS_MAIN(TestCudaBounds)
#include "tst_cuda_bounds.moc"

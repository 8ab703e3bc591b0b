// SPDX-License-Identifier: BSD-3-Clause
// The CUDA engine on devices that are as late as real ones: a missing wait, a buffer that is used
// again too early, and errors that come late show here.
#include "compute/base/Error.hpp"
#include "compute/engine/cuda/CudaEngine.hpp"
#include "tests/compute/engine/AsyncDevice.hpp"
#include "tests/compute/engine/EngineCases.hpp"

#include <QTest>

using namespace nblast;
using namespace nblast::cuda;
using namespace nblast::cases;

namespace {

constexpr std::int64_t kAmple = std::int64_t{1} << 28;

struct Late {
  std::unique_ptr<CudaEngine> engine;
  std::vector<AsyncDevice*> devices;  ///< the engine's
};

Late late(const std::vector<AsyncOptions>& options, std::int64_t bytes = kAmple) {
  Late result;
  std::vector<std::unique_ptr<Device>> devices;
  for (const auto& each : options) {
    auto device = std::make_unique<AsyncDevice>(static_cast<int>(devices.size()), bytes, each);
    result.devices.push_back(device.get());
    devices.push_back(std::move(device));
  }
  result.engine = std::make_unique<CudaEngine>("cuda-host", std::move(devices), std::nullopt);
  return result;
}

std::vector<AsyncOptions> seeded(std::size_t devices, std::uint64_t seed) {
  std::vector<AsyncOptions> all(devices);
  for (auto& options : all)
    options.seed = seed++;
  return all;
}

/// Memory for the smallest blocks, against so many of the neurons at once.
std::int64_t scarceBytes(std::size_t queries) {
  TargetSizes sizes;
  sizes.add(neurons());
  const KernelTable table{PointScorer(ScoringOptions{})};
  const auto first = std::span(neurons()).first(queries);
  const QueryPoints points(first);
  const auto some = points.sizes({0, points.queries()}, table.view());
  return layOut(some, sizes, kLeastBlockTargets).bytes() * 20 / 19 + 20;
}

bool isNan(const std::vector<float>& values) {
  return std::all_of(values.begin(), values.end(), [](float v) { return std::isnan(v); });
}

}  // namespace

class TestAsyncDevice : public QObject {
  Q_OBJECT
 private Q_SLOTS:
  void nothingIsThereBeforeTheWait();
  void whatChangesTooEarlyIsFound();
  void anErrorComesLate();
  void sameBitsAsTheCpu_data();
  void sameBitsAsTheCpu();
  void sameBitsInSeveralTurns();
  void callsOfAllSizes();
  void aCallKeepsAllSlotsBusy_data();
  void aCallKeepsAllSlotsBusy();
  void aDeviceThatFailsLate_data();
  void aDeviceThatFailsLate();
  void cancelWaitsForWhatIsUnderWay();
};

void TestAsyncDevice::nothingIsThereBeforeTheWait() {
  AsyncDevice device(0, kAmple, {.mostDelay_us = 0});
  auto* memory = device.take(4096);
  const std::vector<float> from(16, 3.5F);
  std::vector<float> to(16, 1.0F);
  device.upload(1, memory, from.data(), 64);
  device.download(1, to.data(), memory, 64);
  device.wait(0);  // the other slot
  QTest::qWait(20);
  QVERIFY(isNan(to));
  device.wait(1);
  QVERIFY(to == from);
}

void TestAsyncDevice::whatChangesTooEarlyIsFound() {
  AsyncDevice device(0, kAmple, {.mostDelay_us = 20'000});
  auto* memory = device.take(4096);
  std::vector<float> from(16, 3.5F), to(16);
  for (int i = 0; i < 8; ++i)
    device.zero(0, memory, 64);
  device.upload(0, memory, from.data(), 64);
  from.assign(16, 7.0F);
  device.download(0, to.data(), memory, 64);
  device.wait(0);
  QVERIFY(to == from);
}

void TestAsyncDevice::anErrorComesLate() {
  AsyncDevice device(0, kAmple, {.mostDelay_us = 1000, .failingBlock = 1});
  auto* memory = device.take(4096);
  std::vector<float> to(16);
  device.score(0, {});
  QVERIFY_EXCEPTION_THROWN(device.wait(0), DeviceError);
  QVERIFY_EXCEPTION_THROWN(device.download(1, to.data(), memory, 64), DeviceError);
  QVERIFY_EXCEPTION_THROWN(device.wait(1), DeviceError);
}

void TestAsyncDevice::sameBitsAsTheCpu_data() {
  addOptionRows();
}

void TestAsyncDevice::sameBitsAsTheCpu() {
  QFETCH(ScoringOptions, options);
  const auto wanted = expected(options);
  QVERIFY(!wanted.empty());
  for (std::size_t devices = 1; devices <= 4; ++devices) {
    const auto made = late(seeded(devices, 10 * devices), scarceBytes(neurons().size()));
    QVERIFY(sameBits(scoredBy(*made.engine, options), wanted));
    QVERIFY(made.engine->notes().empty());
  }
}

void TestAsyncDevice::sameBitsInSeveralTurns() {
  for (std::size_t devices = 1; devices <= 4; ++devices) {
    const auto made = late(seeded(devices, devices), scarceBytes(neurons().size() / 2));
    QVERIFY(sameBits(scoredBy(*made.engine, {}), expected({})));
  }
}

/// Buffers are used again by the next call, and grow for targets larger than those before.
void TestAsyncDevice::callsOfAllSizes() {
  const auto made = late(seeded(2, 5));
  JobControl control;
  made.engine->prepare(neurons(), {}, control);
  CpuEngine cpu;
  cpu.prepare(neurons(), {}, control);
  const std::span<const Dotprops> all(neurons());
  for (const auto& [first, count] :
       {std::pair<std::size_t, std::size_t>{39, 1}, {30, 10}, {0, 3}, {0, 40}, {3, 1}, {10, 30}}) {
    std::vector<float> scores(neurons().size() * count), wanted(scores.size());
    made.engine->scoreTargets(all.subspan(first, count), scores.data(), control);
    cpu.scoreTargets(all.subspan(first, count), wanted.data(), control);
    QVERIFY(sameBits(scores, wanted));
  }
  QVERIFY(made.engine->notes().empty());
  for (const auto* device : made.devices)
    QVERIFY(!device->wasGivenBackInUse());
}

void TestAsyncDevice::aCallKeepsAllSlotsBusy_data() {
  QTest::addColumn<int>("devices");
  QTest::addColumn<int>("targets");
  QTest::addRow("1 device") << 1 << 40;
  QTest::addRow("2 devices") << 2 << 40;
  QTest::addRow("2 devices, few targets") << 2 << 4;
  QTest::addRow("4 devices") << 4 << 40;
}

/// With all the memory that there may be: blocks are no larger than that.
void TestAsyncDevice::aCallKeepsAllSlotsBusy() {
  QFETCH(int, devices);
  QFETCH(int, targets);
  std::atomic<int> met = 0;
  auto options = seeded(static_cast<std::size_t>(devices), 1);
  for (auto& each : options) {
    each.met = &met;
    each.meeting = kSlots * devices;
  }
  const auto made = late(options);
  JobControl control;
  made.engine->prepare(neurons(), {}, control);
  std::vector<float> scores(neurons().size() * static_cast<std::size_t>(targets));
  made.engine->scoreTargets(std::span(neurons()).first(static_cast<std::size_t>(targets)),
                            scores.data(), control);
  std::int64_t pairs = 0;
  for (const auto* device : made.devices) {
    for (int slot = 0; slot < kSlots; ++slot)
      QVERIFY(device->blocks(slot) > 0);
  }
  for (const auto& share : made.engine->deviceShares()) {
    QVERIFY(share.pairs > 0);
    pairs += share.pairs;
  }
  QCOMPARE(made.engine->deviceShares().size(), static_cast<std::size_t>(devices));
  QCOMPARE(pairs, static_cast<std::int64_t>(scores.size()));
}

void TestAsyncDevice::aDeviceThatFailsLate_data() {
  QTest::addColumn<int>("block");
  QTest::addColumn<int>("devices");
  for (const int devices : {1, 2, 3}) {
    for (const int block : {1, 2, 3})
      QTest::addRow("block %d, %d devices", block, devices) << block << devices;
  }
}

void TestAsyncDevice::aDeviceThatFailsLate() {
  QFETCH(int, block);
  QFETCH(int, devices);
  auto options = seeded(static_cast<std::size_t>(devices), 3);
  options[0].failingBlock = block;
  options[0].mostDelay_us = 0;  // the others are slower
  for (auto& other : std::span(options).subspan(1))
    other.mostDelay_us = 5000;
  const auto made = late(options, scarceBytes(neurons().size()));
  QVERIFY(sameBits(scoredBy(*made.engine, {}), expected({})));
  const auto notes = made.engine->notes();
  const auto* first = made.devices[0];
  const bool cameToIt = first->blocks(0) + first->blocks(1) >= block;
  QVERIFY(cameToIt || devices > 1);
  QCOMPARE(anyContains(notes, "by the test"), cameToIt);
  QCOMPARE(anyContains(notes, "the CPU does the rest"), devices == 1);
  QVERIFY(!first->wasGivenBackInUse());
}

void TestAsyncDevice::cancelWaitsForWhatIsUnderWay() {
  for (std::uint64_t seed = 1; seed <= 5; ++seed) {
    const auto made = late(seeded(2, seed), scarceBytes(neurons().size()));
    JobControl control;
    made.engine->prepare(neurons(), {}, control);
    std::vector<float> scores(neurons().size() * neurons().size());
    std::thread canceller([&] {
      std::this_thread::sleep_for(std::chrono::milliseconds(2));
      control.cancel();
    });
    try {
      made.engine->scoreTargets(neurons(), scores.data(), control);
    } catch (const Cancelled&) {  // or it was done sooner
    }
    canceller.join();
    scores = {};  // nobody may write there any more
    QVERIFY(made.engine->notes().empty());
  }
}

QTEST_GUILESS_MAIN(TestAsyncDevice)
#include "tst_async_device.moc"

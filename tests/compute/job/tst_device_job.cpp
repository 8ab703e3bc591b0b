// SPDX-License-Identifier: BSD-3-Clause
// Jobs on several devices: all of them work, the report says how much, and the scores are the
// CPU's.
#include "compute/engine/cuda/CudaEngine.hpp"
#include "compute/job/run/Job.hpp"
#include "compute/scorefile/ScoreFile.hpp"
#include "tests/compute/engine/AsyncDevice.hpp"
#include "tests/compute/support/SampleSets.hpp"

#include <QTemporaryDir>
#include <QTest>

#include <nlohmann/json.hpp>
#include <tbb/task_arena.h>

#include <algorithm>
#include <atomic>

using namespace nblast;
using namespace nblast::cuda;

namespace {

constexpr std::int64_t kAmple = std::int64_t{1} << 28;

/// Makes engines on simulated devices.
EngineMaker makerOf(std::vector<AsyncOptions> options, std::vector<std::int64_t> bytes) {
  return [options = std::move(options), bytes = std::move(bytes)](const EngineChoice&) {
    std::vector<std::unique_ptr<Device>> devices;
    for (std::size_t i = 0; i < options.size(); ++i)
      devices.push_back(std::make_unique<AsyncDevice>(static_cast<int>(i), bytes[i], options[i]));
    return std::make_unique<CudaEngine>("cuda-host", std::move(devices), std::nullopt);
  };
}

EngineMaker makerOf(std::size_t devices, const std::vector<std::int64_t>& bytes) {
  return makerOf(std::vector<AsyncOptions>(devices), bytes);
}

std::vector<float> allScores(const std::filesystem::path& path, nblast::Direction direction) {
  const auto file = ScoreFile::open(path);
  std::vector<float> scores(
      static_cast<std::size_t>(file->queries().size() * file->targets().size()));
  file->read(direction, 0, file->queries().size(), 0, file->targets().size(), scores.data());
  return scores;
}

}  // namespace

class TestDeviceJob : public QObject {
  Q_OBJECT
 private Q_SLOTS:
  void bothDevicesAndTheirSlotsWork();
  void aNearlyFullDeviceIsLeftOut();
  void rowsAreCutForTheDevices_data();
  void rowsAreCutForTheDevices();
  void devicesGoneInMidJob();

 private:
  /// @return what the job reports
  JobReport run(const std::string& name, const LoadedInputs& inputs, bool both,
                const EngineMaker& maker, Plan* plan = nullptr) {
    JobSpec spec;
    spec.output = path(name);
    spec.engine = "cpu";  // whose sample says how long it will take
    spec.both = both;
    spec.overwrite = true;
    JobControl control;
    JobReport report;
    JobEvents events;
    if (plan != nullptr) events.planned = [plan](const Plan& made) { *plan = made; };
    tbb::task_arena(2).execute([&] { Job(spec, inputs, control, events, report, maker).run(); });
    return report;
  }
  std::string path(const std::string& name) const {
    return folder_.filePath(QString::fromStdString(name)).toStdString();
  }
  void compare(const std::string& a, const std::string& b, nblast::Direction direction) const {
    QVERIFY(allScores(path(a), direction) == allScores(path(b), direction));
  }

  const EngineMaker cpu_ = [](const EngineChoice& choice) { return makeEngine(choice); };
  QTemporaryDir folder_;
};

/// The reverse direction asks for an engine anew, and there is no GPU any more.
void TestDeviceJob::devicesGoneInMidJob() {
  const LoadedInputs inputs{sampleSet(20, 1), sampleSet(30, 2), nullptr};
  int made = 0;
  const auto maker = [&, devices = makerOf(1, {kAmple})](const EngineChoice& choice) {
    if (++made > 1) throw InputError("There is no usable GPU, by the test.");
    return devices(choice);
  };
  const auto report = run("gone.h5", inputs, true, maker);
  QVERIFY(made > 1);
  run("cpu.h5", inputs, true, cpu_);
  compare("gone.h5", "cpu.h5", nblast::Direction::Forward);
  compare("gone.h5", "cpu.h5", nblast::Direction::Reverse);
  QCOMPARE(report.shares.size(), std::size_t{2});
  QCOMPARE(report.shares[0].pairs, 20 * 30);
  QCOMPARE(report.shares[1].name, std::string("CPU"));
  QCOMPARE(report.shares[1].pairs, 20 * 30);
  QVERIFY(std::any_of(report.notes.begin(), report.notes.end(), [](const auto& note) {
    return note.find("by the test") != std::string::npos;
  }));
}

/// All slots must be at work at once: each block waits for the others.
void TestDeviceJob::bothDevicesAndTheirSlotsWork() {
  std::atomic<int> met = 0;
  const std::vector<AsyncOptions> options{{.seed = 1, .met = &met, .meeting = 2 * kSlots},
                                          {.seed = 2, .met = &met, .meeting = 2 * kSlots}};
  const LoadedInputs inputs{sampleSet(70, 1), nullptr, nullptr};
  const auto report = run("devices.h5", inputs, false, makerOf(options, {kAmple, kAmple}));
  for (const auto& device : options) {
    for (const auto& blocks : device.tally->blocks)
      QVERIFY(blocks > 0);
  }
  QCOMPARE(report.devices.size(), std::size_t{2});
  QCOMPARE(report.shares.size(), std::size_t{2});
  QVERIFY(report.shares[0].pairs > 0 && report.shares[1].pairs > 0);
  QCOMPARE(report.shares[0].pairs + report.shares[1].pairs, 70 * 70);
  const auto json = nlohmann::json::parse(ScoreFile::open(path("devices.h5"))->reportJson());
  QCOMPARE(json["shares"][1]["device"].get<int>(), 1);
  QCOMPARE(json["shares"][1]["pairs"].get<std::int64_t>(), report.shares[1].pairs);
  const auto words = sharesInWords(report.shares);
  QVERIFY(words.starts_with("GPU 0 (simulated device 0) scored "));
  QVERIFY(words.find(" % of the pairs, GPU 1 (simulated device 1) ") != std::string::npos);

  run("cpu.h5", inputs, false, cpu_);
  compare("devices.h5", "cpu.h5", nblast::Direction::Forward);
}

void TestDeviceJob::aNearlyFullDeviceIsLeftOut() {
  const LoadedInputs inputs{sampleSet(40, 1), nullptr, nullptr};
  Plan plan;
  const auto report = run("one.h5", inputs, false, makerOf(2, {kAmple, 20'000}), &plan);
  QCOMPARE(plan.shape.queryParts, 1);
  QCOMPARE(plan.devices.size(), std::size_t{1});
  QCOMPARE(report.shares[0].pairs, 40 * 40);
  QCOMPARE(std::count_if(report.notes.begin(), report.notes.end(),
                         [](const auto& note) {
                           return note.starts_with("GPU 1 (simulated device 1) is not used");
                         }),
           1);
}

void TestDeviceJob::rowsAreCutForTheDevices_data() {
  QTest::addColumn<bool>("both");
  QTest::newRow("all against all") << false;
  QTest::newRow("both directions") << true;
}

/// The queries of a part stay on the devices while all targets pass: no engine has turns of its
/// own, which would copy all queries with each call.
void TestDeviceJob::rowsAreCutForTheDevices() {
  QFETCH(bool, both);
  const LoadedInputs inputs{sampleSet(70, 1), both ? sampleSet(50, 2) : nullptr, nullptr};
  Plan whole, cut;
  run("whole.h5", inputs, both, makerOf(2, {kAmple, kAmple}), &whole);
  QCOMPARE(whole.shape.queryParts, 1);
  const auto bytes = whole.devices.at(0).bytes() * 2 / 3;
  int engines = 0;
  const auto maker = [&](const EngineChoice& choice) {
    ++engines;
    return makerOf(2, {bytes, bytes})(choice);
  };
  const auto report = run("cut.h5", inputs, both, maker, &cut);
  const auto parts = cut.shape.queryParts;
  QVERIFY(parts > 1);
  QCOMPARE(cut.devices.size(), std::size_t{2});
  for (const auto& device : cut.devices) {
    QVERIFY(device.bytes() <= bytes);
    QCOMPARE(device.queryParts, parts);
  }
  QVERIFY(engines > 1 && engines <= (both ? 2 : 1) * parts);
  QVERIFY(report.peakDeviceBytes <= cut.devices[0].bytes() + cut.devices[1].bytes());
  std::int64_t pairs = 0;
  for (const auto& share : report.shares)
    pairs += share.pairs;
  QCOMPARE(pairs, both ? 2 * 70 * 50 : 70 * 70);
  compare("whole.h5", "cut.h5", nblast::Direction::Forward);
  if (both) compare("whole.h5", "cut.h5", nblast::Direction::Reverse);
}

QTEST_GUILESS_MAIN(TestDeviceJob)
#include "tst_device_job.moc"

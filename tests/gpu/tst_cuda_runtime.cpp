// SPDX-License-Identifier: BSD-3-Clause
// The host's side of the GPUs against a CUDA runtime that is made up (FakeCuda.hpp): which GPUs
// there are, why one is not used, and what is left behind.
#include "compute/base/Error.hpp"
#include "compute/engine/Engine.hpp"
#include "compute/engine/cuda/device/CudaDevice.hpp"
#include "compute/engine/cuda/device/Devices.hpp"
#include "compute/gpu/MemoryLedger.hpp"
#include "compute/gpu/MemoryMonitor.hpp"
#include "tests/gpu/FakeCuda.hpp"
#include "tests/gpu/Sets.hpp"
#include "tests/gpu/TimedGpu.hpp"

#include <QTest>

#include <cstring>
#include <thread>

using namespace nblast;

namespace {

fake::Machine machineOf(std::size_t gpus) {
  return {std::vector<fake::Gpu>(gpus), 13000, cudaSuccess, cudaSuccess, {}};
}

const std::vector<Dotprops>& neurons() {
  static const auto kNeurons = gpu::sampleNeurons(0, 24, 24);
  return kNeurons;
}

std::unique_ptr<Engine> engineOn(int gpu) {
  EngineChoice choice;
  choice.name = "cuda";
  choice.gpus = {gpu};
  return makeEngine(choice);
}

std::vector<float> scoredBy(Engine& engine) {
  JobControl control;
  engine.prepare(neurons(), {}, control);
  std::vector<float> scores(neurons().size() * neurons().size(), -1);
  engine.scoreTargets(neurons(), scores.data(), control);
  return scores;
}

bool areExact(const std::vector<float>& scores) {
  const auto expected = scoredBy(*makeEngine("cpu"));
  return scores.size() == expected.size() &&
         std::memcmp(scores.data(), expected.data(), scores.size() * sizeof(float)) == 0;
}

CudaGpu gpuNumber(int index) {
  CudaGpu gpu;
  gpu.index = index;
  gpu.name = "Large Device";
  return gpu;
}

using Kind = cuda::DeviceError::Kind;

/// @return what went wrong; nothing if nothing did
template <class F>
std::optional<Kind> errorOf(F&& call) {
  try {
    call();
  } catch (const cuda::DeviceError& error) {
    return error.kind();
  }
  return {};
}

bool nothingIsLeft() {
  const auto left = fake::traces();
  std::int64_t deviceBytes = 0;
  for (const auto bytes : left.deviceBytes)
    deviceBytes += bytes;
  if (deviceBytes == 0 && left.hostBuffers == 0 && left.streams == 0 && left.events == 0 &&
      left.wrongHandles == 0)
    return true;
  qWarning("%lld bytes, %d host buffers, %d streams, %d events; %d wrong handles",
           static_cast<long long>(deviceBytes), left.hostBuffers, left.streams, left.events,
           left.wrongHandles);
  return false;
}

bool isTidy() {
  const auto left = fake::traces();
  if (left.onWrongGpu != 0 || left.strayAddresses != 0)
    qWarning("%d calls on a wrong GPU, %d stray addresses", left.onWrongGpu, left.strayAddresses);
  return left.onWrongGpu == 0 && left.strayAddresses == 0 && nothingIsLeft();
}

using Contexts = std::vector<bool>;

}  // namespace

class CudaRuntime : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void init() { fake::start(machineOf(2)); }
  /// Errors stick to the thread until they are read: the next caller shall find none of ours.
  void cleanup() { QCOMPARE(cudaGetLastError(), cudaSuccess); }

  void devicesAreDescribed() {
    fake::machine().gpus[1] = {
        .name = "Small Device", .major = 7, .minor = 5, .totalBytes = 1000, .othersBytes = 400};
    const auto status = queryCudaDevices();
    QCOMPARE(status.reason, std::string());
    QCOMPARE(status.driverVersion, std::string("13.0"));
    QCOMPARE(status.devices.size(), std::size_t{2});
    const auto& small = status.devices[1];
    QCOMPARE(small.index, 1);
    QCOMPARE(small.name, std::string("Small Device"));
    QCOMPARE(small.computeCapability, std::string("7.5"));
    QCOMPARE(small.multiprocessors, 4);
    QCOMPARE(small.memoryBytes, 1000);
    QCOMPARE(small.freeMemoryBytes, 600);
    QCOMPARE(small.problem, std::string());
  }

  /// One sentence each, with a word that helps.
  void whyThereIsNone_data() {
    QTest::addColumn<int>("driver");
    QTest::addColumn<int>("driverError");
    QTest::addColumn<int>("countError");
    QTest::addColumn<QString>("word");
    QTest::newRow("no driver") << 0 << 0 << 35 << "No NVIDIA driver was found";
    QTest::newRow("driver too old (35)") << 11040 << 0 << 35 << "knows CUDA 11.4";
    QTest::newRow("stub (34)") << 0 << 34 << 34 << "only a stub";
    QTest::newRow("no device (100)") << 13000 << 0 << 100 << "found no device";
    QTest::newRow("all hidden") << 13000 << 0 << 0 << "found no device";
    QTest::newRow("modules that differ (803)") << 13000 << 0 << 803 << "CUDA error 803";
  }
  void whyThereIsNone() {
    QFETCH(int, driver);
    QFETCH(int, driverError);
    QFETCH(int, countError);
    QFETCH(QString, word);
    auto none = machineOf(0);
    none.driverVersion = driver;
    none.driverError = static_cast<cudaError_t>(driverError);
    none.countError = static_cast<cudaError_t>(countError);
    fake::start(none);
    const auto status = queryCudaDevices();
    QVERIFY(status.devices.empty());
    const auto reason = QString::fromStdString(status.reason);
    QVERIFY2(reason.contains(word) && reason.endsWith('.'), qPrintable(reason));
    QCOMPARE(QString::fromStdString(makeEngine("auto")->notes().at(0)),
             "The CPU does the work. " + reason);
    QVERIFY_EXCEPTION_THROWN(static_cast<void>(makeEngine("cuda")), InputError);
  }

  void aDriverThatIsTooOldIsToldWhatToUpdateTo() {
    auto old = machineOf(0);
    old.driverVersion = 11040;
    old.countError = cudaErrorInsufficientDriver;
    fake::start(old);
    const auto wanted = CUDART_VERSION >= 13000 ? "580" : "525";
    QVERIFY(queryCudaDevices().reason.find(wanted) != std::string::npos);
  }

  /// The other GPU does the work, and a note says why this one does not.
  void whyOneIsNotUsed_data() {
    QTest::addColumn<int>("major");
    QTest::addColumn<int>("propertiesError");
    QTest::addColumn<int>("contextError");
    QTest::addColumn<int>("loadError");
    QTest::addColumn<QString>("word");
    QTest::newRow("too old") << 6 << 0 << 0 << 0 << "compute capability 6.0";
    QTest::newRow("not described") << 9 << 999 << 0 << 0 << "CUDA error 999";
    QTest::newRow("busy (46)") << 9 << 0 << 46 << 0 << "another program";
    QTest::newRow("full (2)") << 9 << 0 << 2 << 0 << "not even";
    QTest::newRow("too full for kernels (2)") << 9 << 0 << 0 << 2 << "not even";
    QTest::newRow("no code (209)") << 9 << 0 << 0 << 209 << "without code";
    QTest::newRow("newer than all code (222)") << 9 << 0 << 0 << 222 << "cannot translate";
    QTest::newRow("no translator (221)") << 9 << 0 << 0 << 221 << "cannot translate";
    QTest::newRow("something else") << 9 << 0 << 0 << 719 << "CUDA error 719";
  }
  void whyOneIsNotUsed() {
    QFETCH(int, major);
    QFETCH(int, propertiesError);
    QFETCH(int, contextError);
    QFETCH(int, loadError);
    QFETCH(QString, word);
    auto& first = fake::machine().gpus[0];
    first.major = major;
    first.propertiesError = static_cast<cudaError_t>(propertiesError);
    first.contextError = static_cast<cudaError_t>(contextError);
    first.loadError = static_cast<cudaError_t>(loadError);
    const auto devices = cuda::openCudaDevices({});
    QCOMPARE(devices.usable.size(), std::size_t{1});
    QCOMPARE(devices.usable[0]->index(), 1);
    QCOMPARE(devices.problems.size(), std::size_t{1});
    const auto problem = QString::fromStdString(devices.problems[0]);
    QVERIFY2(problem.contains(word) && problem.startsWith("GPU 0") && problem.endsWith('.'),
             qPrintable(problem));
  }

  /// Some 0.5 GB each, of GPUs that others use.
  void onlyWantedGpusGetAContext_data() {
    QTest::addColumn<int>("wanted");
    QTest::newRow("the first") << 0;
    QTest::newRow("the second") << 1;
    QTest::newRow("the last") << 2;
  }
  void onlyWantedGpusGetAContext() {
    QFETCH(int, wanted);
    fake::start(machineOf(3));
    Contexts expected(3);
    expected[static_cast<std::size_t>(wanted)] = true;
    // Threads begin with the first GPU as their current one, which is nobody's wish.
    std::vector<float> scores;
    std::thread([&] {
      const auto engine = engineOn(wanted);
      scores = scoredBy(*engine);
    }).join();
    QVERIFY(areExact(scores));
    QCOMPARE(fake::traces().contexts, expected);
    QVERIFY(isTidy());
  }

  void aWrongNumberGetsNoContext() {
    QVERIFY_EXCEPTION_THROWN(static_cast<void>(engineOn(7)), InputError);
    QCOMPARE(fake::traces().contexts, Contexts({false, false}));
  }

  void aGpuThatIsGivenUpElsewhereGetsNoOtherContext() {
    auto device = std::make_unique<cuda::CudaDevice>(gpuNumber(1));
    device->hostMemory(100);
    std::thread([&] { device.reset(); }).join();
    QCOMPARE(fake::traces().contexts, Contexts({false, true}));
    QVERIFY(isTidy());
  }

  void describingMakesNoContext() {
    fake::machine().gpus[1].major = 6;
    const auto status = describeCudaDevices();
    QCOMPARE(status.devices.size(), std::size_t{2});
    QCOMPARE(status.devices[0].name, std::string("Large Device"));
    QCOMPARE(status.devices[0].problem, std::string());
    QVERIFY(status.devices[1].problem.find("too old") != std::string::npos);
    QCOMPARE(fake::traces().contexts, Contexts({false, false}));
  }

  void aGaugeAsksOnlyGpusInUse() {
    const auto monitor = makeMemoryMonitor(
        {.nvml = "libthere-is-no-such-thing.so.1", .pciDevices = "/there-is-no-such-folder"});
    QVERIFY(monitor->read().devices.empty());
    QCOMPARE(fake::traces().contexts, Contexts({false, false}));
    const auto entry = MemoryLedger::ofThisProcess().add(1, 1000);
    QCOMPARE(monitor->read().devices.at(0).index, 1);
    QCOMPARE(fake::traces().contexts, Contexts({false, true}));
  }

  /// The current GPU is each thread's own.
  void everyCallIsOnItsOwnGpu() {
    {
      cuda::CudaDevice first(gpuNumber(0));
      cuda::CudaDevice second(gpuNumber(1));
      auto* at = first.take(1000);
      auto* other = second.take(2000);
      QCOMPARE(fake::traces().deviceBytes, (std::vector<std::int64_t>{1000, 2000}));
      std::vector<std::byte> sent(1000, std::byte{7}), received(1000);
      std::thread([&] {
        second.zero(1, other, 2000);
        first.upload(0, at, sent.data(), 1000);
        second.wait(1);
        first.download(0, received.data(), at, 1000);
        first.wait(0);
        QCOMPARE(second.freeBytes(), fake::Gpu{}.totalBytes - 2000);
      }).join();
      QVERIFY(received == sent);
      std::thread([&] { second.giveBack(); }).join();
      QCOMPARE(fake::traces().deviceBytes, (std::vector<std::int64_t>{1000, 0}));
    }
    QVERIFY(isTidy());
  }

  /// Memory is all there is to ask less of; whatever else fails, the GPU is not used again.
  void errorsHaveTheirKind_data() {
    QTest::addColumn<QByteArray>("function");
    QTest::addColumn<int>("error");
    QTest::addColumn<bool>("isMemory");
    QTest::newRow("memory") << QByteArray("cudaMalloc") << 2 << true;
    QTest::newRow("page-locked memory") << QByteArray("cudaHostAlloc") << 2 << true;
    QTest::newRow("page-locked, the limit") << QByteArray("cudaHostAlloc") << 304 << true;
    QTest::newRow("page-locked, otherwise") << QByteArray("cudaHostAlloc") << 999 << false;
    QTest::newRow("upload") << QByteArray("cudaMemcpyAsync") << 719 << false;
    QTest::newRow("clearing") << QByteArray("cudaMemsetAsync") << 719 << false;
    QTest::newRow("search") << QByteArray("launchScores") << 719 << false;
    QTest::newRow("last step") << QByteArray("launchFinish") << 719 << false;
    QTest::newRow("waiting") << QByteArray("cudaStreamSynchronize") << 719 << false;
    QTest::newRow("turning to it") << QByteArray("cudaSetDevice") << 46 << false;
  }
  void errorsHaveTheirKind() {
    QFETCH(QByteArray, function);
    QFETCH(int, error);
    QFETCH(bool, isMemory);
    const std::vector<std::byte> some(100);  // until nothing waits to be copied from it
    {
      cuda::CudaDevice device(gpuNumber(0));
      fake::machine().failing[function.toStdString()] = static_cast<cudaError_t>(error);
      const auto kind = errorOf([&] {
        device.hostMemory(100);
        auto* at = device.take(100);
        device.upload(0, at, some.data(), 100);
        device.zero(0, at, 100);
        device.score(0, {});
        device.wait(0);
      });
      QCOMPARE(kind, isMemory ? Kind::OutOfMemory : Kind::Failed);
      QCOMPARE(cudaGetLastError(), cudaSuccess);
      fake::machine().failing.clear();
    }
    QVERIFY(isTidy());
  }

  void aGpuThatCannotBeSetUpLeavesNothing() {
    fake::machine().failing["cudaStreamCreateWithFlags"] = cudaErrorLaunchFailure;
    const auto devices = cuda::openCudaDevices({});
    QVERIFY(devices.usable.empty());
    QCOMPARE(devices.problems.size(), std::size_t{2});
    QVERIFY(nothingIsLeft());
  }

  /// A kernel fails while nobody waits: the next call hears of it, and so do all others, for the
  /// context is lost.
  void aLateErrorIsHeard() {
    cuda::CudaDevice device(gpuNumber(0));
    auto* at = device.take(100);
    fake::machine().gpus[0].launchesBeforeError = 0;
    QCOMPARE(errorOf([&] { device.score(0, {}); }), Kind::Failed);
    for (int i = 0; i < 2; ++i) {
      QCOMPARE(errorOf([&] { device.zero(1, at, 100); }), Kind::Failed);
      QCOMPARE(errorOf([&] { device.wait(1); }), Kind::Failed);
      QCOMPARE(cudaGetLastError(), cudaSuccess);
    }
  }

  void aJobGoesOnWithTheOtherGpu() {
    fake::machine().gpus[0].launchesBeforeError = 0;
    {
      const auto engine = makeEngine("cuda");
      QVERIFY(areExact(scoredBy(*engine)));
    }
    QVERIFY(isTidy());
  }

  void aJobGoesOnWithoutAny() {
    for (auto& gpu : fake::machine().gpus)
      gpu.launchesBeforeError = 0;
    {
      const auto engine = makeEngine("cuda");
      QVERIFY(areExact(scoredBy(*engine)));
      QVERIFY(!engine->notes().empty());
    }
    QVERIFY(isTidy());
  }

  void aJobWithoutPageLockedMemoryIsExact() {
    fake::machine().failing["cudaHostAlloc"] = cudaErrorMemoryAllocation;
    {
      const auto engine = makeEngine("cuda");
      QVERIFY(areExact(scoredBy(*engine)));
    }
    QVERIFY(isTidy());
  }

  /// The benchmark times one GPU's steps, from whichever thread.
  void aTimedGpuIsItself() {
    gpu::KernelSeconds seconds;
    {
      gpu::TimedGpu timed(std::make_unique<cuda::CudaDevice>(gpuNumber(1)), seconds);
      auto* at = timed.take(100);
      std::vector<std::byte> sent(100, std::byte{5}), received(100);
      std::thread([&] {
        timed.zero(0, at, 100);
        timed.upload(0, at, sent.data(), 100);
        timed.download(0, received.data(), at, 100);
        timed.score(0, {});
      }).join();
      QVERIFY(received == sent);
      std::thread([&] { timed.giveBack(); }).join();
    }
    QVERIFY(seconds.upload > 0 && seconds.zero > 0 && seconds.search > 0 && seconds.finish > 0 &&
            seconds.download > 0);
    QCOMPARE(fake::traces().contexts, Contexts({false, true}));
    QVERIFY(isTidy());
  }
};

QTEST_GUILESS_MAIN(CudaRuntime)
#include "tst_cuda_runtime.moc"

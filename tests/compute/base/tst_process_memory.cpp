// SPDX-License-Identifier: BSD-3-Clause
#include "compute/base/ProcessMemory.hpp"
#include "compute/base/ScratchArray.hpp"

#include <QDir>
#include <QFile>
#include <QTemporaryDir>
#include <QTest>

#include <cstring>
#include <memory>
#include <numeric>
#include <vector>

using namespace nblast;

namespace {

constexpr std::int64_t kMiB = std::int64_t{1} << 20;

/// A sanitizer's own memory is counted with the process's.
constexpr bool kMeasurable =
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
    false;
#else
    true;
#endif

/// A machine made of files.
class MadeUpMachine {
 public:
  std::filesystem::path root() const { return folder_.path().toStdString(); }
  void put(const QString& path, const QByteArray& text) const {
    const QString full = folder_.filePath(path);
    QVERIFY(QDir().mkpath(QFileInfo(full).path()));
    QFile file(full);
    QVERIFY(file.open(QIODevice::WriteOnly));
    file.write(text);
  }

 private:
  QTemporaryDir folder_;
};

}  // namespace

class TestProcessMemory : public QObject {
  Q_OBJECT
 private Q_SLOTS:
  void thePeakIsSeenAndBeginsAnew();
  void freedPiecesGoBack();
  void theMachineIsWhatItSays();
  void aControlGroupIsTheMachine();
  void nothingToldIsZero();
  void scratchTakesOnlyWhatIsWritten();
  void scratchMoves();
};

void TestProcessMemory::thePeakIsSeenAndBeginsAnew() {
  if (!kMeasurable) QSKIP("a sanitizer takes memory of its own");
  const auto before = residentBytes();
  QVERIFY(before > kMiB);
  {
    std::vector<char> much(static_cast<std::size_t>(64 * kMiB), 1);
    QVERIFY(residentBytes() >= before + 60 * kMiB);
    QCOMPARE(much.back(), 1);
  }
  QVERIFY(peakResidentBytes() >= before + 60 * kMiB);
  if (!restartPeak()) QSKIP("this system does not let a peak begin anew");
  QVERIFY(peakResidentBytes() < before + 30 * kMiB);
}

void TestProcessMemory::freedPiecesGoBack() {
  if (!kMeasurable) QSKIP("a sanitizer takes memory of its own");
  const auto before = residentBytes();
  std::vector<std::unique_ptr<char[]>> pieces;
  for (int i = 0; i < 16384; ++i) {
    pieces.push_back(std::make_unique<char[]>(8192));
    std::memset(pieces.back().get(), 1, 8192);
  }
  const auto last = std::move(pieces.back());  // the allocator cannot cut off what lies below
  pieces.clear();
  QVERIFY(residentBytes() >= before + 60 * kMiB);
  giveBackFreedMemory();
  QVERIFY(residentBytes() < before + 30 * kMiB);
}

void TestProcessMemory::theMachineIsWhatItSays() {
  const MadeUpMachine machine;
  machine.put("proc/meminfo",
              "MemTotal:       24000 kB\nMemFree: 1 kB\nMemAvailable:   18000 kB\n");
  machine.put("proc/self/cgroup", "0::/\n");
  machine.put("sys/fs/cgroup/cgroup.procs", "");
  QCOMPARE(machineMemory(machine.root()).totalBytes, 24000 * 1024);
  QCOMPARE(machineMemory(machine.root()).availableBytes, 18000 * 1024);
  const auto real = machineMemory();
  QVERIFY(real.totalBytes > 64 * kMiB);
  QVERIFY(real.availableBytes > 0 && real.availableBytes <= real.totalBytes);
}

void TestProcessMemory::aControlGroupIsTheMachine() {
  const MadeUpMachine machine;
  machine.put("proc/meminfo", "MemTotal: 24000 kB\nMemAvailable: 18000 kB\n");
  machine.put("proc/self/cgroup", "0::/batch/job 7\n");
  machine.put("sys/fs/cgroup/batch/job 7/memory.max", "max\n");
  machine.put("sys/fs/cgroup/batch/job 7/memory.current", "3000000\n");
  machine.put("sys/fs/cgroup/batch/memory.max", "8000000\n");
  machine.put("sys/fs/cgroup/batch/memory.current", "5000000\n");
  machine.put("sys/fs/cgroup/batch/memory.stat", "anon 4000000\ninactive_file 1000000\nfile 5\n");
  QCOMPARE(machineMemory(machine.root()).totalBytes, 8'000'000);
  QCOMPARE(machineMemory(machine.root()).availableBytes, 4'000'000);
  machine.put("sys/fs/cgroup/batch/memory.current", "9000000\n");
  machine.put("sys/fs/cgroup/batch/memory.stat", "anon 9000000\n");
  QCOMPARE(machineMemory(machine.root()).availableBytes, 0);
}

void TestProcessMemory::nothingToldIsZero() {
  const MadeUpMachine machine;
  QCOMPARE(machineMemory(machine.root()).totalBytes, 0);
  QCOMPARE(machineMemory(machine.root()).availableBytes, 0);
}

void TestProcessMemory::scratchTakesOnlyWhatIsWritten() {
  if (!kMeasurable) QSKIP("a sanitizer takes memory of its own");
  constexpr std::size_t kCount = 32U << 20;
  const auto before = residentBytes();
  ScratchArray<std::int32_t> scratch(kCount);
  QCOMPARE(scratch.size(), kCount);
  QVERIFY(residentBytes() < before + 30 * kMiB);
  QCOMPARE(scratch[kCount - 1], 0);
  std::iota(scratch.all().begin(), scratch.all().end(), 1);
  QVERIFY(residentBytes() >= before + 120 * kMiB);
  scratch.giveBackFront(kCount / 2);
  scratch.giveBackFront(kCount / 4);  // gone already
  QVERIFY(residentBytes() < before + 80 * kMiB);
  QCOMPARE(scratch[kCount / 2], std::int32_t{kCount / 2 + 1});
  scratch.giveBackFront(kCount);
  QVERIFY(residentBytes() < before + 30 * kMiB);
}

void TestProcessMemory::scratchMoves() {
  ScratchArray<int> none;
  QCOMPARE(none.size(), 0U);
  ScratchArray<int> first(100);
  first[99] = 7;
  none = std::move(first);
  QCOMPARE(none[99], 7);
  const ScratchArray<int> second(std::move(none));
  QCOMPARE(second[99], 7);
  QCOMPARE(second.size(), 100U);
}

QTEST_GUILESS_MAIN(TestProcessMemory)
#include "tst_process_memory.moc"

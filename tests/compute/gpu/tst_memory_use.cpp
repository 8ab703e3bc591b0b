// SPDX-License-Identifier: BSD-3-Clause
// Who has how much of a GPU's memory: the ledger of this process, and the monitor over a stand-in
// for the driver's library.
#include "compute/gpu/MemoryLedger.hpp"
#include "compute/gpu/MemoryMonitor.hpp"

#include <QDir>
#include <QFile>
#include <QTemporaryDir>
#include <QTest>

#include <thread>

using namespace nblast;

namespace {

constexpr std::int64_t kGiB = std::int64_t{1} << 30;

DeviceMemoryUse ledgerOf(int device) {
  DeviceMemoryUse use;
  use.index = device;
  MemoryLedger::ofThisProcess().fill(use);
  return use;
}

std::int64_t bytesOf(const DeviceMemoryUse& use, const std::string& purpose) {
  for (const auto& part : use.purposes) {
    if (part.name == purpose) return part.bytes;
  }
  return -1;
}

std::int64_t sumOf(const DeviceMemoryUse& use) {
  std::int64_t sum = 0;
  for (const auto& part : use.purposes)
    sum += part.bytes;
  return sum;
}

const std::vector<const char*> kSettings{"FAKE_NVML_FAILS",        "FAKE_NVML_LOST",
                                         "FAKE_NVML_NO_PROCESSES", "FAKE_NVML_OWN",
                                         "FAKE_NVML_DEVICES",      "CUDA_VISIBLE_DEVICES"};

CudaStatus noCuda(const std::vector<int>& /*inUse*/) {
  return {{}, {}, {}, "There is none."};
}

}  // namespace

class TestMemoryUse : public QObject {
  Q_OBJECT

  QTemporaryDir folder_;

  MemorySources sources() const {
    return {NBLAST_FAKE_NVML, folder_.filePath("pci").toStdString(), noCuda};
  }
  MemoryUse readFake() const { return makeMemoryMonitor(sources())->read(); }

  void writeFile(const QString& path, const QByteArray& text) const {
    QDir(folder_.path()).mkpath(QFileInfo(path).path());
    QFile file(folder_.filePath(path));
    QVERIFY(file.open(QIODevice::WriteOnly));
    file.write(text);
  }

 private Q_SLOTS:
  void init() {
    QVERIFY(folder_.isValid());
    QDir(folder_.filePath("pci")).removeRecursively();
    for (const char* name : kSettings)
      qunsetenv(name);
  }

  void entriesOfOneDeviceAddUp() {
    auto& ledger = MemoryLedger::ofThisProcess();
    QVERIFY(ledger.devices().empty());
    {
      const auto first = ledger.add(1, 100);
      const auto second = ledger.add(1, 50);
      const auto other = ledger.add(0, 7);
      QCOMPARE(ledgerOf(1).ownBytes, 0);
      first.update({{"targets", 10}, {"scores", 20}});
      second.update({{"scores", 5}});
      other.update({{"scores", 1000}});
      const auto use = ledgerOf(1);
      QCOMPARE(use.plannedBytes, 150);
      QCOMPARE(use.ownBytes, 35);
      QCOMPARE(bytesOf(use, "targets"), 10);
      QCOMPARE(bytesOf(use, "scores"), 25);
      QCOMPARE(ledger.devices(), (std::vector<int>{0, 1}));
      second.update({});
      QCOMPARE(ledgerOf(1).ownBytes, 30);
    }
    QVERIFY(ledger.devices().empty());
    QCOMPARE(ledgerOf(1).plannedBytes, 0);
    QVERIFY(ledgerOf(1).purposes.empty());
  }

  void anEntryEndsOnce() {
    auto& ledger = MemoryLedger::ofThisProcess();
    auto held = ledger.add(0, 10);
    {
      auto moved = std::move(held);
      QCOMPARE(ledgerOf(0).plannedBytes, 10);
    }
    QCOMPARE(ledgerOf(0).plannedBytes, 0);
    held = ledger.add(0, 20);
    held = ledger.add(2, 30);  // the one held before is gone
    QCOMPARE(ledger.devices(), std::vector<int>{2});
    held = {};
    QVERIFY(ledger.devices().empty());
    held.update({{"scores", 1}});  // of nothing: changes nothing
    QCOMPARE(ledgerOf(0).ownBytes, 0);
  }

  void jobsAndGaugesMeetInTheLedger() {
    std::vector<std::thread> jobs;
    for (int i = 0; i < 4; ++i) {
      jobs.emplace_back([i] {
        for (int n = 0; n < 500; ++n) {
          const auto entry = MemoryLedger::ofThisProcess().add(i % 2, 10);
          entry.update({{"scores", 5}});
        }
      });
    }
    for (int n = 0; n < 500; ++n) {
      const auto use = ledgerOf(0);
      QVERIFY(use.ownBytes <= use.plannedBytes && use.plannedBytes <= 20);
    }
    for (auto& job : jobs)
      job.join();
    QVERIFY(MemoryLedger::ofThisProcess().devices().empty());
  }

  void theDriverIsAsked() {
    qputenv("FAKE_NVML_OWN", QByteArray::number(qint64{3} * kGiB));
    const auto entry = MemoryLedger::ofThisProcess().add(0, 5 * kGiB);
    entry.update({{"scores", 2 * kGiB}});
    const auto use = readFake();
    QVERIFY(use.reason.empty());
    QCOMPARE(use.devices.size(), std::size_t{2});
    const auto& large = use.devices[0];
    QCOMPARE(large.name, std::string("Large Device"));
    QCOMPARE(large.totalBytes, 80 * kGiB);
    QCOMPARE(large.freeBytes, 60 * kGiB);
    QCOMPARE(large.ownBytes, 3 * kGiB);
    QCOMPARE(large.plannedBytes, 5 * kGiB);
    QCOMPARE(bytesOf(large, "scores"), 2 * kGiB);
    QCOMPARE(sumOf(large), large.ownBytes);
    QCOMPARE(use.devices[1].index, 1);
    QCOMPARE(use.devices[1].ownBytes, 0);  // the driver does not say: the ledger has nothing
  }

  /// The ledger's sum stands where the driver knows less, nothing, or something impossible.
  void theLedgerStands_data() {
    QTest::addColumn<QByteArray>("setting");
    QTest::addColumn<QByteArray>("value");
    QTest::newRow("no processes") << QByteArray("FAKE_NVML_NO_PROCESSES") << QByteArray("1");
    QTest::newRow("less than taken") << QByteArray("FAKE_NVML_OWN") << QByteArray("1000");
    QTest::newRow("more than is used")
        << QByteArray("FAKE_NVML_OWN") << QByteArray::number(qint64{21} * kGiB);
  }
  void theLedgerStands() {
    QFETCH(QByteArray, setting);
    QFETCH(QByteArray, value);
    qputenv(setting.constData(), value);
    const auto entry = MemoryLedger::ofThisProcess().add(0, 5 * kGiB);
    entry.update({{"scores", 2 * kGiB}});
    const auto use = readFake();
    QCOMPARE(use.devices.at(0).ownBytes, 2 * kGiB);
    QCOMPARE(sumOf(use.devices.at(0)), 2 * kGiB);
  }

  /// Devices are counted as CUDA counts them, or the ledger would be shown at the wrong one.
  void hiddenDevicesAreNotCounted_data() {
    QTest::addColumn<QByteArray>("visible");
    QTest::addColumn<QStringList>("names");
    QTest::newRow("the second") << QByteArray("1") << QStringList{"Small Device"};
    QTest::newRow("turned round") << QByteArray("1, 0")
                                  << QStringList{"Small Device", "Large Device"};
    QTest::newRow("by UUID") << QByteArray("GPU-bbbb") << QStringList{"Small Device"};
    QTest::newRow("up to a wrong one") << QByteArray("0,7,1") << QStringList{"Large Device"};
    QTest::newRow("none") << QByteArray("-1") << QStringList{};
  }
  void hiddenDevicesAreNotCounted() {
    QFETCH(QByteArray, visible);
    QFETCH(QStringList, names);
    qputenv("CUDA_VISIBLE_DEVICES", visible);
    const auto use = readFake();
    QStringList found;
    for (const auto& device : use.devices) {
      QCOMPARE(device.index, static_cast<int>(found.size()));
      found += QString::fromStdString(device.name);
    }
    QCOMPARE(found, names);
    QCOMPARE(use.reason.empty(), !names.isEmpty());
  }

  void aLostDeviceIsLeftOut() {
    const auto monitor = makeMemoryMonitor(sources());
    QCOMPARE(monitor->read().devices.size(), std::size_t{2});
    qputenv("FAKE_NVML_LOST", "1");
    const auto use = monitor->read();
    QCOMPARE(use.devices.size(), std::size_t{1});
    QCOMPARE(use.devices[0].index, 1);  // keeps its number
  }

  void reasonsAreSentences() {
    auto none = sources();
    none.nvml = "libthere-is-no-such-thing.so.1";
    QCOMPARE(makeMemoryMonitor(none)->read().reason, std::string("No NVIDIA driver was found."));
    none.nvml = "libc.so.6";  // a library that is not the driver's
    QVERIFY(makeMemoryMonitor(none)->read().reason.find("too old") != std::string::npos);
    qputenv("FAKE_NVML_FAILS", "1");
    const auto reason = readFake().reason;
    QVERIFY2(reason.find("version mismatch") != std::string::npos, reason.c_str());
    qunsetenv("FAKE_NVML_FAILS");
    qputenv("FAKE_NVML_DEVICES", "0");
    QVERIFY(!readFake().reason.empty());
  }

  void withoutNvmlOnlyADeviceInUseIsAsked() {
    int asked = 0;
    auto none = sources();
    none.nvml = "libthere-is-no-such-thing.so.1";
    none.askCuda = [&asked](const std::vector<int>& inUse) {
      ++asked;
      if (inUse != std::vector<int>{1}) return CudaStatus();
      CudaStatus status;
      for (int i = 0; i < 2; ++i)
        status.devices.push_back({i, "Device", "9.0", 1, 8 * kGiB, 6 * kGiB, {}});
      return status;
    };
    const auto monitor = makeMemoryMonitor(none);
    QVERIFY(monitor->read().devices.empty());
    QCOMPARE(asked, 0);
    const auto entry = MemoryLedger::ofThisProcess().add(1, kGiB);
    entry.update({{"scores", kGiB / 2}});
    const auto use = monitor->read();
    QCOMPARE(asked, 1);
    QCOMPARE(use.devices.size(), std::size_t{1});
    QCOMPARE(use.devices[0].index, 1);
    QCOMPARE(use.devices[0].freeBytes, 6 * kGiB);
    QCOMPARE(use.devices[0].ownBytes, kGiB / 2);
  }

  void aSleepingDeviceIsNotWoken() {
    writeFile("pci/0000:01:00.0/vendor", "0x10de\n");
    writeFile("pci/0000:01:00.0/class", "0x030200\n");
    writeFile("pci/0000:01:00.0/power/runtime_status", "suspended\n");
    const auto monitor = makeMemoryMonitor(sources());
    QVERIFY(monitor->read().devices.empty());
    QVERIFY(monitor->read().reason.find("asleep") != std::string::npos);
    {
      const auto entry = MemoryLedger::ofThisProcess().add(0, kGiB);
      QCOMPARE(monitor->read().devices.size(), std::size_t{2});  // a job has woken it
    }
    writeFile("pci/0000:01:00.0/power/runtime_status", "active\n");
    QCOMPARE(readFake().devices.size(), std::size_t{2});
    writeFile("pci/0000:01:00.0/power/runtime_status", "suspended\n");
    writeFile("pci/0000:01:00.0/class", "0x040300\n");  // its sound sleeps, it does not
    QCOMPARE(readFake().devices.size(), std::size_t{2});
  }

  /// This machine's own: figures, or a sentence.
  void thisMachine() {
    const auto use = makeMemoryMonitor()->read();
    QCOMPARE(use.devices.empty(), !use.reason.empty());
    for (const auto& device : use.devices) {
      QVERIFY(!device.name.empty() && device.totalBytes > 0);
      QVERIFY(device.freeBytes >= 0 && device.freeBytes <= device.totalBytes);
      QVERIFY(device.ownBytes <= device.totalBytes - device.freeBytes);
    }
  }

  void devicesAreCountedByBusUnlessTheUserChose() {
    qunsetenv("CUDA_DEVICE_ORDER");
    countDevicesByBus();
    QCOMPARE(qgetenv("CUDA_DEVICE_ORDER"), QByteArray("PCI_BUS_ID"));
    qputenv("CUDA_DEVICE_ORDER", "FASTEST_FIRST");
    countDevicesByBus();
    QCOMPARE(qgetenv("CUDA_DEVICE_ORDER"), QByteArray("FASTEST_FIRST"));
  }
};

QTEST_GUILESS_MAIN(TestMemoryUse)
#include "tst_memory_use.moc"

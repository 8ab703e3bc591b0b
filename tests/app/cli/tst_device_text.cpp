// SPDX-License-Identifier: BSD-3-Clause
// What `nblast devices` and `nblast plan` say of GPUs, with made-up ones.
#include "app/cli/DevicesText.hpp"
#include "app/cli/PlanOutput.hpp"

#include <QTest>

#include <nlohmann/json.hpp>

using namespace nblast;

namespace {

constexpr std::int64_t kGiB = std::int64_t{1} << 30;

CudaStatus twoDevices() {
  CudaStatus cuda;
  cuda.driverVersion = "13.1";
  cuda.runtimeVersion = "13.0";
  cuda.devices = {{0, "Large Device", "9.0", 132, 80 * kGiB, 60 * kGiB, {}},
                  {1, "Old Device", "6.1", 20, 8 * kGiB, 0,
                   "its compute capability is 6.1, this program needs 7.5 or newer."}};
  return cuda;
}

CudaStatus noDriver() {
  return {{}, {}, "13.0", "No NVIDIA driver was found."};
}

Plan planOnTwo() {
  Plan plan;
  plan.queries = plan.targets = 1000;
  plan.pairs = 1'000'000;
  plan.engine = "cuda";
  plan.threads = 8;
  plan.devices = {
      {0, "Large Device", 60'000'000'000, 1'500'000'000, 20'000'000, 3'000'000, 400'000, 500, 2, 1},
      {1, "Small Device", 6'000'000'000, 700'000'000, 20'000'000, 3'000'000, 400'000, 1000, 1, 3}};
  return plan;
}

}  // namespace

class TestDeviceText : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void devicesAreListed() {
    const QString text = devicesText(twoDevices(), 16).c_str();
    const QStringList lines = text.split('\n');
    QCOMPARE(lines.value(0), QString("CPU    16 threads"));
    QCOMPARE(lines.value(1), QString("CUDA   13.0 in this program; the driver knows up to 13.1"));
    QCOMPARE(lines.value(2),
             QString("GPU 0  Large Device, compute capability 9.0, 60.0 GiB of 80.0 GiB free"));
    QCOMPARE(lines.value(3), QString("GPU 1  Old Device, compute capability 6.1, 8.0 GiB"));
    QCOMPARE(lines.value(4), QString("       not used: its compute capability is 6.1, this program "
                                     "needs 7.5 or newer."));
    QCOMPARE(lines.size(), 6);  // the last line ends, too
  }

  void whyThereIsNone_data() {
    QTest::addColumn<bool>("builtWithCuda");
    QTest::addColumn<QString>("line");
    QTest::newRow("no driver") << true << "CUDA   13.0 in this program; no driver";
    QTest::newRow("no CUDA") << false << "CUDA   not in this program";
  }
  void whyThereIsNone() {
    QFETCH(bool, builtWithCuda);
    QFETCH(QString, line);
    auto cuda = noDriver();
    if (!builtWithCuda) cuda.runtimeVersion.clear();
    const QString text = devicesText(cuda, 1).c_str();
    QVERIFY2(text.contains(line + "\n"), qPrintable(text));
    QVERIFY2(text.startsWith("CPU    1 thread\n"), qPrintable(text));
    QVERIFY2(text.endsWith("GPU    not used: No NVIDIA driver was found.\n"), qPrintable(text));
  }

  void aDeviceWithoutANameIsTold() {
    CudaStatus cuda = twoDevices();
    cuda.devices = {{3, {}, {}, 0, 0, 0, "device lost (CUDA error 46)"}};
    const QString text = devicesText(cuda, 1).c_str();
    QVERIFY2(text.contains("GPU 3  unknown device\n       not used: device lost (CUDA error 46)\n"),
             qPrintable(text));
  }

  void devicesAsJson() {
    const auto document = devicesJson(twoDevices(), 16);
    QCOMPARE(document["cpu_threads"].get<int>(), 16);
    QCOMPARE(document["cuda_version"].get<std::string>(), std::string("13.0"));
    QCOMPARE(document["cuda_driver_version"].get<std::string>(), std::string("13.1"));
    QCOMPARE(document["cuda_reason"].get<std::string>(), std::string());
    const auto& devices = document["cuda_devices"];
    QCOMPARE(devices.size(), std::size_t{2});
    QCOMPARE(devices[0]["name"].get<std::string>(), std::string("Large Device"));
    QCOMPARE(devices[0]["free_bytes"].get<std::int64_t>(), 60 * kGiB);
    QCOMPARE(devices[0]["problem"].get<std::string>(), std::string());
    QCOMPARE(devices[1]["index"].get<int>(), 1);
    QVERIFY(devices[1]["problem"].get<std::string>().find("7.5") != std::string::npos);
    const auto none = devicesJson(noDriver(), 1);
    QVERIFY(none["cuda_devices"].is_array() && none["cuda_devices"].empty());
    QVERIFY(!none["cuda_reason"].get<std::string>().empty());
  }

  void thePlanOfEachDevice() {
    const QString text = planLines(planOnTwo()).c_str();
    QVERIFY2(text.contains("device         GPU 0: Large Device, 1.5 GB of 60 GB free\n"
                           "               queries 1.5 GB, targets 20 MB, candidates 3.0 MB, "
                           "scores 400 kB; 500 targets per block, 2 blocks, all queries at once\n"),
             qPrintable(text));
    QVERIFY2(text.contains("device         GPU 1: Small Device, 723 MB of 6.0 GB free\n"),
             qPrintable(text));
    QVERIFY2(text.contains("; 1,000 targets per block, 1 block, queries in 3 parts\n"),
             qPrintable(text));
    auto onTheCpu = planOnTwo();
    onTheCpu.devices.clear();
    QVERIFY(!QString(planLines(onTheCpu).c_str()).contains("GPU"));
  }

  void thePlanAsJson() {
    const auto devices = planJson(planOnTwo())["devices"];
    QCOMPARE(devices.size(), std::size_t{2});
    QCOMPARE(devices[0]["planned_bytes"].get<std::int64_t>(), 1'523'400'000);
    QCOMPARE(devices[0]["query_bytes"].get<std::int64_t>(), 1'500'000'000);
    QCOMPARE(devices[0]["target_bytes"].get<std::int64_t>(), 20'000'000);
    QCOMPARE(devices[0]["candidate_bytes"].get<std::int64_t>(), 3'000'000);
    QCOMPARE(devices[0]["score_bytes"].get<std::int64_t>(), 400'000);
    QCOMPARE(devices[1]["free_bytes"].get<std::int64_t>(), 6'000'000'000);
    QCOMPARE(devices[1]["block_targets"].get<std::int64_t>(), 1000);
    QCOMPARE(devices[1]["blocks"].get<std::int64_t>(), 1);
    QCOMPARE(devices[1]["query_parts"].get<std::int64_t>(), 3);
    QVERIFY(planJson(Plan{})["devices"].is_array());
  }
};

QTEST_GUILESS_MAIN(TestDeviceText)
#include "tst_device_text.moc"

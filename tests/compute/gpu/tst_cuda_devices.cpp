// SPDX-License-Identifier: BSD-3-Clause
#include "compute/gpu/CudaStatus.hpp"

#include <QTest>

class CudaDevices : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  /// With or without a driver: either a device, fully described, or one sentence that says why
  /// there is none.
  void devicesOrAReason() {
    const auto status = nblast::queryCudaDevices();
    QCOMPARE(status.devices.empty(), !status.reason.empty());
    for (const auto& device : status.devices) {
      qInfo("%s, compute capability %s, %lld of %lld bytes free %s", device.name.c_str(),
            device.computeCapability.c_str(), static_cast<long long>(device.freeMemoryBytes),
            static_cast<long long>(device.memoryBytes), device.problem.c_str());
      if (!device.problem.empty()) continue;
      QVERIFY(!device.name.empty() && device.computeCapability.find('.') != std::string::npos);
      QVERIFY(device.multiprocessors > 0);
      QVERIFY(device.memoryBytes > 0 && device.freeMemoryBytes > 0 &&
              device.freeMemoryBytes <= device.memoryBytes);
      QVERIFY(!status.driverVersion.empty());
    }
    if (!status.reason.empty()) {
      qInfo("%s", status.reason.c_str());
      QVERIFY(status.reason.back() == '.');
    }
#ifdef NBLAST_TEST_HAS_CUDA
    QVERIFY(!status.runtimeVersion.empty());
    QVERIFY(status.reason.find("without CUDA") == std::string::npos);
#else
    QVERIFY(status.devices.empty() && status.reason.find("without CUDA") != std::string::npos);
#endif
  }

  void canBeAskedAgain() {
    const auto first = nblast::queryCudaDevices();
    const auto second = nblast::queryCudaDevices();
    QCOMPARE(first.devices.size(), second.devices.size());
    QCOMPARE(first.reason, second.reason);
  }
};

QTEST_GUILESS_MAIN(CudaDevices)
#include "tst_cuda_devices.moc"

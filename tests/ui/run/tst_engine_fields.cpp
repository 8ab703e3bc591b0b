// SPDX-License-Identifier: BSD-3-Clause
// Engine, GPUs and memory of a job, on machines with no GPU, one and several.
#include "ui/run/EngineFields.hpp"

#include <QComboBox>
#include <QDoubleSpinBox>
#include <QMenu>
#include <QSignalSpy>
#include <QTest>
#include <QToolButton>

#include <atomic>
#include <thread>

using nblast::JobSpec;

namespace {

nblast::CudaStatus devices(int count) {
  nblast::CudaStatus status;
  for (int i = 0; i < count; ++i)
    status.devices.push_back({i, "Device " + std::to_string(i), "9.0", 100, 1000, 1000, {}});
  if (count == 0) status.reason = "No NVIDIA driver was found.";
  return status;
}

JobSpec chosen(const EngineFields& fields) {
  JobSpec spec;
  fields.addTo(spec);
  return spec;
}

}  // namespace

class TestEngineFields : public QObject {
  Q_OBJECT

  static QComboBox* engines(const EngineFields& fields) {
    return fields.findChild<QComboBox*>("engine");
  }
  static QModelIndex cudaEntry(const EngineFields& fields) {
    auto* box = engines(fields);
    return box->model()->index(box->findData("cuda"), 0);
  }
  static QAction* gpu(const EngineFields& fields, int index) {
    return fields.findChild<QToolButton*>("gpus")->menu()->actions().value(index);
  }

 private Q_SLOTS:
  void withoutAGpuItSaysWhy() {
    JobSpec last;
    last.engine = "cuda";  // of a machine that had one
    const EngineFields fields(last, [] { return devices(0); });
    QTRY_VERIFY(fields.knowsDevices());
    QVERIFY(!(cudaEntry(fields).flags() & Qt::ItemIsEnabled));
    QCOMPARE(cudaEntry(fields).data(Qt::ToolTipRole).toString(),
             QString("No NVIDIA driver was found."));
    QCOMPARE(chosen(fields).engine, std::string("auto"));
    QVERIFY(fields.findChild<QToolButton*>("gpus")->isHidden());
  }

  void aDeviceThatCannotBeUsedIsNoDevice() {
    auto status = devices(2);
    status.devices[0].problem = "too old.";
    status.devices[1].problem = "busy.";
    const EngineFields fields({}, [status] { return status; });
    QTRY_VERIFY(fields.knowsDevices());
    QVERIFY(!(cudaEntry(fields).flags() & Qt::ItemIsEnabled));
    QCOMPARE(cudaEntry(fields).data(Qt::ToolTipRole).toString(),
             QString("Device 0: too old.\nDevice 1: busy."));
  }

  /// The window does not wait for the driver, and until it has answered no GPU can be chosen.
  void devicesAreLookedForInTheBackground() {
    std::atomic<bool> held = true;
    JobSpec last;
    last.engine = "cuda";
    last.gpus = {1};
    const EngineFields fields(last, [&held] {
      while (held)
        std::this_thread::sleep_for(std::chrono::milliseconds(1));
      return devices(2);
    });
    QSignalSpy changes(&fields, &EngineFields::changed);
    QTest::qWait(30);
    QVERIFY(!fields.knowsDevices());
    QVERIFY(!(cudaEntry(fields).flags() & Qt::ItemIsEnabled));
    held = false;
    QTRY_VERIFY(fields.knowsDevices());
    QVERIFY(cudaEntry(fields).flags() & Qt::ItemIsEnabled);
    QCOMPARE(chosen(fields).engine, std::string("cuda"));
    QCOMPARE(chosen(fields).gpus, std::vector<int>{1});
    QCOMPARE(changes.size(), 0);  // the choice is what it was
  }

  void gpusAreChosen() {
    EngineFields fields({}, [] { return devices(3); });
    QTRY_VERIFY(fields.knowsDevices());
    auto* button = fields.findChild<QToolButton*>("gpus");
    QVERIFY(!button->isHidden());
    QCOMPARE(button->text(), QString("all GPUs"));
    QVERIFY(chosen(fields).gpus.empty());
    QSignalSpy changes(&fields, &EngineFields::changed);
    gpu(fields, 1)->trigger();
    QCOMPARE(chosen(fields).gpus, (std::vector<int>{0, 2}));
    QCOMPARE(button->text(), QString("GPUs 0, 2"));
    gpu(fields, 0)->trigger();
    QCOMPARE(button->text(), QString("GPU 2"));
    QCOMPARE(changes.size(), 2);
    // The CPU has none, and a job says so.
    engines(fields)->setCurrentIndex(engines(fields)->findData("cpu"));
    QVERIFY(!button->isEnabled());
    QVERIFY(chosen(fields).gpus.empty());
    checkOptions(chosen(fields));
  }

  void oneGpuIsNoChoice() {
    const EngineFields fields({}, [] { return devices(1); });
    QTRY_VERIFY(fields.knowsDevices());
    QVERIFY(cudaEntry(fields).flags() & Qt::ItemIsEnabled);
    QVERIFY(fields.findChild<QToolButton*>("gpus")->isHidden());
  }

  void gpusThatAreGoneAreForgotten() {
    JobSpec last;
    last.gpus = {5};
    const EngineFields fields(last, [] { return devices(2); });
    QSignalSpy changes(&fields, &EngineFields::changed);
    QTRY_VERIFY(fields.knowsDevices());
    QVERIFY(chosen(fields).gpus.empty());
    QCOMPARE(changes.size(), 1);
  }

  void memoryIsLimited() {
    EngineFields fields({}, [] { return devices(0); });
    auto* limit = fields.findChild<QDoubleSpinBox*>("memoryLimit");
    QCOMPARE(limit->text(), QString("no limit"));
    QVERIFY(!chosen(fields).memory_gib);
    limit->setValue(2.5);
    QCOMPARE(chosen(fields).memory_gib.value_or(0), 2.5);
    JobSpec last;
    last.memory_gib = 4;
    const EngineFields again(last, [] { return devices(0); });
    QCOMPARE(again.findChild<QDoubleSpinBox*>("memoryLimit")->text(), QString("4 GiB"));
    QCOMPARE(chosen(again).memory_gib.value_or(0), 4.0);
  }
};

QTEST_MAIN(TestEngineFields)
#include "tst_engine_fields.moc"

// SPDX-License-Identifier: BSD-3-Clause
#include "ui/jobs/MemoryPoller.hpp"

#include <QSignalSpy>
#include <QTest>

#include <atomic>
#include <thread>

namespace {

/// What the monitor did, for a test that has given the monitor away.
struct Watch {
  std::atomic<int> reads = 0;
  std::atomic<int> atOnce = 0;
  std::atomic<int> mostAtOnce = 0;
  std::atomic<bool> onUiThread = false;
  std::atomic<bool> held = false;  ///< a reading does not return
  std::atomic<bool> gone = false;
  std::thread::id uiThread = std::this_thread::get_id();
};

class FakeMonitor : public nblast::MemoryMonitor {
 public:
  explicit FakeMonitor(Watch& watch, int devices) : watch_(watch), devices_(devices) {}
  ~FakeMonitor() override { watch_.gone = true; }

  nblast::MemoryUse read() override {
    const int now = ++watch_.atOnce;
    watch_.mostAtOnce = std::max(watch_.mostAtOnce.load(), now);
    if (std::this_thread::get_id() == watch_.uiThread) watch_.onUiThread = true;
    while (watch_.held)
      std::this_thread::sleep_for(std::chrono::milliseconds(1));
    nblast::MemoryUse use;
    const int number = ++watch_.reads;
    for (int i = 0; i < devices_; ++i)
      use.devices.push_back({i, "Device", 100, 100 - number, number, 0, {}});
    if (devices_ == 0) use.reason = "There is none.";
    --watch_.atOnce;
    return use;
  }

 private:
  Watch& watch_;
  int devices_;
};

}  // namespace

class TestMemoryPoller : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void readsAgainAndAgain_data() {
    QTest::addColumn<int>("devices");
    QTest::newRow("none") << 0;
    QTest::newRow("one") << 1;
    QTest::newRow("two") << 2;
  }
  void readsAgainAndAgain() {
    QFETCH(int, devices);
    Watch watch;
    {
      MemoryPoller poller(std::make_unique<FakeMonitor>(watch, devices));
      QVERIFY(!poller.hasRead());
      QSignalSpy told(&poller, &MemoryPoller::read);
      QTRY_VERIFY(told.size() >= 3);
      QVERIFY(poller.hasRead());
      QCOMPARE(static_cast<int>(poller.latest().devices.size()), devices);
      QCOMPARE(poller.latest().reason.empty(), devices > 0);
      for (const auto& device : poller.latest().devices)
        QVERIFY(device.ownBytes >= 3);
      QVERIFY(!watch.onUiThread);
    }
    QVERIFY(watch.gone);
    const int reads = watch.reads;
    QTest::qWait(700);
    QCOMPARE(watch.reads.load(), reads);  // stopped with its owner
  }

  /// The window goes on while a driver takes its time, and nobody asks again meanwhile.
  void aSlowReadingIsWaitedFor() {
    Watch watch;
    watch.held = true;
    MemoryPoller poller(std::make_unique<FakeMonitor>(watch, 1));
    QTRY_COMPARE(watch.atOnce.load(), 1);
    QTest::qWait(1200);
    QVERIFY(!poller.hasRead());
    watch.held = false;
    QTRY_VERIFY(poller.hasRead());
    QCOMPARE(watch.mostAtOnce.load(), 1);
  }

  /// Destroying it waits for the reading: the monitor is not pulled away from under it.
  void itsOwnerWaitsForTheReading() {
    Watch watch;
    watch.held = true;
    auto poller = std::make_unique<MemoryPoller>(std::make_unique<FakeMonitor>(watch, 1));
    QTRY_COMPARE(watch.atOnce.load(), 1);
    std::atomic<bool> goneTooEarly = false;
    std::thread later([&] {
      std::this_thread::sleep_for(std::chrono::milliseconds(100));
      goneTooEarly = watch.gone.load();
      watch.held = false;
    });
    poller.reset();
    later.join();
    QVERIFY(!goneTooEarly);
    QVERIFY(watch.gone);
    QCOMPARE(watch.atOnce.load(), 0);
  }
};

QTEST_GUILESS_MAIN(TestMemoryPoller)
#include "tst_memory_poller.moc"

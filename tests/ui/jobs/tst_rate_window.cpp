// SPDX-License-Identifier: BSD-3-Clause
#include "ui/jobs/RateWindow.hpp"

#include <QTest>

class TestRateWindow : public QObject {
  Q_OBJECT
 private Q_SLOTS:
  void saysNothingAtFirst();
  void steadySpeed();
  void followsAChangeOfSpeed();
  void aCounterThatGoesBackBeginsAnew();
  void standstillIsNotEndless();
};

void TestRateWindow::saysNothingAtFirst() {
  RateWindow rate;
  QCOMPARE(rate.perSecond(), 0.0);
  QVERIFY(rate.secondsLeft(0, 100) < 0);
  rate.add(0, 0);
  rate.add(0.1, 1000);  // too short a stretch
  QCOMPARE(rate.perSecond(), 0.0);
}

void TestRateWindow::steadySpeed() {
  RateWindow rate;
  for (int i = 0; i <= 100; ++i)
    rate.add(i * 0.1, static_cast<std::uint64_t>(i) * 50);
  QVERIFY(qAbs(rate.perSecond() - 500) < 1e-6);
  QVERIFY(qAbs(rate.secondsLeft(5000, 10'000) - 10) < 1e-6);
  QCOMPARE(rate.secondsLeft(10'000, 10'000), 0.0);
  QVERIFY(rate.secondsLeft(5000, 0) < 0);
}

void TestRateWindow::followsAChangeOfSpeed() {
  RateWindow rate(2);
  std::uint64_t done = 0;
  double time = 0;
  for (; time < 10; time += 0.1)
    rate.add(time, done += 100);
  for (; time < 13; time += 0.1)
    rate.add(time, done += 10);
  QVERIFY(qAbs(rate.perSecond() - 100) < 5);
}

void TestRateWindow::aCounterThatGoesBackBeginsAnew() {
  RateWindow rate;
  rate.add(0, 1000);
  rate.add(1, 2000);
  rate.add(2, 5);
  QCOMPARE(rate.perSecond(), 0.0);
  rate.add(3, 15);
  QVERIFY(qAbs(rate.perSecond() - 10) < 1e-9);
}

void TestRateWindow::standstillIsNotEndless() {
  RateWindow rate(2);
  for (int i = 0; i < 50; ++i)
    rate.add(i, 7);
  QCOMPARE(rate.perSecond(), 0.0);
  QVERIFY(rate.secondsLeft(7, 100) < 0);
}

QTEST_GUILESS_MAIN(TestRateWindow)
#include "tst_rate_window.moc"

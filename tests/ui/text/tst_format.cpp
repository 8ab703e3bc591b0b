// SPDX-License-Identifier: BSD-3-Clause
#include "ui/text/Format.hpp"

#include <QLocale>
#include <QTest>

#include <limits>

using nblast::Phase;

class TestFormat : public QObject {
  Q_OBJECT
 private Q_SLOTS:
  void initTestCase() { QLocale::setDefault(QLocale(QLocale::German)); }  // must not matter
  void counts_data();
  void counts();
  void bytes_data();
  void bytes();
  void durations_data();
  void durations();
  void rates_data();
  void rates();
  void scores_data();
  void scores();
  void progress_data();
  void progress();
  void units_data();
  void units();
};

void TestFormat::counts_data() {
  QTest::addColumn<qint64>("count");
  QTest::addColumn<QString>("text");
  QTest::newRow("no comma yet") << qint64(999) << "999";
  QTest::newRow("millions") << qint64(1'234'567) << "1,234,567";
  QTest::newRow("beyond 32 bits") << qint64(10'000'000'000) << "10,000,000,000";
}

void TestFormat::counts() {
  QFETCH(qint64, count);
  QTEST(formatCount(count), "text");
}

/// The words are those of compute, tested there; here is what the window adds.
void TestFormat::bytes_data() {
  QTest::addColumn<qint64>("count");
  QTest::addColumn<QString>("text");
  QTest::newRow("zero") << qint64(0) << "0 bytes";
  QTest::newRow("one") << qint64(1) << "1 byte";
  QTest::newRow("fanc-vnc's scores") << qint64(5'740'816'000) << "5.7 GB";
  QTest::newRow("unknown") << qint64(-1) << "–";
}

void TestFormat::bytes() {
  QFETCH(qint64, count);
  QTEST(formatBytes(count), "text");
}

void TestFormat::durations_data() {
  QTest::addColumn<double>("seconds");
  QTest::addColumn<QString>("text");
  QTest::newRow("minutes") << 130.0 << "2 min 10 s";
  QTest::newRow("unknown") << -1.0 << "–";
  QTest::newRow("not a number") << std::numeric_limits<double>::quiet_NaN() << "–";
}

void TestFormat::durations() {
  QFETCH(double, seconds);
  QTEST(formatDuration(seconds), "text");
}

void TestFormat::rates_data() {
  QTest::addColumn<double>("rate");
  QTest::addColumn<QString>("text");
  QTest::newRow("unknown") << 0.0 << "–";
  QTest::newRow("not a number") << std::numeric_limits<double>::quiet_NaN() << "–";
  QTest::newRow("slow") << 0.25 << "0.25 pairs/s";
  QTest::newRow("hundreds") << 850.4 << "850 pairs/s";
  QTest::newRow("thousands") << 12'345.0 << "12,345 pairs/s";
  QTest::newRow("millions") << 1'234'567.0 << "1.23 million pairs/s";
}

void TestFormat::rates() {
  QFETCH(double, rate);
  QTEST(formatRate(rate), "text");
}

void TestFormat::scores_data() {
  QTest::addColumn<double>("score");
  QTest::addColumn<QString>("text");
  QTest::newRow("self") << 1.0 << "1.0000";
  QTest::newRow("rounded") << 0.123456 << "0.1235";
  QTest::newRow("negative") << -0.5 << "-0.5000";
  QTest::newRow("no minus zero") << -0.00001 << "0.0000";
  QTest::newRow("raw") << 5231.25 << "5231.2500";
  QTest::newRow("missing") << std::numeric_limits<double>::quiet_NaN() << "–";
}

void TestFormat::scores() {
  QFETCH(double, score);
  QTEST(formatScore(score), "text");
}

void TestFormat::progress_data() {
  QTest::addColumn<int>("phase");
  QTest::addColumn<quint64>("done");
  QTest::addColumn<quint64>("total");
  QTest::addColumn<QString>("text");
  QTest::newRow("reading, total not known")
      << int(Phase::Load) << quint64(1) << quint64(0) << "1 file";
  QTest::newRow("reading") << int(Phase::Load) << quint64(17) << quint64(1198)
                           << "17 of 1,198 files";
  QTest::newRow("tangents") << int(Phase::Tangents) << quint64(0) << quint64(1) << "0 of 1 neuron";
  QTest::newRow("preparing") << int(Phase::Prepare) << quint64(1) << quint64(2) << "1 of 2 steps";
  QTest::newRow("scoring") << int(Phase::Score) << quint64(1234) << quint64(1'435'204)
                           << "1,234 of 1,435,204 pairs";
  QTest::newRow("writing") << int(Phase::Write) << quint64(1) << quint64(2) << "1 of 2 steps";
}

void TestFormat::progress() {
  QFETCH(int, phase);
  QFETCH(quint64, done);
  QFETCH(quint64, total);
  QTEST(formatProgress({static_cast<Phase>(phase), done, total}), "text");
}

void TestFormat::units_data() {
  QTest::addColumn<QString>("label");
  QTest::addColumn<QString>("text");
  QTest::newRow("micrometre") << "um"
                              << "µm";
  QTest::newRow("several micrometres") << "2.5 um"
                                       << "2.5 µm";
  QTest::newRow("voxels") << "8 nm"
                          << "8 nm";
}

void TestFormat::units() {
  QFETCH(QString, label);
  QTEST(formatUnit({1, label.toStdString()}), "text");
}

QTEST_GUILESS_MAIN(TestFormat)
#include "tst_format.moc"

// SPDX-License-Identifier: BSD-3-Clause
// Bytes, counts and durations as people read them.
#include "compute/base/Bytes.hpp"
#include "compute/base/Counts.hpp"
#include "compute/base/Durations.hpp"

#include <QLocale>
#include <QRegularExpression>
#include <QTest>

#include <algorithm>
#include <cmath>
#include <limits>
#include <map>
#include <random>
#include <string>
#include <vector>

using namespace nblast;

namespace {

constexpr auto kMost = std::numeric_limits<std::uint64_t>::max();

/// The number behind the words; negative if they are not as they should be.
double bytesIn(const std::string& text) {
  static const std::map<QString, double> kUnits{{"byte", 1},  {"bytes", 1}, {"kB", 1e3},
                                                {"MB", 1e6},  {"GB", 1e9},  {"TB", 1e12},
                                                {"PB", 1e15}, {"EB", 1e18}};
  static const QRegularExpression kForm(R"(^(\d{1,3}|\d\.\d) (bytes?|[kMGTPE]B)$)");
  const auto match = kForm.match(QString::fromStdString(text));
  return match.hasMatch() ? match.captured(1).toDouble() * kUnits.at(match.captured(2)) : -1;
}

double secondsIn(const std::string& text) {
  static const std::map<QString, double> kUnits{
      {"ms", 1e-3}, {"s", 1}, {"min", 60}, {"h", 3600}, {"d", 86400}};
  static const QRegularExpression kForm(
      R"(^(\d+|\d\.\d) (ms|s|min|h|d)(?: ([1-9]\d?) (s|min|h))?$)");
  const auto match = kForm.match(QString::fromStdString(text));
  if (!match.hasMatch()) return -1;
  const double big = match.captured(1).toDouble() * kUnits.at(match.captured(2));
  return match.captured(3).isEmpty()
             ? big
             : big + match.captured(3).toDouble() * kUnits.at(match.captured(4));
}

/// Numbers of all sizes, ascending, many of them near where the words change.
std::vector<std::uint64_t> manyNumbers() {
  std::vector<std::uint64_t> all{0, 1, 2, kMost - 1, kMost};
  for (std::uint64_t power = 1; power <= 1'000'000'000'000'000'000U; power *= 10) {
    for (const double factor : {0.9949, 0.995, 0.9951, 0.9994, 0.99949, 0.9995, 0.99951, 1.0, 1.04,
                                1.05, 1.06, 5.0, 9.4, 9.5, 9.6, 9.99})
      all.push_back(static_cast<std::uint64_t>(static_cast<double>(power) * factor));
    if (power == 1'000'000'000'000'000'000U) break;
  }
  std::mt19937_64 random(1);
  for (int i = 0; i < 5000; ++i)
    all.push_back(random() >> (random() % 64));
  std::sort(all.begin(), all.end());
  return all;
}

}  // namespace

class TestWords : public QObject {
  Q_OBJECT
 private Q_SLOTS:
  void bytes_data();
  void bytes();
  void bytesAreNeverLessForMore();
  void countsHaveCommas();
  void oneAndSeveral();
  void shares();
  void durations_data();
  void durations();
  void durationsAreNeverLessForMore();
};

void TestWords::bytes_data() {
  QTest::addColumn<quint64>("count");
  QTest::addColumn<QString>("text");
  QTest::newRow("none") << quint64(0) << "0 bytes";
  QTest::newRow("one") << quint64(1) << "1 byte";
  QTest::newRow("last below a kilobyte") << quint64(999) << "999 bytes";
  QTest::newRow("kilobyte") << quint64(1000) << "1.0 kB";
  QTest::newRow("no 10.0") << quint64(9960) << "10 kB";
  QTest::newRow("last below a megabyte") << quint64(999'499) << "999 kB";
  QTest::newRow("no 1000 kB") << quint64(999'500) << "1.0 MB";
  QTest::newRow("gigabytes") << quint64(5'740'816'000) << "5.7 GB";
  QTest::newRow("no decimal from ten on") << quint64(40'000'000'000) << "40 GB";
  QTest::newRow("the most there is") << quint64(kMost) << "18 EB";
}

void TestWords::bytes() {
  QFETCH(quint64, count);
  QTEST(QString::fromStdString(bytesAsText(count)), "text");
}

void TestWords::bytesAreNeverLessForMore() {
  double last = -1;
  for (const auto count : manyNumbers()) {
    const auto text = bytesAsText(count);
    const double shown = bytesIn(text);
    QVERIFY2(shown >= 0, text.c_str());
    QVERIFY2(shown >= last, qPrintable(QString("%1: %2").arg(count).arg(text.c_str())));
    QVERIFY2(std::abs(shown - static_cast<double>(count)) <= 0.051 * static_cast<double>(count),
             qPrintable(QString("%1: %2").arg(count).arg(text.c_str())));
    QCOMPARE(text.find(" byte") != std::string::npos && text.back() != 's', count == 1);
    last = shown;
  }
}

void TestWords::countsHaveCommas() {
  QCOMPARE(countAsText(0), std::string("0"));
  QCOMPARE(countAsText(std::numeric_limits<std::int64_t>::min()),
           std::string("-9,223,372,036,854,775,808"));
  for (const std::int64_t count :
       {1L, 12L, 999L, 1000L, 12'345L, 999'999L, 1'000'000L, -999L, -1000L, 1'234'567'890'123L}) {
    const auto text = QString::fromStdString(countAsText(count));
    QCOMPARE(text, QLocale(QLocale::English).toString(static_cast<qint64>(count)));
  }
}

void TestWords::oneAndSeveral() {
  QCOMPARE(countOf(0, "block"), std::string("0 blocks"));
  QCOMPARE(countOf(1, "block"), std::string("1 block"));
  QCOMPARE(countOf(2, "block"), std::string("2 blocks"));
  QCOMPARE(countOf(1001, "block"), std::string("1,001 blocks"));
}

void TestWords::shares() {
  QCOMPARE(shareAsText(0, 0), std::string("0 %"));
  QCOMPARE(shareAsText(1, 3), std::string("33.3 %"));
  QCOMPARE(shareAsText(312, 10'000), std::string("3.12 %"));
  QCOMPARE(shareAsText(5, 5), std::string("100 %"));
}

void TestWords::durations_data() {
  QTest::addColumn<double>("seconds");
  QTest::addColumn<QString>("text");
  QTest::newRow("nothing") << 0.0 << "0 s";
  QTest::newRow("hardly anything") << 1e-9 << "1 ms";
  QTest::newRow("no 0.0 s") << 0.0348 << "35 ms";
  QTest::newRow("no 100 ms") << 0.0996 << "0.1 s";
  QTest::newRow("short") << 0.42 << "0.4 s";
  QTest::newRow("no 10.0 s") << 9.97 << "10 s";
  QTest::newRow("no 60 s") << 59.7 << "1 min";
  QTest::newRow("minutes") << 130.0 << "2 min 10 s";
  QTest::newRow("no 60 min") << 3599.8 << "1 h";
  QTest::newRow("hours") << 3.0 * 3600 + 5 * 60 << "3 h 5 min";
  QTest::newRow("no 24 h") << 86399.0 << "1 d";
  QTest::newRow("days") << 52.0 * 3600 << "2 d 4 h";
  QTest::newRow("endless") << std::numeric_limits<double>::infinity() << "more than 300 years";
  QTest::newRow("negative") << -1.0 << "unknown";
  QTest::newRow("no number") << std::numeric_limits<double>::quiet_NaN() << "unknown";
}

void TestWords::durations() {
  QFETCH(double, seconds);
  QTEST(QString::fromStdString(durationAsText(seconds)), "text");
}

void TestWords::durationsAreNeverLessForMore() {
  double last = -1;
  for (double seconds = 1e-5; seconds < 1e10; seconds *= 1.0007) {
    const auto text = durationAsText(seconds);
    const double shown = secondsIn(text);
    QVERIFY2(shown >= 0, text.c_str());
    QVERIFY2(shown >= last, qPrintable(QString("%1: %2").arg(seconds).arg(text.c_str())));
    QVERIFY(std::abs(shown - seconds) <= std::max(0.0011, 0.51 * seconds));
    QVERIFY2(seconds < 0.1 || std::abs(shown - seconds) <= 0.051 * seconds + 0.05,
             qPrintable(QString("%1: %2").arg(seconds).arg(text.c_str())));
    last = shown;
  }
}

QTEST_GUILESS_MAIN(TestWords)
#include "tst_words.moc"

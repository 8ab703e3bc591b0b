// SPDX-License-Identifier: BSD-3-Clause
// The line that a terminal shows while a job runs: as long as it fits, and never longer.
#include "app/cli/ProgressLine.hpp"

#include <QTest>

#include <limits>

using namespace nblast;

class TestProgressLine : public QObject {
  Q_OBJECT
 private Q_SLOTS:
  void fitsEveryWidth_data();
  void fitsEveryWidth();
  void tellsLessWhereThereIsLessRoom_data();
  void tellsLessWhereThereIsLessRoom();
  void noTimeIsToldTooSoon();
};

void TestProgressLine::fitsEveryWidth_data() {
  QTest::addColumn<quint64>("done");
  QTest::addColumn<quint64>("total");
  constexpr auto kMost = std::numeric_limits<quint64>::max();
  QTest::newRow("nothing known") << quint64(0) << quint64(0);
  QTest::newRow("nothing done") << quint64(0) << quint64(3001);
  QTest::newRow("some") << quint64(1234) << quint64(3001);
  QTest::newRow("all") << quint64(3001) << quint64(3001);
  QTest::newRow("more than all") << quint64(5670) << quint64(3001);
  QTest::newRow("huge") << kMost / 3 << kMost;
}

void TestProgressLine::fitsEveryWidth() {
  QFETCH(quint64, done);
  QFETCH(quint64, total);
  for (int phase = 0; phase <= static_cast<int>(Phase::Grow); ++phase) {
    for (int columns = 0; columns <= 250; ++columns) {
      for (const double elapsed_s : {0.0, 3.0, 1e6, 1e300}) {
        const auto line =
            progressLine({static_cast<Phase>(phase), done, total}, elapsed_s, columns);
        QVERIFY2(static_cast<int>(line.size()) <= std::max(0, columns - 1), line.c_str());
        if (columns >= 6) QVERIFY2(!line.empty(), qPrintable(QString::number(columns)));
        for (const char letter : line)
          QVERIFY2(letter >= ' ' && letter <= '~', line.c_str());
      }
    }
  }
}

void TestProgressLine::tellsLessWhereThereIsLessRoom_data() {
  QTest::addColumn<int>("columns");
  QTest::addColumn<QString>("line");
  QTest::newRow("wide") << 200
                        << "score [#######.......................] 250 of 1000 pairs, 30 s left";
  QTest::newRow("80") << 80
                      << "score [#######.......................] 250 of 1000 pairs, 30 s left";
  QTest::newRow("60") << 60 << "score [#####.................] 250 of 1000 pairs, 30 s left";
  QTest::newRow("45") << 45 << "score [#......] 250 of 1000 pairs, 30 s left";
  QTest::newRow("40") << 40 << "score 250 of 1000 pairs, 30 s left";
  QTest::newRow("30") << 30 << "score 25 %, 30 s left";
  QTest::newRow("20") << 20 << "score 25 %";
  QTest::newRow("8") << 8 << "25 %";
  QTest::newRow("3") << 3 << "";
}

void TestProgressLine::tellsLessWhereThereIsLessRoom() {
  QFETCH(int, columns);
  QFETCH(QString, line);
  QCOMPARE(QString::fromStdString(progressLine({Phase::Score, 250, 1000}, 10, columns)), line);
}

void TestProgressLine::noTimeIsToldTooSoon() {
  const auto tellsTime = [](std::uint64_t done, double elapsed_s) {
    return progressLine({Phase::Score, done, 1000}, elapsed_s, 80).find("left") !=
           std::string::npos;
  };
  QVERIFY(tellsTime(20, 2));
  QVERIFY(!tellsTime(20, 0.1));
  QVERIFY(!tellsTime(2, 2));
  QVERIFY(!tellsTime(0, 100));
  QVERIFY(!tellsTime(1000, 100));
}

QTEST_GUILESS_MAIN(TestProgressLine)
#include "tst_progress_line.moc"

// SPDX-License-Identifier: BSD-3-Clause
#include "ui/heatmap/ColourBar.hpp"
#include "ui/heatmap/ColourScale.hpp"

#include <QSet>
#include <QtTest>
#include <vtkScalarsToColors.h>

#include <array>
#include <limits>
#include <thread>
#include <vector>

class TestColourScale : public QObject {
  Q_OBJECT
 private Q_SLOTS:
  void knownColours_data() {
    QTest::addColumn<QString>("map");
    QTest::addColumn<double>("score");
    QTest::addColumn<QColor>("colour");
    QTest::newRow("viridis lowest") << "viridis" << 0.0 << QColor("#440154");
    QTest::newRow("viridis quarter") << "viridis" << 0.2501 << QColor("#3b528b");
    QTest::newRow("viridis middle") << "viridis" << 0.5001 << QColor("#21918c");
    QTest::newRow("viridis highest") << "viridis" << 1.0 << QColor("#fde725");
    QTest::newRow("viridis beyond the highest") << "viridis" << 7.0 << QColor("#fde725");
    QTest::newRow("viridis under the lowest") << "viridis" << -3.0 << QColor("#440154");
    QTest::newRow("magma lowest") << "magma" << 0.0 << QColor("#000004");
    QTest::newRow("magma highest") << "magma" << 1.0 << QColor("#fcfdbf");
    QTest::newRow("cividis lowest") << "cividis" << 0.0 << QColor("#00224e");
    QTest::newRow("cividis highest") << "cividis" << 1.0 << QColor("#fee838");
    QTest::newRow("grey lowest") << "grey" << 0.0 << QColor("#000000");
    QTest::newRow("grey highest") << "grey" << 1.0 << QColor("#ffffff");
    QTest::newRow("coolwarm lowest") << "coolwarm" << 0.0 << QColor(59, 76, 192);
    QTest::newRow("coolwarm highest") << "coolwarm" << 1.0 << QColor(180, 4, 38);
  }
  void knownColours() {
    QFETCH(QString, map);
    QFETCH(double, score);
    QFETCH(QColor, colour);
    const QColor got = ColourScale(map, 0.0, 1.0).colourOf(score);
    QVERIFY2(qAbs(got.red() - colour.red()) <= 1 && qAbs(got.green() - colour.green()) <= 1 &&
                 qAbs(got.blue() - colour.blue()) <= 1,
             qPrintable(got.name() + " is not " + colour.name()));
  }

  void whatIsNotKeptHasAColourOfItsOwn() {
    const double notKept = -std::numeric_limits<double>::infinity();
    for (const QString& map : ColourScale::mapNames()) {
      const ColourScale scale(map, 0.0, 1.0);
      const QColor colour = scale.colourOf(notKept);
      QCOMPARE(colour.rgb(), ColourScale::notKeptColour());
      QVERIFY(colour.rgb() != ColourScale::missingColour());
      for (int i = 0; i <= 256; ++i)
        QVERIFY2(scale.colourOf(i / 256.0) != colour, qPrintable(map));
    }
  }

  void divergingMapIsNeutralInTheMiddle() {
    const QColor middle = ColourScale("coolwarm", -1.0, 1.0).colourOf(0.0);
    QVERIFY(middle.saturation() < 12);
    QVERIFY(middle.lightness() > 200);
  }

  void everyMapIsOrdered() {
    // Sequential maps must get lighter all the way, or equal scores would look different.
    for (const QString name : {"viridis", "magma", "cividis", "grey"}) {
      const ColourScale scale(name, 0.0, 1.0);
      int before = -1;
      for (int i = 0; i <= 64; ++i) {
        const int grey = qGray(scale.colourOf(i / 64.0).rgb());
        QVERIFY2(grey >= before - 1, qPrintable(name));
        before = grey;
      }
    }
  }

  void nanIsNeutralAndNoScoreLooksLikeIt() {
    const std::array<float, 3> scores{0.3F, std::numeric_limits<float>::quiet_NaN(), 0.3F};
    std::array<QRgb, 3> colours{};
    for (const QString& name : ColourScale::mapNames()) {
      const ColourScale scale(name, 0.0, 1.0);
      scale.mapScores(scores.data(), 3, colours.data());
      QCOMPARE(colours[1], ColourScale::missingColour());
      QCOMPARE(colours[0], colours[2]);
      QVERIFY(colours[0] != colours[1]);
      QCOMPARE(qAlpha(colours[0]), 255);
      QCOMPARE(scale.colourOf(0.3).rgb(), colours[0]);
    }
  }

  void vtkGivesTheSameColours() {
    const ColourScale scale("magma", -0.5, 2.0);
    for (double score = -1.0; score < 2.5; score += 0.11) {
      const unsigned char* rgba = scale.vtkColours()->MapValue(score);
      // MapValue takes a double, the heatmap floats: at a border they may fall into neighbouring
      // steps.
      const QColor colour = scale.colourOf(score);
      QVERIFY(qAbs(rgba[0] - colour.red()) <= 4);
      QVERIFY(qAbs(rgba[1] - colour.green()) <= 4);
      QVERIFY(qAbs(rgba[2] - colour.blue()) <= 4);
    }
    const double* range = scale.vtkColours()->GetRange();
    QCOMPARE(range[0], -0.5);
    QCOMPARE(range[1], 2.0);
  }

  void vtkMappersCannotChangeTheHeatmap() {
    const ColourScale scale("viridis", 0.0, 1.0);
    const QColor before = scale.colourOf(0.5);
    scale.vtkColours()->SetRange(0.0, 100.0);
    QCOMPARE(scale.colourOf(0.5), before);
  }

  void badArgumentsAreMended() {
    const ColourScale swapped("viridis", 1.0, 0.0);
    QCOMPARE(swapped.lowest(), 0.0);
    QCOMPARE(swapped.highest(), 1.0);
    const ColourScale flat("viridis", 0.5, 0.5);
    QVERIFY(flat.lowest() < flat.highest());
    const ColourScale unknown("rainbow", 0.0, 1.0);
    QCOMPARE(unknown.map(), QString("viridis"));
    const ColourScale infinite("grey", 0.0, std::numeric_limits<double>::infinity());
    QCOMPARE(infinite.highest(), 1.0);
  }

  void manyThreadsAgree() {
    const ColourScale scale("cividis", 0.0, 1.0);
    std::vector<float> scores(100000);
    for (std::size_t i = 0; i < scores.size(); ++i)
      scores[i] = static_cast<float>(i) / 1e5F;
    std::vector<QRgb> expected(scores.size());
    scale.mapScores(scores.data(), static_cast<qint64>(scores.size()), expected.data());
    std::array<std::vector<QRgb>, 3> results;
    {
      std::vector<std::jthread> threads;
      for (auto& result : results) {
        result.resize(scores.size());
        threads.emplace_back([&scale, &scores, &result] {
          scale.mapScores(scores.data(), static_cast<qint64>(scores.size()), result.data());
        });
      }
    }
    for (const auto& result : results)
      QVERIFY(result == expected);
    QCOMPARE(QSet<QRgb>(expected.begin(), expected.end()).size() > 200, true);
  }

  void ticks_data() {
    QTest::addColumn<double>("lowest");
    QTest::addColumn<double>("highest");
    QTest::addColumn<int>("most");
    QTest::addColumn<QStringList>("texts");
    QTest::newRow("unit") << 0.0 << 1.0 << 5
                          << QStringList{"0.0", "0.2", "0.4", "0.6", "0.8", "1.0"};
    QTest::newRow("with negatives")
        << -0.5 << 1.0 << 4 << QStringList{QString(QChar(0x2212)) + "0.5", "0.0", "0.5", "1.0"};
    QTest::newRow("raw scores") << 0.0 << 43000.0 << 5
                                << QStringList{"0", "10000", "20000", "30000", "40000"};
    QTest::newRow("narrow") << 0.301 << 0.309 << 4
                            << QStringList{"0.302", "0.304", "0.306", "0.308"};
  }
  void ticks() {
    QFETCH(double, lowest);
    QFETCH(double, highest);
    QFETCH(int, most);
    QFETCH(QStringList, texts);
    QStringList got;
    for (const auto& tick : colourBarTicks(lowest, highest, most)) {
      QVERIFY(tick.value >= lowest - 1e-9 && tick.value <= highest + 1e-9);
      got << tick.text;
    }
    QCOMPARE(got, texts);
  }
};

QTEST_MAIN(TestColourScale)
#include "tst_colour_scale.moc"

// SPDX-License-Identifier: BSD-3-Clause
// The formula v1 in float32, beside the same in double.
#include "compute/base/Error.hpp"
#include "compute/scoring/PointScorer.hpp"
#include "compute/scoring/V1Formula.hpp"

#include <QTest>

#include <cmath>
#include <random>

using namespace nblast;

namespace {
constexpr double kUnit = 1.0 / (1 << 23);
}

class V1 : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void theFormula() {
    const auto table = v1Table();
    QCOMPARE(table.name, std::string("v1"));
    QVERIFY(table.isFormula());
    QCOMPARE(table.score(0, 1), 1.0);
    QCOMPARE(table.score(0, 0.25), 0.5);
    QVERIFY(std::abs(table.score(10, 1) - std::exp(-0.25)) < 1e-15);
    QVERIFY(std::abs(table.score(30, 0.5) - std::sqrt(0.5 * std::exp(-4.5))) < 1e-15);
    QCOMPARE(table.score(1e9, 1), 0.0);
    QCOMPARE(v1Table(2).name, std::string("v1:2"));
  }

  void sigma_data() {
    QTest::addColumn<double>("sigma");
    for (const double sigma : {0.0, -1.0, 1e-4, 1e7, std::nan(""), HUGE_VAL})
      QTest::newRow(qPrintable(QString::number(sigma))) << sigma;
  }
  void sigma() {
    QFETCH(double, sigma);
    QVERIFY_EXCEPTION_THROWN(v1Table(sigma), InputError);
  }

  /// To a unit of the integers and a half, everywhere.
  void floatsAgreeWithDoubles() {
    std::mt19937 random(23);
    std::uniform_real_distribution<double> exponent(-6, 3), uniform(0, 1);
    double worst = 0;
    for (const double sigma_um : {0.01, 1.0, 10.0, 33.3, 5000.0}) {
      const auto table = v1Table(sigma_um);
      const FixedPointTable fixed(table);
      QCOMPARE(fixed.shift, kV1Shift);
      for (int i = 0; i < 200'000; ++i) {
        const auto d2 = static_cast<float>(std::pow(sigma_um * std::pow(10, exponent(random)), 2));
        const auto dot = static_cast<float>(uniform(random));
        const double wanted = table.score(std::sqrt(static_cast<double>(d2)), dot);
        worst = std::max(worst, std::abs(fixed.toScore(fixed.cell(d2, dot)) - wanted) / kUnit);
      }
    }
    qInfo("worst %.2f units of 2^-23", worst);
    QVERIFY(worst < 1.5);
  }

  void ends() {
    const auto exponent = v1ExponentPerUm2(10);
    QCOMPARE(v1Cell(0, 1, exponent), 1 << 23);
    QCOMPARE(v1Cell(0, 0.25F, exponent), 1 << 22);
    QCOMPARE(v1Cell(0, 0, exponent), 0);
    for (const float d2 : {1e5F, 1e30F, std::numeric_limits<float>::infinity()})
      QCOMPARE(v1Cell(d2, 1, exponent), 0);
    QVERIFY(v1Cell(0, 1e9F, exponent) <= 1 << 30);  // tangents of any length stay in 32 bits
  }

  /// Farther is never better, and the last step to nothing is one unit.
  void fallsWithDistance() {
    const auto exponent = v1ExponentPerUm2(10);
    std::int32_t last = 1 << 23;
    for (float d_um = 0; d_um < 120; d_um += 0.01F) {
      const auto cell = v1Cell(d_um * d_um, 1, exponent);
      QVERIFY(cell <= last && cell >= 0);
      last = cell;
    }
    QCOMPARE(last, 0);
  }

  void aFarPointScoresNothing() {
    ScoringOptions options;
    options.table = v1Table();
    options.maxDistance_um = 5;
    const PointScorer scorer(options);
    QCOMPARE(scorer.farCell(), 0);
    QCOMPARE(scorer.farThreshold_um2(), 25.0F);
    QVERIFY_EXCEPTION_THROWN(options.table.automaticBound_um(), InputError);
  }

  void selfHits() {
    ScoringOptions options;
    options.table = v1Table();
    Dotprops neuron;
    neuron.points_um.resize(3);
    neuron.tangents.resize(3);
    neuron.alphas = {0.25F, 1, 0};
    QCOMPARE(PointScorer(options).toScore(PointScorer(options).selfHit(neuron)), 3.0);
    options.useAlpha = true;
    QCOMPARE(PointScorer(options).toScore(PointScorer(options).selfHit(neuron)), 1.5);
  }
};

QTEST_GUILESS_MAIN(V1)
#include "tst_v1.moc"

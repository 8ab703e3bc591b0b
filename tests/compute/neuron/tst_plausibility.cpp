// SPDX-License-Identifier: BSD-3-Clause
// Neurons of the wrong size, and sets that are not in the same place.
#include "compute/base/Error.hpp"
#include "compute/neuron/Plausibility.hpp"

#include <QTest>

#include <string>
#include <vector>

using namespace nblast;

namespace {

/// A line along x from `begin`, of so many points.
Neuron line(double begin, double length, int points = 11) {
  Neuron neuron;
  for (int i = 0; i < points; ++i) {
    neuron.points.push_back({begin + length * i / (points - 1), 0, 0});
    neuron.parents.push_back(i - 1);
  }
  return neuron;
}

NeuronSet setOf(std::vector<Neuron> neurons) {
  NeuronSet set;
  set.neurons = std::move(neurons);
  return set;
}

Dotprops dotprops(const Neuron& neuron) {
  Dotprops result;
  for (const Vec3d& p : neuron.points) {
    result.points_um.push_back(
        {static_cast<float>(p.x), static_cast<float>(p.y), static_cast<float>(p.z)});
  }
  return result;
}

QString text(const std::string& words) {
  return QString::fromStdString(words);
}

}  // namespace

class TestPlausibility : public QObject {
  Q_OBJECT
 private Q_SLOTS:
  void choicesAreWords_data() {
    QTest::addColumn<QString>("text");
    QTest::addColumn<QString>("again");  // empty: not understood
    QTest::addColumn<bool>("statedFirst");
    QTest::newRow("unit") << "8nm"
                          << "8 nm" << false;
    QTest::newRow("stated first") << "stated,nm"
                                  << "stated,nm" << true;
    QTest::newRow("stated first, voxels") << "stated, 8 nm"
                                          << "stated,8 nm" << true;
    for (const char* bad :
         {"stated", "stated,", "stated,auto", "nm,stated", "stated,stated,nm", ""})
      QTest::addRow("no choice: '%s'", bad) << bad << "" << false;
  }
  void choicesAreWords() {
    QFETCH(QString, text);
    QFETCH(QString, again);
    QFETCH(bool, statedFirst);
    const auto choice = parseUnitChoice(text.toStdString());
    QCOMPARE(choice.has_value(), !again.isEmpty());
    if (!choice) return;
    QCOMPARE(::text(textOf(*choice)), again);
    QCOMPARE(choice->statedFirst, statedFirst);
    QVERIFY(parseUnitChoice(textOf(*choice)) == choice);
  }

  void lengthsAreInWords_data() {
    QTest::addColumn<double>("length_um");
    QTest::addColumn<QString>("words");
    QTest::newRow("nm") << 0.0123 << "12.3 nm";
    QTest::newRow("fractions") << 0.5 << "0.5 µm";
    QTest::newRow("µm") << 311.2 << "311 µm";
    QTest::newRow("just below a mm") << 999.4 << "999 µm";
    QTest::newRow("no 1e+03") << 999.9 << "1 mm";
    QTest::newRow("mm") << 84'000.0 << "84 mm";
    QTest::newRow("m") << 2.1e6 << "2.1 m";
    QTest::newRow("nothing") << 0.0 << "0 nm";
  }
  void lengthsAreInWords() {
    QFETCH(double, length_um);
    QFETCH(QString, words);
    QCOMPARE(text(lengthInWords(length_um)), words);
  }

  void theMedianNeuronDecides_data() {
    QTest::addColumn<double>("size");
    QTest::addColumn<QString>("units");
    QTest::addColumn<bool>("odd");
    QTest::newRow("a fly neuron") << 311.0 << "um" << false;
    QTest::newRow("nm taken for µm") << 84'000.0 << "um" << true;
    QTest::newRow("nm taken for nm") << 84'000.0 << "nm" << false;
    QTest::newRow("µm taken for nm") << 311.0 << "nm" << true;
    QTest::newRow("20 mm") << 20'000.0 << "um" << false;
    QTest::newRow("a little more") << 20'001.0 << "um" << true;
    QTest::newRow("5 µm") << 5.0 << "um" << false;
    QTest::newRow("a little less") << 4.99 << "um" << true;
  }
  void theMedianNeuronDecides() {
    QFETCH(double, size);
    QFETCH(QString, units);
    QFETCH(bool, odd);
    // Two odd ones and a single point beside five: they must not decide.
    NeuronSet set = setOf({line(0, size), line(0, size), line(0, size), line(0, size),
                           line(0, size), line(0, 1e9), line(0, 1e-9), line(0, 0)});
    const auto choice = parseUnitChoice(units.toStdString());
    const double median = sizeOf(set, *choice).median_um;
    QCOMPARE(median, size * choice->unit.umPerUnit);
    QCOMPARE(isOddSize(median), odd);
    QCOMPARE(sizeWarning("queries", median, *choice).empty(), !odd);
    set.extents = extentsOf(set.neurons);
    QCOMPARE(sizeOf(set, *choice).median_um, median);
  }

  void eachNeuronHasItsOwnUnit() {
    NeuronSet set = setOf({line(0, 300), line(0, 300'000), line(0, 300'000)});
    set.neurons[0].statedUnit = parseLengthUnit("um");
    QCOMPARE(sizeOf(set, *parseUnitChoice("stated,nm")).median_um, 300.0);
    // Without "stated" the unit given is for all.
    QCOMPARE(sizeOf(setOf({set.neurons[0]}), *parseUnitChoice("nm")).median_um, 0.3);
  }

  /// Among many of the right size a few may be in another unit.
  void theFewThatAreTooLargeAreCounted() {
    const auto set = setOf({line(0, 300), line(0, 20'000), line(0, 20'001), line(0, 300'000)});
    QCOMPARE(sizeOf(set, UnitChoice()).tooLarge, std::int64_t{2});
    QCOMPARE(sizeOf(set, *parseUnitChoice("nm")).tooLarge, std::int64_t{0});
    QCOMPARE(text(tooLargeInWords(2)), "2 neurons are larger than 20 mm: perhaps in another unit");
    QVERIFY(text(tooLargeInWords(1)).startsWith("1 neuron is larger"));
    QVERIFY(tooLargeInWords(0).empty());
  }

  void theWarningTellsTheSize() {
    const auto choice = parseUnitChoice("um");
    const auto warning = text(sizeWarning("targets", 84'000, *choice));
    QVERIFY2(warning.contains("targets would be 84 mm across") && warning.contains("in um"),
             qPrintable(warning));
    QVERIFY(sizeWarning("queries", 0, *choice).empty());  // single points say nothing
  }

  void setsThatAreApart_data() {
    QTest::addColumn<double>(
        "begin");  // of the query, 100 µm long; the targets reach from 0 to 100
    QTest::addColumn<double>("share");
    QTest::newRow("the same place") << 0.0 << 1.0;
    QTest::newRow("just within reach") << 140.0 << 1.0 / 11;
    QTest::newRow("just out of reach") << 140.1 << 0.0;
    QTest::newRow("half") << 90.0 << 6.0 / 11;
    QTest::newRow("far") << 1e6 << 0.0;
  }
  void setsThatAreApart() {
    QFETCH(double, begin);
    QFETCH(double, share);
    const auto query = line(begin, 100);
    const auto target = line(0, 100);
    const std::vector<Dotprops> queries{dotprops(query)}, targets{dotprops(target)};
    JobControl control;
    QCOMPARE(shareNearTargets(queries, targets, control), share);
    QCOMPARE(shareNearTargets(setOf({query}), {}, setOf({target}), {}, control), share);
    QCOMPARE(overlapWarning(share).empty(), share >= 0.1);
  }

  void unitsDecideWhereASetIs() {
    const auto query = setOf({line(0, 100)});
    const auto target = setOf({line(200'000, 100)});
    const UnitChoice um, nm(*parseLengthUnit("nm"));
    JobControl control;
    QCOMPARE(shareNearTargets(query, um, target, um, control), 0.0);
    QCOMPARE(shareNearTargets(query, um, target, nm, control), 0.0);
    QCOMPARE(shareNearTargets(setOf({line(161, 60)}), um, target, nm, control), 1.0);
    QCOMPARE(shareNearTargets(setOf({}), um, target, nm, control), 1.0);  // nothing to warn of
    QVERIFY(text(overlapWarning(0)).startsWith("None of the queries' points"));
    QVERIFY(text(overlapWarning(0.031)).startsWith("Only 3.1 % of the queries' points"));
  }

  void theLookAtAllPointsCanBeCancelled() {
    const auto some = line(0, 100);
    const std::vector<Dotprops> points{dotprops(some)};
    JobControl control;
    control.cancel();
    QVERIFY_EXCEPTION_THROWN(shareNearTargets(points, points, control), Cancelled);
    QVERIFY_EXCEPTION_THROWN(shareNearTargets(setOf({some}), {}, setOf({some}), {}, control),
                             Cancelled);
  }
};

QTEST_GUILESS_MAIN(TestPlausibility)
#include "tst_plausibility.moc"

// SPDX-License-Identifier: BSD-3-Clause
// A job's words about scoring, as numbers.
#include "compute/base/Error.hpp"
#include "compute/job/ResolveScoring.hpp"

#include <QFile>
#include <QTemporaryDir>
#include <QTest>

using namespace nblast;

namespace {

MaxDistance fixedAt(double um) {
  return {MaxDistance::Kind::Fixed, um};
}

}  // namespace

class TestResolveScoring : public QObject {
  Q_OBJECT
 private Q_SLOTS:
  void initTestCase();
  void defaults();
  void tables_data();
  void tables();
  void edges();
  void bounds_data();
  void bounds();
  void refusals_data();
  void refusals();
  void sigmaBelongsToTheFormula();
  void notesOfAFileComeAlong();

 private:
  QTemporaryDir folder_;
  std::string file_, odd_;
};

void TestResolveScoring::initTestCase() {
  const auto write = [this](const char* name, const char* text) {
    QFile file(folder_.filePath(name));
    if (!file.open(QIODevice::WriteOnly)) qFatal("cannot write");
    file.write(text);
    return folder_.filePath(name).toStdString();
  };
  file_ = write("mine.csv", ",\"[0,0.5)\",\"[0.5,1)\"\n\"[0,20)\",1,9\n\"[20,90)\",-5,-4\n");
  odd_ = write("odd.csv", ",\"(0,0.5]\",\"(0.5,0.8]\"\n\"(0,20]\",1,9\n\"(20,90]\",-5,-4\n");
}

void TestResolveScoring::defaults() {
  const auto [options, notes] = resolveScoring({});
  QCOMPARE(options.table.name, std::string("fcwb"));
  QVERIFY(options.normalised && !options.useAlpha && !options.maxDistance_um);
  QVERIFY(options.edges == EdgeRule::Label && options.table.closed == ClosedSide::Right);
  QVERIFY(notes.empty());
}

void TestResolveScoring::tables_data() {
  QTest::addColumn<QString>("table");
  QTest::addColumn<bool>("alpha");
  QTest::addColumn<QString>("name");
  QTest::newRow("automatic") << "auto" << false << "fcwb";
  QTest::newRow("automatic, alpha") << "auto" << true << "fcwb-alpha";
  QTest::newRow("named, alpha") << "fcwb" << true << "fcwb";
  QTest::newRow("named") << "fcwb-alpha" << false << "fcwb-alpha";
  QTest::newRow("v1") << "v1" << false << "v1";
  QTest::newRow("v1 of its own sigma") << "v1:2.5" << true << "v1:2.5";
  QTest::newRow("a file") << QString::fromStdString(file_) << false << "mine.csv";
}

void TestResolveScoring::tables() {
  QFETCH(QString, table);
  QFETCH(bool, alpha);
  QFETCH(QString, name);
  JobSpec spec;
  QVERIFY(setTable(spec, table.toStdString()));
  spec.alpha = alpha;
  spec.normalised = false;
  const auto options = resolveScoring(spec).options;
  QCOMPARE(QString::fromStdString(options.table.name), name);
  QCOMPARE(options.useAlpha, alpha);
  QVERIFY(!options.normalised);
}

void TestResolveScoring::edges() {
  JobSpec spec;
  spec.edges = EdgeRule::Left;
  const auto options = resolveScoring(spec).options;
  QVERIFY(options.table.closed == ClosedSide::Left && options.edges == EdgeRule::Left);
  QVERIFY(fcwbTable().closed == ClosedSide::Right);
  spec.edges = EdgeRule::Label;
  spec.table = file_;
  QVERIFY(resolveScoring(spec).options.table.closed == ClosedSide::Left);
}

void TestResolveScoring::bounds_data() {
  QTest::addColumn<QString>("table");
  QTest::addColumn<QString>("bound");
  QTest::addColumn<double>("um");
  QTest::newRow("automatic") << "auto"
                             << "auto" << 42.0;
  QTest::newRow("automatic for a file") << QString::fromStdString(file_) << "auto" << 21.0;
  QTest::newRow("just beyond the last edge") << "fcwb"
                                             << "40.001" << 40.001;
  QTest::newRow("far out") << "fcwb-alpha"
                           << "300" << 300.0;
  QTest::newRow("v1 with a number") << "v1"
                                    << "7" << 7.0;
}

void TestResolveScoring::bounds() {
  QFETCH(QString, table);
  QFETCH(QString, bound);
  QFETCH(double, um);
  JobSpec spec;
  QVERIFY(setTable(spec, table.toStdString()));
  spec.maxDistance = parseMaxDistance(bound.toStdString()).value();
  QCOMPARE(resolveScoring(spec).options.maxDistance_um.value(), um);
}

void TestResolveScoring::refusals_data() {
  QTest::addColumn<QString>("table");
  QTest::addColumn<double>("um");  // 0: off, negative: automatic
  QTest::addColumn<QString>("fragment");
  QTest::newRow("no such table") << "fcwc" << 0.0 << "'fcwc' is neither";
  QTest::newRow("v1 of nothing") << "v1:0" << 0.0 << "sigma of v1 is 0";
  QTest::newRow("a folder") << folder_.path() << 0.0 << "is a folder";
  QTest::newRow("on the last edge") << "fcwb" << 40.0 << "above 40 µm, the table's last inner edge";
  QTest::newRow("below it") << "fcwb" << 5.0 << "would count far points as good";
  QTest::newRow("on the last edge of a file")
      << QString::fromStdString(file_) << 20.0 << "above 20 µm";
  QTest::newRow("automatic for v1") << "v1" << -1.0 << "v1, which is a formula";
}

void TestResolveScoring::refusals() {
  QFETCH(QString, table);
  QFETCH(double, um);
  QFETCH(QString, fragment);
  JobSpec spec;
  QVERIFY(setTable(spec, table.toStdString()));
  if (um > 0) spec.maxDistance = fixedAt(um);
  if (um < 0) spec.maxDistance.kind = MaxDistance::Kind::Auto;
  try {
    resolveScoring(spec);
    QFAIL("accepted");
  } catch (const InputError& error) {
    QVERIFY2(QString(error.what()).contains(fragment), error.what());
  }
}

void TestResolveScoring::sigmaBelongsToTheFormula() {
  JobSpec spec;
  spec.table = "fcwb";
  spec.sigma_um = 3;
  QVERIFY_EXCEPTION_THROWN(resolveScoring(spec), InputError);
}

void TestResolveScoring::notesOfAFileComeAlong() {
  JobSpec spec;
  spec.table = odd_;
  const auto notes = resolveScoring(spec).notes;
  QCOMPARE(notes.size(), std::size_t(1));
  QVERIFY(QString::fromStdString(notes[0]).contains("ends at 0.8"));
}

QTEST_GUILESS_MAIN(TestResolveScoring)
#include "tst_resolve_scoring.moc"

// SPDX-License-Identifier: BSD-3-Clause
// What the nblast program says and does about length units, sizes and places that cannot be meant.
#include "tests/scenarios/Program.hpp"
#include "tests/ui/support/TinyNeurons.hpp"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QTemporaryDir>
#include <QTest>

class TestCliUnits : public QObject {
  Q_OBJECT

  QTemporaryDir folder_;
  QString inFolder(const QString& name) const { return folder_.filePath(name); }
  QStringList output(const QString& name = "s.h5") const {
    return {"-o", inFolder(name), "--overwrite"};
  }

 private Q_SLOTS:
  void initTestCase() {
    writeTinyNeurons(inFolder("um"), 3);
    writeTinyNeurons(inFolder("voxels"), 2, 60, 90);
    QDir().mkpath(inFolder("far"));
    writeText(inFolder("far/f.swc"), tinySwc(40, 9000));
    QDir().mkpath(inFolder("mixed"));
    writeText(inFolder("mixed/states.swc"), tinySwc(40, 0, 1, "units: um"));
    writeText(inFolder("mixed/silent1.swc"), tinySwc(60, 2.1, 90));
    writeText(inFolder("mixed/silent2.swc"), tinySwc(60, 4.2, 90));
  }

  void filesInDoubtBesideFilesThatStateStop() {
    const auto result = program::run(QStringList{"run", inFolder("mixed")} + output());
    QCOMPARE(result.exitCode, 2);
    for (const char* part : {"2 of the 3 queries", "--units", "stated,nm"})
      QVERIFY2(result.err.contains(part), qPrintable(result.err));
  }

  void statedUnitsStay_data() {
    QTest::addColumn<QString>("units");
    QTest::addColumn<QString>("told");
    QTest::newRow("stated first") << "stated,10 nm"
                                  << "unit 10 nm in 2, um in 1 (as given)";
    QTest::newRow("for all") << "10 nm"
                             << "unit 10 nm (as given)";
  }
  void statedUnitsStay() {
    QFETCH(QString, units);
    QFETCH(QString, told);
    const auto result =
        program::run(QStringList{"run", inFolder("mixed"), "--units", units} + output());
    QCOMPARE(result.exitCode, 0);
    QVERIFY2(result.err.contains(told), qPrintable(result.err));
    const auto info = program::run({"info", inFolder("s.h5"), "--json"});
    const auto file = QJsonDocument::fromJson(info.out.toUtf8()).object();
    QCOMPARE(file["job"]["query_unit"].toString(), units);
    const auto neurons = file["report"]["units"]["queries"]["neurons"].toObject();
    QCOMPARE(neurons["10 nm"].toInt() + neurons["um"].toInt(), 3);
    QCOMPARE(neurons["um"].toInt(), units.startsWith("stated") ? 1 : 0);
    const auto words = program::run({"info", inFolder("s.h5")}).out;
    QVERIFY2(words.contains(units.startsWith("stated")
                                ? "units      queries: 10 nm in 2, um in 1 (as given)"
                                : "units      queries: 10 nm in 3 (as given)"),
             qPrintable(words));
  }

  void nonsenseIsUnderstood() {
    const auto result =
        program::run(QStringList{"run", inFolder("um"), "--units", "stated"} + output());
    QCOMPARE(result.exitCode, 2);
    QVERIFY2(result.err.contains("stated,nm"), qPrintable(result.err));
  }

  /// Warned before the first score, and the job goes on.
  void oddSizesAreWarnedOf_data() {
    QTest::addColumn<QString>("command");
    QTest::addColumn<QString>("units");
    QTest::addColumn<QString>("told");  // empty: nothing to warn of
    for (const char* command : {"run", "plan"}) {
      QTest::addRow("%s, right", command) << command << "um"
                                          << "";
      QTest::addRow("%s, 39 mm", command) << command << "mm"
                                          << "39 mm across";
      QTest::addRow("%s, 39 nm", command) << command << "nm"
                                          << "39 nm across";
    }
  }
  void oddSizesAreWarnedOf() {
    QFETCH(QString, command);
    QFETCH(QString, units);
    QFETCH(QString, told);
    const auto result =
        program::run(QStringList{command, inFolder("um"), "--units", units} + output());
    QCOMPARE(result.exitCode, 0);
    QCOMPARE(result.err.count("warning:"), told.isEmpty() ? 0 : 1);
    QVERIFY2(result.err.contains(told), qPrintable(result.err));
    if (!told.isEmpty() && command == "run")
      QVERIFY2(result.err.indexOf("warning:") < result.err.indexOf("9 pairs in"),
               qPrintable(result.err));
  }

  void setsThatAreApartAreWarnedOf_data() {
    QTest::addColumn<QString>("command");
    QTest::newRow("run") << "run";
    QTest::newRow("plan") << "plan";
  }
  void setsThatAreApartAreWarnedOf() {
    QFETCH(QString, command);
    const auto apart =
        program::run(QStringList{command, inFolder("um"), "--target", inFolder("far")} + output());
    QCOMPARE(apart.exitCode, 0);
    QVERIFY2(apart.err.contains("warning: None of the queries' points lie within 40 µm"),
             qPrintable(apart.err));
    const auto together =
        program::run(QStringList{command, inFolder("um"), "--target", inFolder("um")} + output());
    QVERIFY2(!together.err.contains("warning:"), qPrintable(together.err));
  }

  void warningsAreInTheJsonOfAJob() {
    const auto result = program::run(
        QStringList{"run", inFolder("um"), "--units", "mm", "--progress", "json"} + output());
    QCOMPARE(result.exitCode, 0);
    const auto lines = result.out.trimmed().split('\n');
    for (const auto& line : {lines.first(), lines.last()}) {
      const auto object = QJsonDocument::fromJson(line.toUtf8()).object();
      QVERIFY2(object["warnings"].toArray().at(0).toString().contains("39 mm"), qPrintable(line));
    }
  }

  void infoTellsTheSize() {
    const auto info = program::run({"info", inFolder("um")});
    QVERIFY2(info.out.contains("size       39 µm (the median neuron)"), qPrintable(info.out));
    const auto mixed = program::run({"info", inFolder("mixed"), "--json"});
    const auto set = QJsonDocument::fromJson(mixed.out.toUtf8()).object();
    QCOMPARE(set["units_stated"]["um"].toInt(), 1);
    QCOMPARE(set["neurons_without_unit"].toInt(), 2);
    QVERIFY(set["unit"].isNull());
  }
};

QTEST_GUILESS_MAIN(TestCliUnits)
#include "tst_cli_units.moc"

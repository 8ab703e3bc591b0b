// SPDX-License-Identifier: BSD-3-Clause
// The table of export formats: whatever stands in it is written and named.
#include "compute/base/Error.hpp"
#include "compute/export/Export.hpp"
#include "compute/export/ExportFormats.hpp"
#include "tests/compute/scorefile/StoreFixtures.hpp"

#include <QFile>
#include <QTest>

using namespace fixtures;

class TestExportFormats : public QObject {
  Q_OBJECT
 private Q_SLOTS:
  void rowsAreComplete();
  void everyFormatIsWritten_data();
  void everyFormatIsWritten();
  void theLongestEndingCounts();
  void othersAreRefusedWithAllThatAreKnown();
};

namespace {

QString text(std::string_view bytes) {
  return QString::fromUtf8(bytes.data(), static_cast<qsizetype>(bytes.size()));
}

}  // namespace

void TestExportFormats::rowsAreComplete() {
  QStringList endings;
  for (const ExportFormat& format : exportFormats()) {
    QVERIFY(!format.holds.empty() && !format.description.empty() && !format.endings.empty());
    QVERIFY(format.write != nullptr && format.estimateBytes != nullptr);
    for (const std::string_view ending : format.endings)
      endings += text(ending);
  }
  const auto twice = endings.removeDuplicates();
  QCOMPARE(twice, 0);
}

void TestExportFormats::everyFormatIsWritten_data() {
  QTest::addColumn<QString>("ending");
  QTest::addColumn<bool>("matrix");
  QTest::addColumn<char>("separator");
  for (const ExportFormat& format : exportFormats())
    for (const std::string_view ending : format.endings)
      for (const QString& spelt : {text(ending), text(ending).toUpper()})
        QTest::addRow("%s", qPrintable(spelt))
            << spelt << (format.kind == TableKind::Matrix) << format.separator;
}

void TestExportFormats::everyFormatIsWritten() {
  QFETCH(QString, ending);
  QFETCH(bool, matrix);
  QFETCH(char, separator);
  const QTemporaryDir folder;
  Job(2, 3).writeFile(in(folder, "a.h5"));
  const auto scores = ScoreFile::open(in(folder, "a.h5"));
  const auto output = in(folder, qPrintable("a" + ending));
  QVERIFY(estimateExportBytes(*scores, output, {}) > 0);
  JobControl control;
  exportScores(*scores, output, {}, control);
  QCOMPARE(control.progress().done, 2U);
  QCOMPARE(control.progress().total, 2U);
  QFile file(QString::fromStdString(output.string()));
  QVERIFY(file.open(QIODevice::ReadOnly));
  const auto rows = QString(file.readAll()).chopped(1).split('\n');
  QCOMPARE(rows.size(), matrix ? 1 + 2 : 1 + 2 * 3);
  for (const QString& row : rows)
    QCOMPARE(row.count(separator), matrix ? 3 : 2);
  QCOMPARE(rows[0].section(separator, 0, 1),
           QString("query") + separator + (matrix ? "t0" : "target"));
}

void TestExportFormats::theLongestEndingCounts() {
  for (const ExportFormat& format : exportFormats())
    for (const std::string_view ending : format.endings)
      QCOMPARE(&exportFormatOf("a.b" + std::string(ending)), &format);
}

void TestExportFormats::othersAreRefusedWithAllThatAreKnown() {
  for (const char* name : {"a.txt", "csv", "a", "a.csv.gz"}) {
    try {
      exportFormatOf(name);
      QFAIL(name);
    } catch (const InputError& error) {
      const QString said = error.what();
      for (const ExportFormat& format : exportFormats())
        QVERIFY2(said.contains(text(format.endings.front()) + " (" + text(format.holds)),
                 qPrintable(said));
    }
  }
}

QTEST_GUILESS_MAIN(TestExportFormats)
#include "tst_export_formats.moc"

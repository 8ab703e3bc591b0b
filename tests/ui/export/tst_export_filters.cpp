// SPDX-License-Identifier: BSD-3-Clause
// The dialogs that save tables offer what the table of export formats has.
#include "compute/export/MatchTable.hpp"
#include "ui/export/ExportFilters.hpp"

#include <QTest>

class TestExportFilters : public QObject {
  Q_OBJECT
 private Q_SLOTS:
  void everyFormatIsOffered();
};

namespace {

QStringList patternsOf(const QString& filters) {
  QStringList patterns;
  for (const QString& filter : filters.split(";;"))
    patterns += filter.section('(', 1).section(')', 0, 0);
  return patterns;
}

QStringList patternsOf(const std::vector<nblast::ExportFormat>& formats) {
  QStringList patterns;
  for (const nblast::ExportFormat& format : formats)
    patterns += "*" + QString::fromStdString(std::string(format.endings.front()));
  return patterns;
}

}  // namespace

void TestExportFilters::everyFormatIsOffered() {
  QCOMPARE(patternsOf(scoreTableFilter()), patternsOf(nblast::exportFormats()));
  QCOMPARE(patternsOf(matchTableFilter()), patternsOf(nblast::matchFormats()));
  QVERIFY(scoreTableFilter().startsWith("Matrix, comma-separated (*.csv);;"));
  QVERIFY(matchTableFilter().startsWith("Matches, comma-separated (*.csv);;"));
}

QTEST_GUILESS_MAIN(TestExportFilters)
#include "tst_export_filters.moc"

// SPDX-License-Identifier: BSD-3-Clause
// The one splitter of CSV rows, for points and for score tables.
#include "compute/io/CsvRow.hpp"

#include <QTest>

class TestCsvRow : public QObject {
  Q_OBJECT
 private Q_SLOTS:
  void fields_data();
  void fields();
  void marksThatAreNotClosed();
};

namespace {

QString joined(const std::vector<std::string_view>& fields) {
  QStringList texts;
  for (const std::string_view field : fields)
    texts += QString::fromUtf8(field.data(), static_cast<qsizetype>(field.size()));
  return texts.join('|');
}

}  // namespace

void TestCsvRow::fields_data() {
  QTest::addColumn<QString>("row");
  QTest::addColumn<char>("separator");
  QTest::addColumn<QString>("expected");
  QTest::newRow("plain") << "1,2.5,-3" << ',' << "1|2.5|-3";
  QTest::newRow("tabs") << "a\tb c\t" << '\t' << "a|b c|";
  QTest::newRow("one field") << "a" << ',' << "a";
  QTest::newRow("nothing") << "" << ',' << "";
  QTest::newRow("empty fields") << ",,a," << ',' << "||a|";
  QTest::newRow("blanks around") << " 1 ,  2\t" << ',' << "1|2";
  QTest::newRow("quoted") << "\"\",\"(0,0.5]\" , \" a \"" << ',' << "|(0,0.5]|a";
  QTest::newRow("quoted in a field") << "x\"1,2\"y,3" << ',' << "x\"1,2\"y|3";
  QTest::newRow("doubled marks stay") << "\"a\"\"b,c\",d" << ',' << "a\"\"b,c|d";
  QTest::newRow("another separator") << "1,5;2" << ';' << "1,5|2";
}

void TestCsvRow::fields() {
  QFETCH(QString, row);
  QFETCH(char, separator);
  QFETCH(QString, expected);
  const std::string text = row.toStdString();
  std::vector<std::string_view> fields{"what was there before"};
  QVERIFY(nblast::cutCsvRow(text, separator, fields));
  QCOMPARE(joined(fields), expected);
}

void TestCsvRow::marksThatAreNotClosed() {
  std::vector<std::string_view> fields;
  QVERIFY(!nblast::cutCsvRow("1,\"2,3", ',', fields));
  QCOMPARE(joined(fields), QString("1|\"2,3"));
  QVERIFY(!nblast::cutCsvRow("\"", ',', fields));
  QCOMPARE(joined(fields), QString("\""));
}

QTEST_GUILESS_MAIN(TestCsvRow)
#include "tst_csv_row.moc"

// SPDX-License-Identifier: BSD-3-Clause
// What README and the programs' help say about files is what the tables of formats say.
#include "compute/export/ExportFormats.hpp"
#include "compute/io/FileKind.hpp"
#include "compute/scorefile/ScoreFileType.hpp"
#include "tests/scenarios/Program.hpp"
#ifdef NBLAST_TEST_HAS_UI
#include "ui/meshes/MeshFormats.hpp"
#endif

#include <QFile>
#include <QTest>

class TestFileTypes : public QObject {
  Q_OBJECT
 private Q_SLOTS:
  void readmeSaysWhatIsRead();
  void readmeSaysWhatIsWritten();
  void helpNamesAllEndings_data();
  void helpNamesAllEndings();
};

namespace {

QString text(std::string_view bytes) {
  return QString::fromUtf8(bytes.data(), static_cast<qsizetype>(bytes.size()));
}

/// The rows of the table in one section of README, without marks of code.
QStringList readmeRows(const QString& section) {
  QFile file(NBLAST_TEST_DATA_DIR "/../../README.md");
  if (!file.open(QIODevice::ReadOnly)) return {};
  const QString part =
      QString(file.readAll()).section("\n## " + section + '\n', 1).section("\n## ", 0, 0);
  QStringList rows;
  for (const QString& line : part.split('\n'))
    if (line.startsWith("| ") && !line.startsWith("| |") && !line.startsWith("| ---"))
      rows += QString(line).remove('`');
  return rows;
}

QString rowOf(const nblast::FileType& type) {
  return QString("| %1 | %2 | %3 |")
      .arg(text(type.holds), text(nblast::listOfEndings(type.endings)), text(type.description));
}

/// All words of a help text in one line: it wraps between them.
QString helpOf(const QString& command) {
  const auto result = program::run({command, "--help"});
  return (result.out + result.err).simplified();
}

}  // namespace

void TestFileTypes::readmeSaysWhatIsRead() {
  QStringList expected;
  for (const nblast::FileType& type : nblast::neuronFileTypes())
    expected += rowOf(type);
  expected += rowOf(nblast::scoreFileType());
  QStringList rows = readmeRows("What it reads");
#ifdef NBLAST_TEST_HAS_UI
  expected += rowOf(meshFileType());
#else
  rows.removeIf([](const QString& row) { return row.startsWith("| brain meshes |"); });
#endif
  QCOMPARE(rows, expected);
}

void TestFileTypes::readmeSaysWhatIsWritten() {
  QStringList expected;
  for (const nblast::ExportFormat& format : nblast::exportFormats())
    expected += rowOf(format);
  QCOMPARE(readmeRows("What it writes"), expected);
}

void TestFileTypes::helpNamesAllEndings_data() {
  QTest::addColumn<QString>("command");
  QTest::addColumn<QString>("words");
  const QString neurons = text(nblast::neuronInputsInWords());
  for (const char* command : {"run", "plan", "info"})
    QTest::newRow(command) << command << neurons;
  QTest::newRow("export") << "export" << text(nblast::exportFormatsInWords());
}

void TestFileTypes::helpNamesAllEndings() {
  QFETCH(QString, command);
  QFETCH(QString, words);
  const QString help = helpOf(command);
  for (const QString& word : words.split(' '))
    QVERIFY2(help.contains(word), qPrintable(word + " is not in: " + help));
}

QTEST_GUILESS_MAIN(TestFileTypes)
#include "tst_file_types.moc"

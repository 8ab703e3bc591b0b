#include "compute/io/NeuronFiles.hpp"
#include "ui/panels/AboutDialog.hpp"
#include "ui/panels/OpenFiles.hpp"
#include "ui/panels/OutputFile.hpp"

#include <QFile>
#include <QLabel>
#include <QTemporaryDir>
#include <QTest>

/// What the reader reads is what the window offers: one table of endings feeds all that name them.
class TestOpenFiles : public QObject {
  Q_OBJECT
 private Q_SLOTS:
  void everyEnding_data();
  void everyEnding();
};

void TestOpenFiles::everyEnding_data() {
  QTest::addColumn<QString>("ending");
  for (const std::string& ending : nblast::neuronFileEndings())
    QTest::newRow(ending.c_str()) << QString::fromStdString(ending);
}

void TestOpenFiles::everyEnding() {
  QFETCH(QString, ending);
  const QString patterns = neuronFilter().section(QStringLiteral(";;"), 0, 0) + QLatin1Char(' ');
  for (const QString& pattern : {ending, ending.toUpper()}) {
    const bool offered =
        patterns.contains("*" + pattern + " ") || patterns.contains("*" + pattern + ")");
    QVERIFY2(offered, qPrintable(patterns));
  }

  QTemporaryDir folder;
  const QString path = folder.filePath("brain" + ending);
  QFile file(path);
  QVERIFY(file.open(QIODevice::WriteOnly));
  file.close();
  QCOMPARE(sortPaths({path}).neurons, QStringList{path});
  QCOMPARE(freshScoreFile(folder.path(), "brain" + ending, {}), folder.filePath("brain.nblast.h5"));

  const AboutDialog about;
  bool told = false;
  for (const QLabel* label : about.findChildren<QLabel*>())
    told = told || label->text().contains(ending + ",") || label->text().contains(ending + ";");
  QVERIFY(told);
}

QTEST_MAIN(TestOpenFiles)
#include "tst_open_files.moc"

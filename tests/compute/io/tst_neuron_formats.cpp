// SPDX-License-Identifier: BSD-3-Clause
// The table of neuron formats and that of archives: whatever stands in them is found, read and
// named.
#include "compute/io/FileKind.hpp"
#include "compute/io/archive/ArchiveFormats.hpp"
#include "compute/io/format/NeuronFormats.hpp"
#include "tests/compute/io/ArchiveWriter.hpp"
#include "tests/compute/io/FormatSamples.hpp"
#include "tests/compute/io/ReadFixture.hpp"

using namespace nblast;

class TestNeuronFormats : public QObject {
  Q_OBJECT
 private Q_SLOTS:
  void rowsAreComplete();
  void formatsThatShareAnEndingAreToldApart();
  void everyEndingIsRead_data();
  void everyEndingIsRead();
  void everyArchiveIsRead_data();
  void everyArchiveIsRead();
  void everyEndingIsNamed();
  void namesWithoutKnownEnding_data();
  void namesWithoutKnownEnding();
  void othersArePassedOver();
  void otherTablesThatAreNamedSayWhatIsMissing();
};

namespace {

QString text(std::string_view bytes) {
  return QString::fromUtf8(bytes.data(), static_cast<qsizetype>(bytes.size()));
}

bool sharesItsEnding(const NeuronFormat& format) {
  for (const NeuronFormat& other : neuronFormats())
    if (&other != &format && other.endings.front() == format.endings.front()) return true;
  return false;
}

}  // namespace

void TestNeuronFormats::rowsAreComplete() {
  for (const FileType& type : neuronFileTypes()) {
    QVERIFY(!type.holds.empty() && !type.description.empty() && !type.endings.empty());
    for (const std::string_view ending : type.endings) {
      QVERIFY2(ending.starts_with('.'), qPrintable(text(ending)));
      QCOMPARE(text(ending), text(ending).toLower());
    }
  }
  for (const NeuronFormat& format : neuronFormats()) {
    QVERIFY(!format.name.empty() && format.parse != nullptr);
    QVERIFY2(!sharesItsEnding(format) || format.sniff != nullptr, qPrintable(text(format.name)));
    QVERIFY2(
        formatSamples().contains(format.name),
        qPrintable("tests/compute/io/FormatSamples.hpp has no sample of " + text(format.name)));
  }
}

void TestNeuronFormats::formatsThatShareAnEndingAreToldApart() {
  for (const NeuronFormat& format : neuronFormats()) {
    const std::string name = "n" + std::string(format.endings.front());
    const NeuronFormat* found = formatByText(name, sampleFile(format, ""), {});
    QVERIFY2(found == &format, qPrintable(text(format.name)));
  }
}

void TestNeuronFormats::everyEndingIsRead_data() {
  QTest::addColumn<QString>("ending");
  QTest::addColumn<QByteArray>("bytes");
  for (const NeuronFormat& format : neuronFormats()) {
    for (const std::string_view ending : format.endings)
      for (const QString& spelt : {text(ending), text(ending).toUpper()})
        QTest::addRow("%s, %s", qPrintable(text(format.name)), qPrintable(spelt))
            << spelt << QByteArray::fromStdString(sampleFile(format, ending));
  }
}

/// Named by itself, in a folder, and in an archive of each kind.
void TestNeuronFormats::everyEndingIsRead() {
  QFETCH(QString, ending);
  QFETCH(QByteArray, bytes);
  const ReadFixture files;
  const QString name = "N1.x" + ending;
  files.write("folder/" + name, bytes.toStdString());
  QCOMPARE(keysOf(files.read({"folder/" + name})), QStringList{"N1.x"});
  QCOMPARE(keysOf(files.read({"folder"})), QStringList{"N1.x"});
  for (const ArchiveFormat& archive : archiveFormats()) {
    const QString path = "a" + text(archive.endings.front());
    QVERIFY(writeArchive(files.at(path), {{name.toStdString(), bytes.toStdString()}}));
    QCOMPARE(keysOf(files.read({path})), QStringList{"N1.x"});
  }
}

void TestNeuronFormats::everyArchiveIsRead_data() {
  QTest::addColumn<QString>("ending");
  for (const ArchiveFormat& format : archiveFormats())
    for (const std::string_view ending : format.endings)
      QTest::addRow("%s", qPrintable(text(ending))) << text(ending);
}

void TestNeuronFormats::everyArchiveIsRead() {
  QFETCH(QString, ending);
  const ReadFixture files;
  QVERIFY(writeArchive(files.at("a" + ending), {{"N1.swc", kSmallSwc}, {"N2.swc", kSmallSwc}}));
  QFile::copy(files.at("a" + ending), files.at("b" + ending.toUpper()));
  QCOMPARE(keysOf(files.read({"a" + ending})), (QStringList{"N1", "N2"}));
  QCOMPARE(keysOf(files.read({"b" + ending.toUpper()})), (QStringList{"N1", "N2"}));
}

void TestNeuronFormats::everyEndingIsNamed() {
  const QString sentence = ' ' + text(knownEndings()) + ',';
  const QString help = text(neuronInputsInWords());
  for (const FileType& type : neuronFileTypes())
    for (const std::string_view ending : type.endings) {
      QCOMPARE(sentence.count(' ' + text(ending) + ','), 1);
      QVERIFY2(help.contains(text(ending)), qPrintable(help));
    }
  for (const NeuronFormat& format : neuronFormats())
    QVERIFY2(help.contains(text(format.name) + " ("), qPrintable(help));
}

void TestNeuronFormats::namesWithoutKnownEnding_data() {
  QTest::addColumn<QString>("name");
  QTest::addColumn<QString>("stem");
  QTest::newRow("another ending") << "a/n.txt"
                                  << "n.txt";
  QTest::newRow("none") << "swc"
                        << "swc";
  QTest::newRow("in the folder's name") << "a.swc/n"
                                        << "n";
  for (const std::string_view ending : neuronFileEndings())
    QTest::addRow("nothing but %s", qPrintable(text(ending))) << text(ending) << text(ending);
}

void TestNeuronFormats::namesWithoutKnownEnding() {
  QFETCH(QString, name);
  QFETCH(QString, stem);
  QVERIFY(fileKind(name.toStdString()) == FileKind::Other);
  QCOMPARE(text(stemOf(name.toStdString())), stem);
}

/// In a folder, and in an archive, where the format has a way to tell.
void TestNeuronFormats::othersArePassedOver() {
  for (const NeuronFormat& format : neuronFormats()) {
    if (format.sniff == nullptr) continue;
    const ReadFixture files;
    const std::string other = "no neuron" + std::string(format.endings.front());
    files.write("folder/a.swc", kSmallSwc);
    files.write("folder/" + text(other), "something,else\n1,2\n");
    QVERIFY(writeArchive(files.at("a.zip"), {{"a.swc", kSmallSwc}, {other, "something\n"}}));
    for (const char* path : {"folder", "a.zip"}) {
      const NeuronSet set = files.read({path});
      QCOMPARE(keysOf(set), QStringList{"a"});
      QVERIFY(set.leftOut.empty());
      QCOMPARE(set.passedOverFiles, 1);
    }
  }
}

void TestNeuronFormats::otherTablesThatAreNamedSayWhatIsMissing() {
  const ReadFixture files;
  files.write("a.csv", "something,else\n1,2\n");
  const QString error = files.errorOf({"a.csv"});
  QVERIFY2(error.contains("must name the columns x, y and z"), qPrintable(error));
}

QTEST_GUILESS_MAIN(TestNeuronFormats)
#include "tst_neuron_formats.moc"

// SPDX-License-Identifier: BSD-3-Clause
#include "compute/base/Error.hpp"
#include "compute/io/ReadNeurons.hpp"
#include "compute/io/format/SwcReader.hpp"
#include "tests/compute/io/AwkwardSwc.hpp"

#include <QDir>
#include <QDirIterator>
#include <QFile>
#include <QSet>
#include <QTest>

#include <algorithm>
#include <filesystem>
#include <string>
#include <vector>

using namespace nblast;

namespace {
const QString kFolder = QStringLiteral(NBLAST_SHARED_DIR "/data/awkward-swc");

std::string bytesOf(const QString& file) {
  QFile f(kFolder + "/" + file);
  return f.open(QIODevice::ReadOnly) ? f.readAll().toStdString() : std::string();
}

bool endsInSwc(const QString& file) {
  return file.endsWith(".swc", Qt::CaseInsensitive);
}
}  // namespace

class TestAwkwardSwc : public QObject {
  Q_OBJECT
 private Q_SLOTS:
  void initTestCase();
  void everyFileIsListed();
  void loads_data();
  void loads();
  void isRefused_data();
  void isRefused();
  void theWholeFolder();
};

void TestAwkwardSwc::initTestCase() {
  if (!QDir(kFolder).exists()) QSKIP("the shared data set awkward-swc is not on this machine");
}

void TestAwkwardSwc::everyFileIsListed() {
  QSet<QString> listed;
  for (const auto& row : kAwkwardNeurons)
    listed.insert(row.file);
  for (const auto& row : kAwkwardRefusals)
    listed.insert(row.file);
  QSet<QString> present;
  QDirIterator it(kFolder, QDir::Files, QDirIterator::Subdirectories);
  while (it.hasNext())
    present.insert(QDir(kFolder).relativeFilePath(it.next()));
  QCOMPARE(present, listed);
}

void TestAwkwardSwc::loads_data() {
  QTest::addColumn<int>("nodes");
  QTest::addColumn<int>("roots");
  QTest::addColumn<int>("warnings");
  QTest::addColumn<QString>("unit");
  for (const auto& row : kAwkwardNeurons)
    QTest::newRow(row.file) << row.nodes << row.roots << row.warnings << QString(row.unit);
}

void TestAwkwardSwc::loads() {
  QFETCH(int, nodes);
  QFETCH(int, roots);
  QFETCH(int, warnings);
  QFETCH(QString, unit);
  const Neuron neuron = parseSwc(bytesOf(QTest::currentDataTag()), "x.swc");
  QCOMPARE(static_cast<int>(neuron.points.size()), nodes);
  QCOMPARE(neuron.parents.size(), neuron.points.size());
  QCOMPARE(neuron.radii.size(), neuron.points.size());
  QCOMPARE(static_cast<int>(std::count(neuron.parents.begin(), neuron.parents.end(), -1)), roots);
  QCOMPARE(static_cast<int>(neuron.warnings.size()), warnings);
  QCOMPARE(QString::fromStdString(neuron.statedUnit ? neuron.statedUnit->label : ""), unit);
}

void TestAwkwardSwc::isRefused_data() {
  QTest::addColumn<int>("line");
  QTest::addColumn<QString>("reason");
  for (const auto& row : kAwkwardRefusals)
    QTest::newRow(row.file) << row.line << QString(row.reason);
}

void TestAwkwardSwc::isRefused() {
  QFETCH(int, line);
  QFETCH(QString, reason);
  try {
    parseSwc(bytesOf(QTest::currentDataTag()), "x.swc");
    QFAIL("it was loaded");
  } catch (const InputError& error) {
    QCOMPARE(static_cast<int>(error.line()), line);
    QVERIFY2(QString(error.what()).contains(reason), error.what());
  }
}

void TestAwkwardSwc::theWholeFolder() {
  const std::vector<std::filesystem::path> paths{kFolder.toStdString()};
  JobControl control;
  const NeuronSet set = readNeurons(paths, control);

  const auto otherEndings = std::count_if(kAwkwardNeurons.begin(), kAwkwardNeurons.end(),
                                          [](const auto& n) { return !endsInSwc(n.file); });
  QCOMPARE(set.neurons.size(), kAwkwardNeurons.size() - static_cast<std::size_t>(otherEndings));
  QCOMPARE(set.passedOverFiles, otherEndings);
  QCOMPARE(set.leftOut.size(), kAwkwardRefusals.size());
  for (const auto& row : kAwkwardRefusals) {
    std::string place = paths[0].string() + "/" + row.file + ":";
    if (row.line > 0) place += std::to_string(row.line) + ":";
    const bool told = std::any_of(set.leftOut.begin(), set.leftOut.end(), [&](const LeftOut& l) {
      return l.reason.starts_with(place) && l.reason.find(row.reason) != std::string::npos;
    });
    QVERIFY2(told, row.file);
  }
  QSet<QString> keys;
  for (const Neuron& n : set.neurons)
    keys.insert(QString::fromStdString(n.key));
  QCOMPARE(static_cast<std::size_t>(keys.size()), set.neurons.size());
  QVERIFY(keys.contains("NeuroM/Neuron.swc") && keys.contains("morph-tool/Neuron.swc"));
  QVERIFY(keys.contains("EBT7R.CNG") == false);  // .swc.txt is no known ending
  QVERIFY(keys.contains("C010398B-P2.CNG"));
  QCOMPARE(control.progress().done, control.progress().total);
}

QTEST_GUILESS_MAIN(TestAwkwardSwc)
#include "tst_awkward_swc.moc"

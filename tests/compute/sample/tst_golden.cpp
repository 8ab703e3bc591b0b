// SPDX-License-Identifier: BSD-3-Clause
// The project's own golden set: neurons of the sample generator, scores by an independent
// implementation (tests/data/golden/make_golden.py). Runs everywhere, whatever else a machine
// lacks.
#include "compute/engine/Engine.hpp"
#include "compute/io/ReadNeurons.hpp"
#include "compute/neuron/Prepare.hpp"
#include "compute/neuron/PreparedSet.hpp"
#include "compute/sample/WriteSample.hpp"

#include <QDir>
#include <QFile>
#include <QTemporaryDir>
#include <QTest>

#include <algorithm>
#include <cmath>

using namespace nblast;

namespace {

const QString kGolden = QStringLiteral(NBLAST_TEST_DATA_DIR "/golden");
constexpr SampleOptions kOptions{12, 3, 4.0};

QByteArray contentOf(const QString& path) {
  QFile file(path);
  return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

void remakeFiles() {
  QTemporaryDir folder;
  JobControl control;
  writeSample(kOptions, folder.filePath("set").toStdString(), control);
  const QDir made(folder.filePath("set/swc")), kept(kGolden + "/swc");
  for (const QString& name : kept.entryList(QDir::Files))
    QVERIFY(QFile::remove(kept.filePath(name)));
  for (const QString& name : made.entryList(QDir::Files))
    QVERIFY(QFile::copy(made.filePath(name), kept.filePath(name)));
}

struct Expected {
  std::vector<std::string> keys;
  std::vector<double> values;
};

Expected expectedScores(const QString& name) {
  Expected expected;
  QList<QByteArray> lines = contentOf(kGolden + "/expected/" + name + ".csv").trimmed().split('\n');
  lines.removeFirst();
  for (const QByteArray& line : lines) {
    const QList<QByteArray> cells = line.split(',');
    expected.keys.push_back(cells.first().toStdString());
    for (const QByteArray& cell : cells.mid(1))
      expected.values.push_back(cell.toDouble());
  }
  return expected;
}

ScoringOptions optionsFor(const QString& name) {
  ScoringOptions options;
  if (name == "raw") options.normalised = false;
  if (name == "limit-auto") options.maxDistance_um = options.table.automaticBound_um();
  if (name == "alpha") {
    options.useAlpha = true;
    options.table = fcwbAlphaTable();
  }
  return options;
}

}  // namespace

class TestGolden : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void initTestCase();
  void filesAreWhatTheGeneratorGives();
  void scores_data();
  void scores();

 private:
  PreparedSet set_;
};

void TestGolden::initTestCase() {
  if (qEnvironmentVariableIsSet("NBLAST_REMAKE_GOLDEN")) {
    remakeFiles();
    QSKIP("the golden files were made anew: run make_golden.py next");
  }
  JobControl control;
  const std::vector<std::filesystem::path> paths{(kGolden + "/swc").toStdString()};
  const NeuronSet read = readNeurons(paths, control);
  QCOMPARE(read.neurons.size(), 12u);
  QVERIFY(read.unit.unit.has_value());
  QCOMPARE(read.unit.unit->umPerUnit, 1.0);
  set_ = prepareSet(read, DotpropsOptions{}, control);
  QCOMPARE(set_.size(), 12);
}

void TestGolden::filesAreWhatTheGeneratorGives() {
  QTemporaryDir folder;
  JobControl control;
  writeSample(kOptions, folder.filePath("set").toStdString(), control);
  const QDir made(folder.filePath("set/swc")), kept(kGolden + "/swc");
  QCOMPARE(kept.entryList(QDir::Files, QDir::Name), made.entryList(QDir::Files, QDir::Name));
  for (const QString& name : made.entryList(QDir::Files))
    QVERIFY2(contentOf(made.filePath(name)) == contentOf(kept.filePath(name)), qPrintable(name));
}

void TestGolden::scores_data() {
  QTest::addColumn<QString>("engine");
  QTest::addColumn<QString>("option");
  QTest::addColumn<double>("tolerance");
  // The reference engine differs by the last float32 bit of a score (raw ones are in the
  // thousands); in the cpu engine a float32 distance may also fall on the other side of a bin's
  // edge: one cell of 100 to 400.
  for (const char* engine : {"reference", "cpu", "cuda-host"}) {
    for (const char* option : {"forward", "raw", "alpha", "limit-auto"}) {
      const bool raw = qstrcmp(option, "raw") == 0;
      const double tolerance =
          qstrcmp(engine, "reference") == 0 ? (raw ? 5e-4 : 2e-7) : (raw ? 2e-3 : 1e-6);
      QTest::addRow("%s, %s", engine, option) << engine << option << tolerance;
    }
  }
}

void TestGolden::scores() {
  QFETCH(const QString, engine);
  QFETCH(const QString, option);
  QFETCH(const double, tolerance);
  const Expected expected = expectedScores(option);
  QCOMPARE(expected.keys.size(), static_cast<std::size_t>(set_.size()));
  for (std::size_t k = 0; k < expected.keys.size(); ++k)
    QCOMPARE(set_.labels[k].key, expected.keys[k]);

  JobControl control;
  const auto scorer = makeEngine(engine.toStdString());
  scorer->prepare(set_.dotprops, optionsFor(option), control);
  std::vector<float> scores(expected.values.size());
  scorer->scoreTargets(set_.dotprops, scores.data(), control);
  // The diagonal is expected from the formula; engines compute self pairs like any other, to the
  // same value.
  double worst = 0;
  for (std::size_t k = 0; k < scores.size(); ++k)
    worst = std::max(worst, std::abs(static_cast<double>(scores[k]) - expected.values[k]));
  QVERIFY2(worst <= tolerance, qPrintable(QString("worst difference %1").arg(worst)));
  qInfo("worst difference %.2e", worst);
}

QTEST_GUILESS_MAIN(TestGolden)
#include "tst_golden.moc"

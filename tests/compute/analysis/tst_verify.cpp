// SPDX-License-Identifier: BSD-3-Clause
// A score file against the reference engine: good files pass, altered ones are found.
#include "compute/analysis/Verify.hpp"
#include "compute/base/Error.hpp"
#include "compute/job/Runner.hpp"
#include "compute/scorefile/dense/DenseScoreFileWriter.hpp"
#include "compute/scorefile/sparse/SparseScoreFileWriter.hpp"
#include "compute/scoring/ScoringJson.hpp"

#include <QFile>
#include <QTemporaryDir>
#include <QTest>

#include <cmath>
#include <cstring>
#include <limits>
#include <random>
#include <thread>

using namespace nblast;

namespace {

/// Wandering dotprops within some 60 µm.
std::shared_ptr<const NeuronSet> someNeurons(int count, unsigned seed) {
  auto set = std::make_shared<NeuronSet>();
  std::mt19937 random(seed);
  std::uniform_real_distribution<double> place(0, 60), uniform(0, 1);
  std::normal_distribution<double> step(0, 1);
  for (int n = 0; n < count; ++n) {
    Neuron neuron;
    neuron.key = "n" + std::to_string(n);
    neuron.source = neuron.key + ".csv";
    neuron.kind = NeuronKind::Dotprops;
    Vec3d at{place(random), place(random), place(random)};
    for (int i = 0; i < 50; ++i) {
      Vec3d d{step(random), step(random), step(random)};
      const double length = std::sqrt(d.x * d.x + d.y * d.y + d.z * d.z);
      d = {d.x / length, d.y / length, d.z / length};
      at = {at.x + d.x, at.y + d.y, at.z + d.z};
      neuron.points.push_back(at);
      neuron.tangents.push_back(d);
      neuron.alphas.push_back(uniform(random));
    }
    set->neurons.push_back(neuron);
  }
  set->unit = {parseLengthUnit("um"), "made by the test"};
  return set;
}

VerifyResult verified(const std::filesystem::path& path, std::int64_t pairs = 200,
                      std::uint64_t seed = 1) {
  JobControl control;
  return verifyScores(*ScoreFile::open(path), {pairs, seed}, control);
}

}  // namespace

class TestVerify : public QObject {
  Q_OBJECT
 private Q_SLOTS:
  void goodFiles_data();
  void goodFiles();
  void alteredScoresAreFound_data();
  void alteredScoresAreFound();
  void anotherTableIsFound();
  void theSeedDrawsThePairs();
  void noMorePairsThanThereAre();
  void sparseFilesAreVerifiedByWhatTheyKeep_data();
  void sparseFilesAreVerifiedByWhatTheyKeep();
  void whatIsNotComputedIsNotCompared();
  void withoutAScoreItIsNotGood_data();
  void withoutAScoreItIsNotGood();
  void aSparseFileMayKeepNothing();
  void aScoreThatIsNoNumberIsFound();
  void tooManyPairsAreNotDrawn();
  void cancelIsHeardAmidTheChecksums();
  void phases();
  void noGeometryIsRefused();
  void damagedGeometryIsRefused();
  void cancel();

 private:
  std::filesystem::path fileOf(JobSpec spec, const char* name, int queries = 15, int targets = 0);
  QTemporaryDir folder_;
};

std::filesystem::path TestVerify::fileOf(JobSpec spec, const char* name, int queries, int targets) {
  spec.output = folder_.filePath(QString(name).replace(' ', '-') + ".h5").toStdString();
  spec.overwrite = true;
  JobControl control;
  const auto outcome =
      runJob(spec, {someNeurons(queries, 1), targets > 0 ? someNeurons(targets, 2) : nullptr},
             control, {});
  if (outcome.kind != JobOutcome::Kind::Finished) qFatal("%s", outcome.failure.c_str());
  return spec.output;
}

void TestVerify::goodFiles_data() {
  QTest::addColumn<QString>("options");
  QTest::addColumn<int>("targets");
  for (const char* options : {"plain", "raw", "alpha", "left", "auto bound", "v1", "v1 raw alpha",
                              "v1 bound", "reference"}) {
    QTest::newRow(options) << QString(options) << 0;
  }
  QTest::newRow("targets") << "plain" << 12;
  QTest::newRow("targets, both") << "both alpha" << 12;
  QTest::newRow("targets, both, raw") << "both raw auto bound" << 12;
}

void TestVerify::goodFiles() {
  QFETCH(QString, options);
  QFETCH(int, targets);
  JobSpec spec;
  spec.normalised = !options.contains("raw");
  spec.alpha = options.contains("alpha");
  if (options.contains("left")) spec.edges = EdgeRule::Left;
  if (options.contains("v1")) QVERIFY(setTable(spec, "v1:4"));
  if (options.contains("bound")) spec.maxDistance = {MaxDistance::Kind::Fixed, 6};
  if (options.contains("auto")) spec.maxDistance = {MaxDistance::Kind::Auto, 0};
  if (options.contains("reference")) spec.engine = "reference";
  spec.both = options.contains("both");
  const auto result = verified(fileOf(spec, QTest::currentDataTag(), 15, targets), 100);
  QVERIFY(result.isGood());
  QCOMPARE(result.pairs, 100);
  QCOMPARE(result.scores, spec.both ? 200 : 100);
  QCOMPARE(result.damagedBlocks, 0);
  QVERIFY(result.query >= 0 && result.worstDifference < 1e-5);
}

void TestVerify::alteredScoresAreFound_data() {
  QTest::addColumn<bool>("both");
  QTest::newRow("forward") << false;
  QTest::newRow("reverse") << true;
}

void TestVerify::alteredScoresAreFound() {
  QFETCH(bool, both);
  JobSpec spec;
  spec.both = true;
  const auto path = fileOf(spec, "altered", 15, 12);
  const auto direction = both ? Direction::Reverse : Direction::Forward;
  float score = 0;
  ScoreFile::open(path)->read(direction, 7, 1, 5, 1, &score);
  QFile bytes(QString::fromStdString(path.string()));
  QVERIFY(bytes.open(QIODevice::ReadWrite));
  const auto place =
      bytes.readAll().indexOf(QByteArray(reinterpret_cast<const char*>(&score), sizeof(score)));
  QVERIFY(place > 0);
  const float other = score + 0.002F;
  bytes.seek(place);
  bytes.write(reinterpret_cast<const char*>(&other), sizeof(other));
  bytes.close();
  const auto result = verified(path, 180);  // all of them
  QVERIFY(!result.isGood());
  QCOMPARE(result.damagedBlocks, 1);
  QCOMPARE(result.query, 7);
  QCOMPARE(result.target, 5);
  QVERIFY(result.direction == direction);
  QVERIFY(std::abs(result.worstDifference - 0.002) < 1e-5);
  QCOMPARE(static_cast<float>(result.stored), other);
  QVERIFY(std::abs(result.recomputed - score) < 1e-5);
}

/// Figures that do not belong to the scores: checksums are right, but the scores are not.
void TestVerify::anotherTableIsFound() {
  const auto path = fileOf({}, "table");
  QFile bytes(QString::fromStdString(path.string()));
  QVERIFY(bytes.open(QIODevice::ReadWrite));
  auto all = bytes.readAll();
  const QByteArray edge = "\"distance_inner_edges_um\":[0.75,1.5";
  const auto place = all.indexOf(edge);
  QVERIFY(place > 0);
  bytes.seek(place);
  bytes.write("\"distance_inner_edges_um\":[0.05,1.0");
  bytes.close();
  const auto result = verified(path);
  QCOMPARE(result.damagedBlocks, 0);
  QVERIFY(!result.isGood() && result.worstDifference > VerifyResult::kTolerance);
}

void TestVerify::theSeedDrawsThePairs() {
  const auto path = fileOf({}, "seed");
  const auto a = verified(path, 20, 5), b = verified(path, 20, 5);
  QCOMPARE(a.query, b.query);
  QCOMPARE(a.target, b.target);
  QCOMPARE(a.worstDifference, b.worstDifference);
  int others = 0;
  for (std::uint64_t seed = 6; seed < 12; ++seed) {
    const auto c = verified(path, 20, seed);
    others += c.query != a.query || c.target != a.target;
  }
  QVERIFY(others > 0);
}

void TestVerify::noMorePairsThanThereAre() {
  QCOMPARE(verified(fileOf({}, "few", 3), 200).pairs, 9);
  QVERIFY_EXCEPTION_THROWN(verified(fileOf({}, "none", 3), 0), InputError);
}

void TestVerify::sparseFilesAreVerifiedByWhatTheyKeep_data() {
  QTest::addColumn<int>("targets");
  QTest::newRow("all by all") << 0;
  QTest::newRow("targets, both") << 12;
}

void TestVerify::sparseFilesAreVerifiedByWhatTheyKeep() {
  QFETCH(int, targets);
  JobSpec spec;
  spec.top = 3;
  spec.both = true;
  const auto path = fileOf(spec, QTest::currentDataTag(), 15, targets);
  const auto kept = ScoreFile::open(path)->sparseCounts().kept;
  QVERIFY(kept >= 45 && kept < 150);
  const auto some = verified(path, 20);
  QVERIFY2(some.isGood(), qPrintable(QString::number(some.worstDifference)));
  QCOMPARE(some.pairs, 20);
  QVERIFY(std::isfinite(some.stored) && some.worstDifference < 1e-5);
  QCOMPARE(verified(path, 1000).pairs, kept);
  QVERIFY(verified(path, 20, 1).query == some.query);
}

void TestVerify::whatIsNotComputedIsNotCompared() {
  JobSpec spec;
  spec.output = folder_.filePath("cut.h5").toStdString();
  spec.engine = "reference";  // slow enough to be stopped
  JobControl control;
  JobEvents events;
  events.blockWritten = [&](std::int64_t, std::int64_t) { control.cancel(); };
  QVERIFY(runJob(spec, {someNeurons(120, 1), nullptr}, control, events).kind ==
          JobOutcome::Kind::Cancelled);
  const auto result = verified(spec.output, 120 * 120);
  QVERIFY(result.pairs > 0 && result.pairs < 120 * 120);
  QCOMPARE(result.scores, result.pairs);
  QVERIFY(!result.blocks.complete() && result.isGood());
  // However few blocks are finished, the pairs drawn are among them.
  QCOMPARE(verified(spec.output, 50).pairs, 50);
}

namespace {

/// A file of a job that was killed before its first block.
std::filesystem::path unfinishedFile(const std::filesystem::path& path, bool sparse) {
  JobControl control;
  PreparedSet set = prepareSet(*someNeurons(5, 1), {}, control);
  const std::vector<double> selfHits(5, 1.0);
  ScoreFileContents contents;
  contents.queries = &set;
  contents.querySelfHits = selfHits;
  ScoringOptions options;
  options.table = fcwbTable();
  contents.tableJson = scoringToJson(options);
  if (sparse) {
    SparseScoreFileWriter::create(path, contents, {0.5, {}}, ExistingFile::Overwrite);
  } else {
    DenseScoreFileWriter::create(path, contents, ExistingFile::Overwrite);
  }
  return path;
}

}  // namespace

void TestVerify::withoutAScoreItIsNotGood_data() {
  QTest::addColumn<bool>("sparse");
  QTest::newRow("dense") << false;
  QTest::newRow("sparse") << true;
}

void TestVerify::withoutAScoreItIsNotGood() {
  QFETCH(bool, sparse);
  const auto path = unfinishedFile(folder_.filePath("empty.h5").toStdString(), sparse);
  const auto result = verified(path);
  std::filesystem::remove(path);
  QVERIFY(!result.isGood());
  QCOMPARE(result.scores, 0);
  QCOMPARE(result.blocks.finishedBlocks, 0);
}

void TestVerify::aSparseFileMayKeepNothing() {
  JobSpec spec;
  spec.sparseAbove = 1.5;
  const auto result = verified(fileOf(spec, "nothing kept", 6, 5));
  QCOMPARE(result.scores, 0);
  QVERIFY(result.blocks.complete() && result.isGood());
}

/// NaN never enters a score: where one is, something is wrong.
void TestVerify::aScoreThatIsNoNumberIsFound() {
  const auto path = fileOf({}, "no number");
  float score = 0;
  ScoreFile::open(path)->read(Direction::Forward, 7, 1, 5, 1, &score);
  QFile bytes(QString::fromStdString(path.string()));
  QVERIFY(bytes.open(QIODevice::ReadWrite));
  const auto place =
      bytes.readAll().indexOf(QByteArray(reinterpret_cast<const char*>(&score), sizeof(score)));
  const float none = NAN;
  bytes.seek(place);
  bytes.write(reinterpret_cast<const char*>(&none), sizeof(none));
  bytes.close();
  const auto result = verified(path, 225);
  QVERIFY(!result.isGood());
  QCOMPARE(result.query, 7);
  QCOMPARE(result.target, 5);
}

void TestVerify::tooManyPairsAreNotDrawn() {
  const auto path = fileOf({}, "many");
  constexpr auto kMost = std::numeric_limits<std::int64_t>::max();
  QCOMPARE(verified(path, kMost).pairs, 225);
  JobSpec sparse;
  sparse.top = 3;
  QCOMPARE(verified(fileOf(sparse, "many kept"), kMost).pairs, 60);
}

/// Ctrl-C and the window's Cancel are heard between the blocks of a long file.
void TestVerify::cancelIsHeardAmidTheChecksums() {
  const auto file = ScoreFile::open(fileOf({}, "long", 100));
  JobControl control;
  const auto blocks = file->completeness().blocks;
  QVERIFY(blocks > 20);
  control.begin(Phase::Check, static_cast<std::uint64_t>(blocks));
  QCOMPARE(file->damagedBlocks(control), 0);
  QCOMPARE(control.progress().done, static_cast<std::uint64_t>(blocks));

  JobControl cancelled;
  cancelled.begin(Phase::Check, static_cast<std::uint64_t>(blocks));
  cancelled.pause();  // so that it cannot be over before
  std::thread canceller([&] {
    QTest::qSleep(20);
    cancelled.cancel();
  });
  QVERIFY_EXCEPTION_THROWN(file->damagedBlocks(cancelled), Cancelled);
  canceller.join();
  QVERIFY(cancelled.progress().done < static_cast<std::uint64_t>(blocks));
}

void TestVerify::phases() {
  const auto file = ScoreFile::open(fileOf({}, "phases"));
  JobControl control;
  verifyScores(*file, {50, 1}, control);
  const auto phases = control.phases();
  QCOMPARE(phases.size(), std::size_t(2));
  QVERIFY(phases[0].phase == Phase::Score && phases[0].done == 50 && phases[0].total == 50);
  QVERIFY(phases[1].phase == Phase::Check && phases[1].done == phases[1].total);
}

void TestVerify::noGeometryIsRefused() {
  JobSpec spec;
  spec.geometry = false;
  const auto path = fileOf(spec, "bare");
  try {
    verified(path);
    QFAIL("verified");
  } catch (const InputError& error) {
    QVERIFY2(QString(error.what()).contains("no geometry"), error.what());
  }
}

void TestVerify::damagedGeometryIsRefused() {
  const auto path = fileOf({}, "geometry");
  const auto x = ScoreFile::open(path)->queryDotprops(3).points_um[10].x;
  QFile bytes(QString::fromStdString(path.string()));
  QVERIFY(bytes.open(QIODevice::ReadWrite));
  const auto place =
      bytes.readAll().indexOf(QByteArray(reinterpret_cast<const char*>(&x), sizeof(x)));
  QVERIFY(place > 0);
  const float none = NAN;
  bytes.seek(place);
  bytes.write(reinterpret_cast<const char*>(&none), sizeof(none));
  bytes.close();
  QVERIFY_EXCEPTION_THROWN(verified(path, 225), InputError);
}

void TestVerify::cancel() {
  const auto file = ScoreFile::open(fileOf({}, "cancelled"));
  JobControl control;
  control.cancel();
  QVERIFY_EXCEPTION_THROWN(verifyScores(*file, {}, control), Cancelled);
}

QTEST_GUILESS_MAIN(TestVerify)
#include "tst_verify.moc"

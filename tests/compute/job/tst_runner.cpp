// SPDX-License-Identifier: BSD-3-Clause
#include "compute/base/Error.hpp"
#include "compute/job/Runner.hpp"
#include "compute/scorefile/ScoreFile.hpp"
#include "compute/scoring/ScoringJson.hpp"

#include <QTemporaryDir>
#include <QTest>

#include <atomic>
#include <cmath>
#include <random>
#include <thread>

using namespace nblast;

namespace {

/// Short straight skeletons at random places of a 60 µm box.
std::shared_ptr<const NeuronSet> randomSet(int count, int points, const char* unit = "um") {
  auto set = std::make_shared<NeuronSet>();
  std::mt19937 random(7);
  std::uniform_real_distribution<double> place(0, 60), step(-1, 1);
  for (int n = 0; n < count; ++n) {
    Neuron neuron;
    neuron.key = "n" + std::to_string(n);
    neuron.source = neuron.key + ".swc";
    Vec3d at{place(random), place(random), place(random)};
    for (int i = 0; i < points; ++i) {
      neuron.points.push_back(at);
      neuron.parents.push_back(i - 1);
      neuron.radii.push_back(1);
      at = {at.x + step(random), at.y + step(random), at.z + step(random)};
    }
    set->neurons.push_back(neuron);
  }
  set->unit = {parseLengthUnit(unit), "made by the test"};
  return set;
}

JobSpec specTo(const QString& path) {
  JobSpec spec;
  spec.output = path.toStdString();
  return spec;
}

std::vector<float> allScores(const std::filesystem::path& path) {
  const auto file = ScoreFile::open(path);
  std::vector<float> scores(file->queries().size() * file->targets().size());
  file->read(Direction::Forward, 0, file->queries().size(), 0, file->targets().size(),
             scores.data());
  return scores;
}

}  // namespace

class TestRunner : public QObject {
  Q_OBJECT
 private Q_SLOTS:
  void init();
  void scoresAllAgainstAll();
  void theDiagonalIsTheSelfHit();
  void queriesAgainstTargetsComputesEverything();
  void bothWaysAreTheTwoJobs_data();
  void bothWaysAreTheTwoJobs();
  void bothChangesNothingInAnAllByAll();
  void scoringIsInTheFile();
  void aSelfHitBelowZeroIsRefusedByName();
  void threadsDoNotChangeABit();
  void leftOutNeuronsAreInTheFile();
  void cancelLeavesAValidFile();
  void refusesWhatCannotEndWell_data();
  void refusesWhatCannotEndWell();
  void aUnitInDoubtNamesTheFlag();
  void plansWithoutWriting();
  void aMemoryLimitIsKept();

 private:
  std::unique_ptr<QTemporaryDir> folder_;
};

void TestRunner::init() {
  folder_ = std::make_unique<QTemporaryDir>();
}

void TestRunner::scoresAllAgainstAll() {
  const auto set = randomSet(70, 40);
  const auto spec = specTo(folder_->filePath("s.h5"));
  JobControl control;
  std::int64_t plans = 0, blocks = 0, targets = 0;
  bool fileSeen = false;
  JobEvents events;
  events.planned = [&](const Plan& plan) {
    ++plans;
    QCOMPARE(plan.pairs, 4900);
    QCOMPARE(plan.pointQueries, 70 * 70 * 40);
    QVERIFY(plan.expectedSeconds > 0);
  };
  events.fileCreated = [&](const std::filesystem::path& path) {
    fileSeen = ScoreFile::open(path) != nullptr;
  };
  events.blockWritten = [&](std::int64_t, std::int64_t count) {
    ++blocks;
    targets += count;
  };
  const auto outcome = runJob(spec, {set, nullptr}, control, events);
  QVERIFY2(outcome.kind == JobOutcome::Kind::Finished, outcome.failure.c_str());
  QCOMPARE(plans, 1);
  QVERIFY(fileSeen);
  QVERIFY(blocks > 1);
  QCOMPARE(targets, 70);
  QCOMPARE(control.progress().phase, Phase::Write);
  QCOMPARE(outcome.report.pairs, 4900);
  for (const float score : allScores(spec.output))
    QVERIFY(std::isfinite(score) && score >= -0.9F && score <= 1.0F);
  QVERIFY(ScoreFile::open(spec.output)->completeness().complete());
  QVERIFY(!ScoreFile::open(spec.output)->reportJson().empty());
}

void TestRunner::theDiagonalIsTheSelfHit() {
  auto spec = specTo(folder_->filePath("raw.h5"));
  spec.normalised = false;
  JobControl control;
  QVERIFY(runJob(spec, {randomSet(5, 30), nullptr}, control, {}).kind ==
          JobOutcome::Kind::Finished);
  const auto scores = allScores(spec.output);
  const auto file = ScoreFile::open(spec.output);
  for (int i = 0; i < 5; ++i) {
    QCOMPARE(scores[i * 5 + i], static_cast<float>(file->queries().selfHits[i]));
    QVERIFY(scores[i * 5 + i] > 30 * 5.0F);
  }
}

void TestRunner::queriesAgainstTargetsComputesEverything() {
  const auto spec = specTo(folder_->filePath("qt.h5"));
  JobControl control;
  QVERIFY(runJob(spec, {randomSet(3, 30), randomSet(8, 30)}, control, {}).kind ==
          JobOutcome::Kind::Finished);
  const auto file = ScoreFile::open(spec.output);
  QVERIFY(!file->isAllByAll());
  QCOMPARE(file->queries().size(), 3);
  QCOMPARE(file->targets().size(), 8);
  QVERIFY(!file->hasDirection(Direction::Mean));
  const auto scores = allScores(spec.output);
  for (int i = 0; i < 3; ++i)
    QVERIFY(scores[i * 8 + i] > 0.99F);  // the same neurons, really computed
}

void TestRunner::bothWaysAreTheTwoJobs_data() {
  QTest::addColumn<QString>("engine");
  QTest::newRow("cpu") << "cpu";
  QTest::newRow("reference") << "reference";
}

/// Reverse scores have the very bits of the job with its sides exchanged.
void TestRunner::bothWaysAreTheTwoJobs() {
  QFETCH(QString, engine);
  const auto some = randomSet(37, 30), others = randomSet(50, 20);
  auto spec = specTo(folder_->filePath("both.h5"));
  spec.engine = engine.toStdString();
  spec.alpha = true;
  spec.both = true;
  JobControl control;
  std::int64_t planned = 0, touched = 0;
  JobEvents events;
  events.planned = [&](const Plan& plan) { planned = plan.pairs; };
  events.blockWritten = [&](std::int64_t first, std::int64_t count) {
    touched = std::max(touched, first + count);
  };
  const auto outcome = runJob(spec, {some, others}, control, events);
  QVERIFY2(outcome.kind == JobOutcome::Kind::Finished, outcome.failure.c_str());
  QCOMPARE(planned, 2 * 37 * 50);
  QCOMPARE(outcome.report.pairs, 2 * 37 * 50);
  QCOMPARE(outcome.report.pointQueries, 37 * 50 * (30 + 20));
  QCOMPARE(touched, 50);
  auto turned = specTo(folder_->filePath("turned.h5"));
  turned.engine = spec.engine;
  turned.alpha = true;
  QVERIFY(runJob(turned, {others, some}, control, {}).kind == JobOutcome::Kind::Finished);
  const auto file = ScoreFile::open(spec.output);
  QVERIFY(file->completeness().complete());
  std::vector<float> reverse(37 * 50);
  file->read(Direction::Reverse, 0, 37, 0, 50, reverse.data());
  const auto wanted = allScores(turned.output);
  for (std::size_t q = 0; q < 37; ++q) {
    for (std::size_t t = 0; t < 50; ++t)
      QVERIFY(reverse[q * 50 + t] == wanted[t * 37 + q]);
  }
  spec.output = folder_->filePath("forward.h5").toStdString();
  spec.both = false;
  QVERIFY(runJob(spec, {some, others}, control, {}).kind == JobOutcome::Kind::Finished);
  QVERIFY(allScores(spec.output) == allScores(file->path()));
}

void TestRunner::bothChangesNothingInAnAllByAll() {
  auto spec = specTo(folder_->filePath("all.h5"));
  spec.both = true;
  JobControl control;
  const auto outcome = runJob(spec, {randomSet(9, 30), nullptr}, control, {});
  QVERIFY(outcome.kind == JobOutcome::Kind::Finished);
  QCOMPARE(outcome.report.pairs, 81);
  QVERIFY(ScoreFile::open(spec.output)->completeness().complete());
}

void TestRunner::scoringIsInTheFile() {
  auto spec = specTo(folder_->filePath("scoring.h5"));
  spec.table = "fcwb";
  spec.alpha = true;
  spec.edges = EdgeRule::Left;
  spec.maxDistance.kind = MaxDistance::Kind::Auto;
  JobControl control;
  QVERIFY(runJob(spec, {randomSet(4, 30), nullptr}, control, {}).kind ==
          JobOutcome::Kind::Finished);
  const auto file = ScoreFile::open(spec.output);
  const auto scoring = scoringFromJson(file->tableJson(), "file");
  QVERIFY(scoring.useAlpha && scoring.maxDistance_um == 42.0);
  QVERIFY(scoring.edges == EdgeRule::Left && scoring.table.closed == ClosedSide::Left);
  QVERIFY(scoring.table.cells == fcwbTable().cells);
  const auto job = jobSpecFromJson(file->jobJson(), "file");
  QVERIFY(job.edges == EdgeRule::Left && job.table == "fcwb" && job.alpha);
  QVERIFY(job.maxDistance.kind == MaxDistance::Kind::Auto);
}

void TestRunner::aSelfHitBelowZeroIsRefusedByName() {
  QFile table(folder_->filePath("upside-down.csv"));
  QVERIFY(table.open(QIODevice::WriteOnly));
  table.write(",\"(0,0.5]\",\"(0.5,1]\"\n\"(0,5]\",3,-2\n\"(5,50]\",1,1\n");
  table.close();
  auto spec = specTo(folder_->filePath("negative.h5"));
  spec.table = table.fileName().toStdString();
  JobControl control;
  const auto refused = runJob(spec, {randomSet(4, 30), nullptr}, control, {});
  QVERIFY(refused.kind == JobOutcome::Kind::Failed && refused.inputWasWrong);
  const auto sentence = QString::fromStdString(refused.failure);
  QVERIFY2(sentence.contains("'n0': its self-hit") && sentence.contains("upside-down.csv' is -60"),
           refused.failure.c_str());
  QVERIFY(sentence.contains("--raw"));
  QVERIFY(!QFile::exists(folder_->filePath("negative.h5")));
  spec.normalised = false;
  QVERIFY(runJob(spec, {randomSet(4, 30), nullptr}, control, {}).kind ==
          JobOutcome::Kind::Finished);
}

void TestRunner::threadsDoNotChangeABit() {
  const auto set = randomSet(40, 60);
  std::vector<std::vector<float>> results;
  for (const int threads : {1, 2, 5}) {
    auto spec = specTo(folder_->filePath(QString("t%1.h5").arg(threads)));
    spec.threads = threads;
    JobControl control;
    QVERIFY(runJob(spec, {set, nullptr}, control, {}).kind == JobOutcome::Kind::Finished);
    results.push_back(allScores(spec.output));
  }
  QVERIFY(results[0] == results[1]);
  QVERIFY(results[0] == results[2]);
}

void TestRunner::leftOutNeuronsAreInTheFile() {
  auto set = std::make_shared<NeuronSet>(*randomSet(4, 20));
  set->neurons[2].points.assign(20, Vec3d{1, 1, 1});  // all coincide: no tangent can be made
  set->leftOut.push_back({"broken", "broken.swc:3: too few columns"});
  const auto spec = specTo(folder_->filePath("left.h5"));
  JobControl control;
  const auto outcome = runJob(spec, {set, nullptr}, control, {});
  QVERIFY(outcome.kind == JobOutcome::Kind::Finished);
  QCOMPARE(outcome.report.leftOut.size(), std::size_t(2));
  const auto file = ScoreFile::open(spec.output);
  QCOMPARE(file->queries().size(), 3);
  QCOMPARE(file->queries().leftOut.size(), std::size_t(2));
  QCOMPARE(QString::fromStdString(file->queries().leftOut[0].reason),
           "broken.swc:3: too few columns");
}

void TestRunner::cancelLeavesAValidFile() {
  const auto spec = specTo(folder_->filePath("cancelled.h5"));
  JobControl control;
  JobEvents events;
  std::atomic<int> blocks{0};
  events.blockWritten = [&](std::int64_t, std::int64_t) {
    if (++blocks == 2) control.cancel();
  };
  // So many that the last block is far from being written when the second one is.
  const auto outcome = runJob(spec, {randomSet(2000, 60), nullptr}, control, events);
  QVERIFY(outcome.kind == JobOutcome::Kind::Cancelled);
  const auto done = ScoreFile::open(spec.output)->completeness();
  QVERIFY(done.finishedBlocks >= 2 && !done.complete());
  QCOMPARE(ScoreFile::open(spec.output)->damagedBlocks(), 0);
}

void TestRunner::refusesWhatCannotEndWell_data() {
  QTest::addColumn<QString>("output");
  QTest::addColumn<QString>("engine");
  QTest::addColumn<QString>("fragment");
  QTest::addColumn<bool>("inputWasWrong");
  QTest::newRow("existing file") << "exists.h5"
                                 << "cpu"
                                 << "exists already" << true;
  QTest::newRow("a folder") << "."
                            << "cpu"
                            << "is a folder" << true;
  QTest::newRow("no such folder") << "nowhere/s.h5"
                                  << "cpu"
                                  << "there is no such folder" << true;
  QTest::newRow("unknown engine") << "s.h5"
                                  << "quantum"
                                  << "quantum" << true;
}

void TestRunner::refusesWhatCannotEndWell() {
  QFETCH(QString, output);
  QFETCH(QString, engine);
  QFETCH(QString, fragment);
  QFETCH(bool, inputWasWrong);
  QFile existing(folder_->filePath("exists.h5"));
  QVERIFY(existing.open(QIODevice::WriteOnly));
  existing.write("precious");
  existing.close();
  auto spec = specTo(folder_->filePath(output));
  spec.engine = engine.toStdString();
  JobControl control;
  const auto outcome = runJob(spec, {randomSet(2, 10), nullptr}, control, {});
  QVERIFY(outcome.kind == JobOutcome::Kind::Failed);
  QVERIFY2(QString::fromStdString(outcome.failure).contains(fragment), outcome.failure.c_str());
  QCOMPARE(outcome.inputWasWrong, inputWasWrong);
  QCOMPARE(existing.size(), 8);
}

void TestRunner::aUnitInDoubtNamesTheFlag() {
  auto set = std::make_shared<NeuronSet>(*randomSet(2, 10));
  set->unit = {std::nullopt, "extent 21,000, spacing 90"};
  JobControl control;
  const auto outcome = runJob(specTo(folder_->filePath("u.h5")), {set, nullptr}, control, {});
  QVERIFY(outcome.kind == JobOutcome::Kind::Failed && outcome.inputWasWrong);
  const auto sentence = QString::fromStdString(outcome.failure);
  QVERIFY(sentence.contains("--units") && sentence.contains("extent 21,000"));
  QVERIFY(!QFile::exists(folder_->filePath("u.h5")));
}

void TestRunner::aMemoryLimitIsKept() {
  auto spec = specTo(folder_->filePath("limited.h5"));
  const LoadedInputs inputs{randomSet(50, 20), nullptr};
  JobControl control;
  const auto needed_gib =
      static_cast<double>(planJob(spec, inputs, control).hostBytes) / (1024.0 * 1024 * 1024);
  spec.memory_gib = needed_gib * 1.01;
  planJob(spec, inputs, control);
  spec.memory_gib = needed_gib * 0.99;
  QVERIFY_EXCEPTION_THROWN(planJob(spec, inputs, control), InputError);
  const auto outcome = runJob(spec, inputs, control, {});
  QVERIFY(outcome.kind == JobOutcome::Kind::Failed && outcome.inputWasWrong);
  const QString said = outcome.failure.c_str();
  QVERIFY2(said.contains("--memory") && said.contains("needs about"), qPrintable(said));
  QVERIFY(!QFile::exists(folder_->filePath("limited.h5")));
}

void TestRunner::plansWithoutWriting() {
  const auto spec = specTo(folder_->filePath("p.h5"));
  JobControl control;
  const auto plan = planJob(spec, {randomSet(50, 20), nullptr}, control);
  QCOMPARE(plan.pairs, 2500);
  QVERIFY(plan.fileBytes >= 2500 * 4);
  QVERIFY(plan.hostBytes > 0);
  QVERIFY(plan.blocks > 1);
  QVERIFY(!QFile::exists(folder_->filePath("p.h5")));
}

QTEST_GUILESS_MAIN(TestRunner)
#include "tst_runner.moc"

// SPDX-License-Identifier: BSD-3-Clause
// What a job says it takes of this machine's memory, against what it takes; and that it can do
// with less.
#include "compute/base/Error.hpp"
#include "compute/base/ProcessMemory.hpp"
#include "compute/job/Runner.hpp"
#include "compute/job/plan/JobMemory.hpp"
#include "compute/scorefile/ScoreFile.hpp"

#include <QFile>
#include <QRegularExpression>
#include <QTemporaryDir>
#include <QTest>

#include <cmath>
#include <random>

using namespace nblast;

namespace {

constexpr std::int64_t kMiB = std::int64_t{1} << 20;
constexpr double kGiB = 1 << 30;

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
constexpr bool kMeasurable = false;  // a sanitizer takes memory of its own
#else
constexpr bool kMeasurable = true;
#endif

/// Given dotprops along random walks, so that no time goes into tangents.
std::shared_ptr<const NeuronSet> walks(int neurons, int points, unsigned seed) {
  auto set = std::make_shared<NeuronSet>();
  std::mt19937 random(seed);
  std::uniform_real_distribution<double> place(0, 300);
  std::normal_distribution<double> step(0, 1);
  for (int n = 0; n < neurons; ++n) {
    Neuron neuron;
    neuron.key = "n" + std::to_string(n);
    neuron.source = neuron.key + ".csv";
    neuron.kind = NeuronKind::Dotprops;
    Vec3d at{place(random), place(random), place(random)};
    for (int i = 0; i < points; ++i) {
      const Vec3d d{step(random), step(random), step(random)};
      const double length = std::sqrt(d.x * d.x + d.y * d.y + d.z * d.z) + 1e-9;
      at = {at.x + d.x, at.y + d.y, at.z + d.z};
      neuron.points.push_back(at);
      neuron.tangents.push_back({d.x / length, d.y / length, d.z / length});
      neuron.alphas.push_back(0.5);
    }
    neuron.points.shrink_to_fit();
    neuron.tangents.shrink_to_fit();
    neuron.alphas.shrink_to_fit();
    set->neurons.push_back(std::move(neuron));
  }
  set->unit = {parseLengthUnit("um"), "made by the test"};
  return set;
}

JobOutcome run(const JobSpec& spec, const LoadedInputs& inputs, Plan& plan) {
  JobControl control;
  JobEvents events;
  events.planned = [&plan](const Plan& made) { plan = made; };
  return runJob(spec, inputs, control, events);
}

std::vector<float> scoresOf(const JobSpec& spec, Direction direction) {
  const auto file = ScoreFile::open(spec.output);
  std::vector<float> scores(file->queries().size() * file->targets().size());
  file->read(direction, 0, file->queries().size(), 0, file->targets().size(), scores.data());
  return scores;
}

}  // namespace

class TestJobMemory : public QObject {
  Q_OBJECT
 private Q_SLOTS:
  void cutsRowsAtChunks();
  void thePlanIsThePeak_data();
  void thePlanIsThePeak();
  void lessMemoryTheSameScores_data();
  void lessMemoryTheSameScores();
  void whatCannotFitIsRefused_data();
  void whatCannotFitIsRefused();
  void allIsGivenBack_data();
  void allIsGivenBack();
  void aRunningJobIsNoPartOfAnothersPlan();
  void preparedNeuronsAreShared();

 private:
  JobSpec specTo(const QString& name) const {
    JobSpec spec;
    spec.output = folder_.filePath(name).toStdString();
    spec.engine = "cpu";
    spec.overwrite = true;
    return spec;
  }
  QTemporaryDir folder_;
};

void TestJobMemory::cutsRowsAtChunks() {
  for (const std::int64_t rows : {1, 15, 16, 17, 100, 1198, 30'000}) {
    for (const std::int64_t chunk : {1, 16, 512}) {
      for (const std::int64_t parts : {1, 2, 3, 7, 100'000}) {
        const auto ranges = cutRows(rows, chunk, parts);
        const auto chunks = (rows + chunk - 1) / chunk;
        QCOMPARE(static_cast<std::int64_t>(ranges.size()), std::min(parts, chunks));
        std::int64_t next = 0;
        for (const auto& range : ranges) {
          QCOMPARE(range.first, next);
          QVERIFY(range.count > 0 && range.first % chunk == 0);
          QVERIFY(range.count <= (chunks / std::min(parts, chunks) + 1) * chunk);
          next += range.count;
        }
        QCOMPARE(next, rows);
      }
    }
  }
}

void TestJobMemory::thePlanIsThePeak_data() {
  QTest::addColumn<int>("queries");
  QTest::addColumn<int>("targets");  // 0: all against all
  QTest::addColumn<int>("points");
  QTest::addColumn<bool>("both");
  QTest::addColumn<double>("above");  // 0: dense
  QTest::addColumn<bool>("geometry");
  QTest::newRow("all against all") << 500 << 0 << 1000 << false << 0.0 << true;
  QTest::newRow("many queries") << 3000 << 16 << 400 << false << 0.0 << true;
  QTest::newRow("many small ones, no geometry") << 8000 << 40 << 40 << false << 0.0 << false;
  QTest::newRow("both ways") << 60 << 1500 << 500 << true << 0.0 << true;
  QTest::newRow("sparse") << 500 << 0 << 1000 << false << 0.3 << true;
  QTest::newRow("sparse, both ways") << 60 << 1500 << 500 << true << 0.3 << true;
}

/// What a job takes besides what is there already, within a fifth.
void TestJobMemory::thePlanIsThePeak() {
  if (!kMeasurable) QSKIP("a sanitizer takes memory of its own");
  QFETCH(int, queries);
  QFETCH(int, targets);
  QFETCH(int, points);
  QFETCH(bool, both);
  QFETCH(double, above);
  QFETCH(bool, geometry);
  const LoadedInputs inputs{walks(queries, points, 1),
                            targets > 0 ? walks(targets, points, 2) : nullptr};
  auto spec = specTo("peak.h5");
  spec.both = both;
  spec.geometry = geometry;
  if (above > 0) spec.sparseAbove = above;
  giveBackFreedMemory();
  if (!restartPeak()) QSKIP("this system does not let a peak begin anew");
  const auto before = residentBytes();
  Plan plan;
  const auto outcome = run(spec, inputs, plan);
  QVERIFY2(outcome.kind == JobOutcome::Kind::Finished, outcome.failure.c_str());
  const auto planned = plan.hostBytes - before, taken = outcome.report.peakHostBytes - before;
  const auto text = QString("planned %1 MB, taken %2 MB beside %3 MB")
                        .arg(planned / 1e6)
                        .arg(taken / 1e6)
                        .arg(before / 1e6);
  qInfo("%s", qPrintable(text));
  QVERIFY2(taken > 20 * kMiB, qPrintable(text));  // enough to tell
  QVERIFY2(std::abs(planned - taken) < taken / 5 + 10 * kMiB, qPrintable(text));
}

void TestJobMemory::lessMemoryTheSameScores_data() {
  QTest::addColumn<int>("queries");
  QTest::addColumn<int>("targets");  // 0: all against all
  QTest::addColumn<int>("points");
  QTest::addColumn<bool>("both");
  QTest::addColumn<double>("above");  // 0: dense
  QTest::addColumn<bool>("raw");
  QTest::newRow("all against all") << 400 << 0 << 1000 << false << 0.0 << false;
  QTest::newRow("all against all, raw") << 250 << 0 << 1000 << false << 0.0 << true;
  QTest::newRow("both ways") << 60 << 1000 << 500 << true << 0.0 << false;
  QTest::newRow("sparse") << 3000 << 0 << 20 << false << 0.2 << false;
}

/// Smaller parts of the queries, or fewer bounds at a time: it really takes less, and no score
/// knows of it.
void TestJobMemory::lessMemoryTheSameScores() {
  QFETCH(int, queries);
  QFETCH(int, targets);
  QFETCH(int, points);
  QFETCH(bool, both);
  QFETCH(double, above);
  QFETCH(bool, raw);
  const LoadedInputs inputs{walks(queries, points, 3),
                            targets > 0 ? walks(targets, points, 4) : nullptr};
  auto spec = specTo("free.h5");
  spec.both = both;
  spec.normalised = !raw;
  if (above > 0) spec.sparseAbove = above;
  Plan plan;
  QCOMPARE(run(spec, inputs, plan).kind, JobOutcome::Kind::Finished);
  QCOMPARE(plan.shape.queryParts, 1);
  auto limited = spec;
  limited.output = folder_.filePath("limited.h5").toStdString();
  const auto limit =
      plan.host.processBytes + (plan.host.searchBytes + plan.host.scoreBytes) * 4 / 10;
  limited.memory_gib = static_cast<double>(limit) / kGiB;
  Plan small;
  const auto outcome = run(limited, inputs, small);
  QVERIFY2(outcome.kind == JobOutcome::Kind::Finished, outcome.failure.c_str());
  if (above > 0) {
    QVERIFY(small.shape.boundsAtOnce < plan.shape.boundsAtOnce);
  } else {
    QVERIFY(small.shape.queryParts > 1);
    QCOMPARE(small.blocks, plan.blocks);  // the file is the same
  }
  QVERIFY(small.hostBytes <= limit && small.hostBytes < plan.hostBytes);
  if (kMeasurable) {
    QVERIFY2(outcome.report.peakHostBytes <= limit,
             qPrintable(QString("%1 of %2").arg(outcome.report.peakHostBytes).arg(limit)));
  }
  QVERIFY(scoresOf(limited, Direction::Forward) == scoresOf(spec, Direction::Forward));
  if (both) QVERIFY(scoresOf(limited, Direction::Reverse) == scoresOf(spec, Direction::Reverse));
  const auto file = ScoreFile::open(limited.output);
  QVERIFY(file->completeness().complete());
  QCOMPARE(file->damagedBlocks(), 0);
  QVERIFY(file->queries().selfHits == ScoreFile::open(spec.output)->queries().selfHits);
}

void TestJobMemory::whatCannotFitIsRefused_data() {
  QTest::addColumn<bool>("sparse");
  QTest::newRow("dense") << false;
  QTest::newRow("sparse") << true;
}

void TestJobMemory::whatCannotFitIsRefused() {
  QFETCH(bool, sparse);
  const LoadedInputs inputs{walks(1000, 600, 5), nullptr};
  auto spec = specTo("refused.h5");
  if (sparse) spec.top = 5;
  JobControl control;
  const auto plan = planJob(spec, inputs, control);
  const auto refusal = [&](std::int64_t limit) {
    spec.memory_gib = static_cast<double>(limit) / kGiB;
    Plan none;
    const auto outcome = run(spec, inputs, none);
    if (outcome.kind != JobOutcome::Kind::Failed || !outcome.inputWasWrong) return QString();
    return QString::fromStdString(outcome.failure);
  };
  // Its neurons are 17 MB: with half of them it would fit.
  const auto half = refusal(plan.host.processBytes - 9 * kMiB);
  QVERIFY2(half.contains("needs about") && half.contains("--memory"), qPrintable(half));
  const QRegularExpression fits("about (\\d+) of these 1000 would fit");
  const auto found = fits.match(half);
  QVERIFY2(found.hasMatch(), qPrintable(half));
  QVERIFY2(found.captured(1).toInt() > 100 && found.captured(1).toInt() < 900, qPrintable(half));
  const auto none = refusal(4 * kMiB);
  QVERIFY2(none.contains("this program alone"), qPrintable(none));
  QVERIFY(!QFile::exists(folder_.filePath("refused.h5")));
}

void TestJobMemory::allIsGivenBack_data() {
  QTest::addColumn<QString>("how");
  QTest::newRow("finished") << "finished";
  QTest::newRow("cancelled") << "cancelled";
  QTest::newRow("failed") << "failed";
  QTest::newRow("planned") << "planned";
}

/// Small pieces stay with the allocator unless they are handed back: gigabytes after a large job.
void TestJobMemory::allIsGivenBack() {
  if (!kMeasurable) QSKIP("a sanitizer takes memory of its own");
  QFETCH(QString, how);
  auto inputs = LoadedInputs{walks(20'000, 60, 6), walks(16, 60, 7)};
  const auto spec = specTo("given-back-" + how + ".h5");
  giveBackFreedMemory();
  const auto before = residentBytes();
  JobControl control;
  std::int64_t during = 0;
  JobEvents events;
  events.fileCreated = [&](const std::filesystem::path&) {
    during = residentBytes();
    if (how == "cancelled") control.cancel();
    if (how == "failed") throw IoError("made by the test");
  };
  if (how == "planned") {
    planJob(spec, inputs, control);
    during = before + 30 * kMiB;
  } else {
    using Kind = JobOutcome::Kind;
    const auto expected = how == "finished"    ? Kind::Finished
                          : how == "cancelled" ? Kind::Cancelled
                                               : Kind::Failed;
    QCOMPARE(runJob(spec, inputs, control, events).kind, expected);
  }
  QVERIFY(during >= before + 25 * kMiB);
  const auto after = residentBytes();
  QVERIFY2(after < before + 10 * kMiB,
           qPrintable(QString("%1 MB before, %2 MB after").arg(before / 1e6).arg(after / 1e6)));
  // What only the job had goes, too.
  const auto spare = residentBytes();
  runJob(spec, std::move(inputs), control, {});
  QVERIFY(residentBytes() < spare - 40 * kMiB);
}

/// Its memory will be free again when the next job starts.
void TestJobMemory::aRunningJobIsNoPartOfAnothersPlan() {
  if (!kMeasurable) QSKIP("a sanitizer takes memory of its own");
  const LoadedInputs large{walks(3000, 400, 10), walks(16, 400, 11)}, small{walks(10, 50, 12), {}};
  const auto spec = specTo("running.h5");
  JobControl control;
  planJob(spec, small, control);  // what is only touched once
  const auto alone = planJob(spec, small, control).host.processBytes;
  std::int64_t running = 0, resident = 0;
  JobEvents events;
  events.blockWritten = [&](std::int64_t, std::int64_t) {
    if (running > 0) return;
    resident = residentBytes();
    running = planJob(spec, small, control).host.processBytes;
  };
  QCOMPARE(runJob(spec, large, control, events).kind, JobOutcome::Kind::Finished);
  const auto text = QString("%1 MB alone, %2 MB beside a job, when %3 MB were taken")
                        .arg(alone / 1e6)
                        .arg(running / 1e6)
                        .arg(resident / 1e6);
  QVERIFY2(resident > alone + 50 * kMiB, qPrintable(text));
  QVERIFY2(std::abs(running - alone) < 15 * kMiB, qPrintable(text));
}

/// Tangents are made once for all who hold the same cache; other options make others.
void TestJobMemory::preparedNeuronsAreShared() {
  LoadedInputs inputs{walks(40, 30, 8), walks(20, 30, 9)};
  inputs.prepared = std::make_shared<PreparedCache>();
  const auto& cache = *inputs.prepared;
  const PreparedCache::Key queries{inputs.queries, {}}, targets{inputs.targets, {}};
  const auto spec = specTo("shared.h5");
  JobControl control;
  planJob(spec, inputs, control);
  const auto first = cache.find(queries);
  QVERIFY(first && cache.find(targets));
  QCOMPARE(first->size(), 40);
  planJob(spec, inputs, control);
  QCOMPARE(cache.find(queries), first);
  Plan plan;
  QCOMPARE(run(spec, inputs, plan).kind, JobOutcome::Kind::Finished);
  QCOMPARE(cache.find(queries), first);
  QCOMPARE(ScoreFile::open(spec.output)->queryDotprops(39).points_um,
           first->dotprops[39].points_um);

  auto inNm = spec;  // of the queries
  inNm.queryUnit = parseLengthUnit("nm");
  planJob(inNm, inputs, control);
  QVERIFY(!cache.find(queries));
  QVERIFY(cache.find(targets));
  const auto other = cache.find({inputs.queries, {0.001, {}, 0}});
  QVERIFY(other);
  QVERIFY(other->dotprops[0].points_um != first->dotprops[0].points_um);

  planJob(spec, {inputs.targets, nullptr, inputs.prepared}, control);  // all against all
  QVERIFY(cache.find(targets));
  QVERIFY(!cache.find({inputs.queries, {0.001, {}, 0}}));
}

QTEST_GUILESS_MAIN(TestJobMemory)
#include "tst_job_memory.moc"

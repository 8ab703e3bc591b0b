// SPDX-License-Identifier: BSD-3-Clause
// A sparse job keeps exactly what a dense one would keep, bit for bit.
#include "compute/job/Runner.hpp"
#include "compute/scorefile/ScoreFile.hpp"
#include "tests/compute/support/SampleSets.hpp"

#include <QTemporaryDir>
#include <QTest>

#include <algorithm>
#include <cmath>
#include <cstring>
#include <filesystem>

using namespace nblast;

namespace {

struct Matrix {
  std::int64_t rows = 0, columns = 0;
  std::vector<float> forward, reverse;
  float at(std::int64_t q, std::int64_t t) const { return forward[q * columns + t]; }
  float back(std::int64_t q, std::int64_t t) const { return reverse[q * columns + t]; }
};

Matrix readAll(const ScoreFile& file) {
  Matrix matrix{file.queries().size(), file.targets().size(), {}, {}};
  matrix.forward.resize(matrix.rows * matrix.columns);
  file.read(Direction::Forward, 0, matrix.rows, 0, matrix.columns, matrix.forward.data());
  if (file.hasDirection(Direction::Reverse)) {
    matrix.reverse.resize(matrix.forward.size());
    file.read(Direction::Reverse, 0, matrix.rows, 0, matrix.columns, matrix.reverse.data());
  }
  return matrix;
}

/// By the definition in compute/search/README.md, "Only the good ones": the union of threshold
/// (either direction) and each query's best.
std::vector<bool> keptOf(const Matrix& dense, const JobSpec& spec, bool allByAll) {
  std::vector<bool> kept(dense.forward.size());
  for (std::int64_t q = 0; q < dense.rows; ++q) {
    std::vector<std::int64_t> order;
    for (std::int64_t t = 0; t < dense.columns; ++t) {
      const bool self = allByAll && q == t;
      if (!self) order.push_back(t);
      const auto reaches = [&](float score) {
        return static_cast<double>(score) >= *spec.sparseAbove;
      };
      kept[q * dense.columns + t] =
          self || (spec.sparseAbove && (reaches(dense.at(q, t)) ||
                                        (!dense.reverse.empty() && reaches(dense.back(q, t)))));
    }
    std::sort(order.begin(), order.end(), [&](std::int64_t a, std::int64_t b) {
      return dense.at(q, a) != dense.at(q, b) ? dense.at(q, a) > dense.at(q, b) : a < b;
    });
    const auto best =
        std::min<std::int64_t>(spec.top.value_or(0), static_cast<std::int64_t>(order.size()));
    for (std::int64_t i = 0; i < best; ++i)
      kept[q * dense.columns + order[i]] = true;
  }
  return kept;
}

bool sameBits(float a, float b) {
  return std::memcmp(&a, &b, sizeof a) == 0;
}

bool sameBits(const std::vector<float>& a, const std::vector<float>& b) {
  return a.size() == b.size() &&
         (a.empty() || std::memcmp(a.data(), b.data(), a.size() * sizeof(float)) == 0);
}

}  // namespace

class SparseJob : public QObject {
  Q_OBJECT
 private Q_SLOTS:
  void keepsWhatADenseJobWouldKeep_data();
  void keepsWhatADenseJobWouldKeep();
  void sameFileFromDevices_data();
  void sameFileFromDevices();
  void dropsMostPairsUnscored();
  void tellsWhatWasScoredAndKept();
  void plansAtMostWhatItCosts_data();
  void plansAtMostWhatItCosts();
};

void SparseJob::keepsWhatADenseJobWouldKeep_data() {
  QTest::addColumn<QString>("table");
  QTest::addColumn<bool>("alpha");
  QTest::addColumn<bool>("normalised");
  QTest::addColumn<QString>("bound");
  QTest::addColumn<double>("above");  // NaN: none
  QTest::addColumn<int>("top");
  QTest::addColumn<int>("targets");  // 0: all-by-all
  QTest::addColumn<bool>("both");
  const double none = std::nan("");
  QTest::newRow("at 0.2") << "auto" << false << true << "off" << 0.2 << 0 << 0 << false;
  QTest::newRow("at 0") << "auto" << false << true << "off" << 0.0 << 0 << 0 << false;
  QTest::newRow("below everything") << "auto" << false << true << "off" << -2.0 << 0 << 0 << false;
  QTest::newRow("above everything") << "auto" << false << true << "off" << 1.5 << 0 << 0 << false;
  QTest::newRow("3 best") << "auto" << false << true << "off" << none << 3 << 0 << false;
  QTest::newRow("more than there are")
      << "auto" << false << true << "off" << none << 500 << 0 << false;
  QTest::newRow("at 0.4 or 2 best") << "auto" << false << true << "off" << 0.4 << 2 << 0 << false;
  QTest::newRow("bound") << "auto" << false << true << "auto" << 0.2 << 3 << 0 << false;
  QTest::newRow("alpha") << "auto" << true << true << "off" << 0.3 << 3 << 0 << false;
  QTest::newRow("alpha, bound") << "auto" << true << true << "auto" << 0.3 << 3 << 0 << false;
  QTest::newRow("raw") << "auto" << false << false << "off" << 100.0 << 3 << 0 << false;
  QTest::newRow("v1") << "v1" << false << true << "off" << 0.4 << 3 << 0 << false;
  QTest::newRow("v1, bound") << "v1:3" << false << true << "30" << 0.2 << 3 << 0 << false;
  QTest::newRow("targets") << "auto" << false << true << "off" << 0.1 << 2 << 40 << false;
  QTest::newRow("targets, both") << "auto" << false << true << "off" << 0.1 << 2 << 40 << true;
}

void SparseJob::keepsWhatADenseJobWouldKeep() {
  QFETCH(QString, table);
  QFETCH(bool, alpha);
  QFETCH(bool, normalised);
  QFETCH(QString, bound);
  QFETCH(double, above);
  QFETCH(int, top);
  QFETCH(int, targets);
  QFETCH(bool, both);
  QTemporaryDir folder;
  JobSpec spec;
  QVERIFY(setTable(spec, table.toStdString()));
  spec.alpha = alpha;
  spec.normalised = normalised;
  spec.maxDistance = *parseMaxDistance(bound.toStdString());
  spec.both = both;
  LoadedInputs inputs{sampleSet(70, 2), targets > 0 ? sampleSet(targets, 5) : nullptr};

  spec.output = folder.filePath("dense.h5").toStdString();
  JobControl control;
  const auto dense = runJob(spec, inputs, control, {});
  QVERIFY2(dense.kind == JobOutcome::Kind::Finished, dense.failure.c_str());
  const auto all = readAll(*ScoreFile::open(spec.output));

  if (!std::isnan(above)) spec.sparseAbove = above;
  if (top > 0) spec.top = top;
  spec.output = folder.filePath("sparse.h5").toStdString();
  const auto sparse = runJob(spec, inputs, control, {});
  QVERIFY2(sparse.kind == JobOutcome::Kind::Finished, sparse.failure.c_str());
  const auto file = ScoreFile::open(spec.output);
  QVERIFY(file->isSparse());
  QVERIFY(file->completeness().complete());
  const auto some = readAll(*file);
  QCOMPARE(some.reverse.empty(), all.reverse.empty());

  const auto kept = keptOf(all, spec, targets == 0);
  for (std::size_t i = 0; i < kept.size(); ++i) {
    const bool right = kept[i] ? sameBits(some.forward[i], all.forward[i])
                               : some.forward[i] == ScoreFile::kNotKept;
    if (!right) {
      QFAIL(qPrintable(QString("pair (%1, %2): dense %3, sparse %4, kept %5")
                           .arg(i / all.columns)
                           .arg(i % all.columns)
                           .arg(all.forward[i])
                           .arg(some.forward[i])
                           .arg(bool(kept[i]))));
    }
    if (kept[i] && !all.reverse.empty()) QVERIFY(sameBits(some.reverse[i], all.reverse[i]));
  }
}

void SparseJob::sameFileFromDevices_data() {
  QTest::addColumn<double>("above");  // NaN: none
  QTest::addColumn<int>("top");
  QTest::addColumn<int>("targets");  // 0: all-by-all
  QTest::addColumn<bool>("both");
  QTest::newRow("threshold") << 0.2 << 0 << 0 << false;
  QTest::newRow("best") << std::nan("") << 3 << 0 << false;
  QTest::newRow("threshold and best") << 0.3 << 2 << 0 << false;
  QTest::newRow("targets, both") << 0.1 << 2 << 40 << true;
}

/// Kept pairs, their scores and how many were scored: bounds have the same bits, so choices do.
void SparseJob::sameFileFromDevices() {
  QFETCH(double, above);
  QFETCH(int, top);
  QFETCH(int, targets);
  QFETCH(bool, both);
  QTemporaryDir folder;
  JobSpec spec;
  spec.both = both;
  if (!std::isnan(above)) spec.sparseAbove = above;
  if (top > 0) spec.top = top;
  const LoadedInputs inputs{sampleSet(100, 2), targets > 0 ? sampleSet(targets, 5) : nullptr};
  JobControl control;
  std::vector<Matrix> found;
  std::vector<std::int64_t> scored;
  for (const char* engine : {"cpu", "cuda-host"}) {
    spec.engine = engine;
    if (spec.engine == "cuda-host") spec.gpus = std::vector{0, 1, 2};
    spec.output = folder.filePath(engine).toStdString() + ".h5";
    const auto outcome = runJob(spec, inputs, control, {});
    QVERIFY2(outcome.kind == JobOutcome::Kind::Finished, outcome.failure.c_str());
    const auto file = ScoreFile::open(spec.output);
    found.push_back(readAll(*file));
    scored.push_back(file->sparseCounts().scored);
    if (found.size() == 2) QVERIFY(outcome.report.peakDeviceBytes > 0);
  }
  QCOMPARE(scored[1], scored[0]);
  QVERIFY(sameBits(found[1].forward, found[0].forward));
  QVERIFY(sameBits(found[1].reverse, found[0].reverse));
}

void SparseJob::dropsMostPairsUnscored() {
  QTemporaryDir folder;
  JobSpec spec;
  spec.sparseAbove = 0.3;
  spec.output = folder.filePath("s.h5").toStdString();
  JobControl control;
  const auto outcome = runJob(spec, {sampleSet(120, 2), nullptr}, control, {});
  QVERIFY2(outcome.kind == JobOutcome::Kind::Finished, outcome.failure.c_str());
  QVERIFY2(outcome.report.pairs < 120 * 120 / 3, "the bound drops next to nothing");
}

void SparseJob::tellsWhatWasScoredAndKept() {
  QTemporaryDir folder;
  JobSpec spec;
  spec.top = 3;
  spec.output = folder.filePath("s.h5").toStdString();
  JobControl control;
  const auto outcome = runJob(spec, {sampleSet(120, 2), nullptr}, control, {});
  QVERIFY2(outcome.kind == JobOutcome::Kind::Finished, outcome.failure.c_str());
  QVERIFY(outcome.report.sparse.has_value());
  const auto told = ScoreFile::open(spec.output)->sparseCounts();
  QCOMPARE(told.pairs, 120 * 120);
  QCOMPARE(told.scored, outcome.report.pairs);
  QCOMPARE(told.kept, 120 * 4);
  QVERIFY2(told.scored > 120 * 6, "candidates that were not kept are not counted");
  QCOMPARE(outcome.report.sparse->scored, told.scored);
  QCOMPARE(outcome.report.sparse->kept, told.kept);
}

void SparseJob::plansAtMostWhatItCosts_data() {
  QTest::addColumn<double>("above");  // NaN: none
  QTest::addColumn<int>("top");
  QTest::addColumn<int>("targets");  // 0: all-by-all
  QTest::addColumn<bool>("both");
  const double none = std::nan("");
  QTest::newRow("at 0.2") << 0.2 << 0 << 0 << false;
  QTest::newRow("below everything") << -2.0 << 0 << 0 << false;
  QTest::newRow("above everything") << 1.5 << 0 << 0 << false;
  QTest::newRow("3 best") << none << 3 << 0 << false;
  QTest::newRow("more than there are") << none << 500 << 0 << false;
  QTest::newRow("at 0.4 or 2 best") << 0.4 << 2 << 0 << false;
  QTest::newRow("targets") << 0.1 << 2 << 40 << false;
  QTest::newRow("targets, both") << 0.1 << 2 << 40 << true;
}

/// The sample is all targets and all queries, but for a few: next to no luck is in it.
void SparseJob::plansAtMostWhatItCosts() {
  QFETCH(double, above);
  QFETCH(int, top);
  QFETCH(int, targets);
  QFETCH(bool, both);
  QTemporaryDir folder;
  JobSpec spec;
  spec.both = both;
  spec.geometry = false;
  spec.output = folder.filePath("s.h5").toStdString();
  if (!std::isnan(above)) spec.sparseAbove = above;
  if (top > 0) spec.top = top;
  const LoadedInputs inputs{sampleSet(64, 2), targets > 0 ? sampleSet(targets, 5) : nullptr};
  JobControl control;
  const auto plan = planJob(spec, inputs, control);
  QVERIFY(!std::filesystem::exists(spec.output));
  QVERIFY(plan.keptPairs && plan.scores);
  const auto outcome = runJob(spec, inputs, control, {});
  QVERIFY2(outcome.kind == JobOutcome::Kind::Finished, outcome.failure.c_str());
  const auto counts = ScoreFile::open(spec.output)->sparseCounts();
  QVERIFY(*plan.keptPairs >= counts.kept && *plan.keptPairs <= counts.pairs);
  QVERIFY(*plan.scores > 0 || counts.kept == 64);
  QVERIFY(*plan.scores <= plan.pairs);
  // How many rows are scored to see what a query's best are is a matter of time.
  if (top == 0) QVERIFY(*plan.scores >= outcome.report.pairs);
  const bool everything = above < 0 || top > 64;
  QVERIFY(everything || *plan.keptPairs < counts.pairs / 2);
  const auto bytes = static_cast<std::int64_t>(std::filesystem::file_size(spec.output));
  QVERIFY2(std::abs(plan.fileBytes - bytes) < bytes / 4 + 12 * (*plan.keptPairs - counts.kept),
           qPrintable(QString("%1 planned, %2 written").arg(plan.fileBytes).arg(bytes)));
  QVERIFY(plan.hostBytes >= counts.kept * 12);
  QVERIFY(plan.expectedSeconds > 0);
}

QTEST_GUILESS_MAIN(SparseJob)
#include "tst_sparse_job.moc"

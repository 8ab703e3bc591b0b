// SPDX-License-Identifier: BSD-3-Clause
#include "compute/base/Error.hpp"
#include "tests/compute/scorefile/Processes.hpp"
#include "tests/compute/scorefile/SparseFixtures.hpp"

#include <QTest>

using namespace fixtures;

Q_DECLARE_METATYPE(nblast::SparseLimits)

/// What the writer of sparse score files promises besides the scores, and what it refuses.
class TestSparseWriter : public QObject {
  Q_OBJECT
 private Q_SLOTS:
  void selfPairsAreThere_data();
  void selfPairsAreThere();
  void nothingKept();
  void incompleteThenComplete();
  void anotherFileWithTheName();
  void labelsAndGeometryComeBack();
  void sizeIsForetold();
  void wrongCalls_data();
  void wrongCalls();
  void pairsInOneDirectionOnly();
  void pairsTwice();
};

void TestSparseWriter::selfPairsAreThere_data() {
  QTest::addColumn<bool>("normalised");
  QTest::newRow("normalised") << true;
  QTest::newRow("raw") << false;
}

void TestSparseWriter::selfPairsAreThere() {
  QFETCH(bool, normalised);
  const QTemporaryDir folder;
  Job job(5);
  job.contents.normalised = normalised;
  const auto writer = SparseScoreFileWriter::create(in(folder, "a.h5"), job.contents, {1e9, {}},
                                                    ExistingFile::Refuse);
  const ScoredPair given[] = {{2, 2, 42}};
  writer->writeBlock(given);
  writer->finish("{}");
  const auto file = ScoreFile::open(in(folder, "a.h5"));
  for (std::int64_t i = 0; i < 5; ++i) {
    const float self = i == 2 ? 42 : normalised ? 1 : static_cast<float>(job.querySelfHits[i]);
    const ScoreRows row = file->rows(i, 1);
    QCOMPARE(row.targets, std::vector<std::int32_t>{static_cast<std::int32_t>(i)});
    QCOMPARE(row.forward, std::vector<float>{self});
    QCOMPARE(row.reverse, std::vector<float>{self});
  }
}

void TestSparseWriter::nothingKept() {
  const QTemporaryDir folder;
  const DenseScores scores(Shape::OneDirection, 4, 5, 1);
  const Job job(4, 5);
  const auto writer = SparseScoreFileWriter::create(in(folder, "a.h5"), job.contents, {5.0, {}},
                                                    ExistingFile::Refuse);
  writer->finish("{}");
  const auto file = ScoreFile::open(in(folder, "a.h5"));
  QVERIFY(file->completeness().complete());
  QCOMPARE(file->damagedBlocks(), 0);
  QCOMPARE(file->sparseCounts().kept, 0);
  QCOMPARE(firstWrong(*file, scores, {5.0, {}}), QString());
  QCOMPARE(file->rows(0, 4).offsets, (std::vector<std::int64_t>{0, 0, 0, 0, 0}));
}

void TestSparseWriter::incompleteThenComplete() {
  const QTemporaryDir folder;
  const SparseLimits limits{0.5, {}};
  const DenseScores scores(Shape::AllByAll, 20, 20, 2);
  const auto job = jobFor(scores);
  auto writer = SparseScoreFileWriter::create(in(folder, "a.h5"), job->contents, limits,
                                              ExistingFile::Refuse);
  const SparseInput input(scores, limits, false, 1);
  input.write(*writer, 10);
  const auto early = ScoreFile::open(in(folder, "a.h5"));
  QVERIFY(early->isSparse());
  QCOMPARE(early->limits().above, limits.above);
  QVERIFY(!early->completeness().complete());
  QCOMPARE(early->damagedBlocks(), 0);
  QCOMPARE(early->reportJson(), std::string());
  QCOMPARE(early->sparseCounts().pairs, 400);
  QCOMPARE(early->rows(3, 2).offsets, (std::vector<std::int64_t>{0, 0, 0}));
  std::vector<float> found(400);
  for (const Direction direction : kAllDirections) {
    early->read(direction, 0, 20, 0, 20, found.data());
    for (const float score : found)
      QVERIFY(std::isnan(score));
  }
  std::size_t written = 0;
  writer->visitWritten([&](auto pairs, bool reverse) { written += reverse ? 0 : pairs.size(); });
  QCOMPARE(written, input.forward.size());
  const std::string report = R"({"engine":"cpu"})";
  writer->finish(report);
  // The same object goes over to the complete file.
  QVERIFY(early->completeness().complete());
  QCOMPARE(firstWrong(*early, scores, limits), QString());
  QCOMPARE(early->reportJson(), report);
  QVERIFY(early->sparseCounts().kept > 0);
  QCOMPARE(early->queryDotprops(4).size(), 5);
  QVERIFY_EXCEPTION_THROWN(writer->finish("{}"), std::logic_error);
  QVERIFY_EXCEPTION_THROWN(writer->writeBlock(input.forward), std::logic_error);
}

/// Whoever has an incomplete file open does not take another job's file for its completion.
void TestSparseWriter::anotherFileWithTheName() {
  const QTemporaryDir folder;
  const DenseScores scores(Shape::AllByAll, 9, 9, 2);
  const auto job = jobFor(scores);
  SparseScoreFileWriter::create(in(folder, "a.h5"), job->contents, {0.5, {}}, ExistingFile::Refuse);
  const auto early = ScoreFile::open(in(folder, "a.h5"));
  std::filesystem::remove(in(folder, "a.h5"));
  QVERIFY(!early->completeness().complete());
  writeSparse(in(folder, "a.h5"), scores, {0.5, {}});
  QVERIFY(!early->completeness().complete());
  float score = 0;
  early->read(Direction::Forward, 0, 1, 0, 1, &score);
  QVERIFY(std::isnan(score));
}

void TestSparseWriter::labelsAndGeometryComeBack() {
  const QTemporaryDir folder;
  Job job(6, 9);
  job.targets.labels[7].key = "Zürich";
  const auto writer = SparseScoreFileWriter::create(in(folder, "a.h5"), job.contents, {0.5, {}},
                                                    ExistingFile::Refuse);
  writer->finish(R"({"engine":"none"})");
  const auto file = ScoreFile::open(in(folder, "a.h5"));
  QVERIFY(file->hasGeometry() && file->isNormalised());
  QCOMPARE(file->jobJson(), job.contents.jobJson);
  QCOMPARE(file->targets().labels[7].key, std::string("Zürich"));
  QCOMPARE(file->targets().selfHits, job.targetSelfHits);
  QCOMPARE(file->queries().leftOut.size(), 2U);
  for (std::int64_t i = 0; i < 9; ++i) {
    QVERIFY(file->targetDotprops(i).tangents == job.targets.dotprops[i].tangents);
    QVERIFY(file->targetGeometry(i).points_um == job.targets.dotprops[i].points_um);
  }
  Job bare(6);
  bare.contents.geometry = false;
  SparseScoreFileWriter::create(in(folder, "b.h5"), bare.contents, {0.5, {}}, ExistingFile::Refuse)
      ->finish("{}");
  QVERIFY(!ScoreFile::open(in(folder, "b.h5"))->hasGeometry());
}

void TestSparseWriter::sizeIsForetold() {
  const QTemporaryDir folder;
  const DenseScores scores(Shape::BothDirections, 500, 400, 2);
  writeSparse(in(folder, "a.h5"), scores, {0.5, {}}, false);
  const auto file = ScoreFile::open(in(folder, "a.h5"));
  std::int64_t points = 0;
  for (const ScoreAxis* axis : {&file->queries(), &file->targets()}) {
    for (const std::int64_t count : axis->pointCounts)
      points += count;
  }
  const auto real = static_cast<double>(std::filesystem::file_size(in(folder, "a.h5")));
  const auto foretold =
      static_cast<double>(sparseScoreFileBytes(500, 400, file->sparseCounts().kept, points, true));
  QVERIFY2(real / foretold > 0.75 && real / foretold < 1.1,
           qPrintable(QString("%1 of %2").arg(real).arg(foretold)));
}

void TestSparseWriter::wrongCalls_data() {
  QTest::addColumn<SparseLimits>("limits");
  QTest::addColumn<QString>("reason");
  QTest::newRow("no limit") << SparseLimits{} << "needs a limit";
  QTest::newRow("N 0") << SparseLimits{{}, 0} << "--top must be at least 1";
  QTest::newRow("S NaN") << SparseLimits{std::nan(""), 3} << "--sparse-above must be a number";
}

void TestSparseWriter::wrongCalls() {
  QFETCH(SparseLimits, limits);
  QFETCH(QString, reason);
  const QTemporaryDir folder;
  const Job job(3, 4);
  const auto create = [&](const SparseLimits& with) {
    return SparseScoreFileWriter::create(in(folder, "a.h5"), job.contents, with,
                                         ExistingFile::Refuse);
  };
  const QString failure = failureOf<InputError>([&] { create(limits); });
  QVERIFY2(failure.contains(reason), qPrintable(failure));
  const auto writer = create({0.5, {}});
  const auto write = [&](ScoredPair pair) { writer->writeBlock({&pair, 1}); };
  QVERIFY_EXCEPTION_THROWN(write({3, 0, 0}), std::invalid_argument);
  QVERIFY_EXCEPTION_THROWN(write({0, 4, 0}), std::invalid_argument);
  QVERIFY_EXCEPTION_THROWN(write({-1, 0, 0}), std::invalid_argument);
  QVERIFY_EXCEPTION_THROWN(write({0, 0, std::nanf("")}), std::invalid_argument);
  QVERIFY_EXCEPTION_THROWN(writer->writeReverseBlock({}), std::logic_error);
  QVERIFY(failureOf<InputError>([&] { create({0.5, {}}); }).contains("is being written by"));
}

void TestSparseWriter::pairsInOneDirectionOnly() {
  const QTemporaryDir folder;
  const Job job(3);
  auto writer = SparseScoreFileWriter::create(in(folder, "a.h5"), job.contents, {0.5, {}},
                                              ExistingFile::Refuse);
  const ScoredPair first{1, 2, 0.25F}, second{2, 1, 0.75F};
  writer->writeBlock({&first, 1});
  const QString failure = failureOf<Error>([&] { writer->finish("{}"); });
  QVERIFY2(failure.contains("a.h5: cannot be finished: query ") &&
               failure.contains("not the other way round"),
           qPrintable(failure));
  QVERIFY(!ScoreFile::open(in(folder, "a.h5"))->completeness().complete());
  writer->writeBlock({&second, 1});  // nothing is lost
  writer->finish("{}");
  const auto file = ScoreFile::open(in(folder, "a.h5"));
  QCOMPARE(file->sparseCounts().kept, 5);

  Job other(3, 4);
  other.contents.reverse = true;
  writer = SparseScoreFileWriter::create(in(folder, "b.h5"), other.contents, {0.5, {}},
                                         ExistingFile::Refuse);
  writer->writeReverseBlock({&second, 1});
  QVERIFY(failureOf<Error>([&] {
            writer->finish("{}");
          }).contains("query 3 and target 2 were scored target against query only"));
}

void TestSparseWriter::pairsTwice() {
  const QTemporaryDir folder;
  const Job job(3, 4);
  const auto writer = SparseScoreFileWriter::create(in(folder, "a.h5"), job.contents, {0.5, {}},
                                                    ExistingFile::Refuse);
  const ScoredPair pairs[] = {{1, 3, 0.25F}, {1, 2, 0.25F}, {1, 3, 0.25F}};
  writer->writeBlock(pairs);
  QVERIFY(failureOf<Error>([&] {
            writer->finish("{}");
          }).contains("query 2 and target 4 were scored twice"));
}

QTEST_GUILESS_MAIN(TestSparseWriter)
#include "tst_sparse_writer.moc"

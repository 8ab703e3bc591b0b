#include "compute/base/Error.hpp"
#include "tests/compute/store/Processes.hpp"
#include "tests/compute/store/SparseFixtures.hpp"

#include <QTest>

#include <fstream>
#include <thread>

using namespace fixtures;

Q_DECLARE_METATYPE(nblast::SparseLimits)

/// Sparse score files against a dense matrix that plain loops have filtered.
class TestSparseScoreFile : public QObject {
  Q_OBJECT
 private Q_SLOTS:
  void roundTrip_data();
  void roundTrip();
  void rectangles();
  void longRowsAreReadInPart();
  void rowsAreLists();
  void selfPairsAreThere_data();
  void selfPairsAreThere();
  void nothingKept();
  void incompleteThenComplete();
  void anotherFileWithTheName();
  void manyReadersAtOnce();
  void damageIsFound();
  void labelsAndGeometryComeBack();
  void sizeIsForetold();
  void wrongCalls_data();
  void wrongCalls();
  void pairsInOneDirectionOnly();
  void pairsTwice();
  void denseFilesSayThatTheyAre();
};

namespace {

const char* nameOf(Shape shape) {
  return shape == Shape::AllByAll       ? "all-by-all"
         : shape == Shape::OneDirection ? "one direction"
                                        : "both directions";
}

/// Changes one bit of a score where it is first found in the file.
void changeScore(const std::filesystem::path& path, float score) {
  std::ifstream stream(path, std::ios::binary);
  std::string bytes((std::istreambuf_iterator<char>(stream)), {});
  const auto place = bytes.find(std::string(reinterpret_cast<const char*>(&score), sizeof(score)));
  QVERIFY(place != std::string::npos);
  bytes[place] = static_cast<char>(bytes[place] ^ 1);
  std::ofstream(path, std::ios::binary | std::ios::trunc) << bytes;
}

}  // namespace

void TestSparseScoreFile::roundTrip_data() {
  QTest::addColumn<int>("shape");
  QTest::addColumn<SparseLimits>("limits");
  QTest::addColumn<int>("size");
  const std::pair<const char*, SparseLimits> cases[] = {
      {"S 0.5", {0.5, {}}},
      {"S exactly a float32", {static_cast<double>(0.3F), {}}},
      {"S 0.7, above its float32", {0.7, {}}},
      {"S 0", {0.0, {}}},
      {"S -1, everything", {-1.0, {}}},
      {"S 2, nothing", {2.0, {}}},
      {"N 1", {{}, 1}},
      {"N 7", {{}, 7}},
      {"N more than there are", {{}, 1000}},
      {"S 0.9 and N 3", {0.9, 3}},
      {"S -inf", {-std::numeric_limits<double>::infinity(), {}}},
  };
  for (const Shape shape : {Shape::AllByAll, Shape::OneDirection, Shape::BothDirections}) {
    for (const auto& [name, limits] : cases) {
      for (const int size : {1, 13, 61})
        QTest::addRow("%s, %s, %d", nameOf(shape), name, size) << int(shape) << limits << size;
    }
  }
}

void TestSparseScoreFile::roundTrip() {
  QFETCH(int, shape);
  QFETCH(SparseLimits, limits);
  QFETCH(int, size);
  const bool allByAll = static_cast<Shape>(shape) == Shape::AllByAll;
  const DenseScores scores(static_cast<Shape>(shape), size, allByAll ? size : size * 2 / 3 + 1,
                           static_cast<unsigned>(size));
  std::int64_t kept = 0;
  for (std::int64_t q = 0; q < scores.queries; ++q) {
    for (std::int64_t t = 0; t < scores.targets; ++t)
      kept += scores.isKept(limits, q, t) ? 1 : 0;
  }
  // All pairs or few candidates, big blocks or small ones, in memory or over many ranges on disk.
  const std::tuple<bool, std::size_t, std::int64_t> ways[] = {
      {true, 100000, SparseScoreFileWriter::kDefaultMemoryBytes},
      {true, 17, 4000},
      {false, 50, 1 << 16},
      {false, 1000, 1000}};
  for (const auto& [all, blockPairs, memoryBytes] : ways) {
    const QTemporaryDir folder;
    writeSparse(in(folder, "a.h5"), scores, limits, all, blockPairs, memoryBytes);
    const auto file = ScoreFile::open(in(folder, "a.h5"));
    QVERIFY(file->isSparse());
    QCOMPARE(file->isAllByAll(), allByAll);
    QCOMPARE(file->limits().above, limits.above);
    QCOMPARE(file->limits().top, limits.top);
    for (const Direction direction : kAllDirections)
      QCOMPARE(file->hasDirection(direction),
               scores.hasReverse() || direction == Direction::Forward);
    QVERIFY(file->completeness().complete());
    QCOMPARE(file->damagedBlocks(), 0);
    QCOMPARE(firstWrong(*file, scores, limits), QString());
    const SparseCounts counts = file->sparseCounts();
    QCOMPARE(counts.pairs, scores.queries * scores.targets);
    QCOMPARE(counts.kept, kept);
    QCOMPARE(counts.scored,
             static_cast<std::int64_t>(SparseInput(scores, limits, all, 7).forward.size()));
    QCOMPARE(filesIn(folder), 1U);
  }
}

void TestSparseScoreFile::rectangles() {
  const SparseLimits limits{0.7, 4};
  for (const Shape shape : {Shape::AllByAll, Shape::OneDirection, Shape::BothDirections}) {
    const QTemporaryDir folder;
    const DenseScores scores(shape, 97, shape == Shape::AllByAll ? 97 : 140, 3);
    writeSparse(in(folder, "a.h5"), scores, limits);
    const auto file = ScoreFile::open(in(folder, "a.h5"));
    std::mt19937 random(1);
    for (int i = 0; i < 200; ++i) {
      const auto direction = kAllDirections[shape == Shape::OneDirection ? 0 : i % 5];
      const auto q = static_cast<std::int64_t>(random() % 97);
      const auto t = static_cast<std::int64_t>(random() % 97);
      const auto rows = 1 + static_cast<std::int64_t>(random()) % (97 - q);
      const auto columns = 1 + static_cast<std::int64_t>(random()) % (scores.targets - t);
      QCOMPARE(firstWrong(*file, scores, limits, direction, q, rows, t, columns), QString());
    }
    file->read(Direction::Forward, 0, 0, 0, 0, nullptr);
    float none = 0;
    QVERIFY_EXCEPTION_THROWN(file->read(Direction::Forward, 97, 1, 0, 1, &none), std::out_of_range);
    QVERIFY_EXCEPTION_THROWN(file->read(Direction::Forward, 0, 1, scores.targets, 1, &none),
                             std::out_of_range);
    if (shape == Shape::OneDirection)
      QVERIFY_EXCEPTION_THROWN(file->read(Direction::Mean, 0, 1, 0, 1, &none), InputError);
  }
}

/// Rows of more than 16,000 kept pairs are searched in the file before they are read.
void TestSparseScoreFile::longRowsAreReadInPart() {
  const QTemporaryDir folder;
  const SparseLimits limits{0.1, {}};
  const DenseScores scores(Shape::BothDirections, 3, 40000, 5);
  writeSparse(in(folder, "a.h5"), scores, limits, false, 1 << 20);
  const auto file = ScoreFile::open(in(folder, "a.h5"));
  QVERIFY(file->sparseCounts().kept > 3 * 20000);
  for (const std::int64_t first : {0, 1, 13, 20000, 39000, 39999}) {
    for (const std::int64_t count : {1, 2, 700, 20000, 40000}) {
      const std::int64_t columns = std::min(count, 40000 - first);
      for (const Direction direction : kAllDirections) {
        QCOMPARE(firstWrong(
                     *file, scores, limits, direction, 1, 2, first,
                     std::min<std::int64_t>(columns, direction == Direction::Mean ? columns : 700)),
                 QString());
      }
    }
  }
}

void TestSparseScoreFile::rowsAreLists() {
  const SparseLimits limits{0.5, 2};
  for (const Shape shape : {Shape::AllByAll, Shape::OneDirection, Shape::BothDirections}) {
    const QTemporaryDir folder;
    const DenseScores scores(shape, 30, 30, 9);
    writeSparse(in(folder, "a.h5"), scores, limits);
    const auto file = ScoreFile::open(in(folder, "a.h5"));
    const ScoreRows rows = file->rows(4, 20);
    QCOMPARE(rows.size(), 20);
    std::int64_t pair = 0;
    for (std::int64_t row = 0; row < 20; ++row) {
      QCOMPARE(rows.offsets[row], pair);
      for (std::int64_t t = 0; t < 30; ++t) {
        if (!scores.isKept(limits, row + 4, t)) continue;
        QCOMPARE(rows.targets[pair], static_cast<std::int32_t>(t));
        QVERIFY(sameBits(rows.forward[pair], scores.forwardOf(row + 4, t)));
        QVERIFY(scores.hasReverse() ? sameBits(rows.reverse[pair], scores.reverseOf(row + 4, t))
                                    : std::isnan(rows.reverse[pair]));
        ++pair;
      }
    }
    QCOMPARE(rows.offsets[20], pair);
    QCOMPARE(static_cast<std::int64_t>(rows.targets.size()), pair);
    QCOMPARE(file->rows(30, 0).size(), 0);
    QVERIFY_EXCEPTION_THROWN(file->rows(29, 2), std::out_of_range);
    // The way that every other file takes gives the same.
    const ScoreRows general = file->ScoreFile::rows(4, 20);
    QCOMPARE(general.offsets, rows.offsets);
    QCOMPARE(general.targets, rows.targets);
    QCOMPARE(general.forward, rows.forward);
  }
}

void TestSparseScoreFile::selfPairsAreThere_data() {
  QTest::addColumn<bool>("normalised");
  QTest::newRow("normalised") << true;
  QTest::newRow("raw") << false;
}

void TestSparseScoreFile::selfPairsAreThere() {
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

void TestSparseScoreFile::nothingKept() {
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

void TestSparseScoreFile::incompleteThenComplete() {
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
void TestSparseScoreFile::anotherFileWithTheName() {
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

void TestSparseScoreFile::manyReadersAtOnce() {
  const QTemporaryDir folder;
  const SparseLimits limits{0.5, 3};
  const DenseScores scores(Shape::AllByAll, 60, 60, 2);
  const auto job = jobFor(scores);
  const auto writer = SparseScoreFileWriter::create(in(folder, "a.h5"), job->contents, limits,
                                                    ExistingFile::Refuse);
  SparseInput(scores, limits, true, 1).write(*writer, 500);
  const auto file = ScoreFile::open(in(folder, "a.h5"));
  std::vector<QString> wrong(4);
  std::vector<std::thread> threads;
  for (std::size_t i = 0; i < wrong.size(); ++i) {
    threads.emplace_back([&, i] {
      while (!file->completeness().complete()) {
        float score = 0;
        file->read(Direction::Forward, 1, 1, 1, 1, &score);
        if (!std::isnan(score) && score != 1) wrong[i] = "score";
      }
      for (int repeat = 0; repeat < 5 && wrong[i].isEmpty(); ++repeat)
        wrong[i] = firstWrong(*file, scores, limits);
    });
  }
  writer->finish("{}");
  for (std::thread& thread : threads)
    thread.join();
  for (const QString& text : wrong)
    QCOMPARE(text, QString());
}

void TestSparseScoreFile::damageIsFound() {
  const QTemporaryDir folder;
  const DenseScores scores(Shape::BothDirections, 40, 70, 2);
  writeSparse(in(folder, "a.h5"), scores, {0.85, {}});
  changeScore(in(folder, "a.h5"), 0.9F);
  const auto file = ScoreFile::open(in(folder, "a.h5"));
  QCOMPARE(file->completeness().blocks, 4);
  QCOMPARE(file->damagedBlocks(), 1);
}

void TestSparseScoreFile::labelsAndGeometryComeBack() {
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

void TestSparseScoreFile::sizeIsForetold() {
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

void TestSparseScoreFile::wrongCalls_data() {
  QTest::addColumn<SparseLimits>("limits");
  QTest::addColumn<QString>("reason");
  QTest::newRow("no limit") << SparseLimits{} << "needs a limit";
  QTest::newRow("N 0") << SparseLimits{{}, 0} << "--top must be at least 1";
  QTest::newRow("S NaN") << SparseLimits{std::nan(""), 3} << "--sparse-above must be a number";
}

void TestSparseScoreFile::wrongCalls() {
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

void TestSparseScoreFile::pairsInOneDirectionOnly() {
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

void TestSparseScoreFile::pairsTwice() {
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

void TestSparseScoreFile::denseFilesSayThatTheyAre() {
  const QTemporaryDir folder;
  Job(4).writeFile(in(folder, "a.h5"));
  const auto file = ScoreFile::open(in(folder, "a.h5"));
  QVERIFY(!file->isSparse() && !file->limits().above && !file->limits().top);
  const ScoreRows rows = file->rows(1, 2);
  QCOMPARE(rows.offsets, (std::vector<std::int64_t>{0, 4, 8}));
  QCOMPARE(rows.targets, (std::vector<std::int32_t>{0, 1, 2, 3, 0, 1, 2, 3}));
  QCOMPARE(rows.forward[6], scoreOf(2, 2));
  QCOMPARE(rows.reverse[7], scoreOf(3, 2));
  QVERIFY(failureOf<InputError>([&] {
            SparseScoreFileWriter::reopen(in(folder, "a.h5"));
          }).contains("is no sparse score file"));
}

QTEST_GUILESS_MAIN(TestSparseScoreFile)
#include "tst_sparse_score_file.moc"

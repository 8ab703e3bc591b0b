// SPDX-License-Identifier: BSD-3-Clause
#include "compute/base/Error.hpp"
#include "tests/compute/scorefile/Processes.hpp"
#include "tests/compute/scorefile/SparseFixtures.hpp"

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
  void manyReadersAtOnce();
  void damageIsFound();
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
    if (size < 61 && blockPairs != 17) continue;
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

// SPDX-License-Identifier: BSD-3-Clause
#include "compute/base/Error.hpp"
#include "tests/compute/scorefile/Processes.hpp"
#include "tests/compute/scorefile/SparseFixtures.hpp"

#include <QElapsedTimer>
#include <QTest>

#include <fstream>

using namespace fixtures;

/// What goes wrong outside while a sparse score file is made: kills, full disks, damaged parts.
class TestSparseFailures : public QObject {
  Q_OBJECT
 private Q_SLOTS:
  void killedBeforeFinish();
  void killedDuringFinish();
  void killedBetweenTheLastSteps();
  void tornBlockIsDropped();
  void blocksGoOnAfterATornOne();
  void foreignPartsAreNotTaken();
  void overwriteReplacesParts();
  void givingUpLeavesTheOldFileOrNone();
  void createFailsWithoutATrace();
  void diskFullWhileWriting();
  void diskFullDuringFinish_data();
  void diskFullDuringFinish();
  void damagedPartsAreNotUsed();
  void cutFilesNeverCrash();
};

namespace {

const SparseLimits kLimits{0.5, 5};

std::string contentOf(const std::filesystem::path& path) {
  std::ifstream stream(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(stream), {}};
}

void writeText(const std::filesystem::path& path, const std::string& text) {
  std::ofstream(path, std::ios::binary | std::ios::trunc) << text;
}

std::filesystem::path partsOf(const std::filesystem::path& path) {
  return path.string() + ".parts";
}

std::size_t writtenPairs(const SparseScoreFileWriter& writer) {
  std::size_t pairs = 0;
  writer.visitWritten([&](auto some, bool) { pairs += some.size(); });
  return pairs;
}

/// A writer that ends without finish(), with everything written.
void leaveUnfinished(const std::filesystem::path& path, const DenseScores& scores,
                     std::size_t blockPairs) {
  const auto job = jobFor(scores);
  const auto writer =
      SparseScoreFileWriter::create(path, job->contents, kLimits, ExistingFile::Overwrite);
  SparseInput(scores, kLimits, true, 7).write(*writer, blockPairs);
}

}  // namespace

void TestSparseFailures::killedBeforeFinish() {
  const DenseScores scores(Shape::AllByAll, 200, 200, 1);
  const SparseInput input(scores, kLimits, true, 7);
  const std::span<const ScoredPair> pairs = input.forward;
  constexpr std::size_t kBlock = 1000;
  for (std::size_t attempt = 1; attempt <= 8; ++attempt) {
    const QTemporaryDir folder;
    const auto path = in(folder, "a.h5");
    killAfter(static_cast<int>(attempt), static_cast<int>(attempt * 31), [&](const auto& tick) {
      const auto job = jobFor(scores);
      const auto writer =
          SparseScoreFileWriter::create(path, job->contents, kLimits, ExistingFile::Refuse);
      for (std::size_t i = 0; i + kBlock <= pairs.size(); i += kBlock) {
        writer->writeBlock(pairs.subspan(i, kBlock));
        tick();
      }
    });
    const auto early = ScoreFile::open(path);
    QVERIFY(!early->completeness().complete());
    const auto writer = SparseScoreFileWriter::reopen(path);
    const std::size_t written = writtenPairs(*writer);
    QVERIFY2(written >= attempt * kBlock && written % kBlock == 0,
             qPrintable(QString::number(written)));
    writer->writeBlock(pairs.subspan(written));
    writer->finish("{}");
    QCOMPARE(firstWrong(*early, scores, kLimits), QString());
    QCOMPARE(filesIn(folder),
             2U);  // the file and the dead writer's lock, taken over and still held
  }
}

/// At whatever instant: what has the name is incomplete, and can be finished, or complete.
void TestSparseFailures::killedDuringFinish() {
  const DenseScores scores(Shape::AllByAll, 160, 160, 1);
  int incomplete = 0, complete = 0;
  qint64 finish_us = 0;
  for (int attempt = 0; attempt < 25; ++attempt) {
    const QTemporaryDir folder;
    const auto path = in(folder, "a.h5");
    leaveUnfinished(path, scores, 5000);
    if (attempt == 0) {
      QElapsedTimer timer;
      timer.start();
      SparseScoreFileWriter::reopen(path, 1 << 16)->finish("{}");
      finish_us = timer.nsecsElapsed() / 1000;
      continue;
    }
    killAfter(1, static_cast<int>(finish_us * attempt / 20), [&](const auto& tick) {
      const auto writer = SparseScoreFileWriter::reopen(path, 1 << 16);
      tick();
      writer->finish("{}");
    });
    const auto file = ScoreFile::open(path);
    if (file->completeness().complete()) {
      ++complete;
    } else {
      ++incomplete;
      SparseScoreFileWriter::reopen(path)->finish("{}");
    }
    QCOMPARE(file->damagedBlocks(), 0);
    QCOMPARE(firstWrong(*file, scores, kLimits), QString());
    QVERIFY(ScoreFile::open(path)->completeness().complete());
  }
  qInfo("killed before the file was complete: %d times, after: %d times", incomplete, complete);
  QVERIFY(incomplete > 0);
}

void TestSparseFailures::killedBetweenTheLastSteps() {
  const QTemporaryDir folder;
  const auto path = in(folder, "a.h5");
  const DenseScores scores(Shape::AllByAll, 20, 20, 1);
  leaveUnfinished(path, scores, 50);
  const std::string parts = contentOf(partsOf(path));
  SparseScoreFileWriter::reopen(path)->finish("{}");
  writeText(partsOf(path), parts);
  const QString failure = failureOf<InputError>([&] { SparseScoreFileWriter::reopen(path); });
  QVERIFY2(failure.contains("is complete already"), qPrintable(failure));
  QCOMPARE(filesIn(folder), 1U);
  QCOMPARE(firstWrong(*ScoreFile::open(path), scores, kLimits), QString());
}

/// Wherever the parts end, there are whole blocks or none.
void TestSparseFailures::tornBlockIsDropped() {
  const QTemporaryDir folder;
  const auto path = in(folder, "a.h5");
  const DenseScores scores(Shape::OneDirection, 3, 50000, 1);
  leaveUnfinished(path, scores, 70000);  // blocks of two runs: 70,000, 70,000 and 10,000 pairs
  const std::string parts = contentOf(partsOf(path));
  const std::size_t whole = parts.size();
  constexpr std::size_t kHead = 80, block = 2 * 20 + 70000 * 12;
  for (const std::size_t bytes : {whole, whole - 1, kHead + 2 * block + 1, kHead + 2 * block,
                                  kHead + 2 * block - 1, kHead + block + 800000, kHead + block - 12,
                                  std::size_t{70000}, kHead, kHead - 1, std::size_t{0}}) {
    writeText(partsOf(path), parts.substr(0, bytes));
    const std::size_t written = writtenPairs(*SparseScoreFileWriter::reopen(path));
    const std::size_t blocks = bytes == whole  ? 150000
                               : bytes < kHead ? 0
                                               : (bytes - kHead) / block * 70000;
    QVERIFY2(written == blocks, qPrintable(QString("%1 bytes: %2 pairs").arg(bytes).arg(written)));
  }
}

void TestSparseFailures::blocksGoOnAfterATornOne() {
  const QTemporaryDir folder;
  const auto path = in(folder, "a.h5");
  const DenseScores scores(Shape::AllByAll, 40, 40, 1);
  leaveUnfinished(path, scores, 300);
  std::filesystem::resize_file(partsOf(path), std::filesystem::file_size(partsOf(path)) - 7);
  const SparseInput input(scores, kLimits, true, 7);
  {
    const auto writer = SparseScoreFileWriter::reopen(path);
    QCOMPARE(writtenPairs(*writer), 1500U);
    writer->writeBlock(std::span(input.forward).subspan(1500, 50));
  }
  const auto writer = SparseScoreFileWriter::reopen(path);
  QCOMPARE(writtenPairs(*writer), 1550U);
  writer->writeBlock(std::span(input.forward).subspan(1550));
  writer->finish("{}");
  QCOMPARE(firstWrong(*ScoreFile::open(path), scores, kLimits), QString());
}

void TestSparseFailures::foreignPartsAreNotTaken() {
  const QTemporaryDir folder;
  const DenseScores scores(Shape::AllByAll, 10, 10, 1);
  leaveUnfinished(in(folder, "a.h5"), scores, 50);
  leaveUnfinished(in(folder, "b.h5"), scores, 50);
  std::filesystem::rename(partsOf(in(folder, "b.h5")), partsOf(in(folder, "a.h5")));
  QCOMPARE(writtenPairs(*SparseScoreFileWriter::reopen(in(folder, "a.h5"))), 0U);
  QCOMPARE(writtenPairs(*SparseScoreFileWriter::reopen(in(folder, "b.h5"))), 0U);
}

void TestSparseFailures::overwriteReplacesParts() {
  const QTemporaryDir folder;
  const auto path = in(folder, "a.h5");
  const DenseScores scores(Shape::AllByAll, 10, 10, 1);
  leaveUnfinished(path, scores, 50);
  const auto job = jobFor(scores);
  QVERIFY(failureOf<InputError>([&] {
            SparseScoreFileWriter::create(path, job->contents, kLimits, ExistingFile::Refuse);
          }).contains("exists already"));
  QCOMPARE(writtenPairs(*SparseScoreFileWriter::reopen(path)), 100U);
  const auto writer =
      SparseScoreFileWriter::create(path, job->contents, kLimits, ExistingFile::Overwrite);
  QCOMPARE(writtenPairs(*writer), 0U);
  QVERIFY(!writer->hasItsName());
  QCOMPARE(filesIn(folder), 5U);  // the old file with its parts, the new one with its own, the lock
  SparseInput(scores, kLimits, true, 7).write(*writer, 50);
  writer->finish("{}");
  QVERIFY(writer->hasItsName());
  QCOMPARE(filesIn(folder), 2U);
  QVERIFY(ScoreFile::open(path)->completeness().complete());
}

void TestSparseFailures::givingUpLeavesTheOldFileOrNone() {
  const QTemporaryDir folder;
  const auto path = in(folder, "a.h5");
  const DenseScores scores(Shape::AllByAll, 10, 10, 1);
  const auto job = jobFor(scores);
  const auto giveUp = [&](bool discard) {
    const auto writer =
        SparseScoreFileWriter::create(path, job->contents, kLimits, ExistingFile::Overwrite);
    SparseInput(scores, kLimits, true, 7).write(*writer, 50);
    if (discard) writer->discard();
  };
  giveUp(true);
  QCOMPARE(filesIn(folder), 0U);
  writeText(path, "mine");
  giveUp(true);
  giveUp(false);
  QCOMPARE(contentOf(path), std::string("mine"));
  QCOMPARE(filesIn(folder), 1U);
}

void TestSparseFailures::createFailsWithoutATrace() {
  const QTemporaryDir folder;
  const int exitCode = inChild([&] {
    const Job job(300);
    limitFileSize(80000);
    const QString failure = failureOf<IoError>([&] {
      SparseScoreFileWriter::create(in(folder, "a.h5"), job.contents, kLimits,
                                    ExistingFile::Refuse);
    });
    return failure.contains("this session may write files of 80 kB only") ? 7 : 0;
  });
  QCOMPARE(exitCode, 7);
  QCOMPARE(filesIn(folder), 0U);
}

void TestSparseFailures::diskFullWhileWriting() {
  const QTemporaryDir folder;
  const auto path = in(folder, "a.h5");
  const DenseScores scores(Shape::OneDirection, 300, 300, 1);
  const SparseInput input(scores, kLimits, true, 7);
  const int exitCode = inChild([&] {
    const auto job = jobFor(scores);
    const auto writer =
        SparseScoreFileWriter::create(path, job->contents, kLimits, ExistingFile::Refuse);
    limitFileSize(500000);
    writer->writeBlock(std::span(input.forward).first(30000));
    const QString failure =
        failureOf<IoError>([&] { writer->writeBlock(std::span(input.forward).subspan(30000)); });
    return failure.contains("a.h5.parts: cannot write: File too large") ? 7 : 0;
  });
  QCOMPARE(exitCode, 7);
  const auto writer = SparseScoreFileWriter::reopen(path);
  QCOMPARE(writtenPairs(*writer), 30000U);
  writer->writeBlock(std::span(input.forward).subspan(30000));
  writer->finish("{}");
  QCOMPARE(firstWrong(*ScoreFile::open(path), scores, kLimits), QString());
}

void TestSparseFailures::diskFullDuringFinish_data() {
  QTest::addColumn<int>("limit_bytes");
  QTest::addColumn<int>("memory_bytes");
  QTest::newRow("while the pairs are sorted") << 700000 << 1000;
  QTest::newRow("while the rows are put down") << 100000 << (1 << 24);
  QTest::newRow("while the file is made") << 450000 << (1 << 24);
}

/// The parts are larger than any limit here: they were written before.
void TestSparseFailures::diskFullDuringFinish() {
  QFETCH(int, limit_bytes);
  QFETCH(int, memory_bytes);
  const QTemporaryDir folder;
  const auto path = in(folder, "a.h5");
  const DenseScores scores(Shape::OneDirection, 300, 300, 1);
  leaveUnfinished(path, scores, 5000);
  QVERIFY(std::filesystem::file_size(partsOf(path)) > 1000000);
  const std::string before = contentOf(path);
  const int exitCode = inChild([&] {
    const auto writer = SparseScoreFileWriter::reopen(path, memory_bytes);
    limitFileSize(static_cast<std::uint64_t>(limit_bytes));
    const QString failure = failureOf<IoError>([&] { writer->finish("{}"); });
    if (!failure.contains("a.h5: ")) return 0;
    return std::filesystem::exists(path.string() + ".finishing") ? 0 : 7;
  });
  QCOMPARE(exitCode, 7);
  QVERIFY(contentOf(path) == before);
  QVERIFY(!ScoreFile::open(path)->completeness().complete());
  SparseScoreFileWriter::reopen(path)->finish("{}");
  QCOMPARE(firstWrong(*ScoreFile::open(path), scores, kLimits), QString());
  QCOMPARE(filesIn(folder), 1U);
}

void TestSparseFailures::damagedPartsAreNotUsed() {
  const QTemporaryDir folder;
  const auto path = in(folder, "a.h5");
  const DenseScores scores(Shape::OneDirection, 40, 50, 1);
  const auto job = jobFor(scores);
  const auto writer =
      SparseScoreFileWriter::create(path, job->contents, kLimits, ExistingFile::Refuse);
  SparseInput(scores, kLimits, true, 7).write(*writer, 500);
  std::string parts = contentOf(partsOf(path));
  parts[parts.size() / 2] = static_cast<char>(parts[parts.size() / 2] ^ 1);
  std::fstream(partsOf(path), std::ios::binary | std::ios::in | std::ios::out) << parts;
  const QString failure = failureOf<IoError>([&] { writer->finish("{}"); });
  QVERIFY2(failure.contains("a.h5.parts: is damaged at byte"), qPrintable(failure));
  QVERIFY(!ScoreFile::open(path)->completeness().complete());
}

void TestSparseFailures::cutFilesNeverCrash() {
  const QTemporaryDir folder;
  const DenseScores scores(Shape::AllByAll, 60, 60, 1);
  writeSparse(in(folder, "a.h5"), scores, kLimits);
  const std::string whole = contentOf(in(folder, "a.h5"));
  for (std::size_t bytes = 8; bytes < whole.size(); bytes += whole.size() / 23) {
    writeText(in(folder, "cut.h5"), whole.substr(0, bytes));
    const QString failure = failureOf<InputError>([&] { ScoreFile::open(in(folder, "cut.h5")); });
    QVERIFY2(failure.contains("is cut short or damaged"), qPrintable(failure));
  }
  // Indices that are anything: an error or wrong scores, but no score outside the rectangle.
  for (const std::int32_t broken : {-1, 60, 1 << 30, 0}) {
    std::string bytes = whole;
    const ScoreRows row = ScoreFile::open(in(folder, "a.h5"))->rows(7, 1);
    const auto place = bytes.find(std::string(reinterpret_cast<const char*>(row.targets.data()),
                                              row.targets.size() * sizeof(std::int32_t)));
    QVERIFY(place != std::string::npos && row.targets.size() > 2);
    std::memcpy(bytes.data() + place + sizeof(std::int32_t), &broken, sizeof(broken));
    writeText(in(folder, "cut.h5"), bytes);
    const auto file = ScoreFile::open(in(folder, "cut.h5"));
    QCOMPARE(file->damagedBlocks(), 1);
    QVERIFY(failureOf<IoError>([&] { file->rows(7, 1); }).contains("is damaged"));
    std::vector<float> scoresOfRow(60 + 2, 99);
    file->read(Direction::Mean, 7, 1, 0, 60, scoresOfRow.data() + 1);
    QVERIFY(scoresOfRow.front() == 99 && scoresOfRow.back() == 99);
  }
}

QTEST_GUILESS_MAIN(TestSparseFailures)
#include "tst_sparse_failures.moc"

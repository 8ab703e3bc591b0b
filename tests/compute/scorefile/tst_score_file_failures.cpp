// SPDX-License-Identifier: BSD-3-Clause
#include "compute/base/Error.hpp"
#include "tests/compute/scorefile/Processes.hpp"
#include "tests/compute/scorefile/StoreFixtures.hpp"

#include <QTest>

#include <sys/stat.h>
#include <sys/statvfs.h>

#include <fstream>

using namespace fixtures;

/// What goes wrong outside: names that are taken, other writers, full disks, killed programs,
/// foreign files.
class TestScoreFileFailures : public QObject {
  Q_OBJECT
 private Q_SLOTS:
  void existingFileIsRefused();
  void overwriteReplacesWithTheFirstBlock();
  void givingUpRemovesOnlyItsOwnFile();
  void whatIsNoLockIsLeftAlone_data();
  void whatIsNoLockIsLeftAlone();
  void secondWriterIsRefused();
  void staleLockIsTakenOver();
  void lockFromAnotherHostIsRespected();
  void unwritablePlaces_data();
  void unwritablePlaces();
  void diskTooSmallFailsAtOnce();
  void fileLimitTooSmallFailsAtOnce();
  void writeErrorLeavesWhatWasWritten();
  void killedWriterLeavesItsBlocks();
  void foreignFiles_data();
  void foreignFiles();
  void cutFilesNeverCrash();
};

namespace {

std::string contentOf(const std::filesystem::path& path) {
  std::ifstream stream(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(stream), {}};
}

void writeText(const std::filesystem::path& path, const std::string& text) {
  std::ofstream(path, std::ios::binary | std::ios::trunc) << text;
}

/// Counts blocks that are there; -1 if one of their scores is wrong.
std::int64_t rightColumns(const ScoreFile& file) {
  const std::int64_t size = file.queries().size();
  std::vector<float> scores(static_cast<std::size_t>(size * size));
  file.read(Direction::Forward, 0, size, 0, size, scores.data());
  std::int64_t columns = 0;
  for (std::int64_t target = 0; target < size; ++target) {
    bool whole = true;
    for (std::int64_t query = 0; query < size; ++query) {
      const float score = scores[query * size + target];
      whole = whole && !std::isnan(score);
      if (!std::isnan(score) && !sameBits(score, scoreOf(query, target))) return -1;
    }
    if (whole) ++columns;
  }
  return columns;
}

}  // namespace

void TestScoreFileFailures::existingFileIsRefused() {
  const QTemporaryDir folder;
  const auto path = in(folder, "a.h5");
  writeText(path, "mine");
  const Job job(3);
  const QString failure = failureOf<InputError>(
      [&] { DenseScoreFileWriter::create(path, job.contents, ExistingFile::Refuse); });
  QVERIFY2(failure.contains("a.h5: exists already") && failure.contains("--overwrite"),
           qPrintable(failure));
  QCOMPARE(contentOf(path), std::string("mine"));
  QCOMPARE(filesIn(folder), 1U);
}

void TestScoreFileFailures::overwriteReplacesWithTheFirstBlock() {
  const QTemporaryDir folder;
  const auto path = in(folder, "a.h5");
  Job(5).writeFile(path);
  const auto old = ScoreFile::open(path);
  const std::string before = contentOf(path);

  const Job empty(0);
  QVERIFY_EXCEPTION_THROWN(
      DenseScoreFileWriter::create(path, empty.contents, ExistingFile::Overwrite), InputError);
  QVERIFY(contentOf(path) == before);
  QCOMPARE(filesIn(folder), 1U);

  const Job job(70);
  DenseScoreFileWriter::create(path, job.contents, ExistingFile::Overwrite);
  QVERIFY2(contentOf(path) == before, "a new file without a score has taken the name");
  QCOMPARE(filesIn(folder), 1U);

  auto writer = DenseScoreFileWriter::create(path, job.contents, ExistingFile::Overwrite);
  QVERIFY(!writer->hasItsName());
  QCOMPARE(ScoreFile::open(path)->queries().size(), 5);
  job.writeBlock(*writer, 1);
  QVERIFY(writer->hasItsName());
  QCOMPARE(ScoreFile::open(path)->queries().size(), 70);
  QCOMPARE(ScoreFile::open(path)->completeness().finishedBlocks, writer->written().finishedBlocks);
  QCOMPARE(writer->written().blocks, 25);
  QCOMPARE(rightColumns(*old), 5);  // whoever had it open keeps reading it
  writer.reset();
  QCOMPARE(filesIn(folder), 1U);
}

void TestScoreFileFailures::givingUpRemovesOnlyItsOwnFile() {
  const QTemporaryDir folder;
  const auto path = in(folder, "a.h5");
  const Job job(20);
  DenseScoreFileWriter::create(path, job.contents, ExistingFile::Refuse)->discard();
  QCOMPARE(filesIn(folder), 0U);
  const auto writer = DenseScoreFileWriter::create(path, job.contents, ExistingFile::Refuse);
  std::filesystem::remove(path);
  writeText(path, "mine");  // somebody has put another file there
  writer->discard();
  QCOMPARE(contentOf(path), std::string("mine"));
}

/// What a lock writes must not end up in a file of somebody's own.
void TestScoreFileFailures::whatIsNoLockIsLeftAlone_data() {
  QTest::addColumn<QString>("kind");
  QTest::addColumn<QString>("said");
  QTest::newRow("a link") << "link"
                          << "is a link";
  QTest::newRow("a link to nowhere") << "dangling"
                                     << "is a link";
  QTest::newRow("a hard link") << "hard link"
                               << "a file with other names";
  QTest::newRow("a text") << "text"
                          << "a file of something else";
  QTest::newRow("a folder") << "folder"
                            << "is a folder";
  QTest::newRow("a pipe") << "pipe"
                          << "not an ordinary file";
}

void TestScoreFileFailures::whatIsNoLockIsLeftAlone() {
  QFETCH(QString, kind);
  QFETCH(QString, said);
  const QTemporaryDir folder;
  const auto path = in(folder, "a.h5"), lock = in(folder, "a.h5.lock");
  const auto precious = in(folder, "precious.txt");
  writeText(precious, kind == "hard link" ? "" : "precious");
  if (kind == "link") std::filesystem::create_symlink(precious, lock);
  if (kind == "dangling") std::filesystem::create_symlink(in(folder, "nowhere"), lock);
  if (kind == "hard link") std::filesystem::create_hard_link(precious, lock);
  if (kind == "text") writeText(lock, "precious");
  if (kind == "folder") std::filesystem::create_directory(lock);
  if (kind == "pipe") QCOMPARE(mkfifo(lock.c_str(), 0600), 0);
  const auto files = filesIn(folder);
  const Job job(2);
  const QString failure = failureOf<InputError>(
      [&] { DenseScoreFileWriter::create(path, job.contents, ExistingFile::Refuse); });
  QVERIFY2(failure.contains("a.h5.lock") && failure.contains(said), qPrintable(failure));
  QCOMPARE(filesIn(folder), files);
  QCOMPARE(contentOf(precious), std::string(kind == "hard link" ? "" : "precious"));
  if (kind == "text") QCOMPARE(contentOf(lock), std::string("precious"));
}

void TestScoreFileFailures::secondWriterIsRefused() {
  const QTemporaryDir folder;
  const auto path = in(folder, "a.h5");
  const Job job(20);
  auto first = DenseScoreFileWriter::create(path, job.contents, ExistingFile::Refuse);
  QVERIFY(std::filesystem::exists(path.string() + ".lock"));
  const auto again = [&] {
    DenseScoreFileWriter::create(path, job.contents, ExistingFile::Overwrite);
  };
  const QString failure = failureOf<InputError>(again);
  QVERIFY2(failure.contains(QString("process %1").arg(getpid())), qPrintable(failure));
  const int fromChild =
      inChild([&] { return failureOf<InputError>(again).contains("is being written") ? 7 : 0; });
  QCOMPARE(fromChild, 7);
  job.writeAll(*first);
  QCOMPARE(rightColumns(*ScoreFile::open(path)), 20);
  first.reset();
  QVERIFY(!std::filesystem::exists(path.string() + ".lock"));
  again();
}

void TestScoreFileFailures::staleLockIsTakenOver() {
  const QTemporaryDir folder;
  const auto path = in(folder, "a.h5");
  const Job job(20);
  const int exitCode = inChild([&]() -> int {
    const auto writer = DenseScoreFileWriter::create(path, job.contents, ExistingFile::Refuse);
    std::raise(SIGKILL);
    return 0;
  });
  QCOMPARE(exitCode, -1);
  QVERIFY(std::filesystem::exists(path.string() + ".lock"));
  auto writer = DenseScoreFileWriter::create(path, job.contents, ExistingFile::Overwrite);
  QCOMPARE(contentOf(path.string() + ".lock").rfind(std::to_string(getpid()) + " ", 0), 0U);
  job.writeAll(*writer);
  writer.reset();
  QCOMPARE(filesIn(folder), 1U);
}

void TestScoreFileFailures::lockFromAnotherHostIsRespected() {
  const QTemporaryDir folder;
  const auto path = in(folder, "a.h5");
  writeText(path.string() + ".lock", "12 another-host.example\n");
  const Job job(2);
  const QString failure = failureOf<InputError>(
      [&] { DenseScoreFileWriter::create(path, job.contents, ExistingFile::Refuse); });
  QVERIFY2(failure.contains("process 12 on another-host.example") && failure.contains("delete"),
           qPrintable(failure));
  QCOMPARE(contentOf(path.string() + ".lock"), std::string("12 another-host.example\n"));
}

void TestScoreFileFailures::unwritablePlaces_data() {
  QTest::addColumn<QString>("path");
  QTest::addColumn<QString>("reason");
  QTest::newRow("folder that is not there") << "/nowhere/at/all/a.h5"
                                            << "No such file";
  QTest::newRow("below a file") << "/etc/passwd/a.h5"
                                << "Not a directory";
  QTest::newRow("folder that takes no files") << "/proc/a.h5"
                                              << "/proc";
  QTest::newRow("a folder itself") << "/tmp"
                                   << "is a folder";
}

void TestScoreFileFailures::unwritablePlaces() {
  QFETCH(QString, path);
  QFETCH(QString, reason);
  const Job job(2);
  const QString failure = failureOf<Error>([&] {
    DenseScoreFileWriter::create(path.toStdString(), job.contents, ExistingFile::Overwrite);
  });
  QVERIFY2(failure.startsWith(path + ": ") && failure.contains(reason), qPrintable(failure));
}

void TestScoreFileFailures::diskTooSmallFailsAtOnce() {
  const QTemporaryDir folder;
  struct statvfs disk {};
  QCOMPARE(statvfs(folder.path().toUtf8().constData(), &disk), 0);
  const double free = static_cast<double>(disk.f_bavail) * static_cast<double>(disk.f_frsize);
  const auto size = static_cast<std::int64_t>(std::sqrt(free / 4) * 1.02) + 1000;
  if (size > 400000) QSKIP("this disk is too large for a job that does not fit");
  const Job job(size);
  const QString failure = failureOf<IoError>([&] {
    DenseScoreFileWriter::create(in(folder, "a.h5"), job.contents, ExistingFile::Refuse);
  });
  QVERIFY2(
      failure.contains("a.h5: the score file needs ") && failure.contains("are free on this disk"),
      qPrintable(failure));
  QCOMPARE(filesIn(folder), 0U);
}

void TestScoreFileFailures::fileLimitTooSmallFailsAtOnce() {
  const QTemporaryDir folder;
  const auto path = in(folder, "a.h5");
  Job(3).writeFile(path);
  const std::string before = contentOf(path);
  const int exitCode = inChild([&] {
    const Job job(300);
    limitFileSize(200000);
    const QString failure = failureOf<IoError>(
        [&] { DenseScoreFileWriter::create(path, job.contents, ExistingFile::Overwrite); });
    return failure.contains("this session may write files of 200 kB only") ? 7 : 0;
  });
  QCOMPARE(exitCode, 7);
  QVERIFY(contentOf(path) == before);
  QCOMPARE(filesIn(folder), 1U);
}

/// The nearest thing to a disk that fills up after all: a file size limit set once the file is
/// there.
void TestScoreFileFailures::writeErrorLeavesWhatWasWritten() {
  const QTemporaryDir folder;
  const auto path = in(folder, "a.h5");
  const int exitCode = inChild([&] {
    Job job(300);
    job.contents.geometry = false;
    const auto writer = DenseScoreFileWriter::create(path, job.contents, ExistingFile::Refuse);
    job.writeBlock(*writer, 0);
    job.writeBlock(*writer, 1);
    limitFileSize(std::filesystem::file_size(path) / 2 + 100);
    const QString failure = failureOf<IoError>([&] { job.writeBlock(*writer, 2); });
    return failure.contains("a.h5: cannot write: File too large") ? 7 : 0;
  });
  QCOMPARE(exitCode, 7);
  const auto file = ScoreFile::open(path);
  QCOMPARE(rightColumns(*file), 32);
  QCOMPARE(file->damagedBlocks(), 0);
  const auto completeness = file->completeness();
  QVERIFY(completeness.finishedBlocks >= 2 * 19 && completeness.finishedBlocks < 3 * 19);
}

void TestScoreFileFailures::killedWriterLeavesItsBlocks() {
  const Job job(600);
  for (int attempt = 1; attempt <= 8; ++attempt) {
    const QTemporaryDir folder;
    const auto path = in(folder, "a.h5");
    killAfter(attempt, attempt * 37, [&](const auto& tick) {
      const auto writer = DenseScoreFileWriter::create(path, job.contents, ExistingFile::Refuse);
      // The kill falls into one of some blocks more, never after the last one of the job.
      for (std::int64_t block = 0; block < attempt + 20; ++block) {
        job.writeBlock(*writer, block);
        tick();
      }
      while (true)
        pause();
    });
    const auto file = ScoreFile::open(path);
    QCOMPARE(file->damagedBlocks(), 0);
    const std::int64_t columns = rightColumns(*file);
    QVERIFY2(columns >= 16 * attempt && columns < 600, qPrintable(QString::number(columns)));
    QVERIFY(!file->completeness().complete());
  }
}

void TestScoreFileFailures::foreignFiles_data() {
  QTest::addColumn<QByteArray>("content");
  QTest::addColumn<QString>("reason");
  QTest::newRow("empty") << QByteArray() << "is empty";
  QTest::newRow("text") << QByteArray("query,a,b\n") << "not in HDF5 format";
  QTest::newRow("three bytes") << QByteArray("\x89HD") << "not in HDF5 format";
  QTest::newRow("only a signature") << QByteArray("\x89HDF\r\n\x1a\n") << "is cut short or damaged";
}

void TestScoreFileFailures::foreignFiles() {
  QFETCH(QByteArray, content);
  QFETCH(QString, reason);
  const QTemporaryDir folder;
  writeText(in(folder, "a.h5"), content.toStdString());
  const QString failure = failureOf<InputError>([&] { ScoreFile::open(in(folder, "a.h5")); });
  QVERIFY2(failure.contains("a.h5: ") && failure.contains(reason), qPrintable(failure));
  QVERIFY(
      failureOf<InputError>([&] { ScoreFile::open(in(folder, "b.h5")); }).contains("No such file"));
  QVERIFY(failureOf<InputError>([&] {
            ScoreFile::open(folder.path().toStdString());
          }).contains("is a folder"));
}

void TestScoreFileFailures::cutFilesNeverCrash() {
  const QTemporaryDir folder;
  Job(40).writeFile(in(folder, "a.h5"));
  const std::string whole = contentOf(in(folder, "a.h5"));
  for (std::size_t bytes = 8; bytes < whole.size(); bytes += whole.size() / 23) {
    writeText(in(folder, "cut.h5"), whole.substr(0, bytes));
    const QString failure = failureOf<InputError>([&] { ScoreFile::open(in(folder, "cut.h5")); });
    QVERIFY2(failure.contains("is cut short or damaged"), qPrintable(failure));
  }
  writeText(in(folder, "cut.h5"), whole);
  const auto file = ScoreFile::open(in(folder, "cut.h5"));
  std::filesystem::resize_file(in(folder, "cut.h5"), 5000);
  QVERIFY(failureOf<IoError>([&] { file->damagedBlocks(); }).contains("it was cut short"));
}

QTEST_GUILESS_MAIN(TestScoreFileFailures)
#include "tst_score_file_failures.moc"

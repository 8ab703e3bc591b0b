// SPDX-License-Identifier: BSD-3-Clause
// A disk that fills up while nblast works. The nearest thing to it that every machine has: a limit
// to the size of files, set from outside while the program runs.
#include "compute/scorefile/ScoreFile.hpp"
#include "tests/scenarios/Program.hpp"

#include <QDir>
#include <QFile>
#include <QJsonDocument>
#include <QJsonObject>
#include <QTemporaryDir>
#include <QTest>

#include <sys/resource.h>

class TestFullDisk : public QObject {
  Q_OBJECT
 private Q_SLOTS:
  void initTestCase();
  void init();
  void theBlocksBeforeAreKept();
  void aSparseJobKeepsNothing_data();
  void aSparseJobKeepsNothing();
  void anExportLeavesNothing();
  void aPlanSaysThatItWillNotFit();

 private:
  QString in(const QString& name) const { return folder_.filePath(name); }
  QStringList files() const { return QDir(in("out")).entryList(QDir::Files | QDir::Hidden); }
  QTemporaryDir folder_;
};

namespace {

void limitFilesOf(QProcess& process, qint64 bytes) {
  const rlimit limit{static_cast<rlim_t>(bytes), static_cast<rlim_t>(bytes)};
  QCOMPARE(prlimit(static_cast<pid_t>(process.processId()), RLIMIT_FSIZE, &limit, nullptr), 0);
}

}  // namespace

void TestFullDisk::initTestCase() {
  QCOMPARE(program::run({"sample", "-o", in("set"), "--neurons", "100"}).exitCode, 0);
}

void TestFullDisk::init() {
  QDir(in("out")).removeRecursively();
  QVERIFY(QDir().mkpath(in("out")));
}

void TestFullDisk::theBlocksBeforeAreKept() {
  QProcess process;
  const auto output = in("out/s.h5");
  program::start(process, {"run", in("set"), "-o", output, "--engine", "reference", "--no-geometry",
                           "--progress", "json"});
  // The last rows of the matrix have a place behind the limit: no further block can be written.
  QTRY_VERIFY_WITH_TIMEOUT(
      QFile::exists(output) &&
          nblast::ScoreFile::open(output.toStdString())->completeness().finishedBlocks > 0,
      60'000);
  limitFilesOf(process, QFile(output).size() / 2);
  const auto result = program::end(process);
  QCOMPARE(result.exitCode, 1);
  QVERIFY2(result.err.contains("s.h5: cannot write: File too large"), qPrintable(result.err));
  const auto blocks = nblast::ScoreFile::open(output.toStdString())->completeness();
  QVERIFY(blocks.finishedBlocks > 0 && !blocks.complete());
  QVERIFY2(result.err.contains(QString("%1 of %2 blocks are in %3.")
                                   .arg(blocks.finishedBlocks)
                                   .arg(blocks.blocks)
                                   .arg(output)),
           qPrintable(result.err));
  const auto last = QJsonDocument::fromJson(result.out.trimmed().split('\n').last().toUtf8());
  QCOMPARE(last["event"].toString(), "failed");
  QCOMPARE(last["finished_blocks"].toInteger(), blocks.finishedBlocks);
  QCOMPARE(last["file"].toString(), output);
  QCOMPARE(files(), QStringList{"s.h5"});
}

void TestFullDisk::aSparseJobKeepsNothing_data() {
  QTest::addColumn<bool>("oldFile");
  QTest::newRow("a new file") << false;
  QTest::newRow("over an old one") << true;
}

void TestFullDisk::aSparseJobKeepsNothing() {
  QFETCH(bool, oldFile);
  const auto output = in("out/s.h5");
  if (oldFile) {
    QFile old(output);
    QVERIFY(old.open(QIODevice::WriteOnly));
    old.write("the old scores");
  }
  QProcess process;
  // Long enough to be caught while it scores.
  program::start(process, {"run", in("set"), "-o", output, "--overwrite", "--engine", "reference",
                           "--sparse-above", "-9", "--progress", "json"});
  QVERIFY(program::waitForOutput(process, "\"phase\":\"score\""));
  limitFilesOf(process, 100'000);
  const auto result = program::end(process);
  QCOMPARE(result.exitCode, 1);
  QVERIFY2(result.err.contains("A sparse job keeps nothing until it is complete. " +
                               (oldFile ? output + " is as it was before."
                                        : QString("No score file was written."))),
           qPrintable(result.err));
  QCOMPARE(files(), oldFile ? QStringList{"s.h5"} : QStringList{});
  QCOMPARE(QFile(output).size(), oldFile ? 14 : 0);
}

void TestFullDisk::anExportLeavesNothing() {
  QCOMPARE(program::run({"run", in("set"), "-o", in("s.h5")}).exitCode, 0);
  const auto result = program::run({"export", in("s.h5"), "-o", in("out/s.csv")}, [] {
    const rlimit limit{10'000, 10'000};
    setrlimit(RLIMIT_FSIZE, &limit);
  });
  QCOMPARE(result.exitCode, 1);
  QVERIFY2(result.err.contains("s.csv: cannot write: File too large"), qPrintable(result.err));
  QCOMPARE(files(), QStringList{});
}

void TestFullDisk::aPlanSaysThatItWillNotFit() {
  const auto little = [] {
    const rlimit limit{10'000, 10'000};
    setrlimit(RLIMIT_FSIZE, &limit);
  };
  const auto plan = program::run({"plan", in("set"), "-o", in("out/s.h5")}, little);
  QCOMPARE(plan.exitCode, 1);
  QVERIFY(plan.out.contains("pairs          10,000"));
  QVERIFY2(plan.err.contains("s.h5: the score file needs ") &&
               plan.err.contains("but this session may write files of 10 kB only"),
           qPrintable(plan.err));
  const auto run = program::run({"run", in("set"), "-o", in("out/s.h5")}, little);
  QCOMPARE(run.exitCode, 1);
  QVERIFY2(run.err.contains("may write files of 10 kB only (ulimit -f); nothing was written"),
           qPrintable(run.err));
  QCOMPARE(files(), QStringList{});
}

QTEST_GUILESS_MAIN(TestFullDisk)
#include "tst_full_disk.moc"

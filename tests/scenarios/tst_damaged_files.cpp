// SPDX-License-Identifier: BSD-3-Clause
// The nblast program on files that are damaged, or made to do harm.
#include "tests/compute/io/ArchiveWriter.hpp"
#include "tests/compute/io/TarHeader.hpp"
#include "tests/scenarios/Program.hpp"

#include <QDir>
#include <QFile>
#include <QProcess>
#include <QTemporaryDir>
#include <QTest>

#include <signal.h>
#include <sys/stat.h>

#include <string>

namespace {

std::string chainSwc(double shift) {
  std::string text;
  for (int i = 1; i <= 30; ++i)
    text += std::to_string(i) + " 0 " + std::to_string(i) + " " + std::to_string(shift) +
            " 0.5 1 " + std::to_string(i == 1 ? -1 : i - 1) + "\n";
  return text;
}

}  // namespace

class TestDamagedFiles : public QObject {
  Q_OBJECT
 private Q_SLOTS:
  void initTestCase();
  void badFilesBesideGoodOnes();
  void linksInArchivesAreRead();
  void pipesAreRefused_data();
  void pipesAreRefused();
  void resamplingWithoutEnd();
  void interruptWhileAnArchiveUnpacks();

 private:
  QString at(const QString& name) const { return folder_.filePath(name); }
  void write(const QString& name, const std::string& bytes) const;
  QTemporaryDir folder_;
};

void TestDamagedFiles::write(const QString& name, const std::string& bytes) const {
  QDir().mkpath(QFileInfo(at(name)).path());
  QFile file(at(name));
  QVERIFY(file.open(QIODevice::WriteOnly));
  QCOMPARE(file.write(bytes.data(), static_cast<qint64>(bytes.size())),
           static_cast<qint64>(bytes.size()));
}

void TestDamagedFiles::initTestCase() {
  write("good/a.swc", chainSwc(0));
  write("good/b.swc", chainSwc(2.1));
  const auto run = program::run({"run", at("good"), "--units", "um", "-o", at("good.h5")});
  QVERIFY2(run.exitCode == 0, qPrintable(run.err));
}

void TestDamagedFiles::badFilesBesideGoodOnes() {
  write("mixed/a.swc", chainSwc(0));
  write("mixed/b.swc", chainSwc(2.1));
  write("mixed/bomb.swc.gz", gzipBytes(std::string(60'000'000, '\n')));
  write("mixed/broken.zip", "PK\x03\x04 and no more");
  write("mixed/cut.tar", tarMember("c.swc", chainSwc(4.2)) + tarHeader("d.swc", 1'000'000'000'000));
  write("mixed/hole.swc", "");
  QVERIFY(QFile(at("mixed/hole.swc")).resize(qint64{1} << 40));  // takes no room on the disk
  QVERIFY(QFile::link(at("nowhere.swc"), at("mixed/link.swc")));
  QCOMPARE(mkfifo(qPrintable(at("mixed/pipe.swc")), 0600), 0);

  const auto run = program::run({"run", at("mixed"), "--units", "um", "-o", at("mixed.h5")});
  QVERIFY2(run.exitCode == 3, qPrintable(run.err));
  for (const char* told :
       {"bomb.swc.gz: no nodes", "broken.zip: cannot be read as a zip or tar archive",
        "cut.tar: is damaged at d.swc", "hole.swc: does not fit into the memory",
        "link.swc: cannot be opened: No such file"})
    QVERIFY2(run.err.contains(told), qPrintable(run.err));
  const auto rows = program::run({"export", at("mixed.h5"), "-o", at("mixed.csv")});
  QVERIFY2(rows.exitCode == 0, qPrintable(rows.err));
  QFile csv(at("mixed.csv"));
  QVERIFY(csv.open(QIODevice::ReadOnly));
  QCOMPARE(csv.readLine(), QByteArray("query,a,b,c\n"));
}

void TestDamagedFiles::linksInArchivesAreRead() {
  QVERIFY(writeArchive(at("s.tgz"), {{"a.swc", chainSwc(0)},
                                     {"hard.swc", "", "a.swc", ""},
                                     {"soft.swc", "", "", "a.swc"},
                                     {"lost.swc", "", "", "nowhere.swc"}}));
  const auto info = program::run({"info", at("s.tgz")});
  QVERIFY2(info.exitCode == 3, qPrintable(info.err));
  QVERIFY2(info.out.contains("3 neurons, 90 points"), qPrintable(info.out));
  QVERIFY2(info.err.contains("lost.swc: a link to 'nowhere.swc'"), qPrintable(info.err));
}

void TestDamagedFiles::pipesAreRefused_data() {
  QTest::addColumn<QStringList>("before");
  QTest::addColumn<QString>("pipe");
  QTest::addColumn<QStringList>("after");
  const QStringList none;
  QTest::newRow("info") << QStringList{"info"} << "p.swc" << none;
  QTest::newRow("info, archive") << QStringList{"info"} << "p.zip" << none;
  QTest::newRow("info, scores") << QStringList{"info"} << "p.h5" << none;
  QTest::newRow("plan") << QStringList{"plan"} << "p.tar.gz"
                        << QStringList{"-o", at("x.h5"), "--units", "um"};
  QTest::newRow("run, table") << QStringList{"run", at("good"), "--units", "um",
                                             "-o",  at("x.h5"), "--table"}
                              << "p.csv" << none;
  QTest::newRow("run, target") << QStringList{"run", at("good"), "--units", "um",
                                              "-o",  at("x.h5"), "--target"}
                               << "p.swc" << none;
  QTest::newRow("verify") << QStringList{"verify"} << "p.h5" << none;
  QTest::newRow("export") << QStringList{"export"} << "p.h5" << QStringList{"-o", at("x.csv")};
  QTest::newRow("matches") << QStringList{"matches"} << "p.h5" << QStringList{"--query", "a"};
}

void TestDamagedFiles::pipesAreRefused() {
  QFETCH(QStringList, before);
  QFETCH(QString, pipe);
  QFETCH(QStringList, after);
  mkfifo(qPrintable(at(pipe)), 0600);  // nobody ever writes into it
  const auto result = program::run(before + QStringList{at(pipe)} + after);
  QVERIFY2(result.exitCode == 2, qPrintable(result.err));
  QVERIFY2(result.err.contains(pipe), qPrintable(result.err));
}

void TestDamagedFiles::resamplingWithoutEnd() {
  const QStringList job{"run", at("good"), "--units", "um", "--overwrite", "-o", at("x.h5")};
  const auto refused = program::run(job + QStringList{"--resample", "1e-300"});
  QVERIFY2(refused.exitCode == 2 && refused.err.contains("at least 0.001"),
           qPrintable(refused.err));
  write("wide/a.swc", chainSwc(0));
  write("wide/wide.swc", "1 0 0 0 0 1 -1\n2 0 9000000 0 0 1 1\n");
  const auto one =
      program::run({"run", at("wide"), "--units", "um", "--resample", "0.01", "-o", at("y.h5")});
  QVERIFY2(one.exitCode == 3, qPrintable(one.err));
  QVERIFY2(one.err.contains("wide.swc: resampled every 0.01"), qPrintable(one.err));
}

/// A hundred gigabytes of nothing, some megabytes packed: they are skipped for a minute or so.
void TestDamagedFiles::interruptWhileAnArchiveUnpacks() {
  const std::string zeros = packedBytes(std::string(32 << 20, '\0'), archive_write_add_filter_zstd);
  std::string bytes = packedBytes(tarHeader("nothing.bin", std::uint64_t{100} << 30),
                                  archive_write_add_filter_zstd);
  for (int i = 0; i < 3200; ++i)
    bytes += zeros;
  write("bomb.tar.zst", bytes);
  QProcess process;
  process.start(NBLAST_BIN_DIR "/nblast", {"info", at("bomb.tar.zst")});
  QVERIFY(process.waitForStarted());
  QTest::qWait(300);
  ::kill(static_cast<pid_t>(process.processId()), SIGINT);
  QVERIFY(process.waitForFinished(100'000));
  QCOMPARE(process.exitStatus(), QProcess::NormalExit);
  QVERIFY2(process.exitCode() == 130, process.readAllStandardError().constData());
}

QTEST_GUILESS_MAIN(TestDamagedFiles)
#include "tst_damaged_files.moc"

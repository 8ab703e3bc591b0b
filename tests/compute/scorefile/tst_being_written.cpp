// SPDX-License-Identifier: BSD-3-Clause
// Whether somebody writes a score file, seen from outside, without disturbing the writer.
#include "compute/scorefile/platform/LockFile.hpp"
#include "tests/compute/scorefile/StoreFixtures.hpp"

#include <QTest>

#include <sys/wait.h>
#include <unistd.h>

#include <fstream>

using namespace nblast;

namespace {

void writeLock(const std::filesystem::path& scores, const std::string& text) {
  std::ofstream(scores.string() + ".lock") << text;
}

/// The id of a process that has ended.
pid_t deadProcess() {
  const pid_t child = fork();
  if (child == 0) _exit(0);
  waitpid(child, nullptr, 0);
  return child;
}

std::string hostName() {
  char name[256] = {};
  gethostname(name, sizeof name - 1);
  return name;
}

}  // namespace

class TestBeingWritten : public QObject {
  Q_OBJECT
  QTemporaryDir folder_;

 private Q_SLOTS:
  void theLockTells_data() {
    QTest::addColumn<QString>("lock");  // "": no lock file
    QTest::addColumn<bool>("written");
    const auto host = QString::fromStdString(hostName());
    QTest::newRow("no lock") << "" << false;
    QTest::newRow("this process") << QString("%1 %2\n").arg(getpid()).arg(host) << true;
    QTest::newRow("a dead process") << QString("%1 %2\n").arg(deadProcess()).arg(host) << false;
    QTest::newRow("another host") << QString("%1 elsewhere\n").arg(deadProcess()) << true;
    QTest::newRow("a lock just made") << "\n" << true;
  }
  void theLockTells() {
    QFETCH(QString, lock);
    QFETCH(bool, written);
    const auto scores = fixtures::in(folder_, "s.h5");
    std::filesystem::remove(scores.string() + ".lock");
    if (!lock.isEmpty()) writeLock(scores, lock.toStdString());
    QCOMPARE(isBeingWritten(scores), written);
  }

  /// Writers lock what is behind a link.
  void aWriterIsSeenThroughALink() {
    const auto scores = fixtures::in(folder_, "real.h5"), link = fixtures::in(folder_, "link.h5");
    std::ofstream(scores).put('x');
    std::filesystem::create_symlink(scores, link);
    const fixtures::Job job(3);
    const auto writer = DenseScoreFileWriter::create(link, job.contents, ExistingFile::Overwrite);
    QVERIFY(isBeingWritten(link));
    QVERIFY(isBeingWritten(scores));
  }

  void aWriterIsSeenAndNotDisturbed() {
    const auto scores = fixtures::in(folder_, "w.h5");
    const fixtures::Job job(3);
    {
      const auto writer = DenseScoreFileWriter::create(scores, job.contents, ExistingFile::Refuse);
      QVERIFY(isBeingWritten(scores));
      job.writeAll(*writer);
      QVERIFY(isBeingWritten(scores));
      writer->finish("{}");
    }
    QVERIFY(!isBeingWritten(scores));
    QVERIFY(DenseScoreFileWriter::create(scores, job.contents, ExistingFile::Overwrite) != nullptr);
  }
};

QTEST_GUILESS_MAIN(TestBeingWritten)
#include "tst_being_written.moc"

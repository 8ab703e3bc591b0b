// SPDX-License-Identifier: BSD-3-Clause
#include "compute/job/CheckOutput.hpp"
#include "tests/ui/support/TinyNeurons.hpp"
#include "ui/run/OutputFile.hpp"

#include <QTemporaryDir>
#include <QTest>

class TestOutputFile : public QObject {
  Q_OBJECT

  QTemporaryDir folder_;

 private Q_SLOTS:
  void freshNamesDoNotCollide() {
    QTemporaryDir empty;
    QCOMPARE(freshScoreFile(empty.path(), "em_full.zip", {}), empty.filePath("em_full.nblast.h5"));
    writeText(empty.filePath("em_full.nblast.h5"), "x");
    QCOMPARE(freshScoreFile(empty.path(), "em_full.zip", {}),
             empty.filePath("em_full-2.nblast.h5"));
    QCOMPARE(freshScoreFile(empty.path(), "a b/c.tar.gz", "swc"),
             empty.filePath("a-b-c-against-swc.nblast.h5"));
  }

  void aFullDiskIsNoticedBefore() {
    nblast::Plan large, small;
    large.likelyFileBytes = std::int64_t{1} << 60;
    small.likelyFileBytes = 1000;
    const QString problem = outputProblem(folder_.filePath("x.h5"), large);
    QVERIFY2(problem.contains("free"), qPrintable(problem));
    QVERIFY(outputProblem(folder_.filePath("x.h5"), small).isEmpty());
    QVERIFY(outputProblem(folder_.path(), {}).contains("folder"));
    QVERIFY(outputProblem("x.h5", {}).contains("whole path"));
    // An old file stays until the new one has scores: its bytes are not free.
    const QString old = writeText(folder_.filePath("old.h5"), "the old scores");
    QVERIFY(outputProblem(old, small).isEmpty());
    QVERIFY(outputProblem(old, large).contains("beside the old one of"));
    const QString neuron = writeText(folder_.filePath("n.SWC"), "1 1 0 0 0 1 -1\n");
    QVERIFY(outputProblem(neuron, {}).contains("is a file of neurons"));
  }

  /// Of a sparse job the size is not certain: the dialog says no more of it than the command line.
  void roomIsReportedAsOnTheCommandLine_data() {
    QTest::addColumn<bool>("sparse");
    QTest::newRow("all pairs") << false;
    QTest::newRow("only good ones") << true;
  }
  void roomIsReportedAsOnTheCommandLine() {
    QFETCH(bool, sparse);
    nblast::Plan plan;
    plan.fileBytes = std::int64_t{1} << 60;
    if (sparse) plan.keptPairs = std::int64_t{1} << 56;
    const QString file = folder_.filePath("x.h5");
    const auto room = QString::fromStdString(nblast::roomProblem(file.toStdString(), plan));
    QCOMPARE(outputProblem(file, plan), room.isEmpty() ? QString() : room + '.');
  }
};

QTEST_MAIN(TestOutputFile)
#include "tst_output_file.moc"

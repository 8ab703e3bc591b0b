// SPDX-License-Identifier: BSD-3-Clause
// What the window says and shows when a job ends before it is done: no more than what is there.
#include "compute/io/ReadNeurons.hpp"
#include "tests/ui/support/TinyNeurons.hpp"
#include "ui/workspace/Workspace.hpp"

#include <QFileInfo>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

namespace {

constexpr int kLong_ms = 30000;

/// A workspace, and what it has said.
struct Listened {
  Workspace work{nullptr};
  QStringList told;
  Listened() {
    QObject::connect(&work, &Workspace::message, &work,
                     [this](const Message& message) { told += message.text; });
  }
};

}  // namespace

class TestJobEndings : public QObject {
  Q_OBJECT

  QTemporaryDir folder_;
  std::shared_ptr<const nblast::NeuronSet> set_;

  nblast::JobSpec specTo(const QString& path) const {
    nblast::JobSpec spec;
    spec.output = path.toStdString();
    spec.engine = "reference";  // slow enough to be cancelled at leisure
    spec.queryUnit = nblast::parseLengthUnit("um");
    return spec;
  }

 private Q_SLOTS:
  void initTestCase() {
    writeTinyNeurons(folder_.filePath("large"), 150, 1500);
    nblast::JobControl control;
    const std::filesystem::path path = folder_.filePath("large").toStdString();
    set_ = std::make_shared<nblast::NeuronSet>(nblast::readNeurons({&path, 1}, control));
  }

  void cancelledBeforeABlock_data() {
    QTest::addColumn<bool>("sparse");
    QTest::addColumn<QString>("sentence");
    QTest::newRow("all pairs") << false << "No score file was written.";
    QTest::newRow("only good ones")
        << true << "A sparse job keeps nothing until it is complete. No score file was written.";
  }

  void cancelledBeforeABlock() {
    QFETCH(bool, sparse);
    QFETCH(QString, sentence);
    const QString path = folder_.filePath("none.h5");
    auto spec = specTo(path);
    if (sparse) spec.sparseAbove = 0.1;
    Listened window;
    const int job = window.work.run(spec, {set_, nullptr}, 0, 0);
    QTRY_VERIFY_WITH_TIMEOUT(window.work.result() != nullptr, kLong_ms);  // it can be watched
    window.work.jobs()->cancel(job);
    QTRY_VERIFY_WITH_TIMEOUT(!window.work.jobs()->hasUnfinished(), kLong_ms);
    QCOMPARE(window.told, QStringList{"none.h5 was cancelled. " + sentence});
    QCOMPARE(window.work.jobs()->model()->find(job)->sentence, sentence);
    QVERIFY(!QFileInfo::exists(path));
    QVERIFY2(window.work.result() == nullptr, "a result is shown that is not there any more");
  }

  void cancelledAtOnce() {
    Listened window;
    auto* jobs = window.work.jobs();
    connect(jobs, &NblastJobs::fileCreated, jobs, [jobs](int job) { jobs->cancel(job); });
    window.work.run(specTo(folder_.filePath("at-once.h5")), {set_, nullptr}, 0, 0);
    QTRY_VERIFY_WITH_TIMEOUT(!window.work.isBusy(), kLong_ms);
    // That the file is gone before it could be opened is no failure.
    QCOMPARE(window.told, QStringList{"at-once.h5 was cancelled. No score file was written."});
    QVERIFY(window.work.result() == nullptr);
  }

  void aResultInViewStaysUntilThereAreScores() {
    const std::string first = folder_.filePath("in-view.h5").toStdString();
    writeTinyNeurons(folder_.filePath("few"), 3);
    nblast::JobControl control;
    const std::filesystem::path few = folder_.filePath("few").toStdString();
    const auto set = std::make_shared<nblast::NeuronSet>(nblast::readNeurons({&few, 1}, control));
    Listened window;
    auto& work = window.work;
    work.run(specTo(QString::fromStdString(first)), {set, nullptr}, 0, 0);
    QTRY_VERIFY_WITH_TIMEOUT(work.result() != nullptr && !work.isBusy(), kLong_ms);
    work.selection()->selectPair(2, 1);
    QSignalSpy created(work.jobs(), &NblastJobs::fileCreated);
    QSignalSpy changed(&work, &Workspace::resultChanged);
    const int job = work.run(specTo(folder_.filePath("second.h5")), {set_, nullptr}, 0, 0);
    QTRY_COMPARE_WITH_TIMEOUT(created.count(), 1, kLong_ms);
    QTRY_VERIFY_WITH_TIMEOUT(!work.isLoading(), kLong_ms);
    work.jobs()->cancel(job);
    QTRY_VERIFY_WITH_TIMEOUT(!work.isBusy(), kLong_ms);
    QCOMPARE(window.told, QStringList{"second.h5 was cancelled. No score file was written."});
    QCOMPARE(changed.count(), 0);
    QVERIFY(work.result() != nullptr);
    QCOMPARE(work.result()->file()->path().string(), first);
    QCOMPARE(work.selection()->query(), qint64{2});
    QCOMPARE(work.selection()->targets(), QVector<qint64>{1});

    connect(work.jobs(), &NblastJobs::blockWritten, &work, [&work](int id) {
      if (work.result()->file()->path().filename() == "third.h5") work.jobs()->cancel(id);
    });
    work.run(specTo(folder_.filePath("third.h5")), {set_, nullptr}, 0, 0);
    QTRY_VERIFY_WITH_TIMEOUT(changed.count() == 1, kLong_ms);
    QCOMPARE(work.result()->file()->path().filename().string(), std::string("third.h5"));
    QVERIFY(work.result()->file()->completeness().finishedBlocks > 0);
    QTRY_VERIFY_WITH_TIMEOUT(!work.isBusy(), kLong_ms);
  }

  void cancelledWithBlocks() {
    const QString path = folder_.filePath("some.h5");
    Listened window;
    auto* jobs = window.work.jobs();
    connect(jobs, &NblastJobs::blockWritten, jobs, [jobs](int job) { jobs->cancel(job); });
    window.work.run(specTo(path), {set_, nullptr}, 0, 0);
    QTRY_VERIFY_WITH_TIMEOUT(!window.work.isBusy(), kLong_ms);
    const auto blocks = nblast::ScoreFile::open(path.toStdString())->completeness();
    QCOMPARE(window.told, QStringList{QString("some.h5 was cancelled. %1 of %2 blocks are in %3.")
                                          .arg(blocks.finishedBlocks)
                                          .arg(blocks.blocks)
                                          .arg(path)});
    QVERIFY(window.work.result() != nullptr);
  }

  void cancelledWhileItWaits() {
    Listened window;
    auto* jobs = window.work.jobs();
    window.work.run(specTo(folder_.filePath("first.h5")), {set_, nullptr}, 0, 0);
    const int second =
        window.work.run(specTo(folder_.filePath("second.h5")), {set_, nullptr}, 0, 0);
    jobs->cancel(second);
    QCOMPARE(window.told, QStringList{"second.h5 was cancelled before it began."});
    jobs->cancel(jobs->runningJob());
    QTRY_VERIFY_WITH_TIMEOUT(!window.work.isBusy(), kLong_ms);
  }
};

QTEST_GUILESS_MAIN(TestJobEndings)
#include "tst_job_endings.moc"

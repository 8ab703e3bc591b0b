// SPDX-License-Identifier: BSD-3-Clause
// Opening score files and neurons: several at once, broken ones, ones that are being written.
#include "compute/job/Runner.hpp"
#include "tests/compute/scorefile/StoreFixtures.hpp"
#include "tests/ui/support/DialogSupport.hpp"
#include "tests/ui/support/ShownWindow.hpp"
#include "tests/ui/support/TinyNeurons.hpp"
#include "ui/heatmap/HeatmapWidget.hpp"
#include "ui/run/RunDialog.hpp"
#include "ui/widgets/ElidedLabel.hpp"

#include <QAction>
#include <QMenu>
#include <QSignalSpy>
#include <QTreeView>

#include <atomic>
#include <thread>

using nblast::DenseScoreFileWriter;
using nblast::ExistingFile;

namespace {

QStringList textsOf(const QMenu& menu) {
  QStringList texts;
  const auto actions = menu.actions();
  for (const auto* action : actions) {
    if (!action->isSeparator()) texts += action->text().section("  (", 0, 0);
  }
  return texts;
}

}  // namespace

class TestOpening : public QObject {
  Q_OBJECT

  QTemporaryDir folder_;
  QString at(const QString& name) const { return folder_.filePath(name); }

  /// What the File menu lists when it is opened.
  static QStringList menuOf(ShownWindow& shown, const char* name) {
    auto* menu = shown.child<QMenu>(name);
    Q_EMIT qobject_cast<QMenu*>(menu->menuAction()->associatedObjects().value(0))->aboutToShow();
    return textsOf(*menu);
  }

 private Q_SLOTS:
  void initTestCase() {
    writeTinyNeurons(at("set"), 4);
    for (const char* name : {"a.h5", "b.h5", "c.h5"}) {
      nblast::JobSpec spec;
      spec.queries = {at("set").toStdString()};
      spec.output = at(name).toStdString();
      nblast::JobControl control;
      QCOMPARE(nblast::runJob(spec, {}, control, {}).kind, nblast::JobOutcome::Kind::Finished);
    }
    for (const char* name : {"x.h5", "y.h5", "z.h5"})
      writeText(at(name), "no scores");
  }

  void severalScoreFilesAreOpenedInOrder() {
    ShownWindow shown;
    QSignalSpy results(shown.work(), &Workspace::resultChanged);
    shown.openAndWait({at("a.h5"), at("x.h5"), at("b.h5"), at("c.h5")});
    QVERIFY(shown.window.windowTitle().startsWith("c.h5"));
    QCOMPARE(results.count(), 1);  // the others do not flash by
    QVERIFY2(shown.told().contains("3 score files were opened; c.h5 is shown"),
             qPrintable(shown.told()));
    QVERIFY2(shown.told().contains("x.h5"), qPrintable(shown.told()));
    QCOMPARE(menuOf(shown, "results"), (QStringList{"c.h5", "b.h5", "a.h5"}));
    QCOMPARE(menuOf(shown, "recent"), (QStringList{"c.h5", "b.h5", "a.h5", "Clear the list"}));
    QVERIFY(shown.press("Show a.h5"));
    QTRY_VERIFY(shown.window.windowTitle().startsWith("a.h5"));
    const auto results2 = shown.child<QMenu>("results")->actions();
    QVERIFY(results2.first()->isChecked());
    results2.last()->trigger();  // b.h5: the one shown longest ago
    QTRY_VERIFY(shown.window.windowTitle().startsWith("b.h5"));
  }

  void eachBrokenOneIsTold() {
    ShownWindow shown;
    shown.openAndWait({at("x.h5"), at("y.h5"), at("z.h5")});
    QCOMPARE(shown.messages()->sentences().size(), 3);
    for (const char* name : {"x.h5", "y.h5", "z.h5"})
      QVERIFY2(shown.told().contains(name), qPrintable(shown.told()));
    shown.openAndWait({at("x.h5")});  // again: nothing new to say
    QCOMPARE(shown.messages()->sentences().size(), 3);
    QVERIFY(shown.work()->result() == nullptr);
  }

  void theLastThatCanBeOpenedIsShown() {
    ShownWindow shown;
    shown.openAndWait({at("a.h5"), at("b.h5"), at("x.h5")});
    QVERIFY(shown.window.windowTitle().startsWith("b.h5"));
  }

  void brokenFilesStayOutOfRecent() {
    const QString broken = writeText(at("broken.swc"), "1 0 nonsense\n");
    const QString good = writeText(at("good.swc"), tinySwc(40, 0));
    const QString empty = at("empty-folder");
    QDir().mkpath(empty);
    ShownWindow shown;
    shown.openAndWait({broken});
    shown.openAndWait({at("x.h5")});
    shown.openAndWait({empty});
    QCOMPARE(shown.settings.recentFiles(), QStringList());
    shown.openAndWait({broken, good});  // one set, one of its files left out
    QCOMPARE(shown.settings.recentFiles(), QStringList{good});
    shown.openAndWait({at("set")});
    QCOMPARE(shown.settings.recentFiles(), (QStringList{at("set"), good}));
    QFile::remove(good);
    QCOMPARE(menuOf(shown, "recent"), (QStringList{"set", "Clear the list"}));
    QCOMPARE(shown.settings.recentFiles(), QStringList{at("set")});
  }

  void aResultThatAnotherProcessWritesIsFollowed() {
    const fixtures::Job job(40, 1500);
    const auto path = fixtures::in(folder_, "growing.h5");
    auto writer = DenseScoreFileWriter::create(path, job.contents, ExistingFile::Overwrite);
    QVERIFY(job.blocks(*writer) >= 3);
    ShownWindow shown;
    shown.work()->follower()->setInterval_ms(20);
    shown.openAndWait({at("growing.h5")});
    const auto* caption = shown.child<QLabel>("heatmapCaption");
    QTRY_VERIFY2(caption->text().contains("0 of"), qPrintable(caption->text()));
    QSignalSpy grown(shown.work(), &Workspace::columnsChanged);
    job.writeBlock(*writer, 0);
    QTRY_VERIFY(!grown.isEmpty());
    QTRY_VERIFY2(!caption->text().contains("0 of"), qPrintable(caption->text()));
    QVERIFY2(shown.told().isEmpty(), qPrintable(shown.told()));
    for (std::int64_t block = 1; block < job.blocks(*writer); ++block)
      job.writeBlock(*writer, block);
    writer->finish("{}");
    writer.reset();
    QTRY_VERIFY2(shown.told().contains("growing.h5 is complete now"), qPrintable(shown.told()));
    QTRY_VERIFY2(!caption->text().contains("blocks"), qPrintable(caption->text()));
    QVERIFY(!shown.work()->follower()->isFollowing());
  }

  void aWriterThatEndsBeforeIsTold() {
    const fixtures::Job job(40, 1500);
    const auto path = fixtures::in(folder_, "half.h5");
    auto writer = DenseScoreFileWriter::create(path, job.contents, ExistingFile::Overwrite);
    job.writeBlock(*writer, 0);
    ShownWindow shown;
    shown.work()->follower()->setInterval_ms(20);
    shown.openAndWait({at("half.h5")});
    QTest::qWait(100);
    QVERIFY2(shown.told().isEmpty(), qPrintable(shown.told()));
    writer.reset();
    QTRY_VERIFY2(shown.told().contains("half.h5: ") && shown.told().contains("ended early"),
                 qPrintable(shown.told()));
    shown.messages()->dismissAll();
    QTest::qWait(100);
    QVERIFY2(shown.told().isEmpty(), qPrintable(shown.told()));  // once is enough
    // Another result is not watched any more.
    shown.openAndWait({at("a.h5")});
    QVERIFY(!shown.work()->follower()->isFollowing() || shown.work()->result() != nullptr);
    QTRY_VERIFY(!shown.work()->follower()->isFollowing());
  }

  /// A job of this window wrote a file of that name once; what another process writes there now is
  /// followed like any other.
  void aFileThatWasOursIsFollowedToo() {
    ShownWindow shown;
    shown.work()->follower()->setInterval_ms(20);
    nblast::JobSpec spec;
    spec.queries = {at("set").toStdString()};
    spec.output = at("ours.h5").toStdString();
    shown.work()->run(spec, {}, 0, 0);
    QTRY_VERIFY_WITH_TIMEOUT(!shown.work()->isBusy(), kLong_ms);
    shown.work()->closeResult();
    const fixtures::Job job(40, 1500);
    const auto path = fixtures::in(folder_, "ours.h5");
    auto writer = DenseScoreFileWriter::create(path, job.contents, ExistingFile::Overwrite);
    job.writeBlock(*writer, 0);  // until then the old file is there
    shown.openAndWait({at("ours.h5")});
    QVERIFY(shown.work()->follower()->isFollowing());
    QTRY_VERIFY(shown.work()->completeness());
    QTest::qWait(60);
    const auto before = shown.work()->completeness()->finishedBlocks;
    job.writeBlock(*writer, 1);
    QTRY_VERIFY(shown.work()->completeness()->finishedBlocks > before);
    writer.reset();
    QTRY_VERIFY2(shown.told().contains("ours.h5: ") && shown.told().contains("ended early"),
                 qPrintable(shown.told()));
  }

  /// To free 30,000 neurons takes a moment, and the scene is the last to hold them.
  void aClosedSetIsFreedInTheBackground() {
    std::atomic<bool> isGone = false;
    std::thread::id freedBy;
    const auto free = [&](const nblast::NeuronSet* set) {
      delete set;
      freedBy = std::this_thread::get_id();
      isGone = true;
    };
    ShownWindow shown;
    auto* sets = shown.work()->sets();
    const auto read = readSet({at("set/n0.swc"), at("set/n1.swc")});
    const int id =
        sets->addLoaded("set", {at("set").toStdString()}, {new nblast::NeuronSet(*read), free});
    sets->setUnit(id, *nblast::parseLengthUnit("um"));
    QTRY_VERIFY(shown.isSettled());
    QVERIFY(!isGone);
    sets->remove(id);
    QTRY_VERIFY(isGone);
    QVERIFY(freedBy != std::this_thread::get_id());
  }

  void withOnlyAScoreFileRunSaysWhatToOpen() {
    ShownWindow shown;
    shown.child<QAction>("runNblast")->trigger();
    QVERIFY2(shown.told().contains("Open neurons first"), qPrintable(shown.told()));
    shown.openAndWait({at("a.h5")});
    shown.child<QAction>("runNblast")->trigger();
    QVERIFY2(shown.told().contains("neurons of a.h5 cannot be scored again"),
             qPrintable(shown.told()));
    QCOMPARE(shown.messages()->sentences().size(), 1);  // it takes the place of the other
    QVERIFY(shown.press("Open those files"));
    QTRY_COMPARE_WITH_TIMEOUT(shown.work()->sets()->count(), 2, kLong_ms);
    QCOMPARE(shown.work()->sets()->at(1).title, QString("set"));
    QVERIFY(shown.work()->sets()->at(1).loaded != nullptr);
  }

  void aNewSetIsSeen() {
    writeTinyNeurons(at("many"), 300, 5, 10);
    ShownWindow shown;
    shown.openAndWait({at("many")});
    auto* tree = shown.child<QTreeView>("sets");
    tree->expandAll();
    tree->scrollToTop();
    shown.openAndWait({at("set")});
    const QModelIndex newest = tree->model()->index(1, 0);
    QCOMPARE(newest.data().toString(), QString("set"));
    QTRY_VERIFY(tree->viewport()->rect().contains(tree->visualRect(newest).center()));
  }
};

QTEST_MAIN(TestOpening)
#include "tst_opening.moc"

// SPDX-License-Identifier: BSD-3-Clause
#include "tests/ui/support/KeepPicture.hpp"
#include "tests/ui/support/MadeUpDevices.hpp"
#include "tests/ui/support/ShownWindow.hpp"
#include "tests/ui/support/TinyNeurons.hpp"
#include "ui/export/Exporter.hpp"
#include "ui/heatmap/HeatmapWidget.hpp"
#include "ui/models/MatchesModel.hpp"
#include "ui/models/NeuronTreeModel.hpp"
#include "ui/run/MemoryGauge.hpp"
#include "ui/run/RunDialog.hpp"
#include "ui/run/VerifyDialog.hpp"
#include "ui/scene/SceneComposer.hpp"
#include "ui/scene/SceneWidget.hpp"
#include "ui/sets/UnitQuestion.hpp"
#include "ui/watchdog/WatchedApplication.hpp"
#include "ui/widgets/MessageBar.hpp"
#include "ui/window/MainWindow.hpp"

#include <QComboBox>
#include <QLabel>
#include <QMessageBox>
#include <QSignalSpy>
#include <QTableView>
#include <QTreeView>

class TestMainWindow : public QObject {
  Q_OBJECT

  QTemporaryDir folder_;

 private Q_SLOTS:
  void initTestCase() {
    QVERIFY(folder_.isValid());
    writeTinyNeurons(folder_.filePath("set"), 6);
    writeTinyNeurons(folder_.filePath("large"), 150, 1500);
  }

  void droppedFilesMakeOneSet() {
    ShownWindow shown;
    QStringList files = writeTinyNeurons(folder_.filePath("files"), 3);
    files += writeText(folder_.filePath("files/bad.swc"), "1 0 nonsense\n");
    shown.drop(files);
    QTRY_COMPARE_WITH_TIMEOUT(shown.work()->sets()->count(), 1, kLong_ms);
    const auto& set = shown.work()->sets()->at(0);
    QCOMPARE(set.count(), qint64{3});
    QCOMPARE(set.leftOut.size(), std::size_t{1});
    // The set is there first; what is to be said about it follows.
    const auto told = [&] { return shown.window.messages()->sentences().join('\n'); };
    QTRY_VERIFY2_WITH_TIMEOUT(told().contains("1 left out"), qPrintable(told()), kLong_ms);
    QVERIFY(shown.settings.recentFiles().contains(files.first()));
  }

  void whatCannotBeOpenedIsTold() {
    ShownWindow shown;
    shown.window.open({folder_.filePath("missing.swc"), writeText(folder_.filePath("a.txt"), "x"),
                       writeText(folder_.filePath("no.h5"), "no scores")});
    QTRY_COMPARE_WITH_TIMEOUT(shown.window.messages()->sentences().size(), 3, kLong_ms);
    const QString told = shown.window.messages()->sentences().join('\n');
    for (const char* name : {"missing.swc", "a.txt", "no.h5"})
      QVERIFY(told.contains(name));
  }

  void aUnitInDoubtIsAskedAndKept() {
    ShownWindow shown;
    writeTinyNeurons(folder_.filePath("voxels"), 3, 60, 90);
    shown.drop({folder_.filePath("voxels")});
    QTRY_VERIFY_WITH_TIMEOUT(shown.window.findChild<UnitQuestion*>() != nullptr, kLong_ms);
    QVERIFY(!shown.work()->sets()->at(0).unit);
    auto* question = shown.window.findChild<UnitQuestion*>();
    question->findChild<QComboBox*>("unitChoices")->setCurrentIndex(3);  // 10 nm
    QTest::mouseClick(question->findChild<QPushButton*>("confirmUnit"), Qt::LeftButton);
    QCOMPARE(shown.work()->sets()->at(0).unit->umPerUnit, 0.01);
    QTRY_VERIFY(shown.window.findChild<UnitQuestion*>() == nullptr);
  }

  void runSelectAndExport() {
    ShownWindow shown;
    shown.drop({folder_.filePath("set")});
    QTRY_COMPARE_WITH_TIMEOUT(shown.work()->sets()->count(), 1, kLong_ms);
    const QString scores = folder_.filePath("set-scores.h5");
    QSignalSpy composed(shown.window.findChild<SceneComposer*>(), &SceneComposer::composed);
    runFromDialog(shown, scores);
    QTRY_VERIFY_WITH_TIMEOUT(shown.work()->result() != nullptr && shown.window.isFullyDrawn(),
                             kLong_ms);
    QVERIFY(shown.work()->result()->file()->completeness().complete());
    QCOMPARE(shown.work()->selection()->query(), qint64{0});  // something to look at

    auto* heatmap = shown.window.findChild<HeatmapWidget*>();
    auto* matches = shown.child<QTableView>("matches");
    auto* tree = shown.child<QTreeView>("sets");
    composed.clear();
    QTest::mouseClick(heatmap, Qt::LeftButton, {}, heatmap->centreOf(3, 4));
    QCOMPARE(shown.work()->selection()->query(), qint64{3});
    QCOMPARE(shown.work()->selection()->targets(), QVector<qint64>{4});
    QTRY_COMPARE(selectedNames(matches, MatchesModel::NameColumn), QStringList{"n4"});
    QCOMPARE(selectedNames(tree, NeuronTreeModel::NameColumn), (QStringList{"n3", "n4"}));
    QTRY_COMPARE(composed.count(), 1);
    const auto drawn = lookedAt(composed.takeFirst()[0]);
    QCOMPARE(drawn.size(), qsizetype{2});
    QCOMPARE(drawn[0].name, QString("n3"));
    QCOMPARE(drawn[1].name, QString("n4"));
    QVERIFY(drawn[0].colour != drawn[1].colour);
    QCOMPARE(drawn[0].geometry->points_um.size(), std::size_t{40});

    QTest::mouseClick(heatmap, Qt::LeftButton, Qt::ControlModifier, heatmap->centreOf(3, 2));
    QCOMPARE(shown.work()->selection()->targets(), (QVector<qint64>{4, 2}));
    QTRY_COMPARE(selectedNames(matches, MatchesModel::NameColumn), (QStringList{"n2", "n4"}));

    followTableTreeAndScene(shown, matches, tree, &composed);
    exportAll(shown);
  }

  void whatWasNotKeptIsSaidEverywhere() {
    ShownWindow shown;
    shown.drop({folder_.filePath("set")});
    QTRY_COMPARE_WITH_TIMEOUT(shown.work()->sets()->count(), 1, kLong_ms);
    QSignalSpy composed(shown.window.findChild<SceneComposer*>(), &SceneComposer::composed);
    runFromDialog(shown, folder_.filePath("best-scores.h5"), "auto", 2);
    QTRY_VERIFY_WITH_TIMEOUT(shown.work()->result() != nullptr && shown.window.isFullyDrawn(),
                             kLong_ms);
    QCOMPARE(shown.work()->result()->file()->limits().top.value_or(0), 2);
    auto* heatmap = shown.window.findChild<HeatmapWidget*>();
    auto* note = shown.child<QLabel>("matchesNote");
    const QString why = "not among the 2 best";

    // The best match of the first query is selected from the start.
    QTRY_COMPARE(note->text(), "3 targets not listed: " + why + ".");
    QTRY_VERIFY(shown.window.isFullyDrawn() && !composed.isEmpty());
    const auto kept = lookedAt(composed.takeLast()[0]);
    QVERIFY2(kept[1].detail.startsWith("0."), qPrintable(kept[1].detail));

    composed.clear();
    QTest::mouseClick(heatmap, Qt::LeftButton, {}, heatmap->centreOf(0, 5));
    QTRY_COMPARE(note->text(), "n5: " + why + ", so its score was not kept.");
    QTRY_VERIFY(!composed.isEmpty());
    const auto notKept = lookedAt(composed.takeLast()[0]);
    QCOMPARE(notKept[1].label(), "n5: " + why);

    QTest::mouseMove(heatmap, heatmap->centreOf(0, 1));
    QTest::mouseMove(heatmap, heatmap->centreOf(0, 5));
    QTRY_COMPARE(shown.child<QLabel>("hovered")->text(), QString::fromUtf8("n0 → n5: ") + why);
  }

  void aScoreFileOpensAlone() {
    const QString scores = folder_.filePath("set-scores.h5");
    ShownWindow shown;
    shown.window.open({scores});
    QTRY_VERIFY_WITH_TIMEOUT(shown.work()->result() != nullptr && shown.window.isFullyDrawn(),
                             kLong_ms);
    QCOMPARE(shown.work()->sets()->count(), 1);
    QCOMPARE(shown.work()->sets()->at(0).count(), qint64{6});
    QCOMPARE(shown.work()->selection()->targets().size(), qsizetype{1});
    shown.window.open({scores});  // again: no second copy
    QTRY_VERIFY_WITH_TIMEOUT(!shown.work()->isLoading(), kLong_ms);
    QCOMPARE(shown.work()->sets()->count(), 1);
    QVERIFY(shown.window.windowTitle().contains("set-scores.h5"));

    shown.child<QAction>("verifyScores")->trigger();
    auto* verify = shown.window.findChild<VerifyDialog*>();
    QVERIFY(verify != nullptr);
    QTRY_VERIFY_WITH_TIMEOUT(!verify->isRunning(), kLong_ms);
    const QString sentence = verify->findChild<QLabel*>("verifySentence")->text();
    QVERIFY2(sentence.startsWith("Good: of 36 scores"), qPrintable(sentence));
    QSignalSpy gone(verify, &QObject::destroyed);
    verify->close();
    QTRY_COMPARE(gone.count(), 1);
  }

  void closingDuringAJobAsksAndKeepsWhatIsDone() {
    const QString scores = folder_.filePath("large-scores.h5");
    {
      ShownWindow shown;
      shown.drop({folder_.filePath("large")});
      QTRY_COMPARE_WITH_TIMEOUT(shown.work()->sets()->count(), 1, kLong_ms);
      runFromDialog(shown, scores, "reference");
      QTRY_VERIFY_WITH_TIMEOUT(
          shown.work()->result() != nullptr &&
              shown.work()->result()->file()->completeness().finishedBlocks > 0,
          kLong_ms);
      const auto answer = [](const char* text) {
        return [text](QMessageBox* box) {
          const auto buttons = box->buttons();
          for (auto* button : buttons) {
            if (button->text().contains(QLatin1String(text))) button->click();
          }
          return true;
        };
      };
      QVERIFY(shown.work()->jobs()->hasUnfinished());
      whenOpen<QMessageBox>(answer("Keep"));
      QVERIFY(!shown.window.close());
      QVERIFY(shown.work()->jobs()->hasUnfinished());
      whenOpen<QMessageBox>(answer("close"));
      QVERIFY(shown.window.close());
      QVERIFY(!shown.work()->jobs()->hasUnfinished());
    }
    const auto file = nblast::ScoreFile::open(scores.toStdString());
    QCOMPARE(file->queries().size(), std::int64_t{150});
    QVERIFY(!file->completeness().complete());
    QCOMPARE(file->damagedBlocks(), std::int64_t{0});
  }

  void theStatusBarShowsGpuMemory_data() {
    QTest::addColumn<int>("devices");
    QTest::newRow("no GPU") << 0;
    QTest::newRow("one GPU") << 1;
    QTest::newRow("two GPUs") << 2;
  }
  void theStatusBarShowsGpuMemory() {
    QFETCH(int, devices);
    const nblast::MemoryUse uses[] = {noMadeUpDevice(), oneMadeUpDevice(), twoMadeUpDevices()};
    Settings settings(folder_.filePath("gpu.ini"));
    MainWindow window(&settings, nullptr, std::make_unique<MadeUpMonitor>(uses[devices]));
    window.show();
    auto* gauge = window.findChild<MemoryGauge*>("memoryGauge");
    QVERIFY(gauge != nullptr && gauge->isVisible());
    QTRY_COMPARE(gauge->bars(), devices);
    QTRY_VERIFY(
        gauge->accessibleDescription().contains(devices > 0 ? "Large Device" : "No NVIDIA driver"));
    QTRY_VERIFY(gauge->width() >= gauge->sizeHint().width());
    keepPicture(window.grab().toImage(), QString("window-%1-gpus.png").arg(devices));
    QVERIFY(window.close());
  }

  void theLayoutIsRemembered() {
    const QString ini = folder_.filePath("layout.ini");
    {
      Settings settings(ini);
      MainWindow window(&settings);
      window.resize(900, 640);
      window.show();
      window.findChild<QWidget*>("jobsDock")->hide();
      QVERIFY(window.close());
    }
    Settings settings(ini);
    MainWindow window(&settings);
    window.show();
    QCOMPARE(window.size(), QSize(900, 640));
    QVERIFY(window.findChild<QWidget*>("jobsDock")->isHidden());
    QVERIFY(window.findChild<QWidget*>("setsDock")->isVisible());
  }

 private:
  static void followTableTreeAndScene(ShownWindow& shown, QTableView* matches, QTreeView* tree,
                                      QSignalSpy* composed) {
    auto* selection = shown.work()->selection();
    // A click in the table is one match.
    const QModelIndex first = matches->model()->index(0, MatchesModel::NameColumn);
    const qint64 best = first.data(MatchesModel::TargetRole).toLongLong();
    QTest::mouseClick(matches->viewport(), Qt::LeftButton, {}, matches->visualRect(first).center());
    QCOMPARE(selection->targets(), QVector<qint64>{best});
    QCOMPARE(selection->query(), qint64{3});
    // A click in the tree is another query.
    const QModelIndex set = tree->model()->index(0, 0);
    const QModelIndex n1 = tree->model()->index(1, 0, set);
    tree->scrollTo(n1);
    composed->clear();
    QTest::mouseClick(tree->viewport(), Qt::LeftButton, {}, tree->visualRect(n1).center());
    QCOMPARE(selection->query(), qint64{1});
    QVERIFY(selection->targets().isEmpty());
    QTRY_COMPARE(composed->count(), 1);
    QCOMPARE(lookedAt(composed->takeFirst()[0]).size(), qsizetype{1});
    // A click in the scene makes a match the current one; with Ctrl it goes.
    selection->setTargets({0, 5});
    QTRY_COMPARE(composed->count(), 1);
    auto* composer = shown.window.findChild<SceneComposer*>();
    composer->clicked(1, Qt::NoModifier);
    QCOMPARE(selection->targets(), (QVector<qint64>{5, 0}));
    QTRY_COMPARE(composed->count(), 2);
    composer->clicked(2, Qt::ControlModifier);
    QCOMPARE(selection->targets(), QVector<qint64>{5});
    QTRY_COMPARE(selectedNames(matches, MatchesModel::NameColumn), QStringList{"n5"});
  }

  void exportAll(ShownWindow& shown) {
    auto* exporter = shown.window.exporter();
    QSignalSpy written(exporter, &Exporter::written);
    const auto* model = shown.window.findChild<MatchesModel*>();
    exporter->writeMatches(model->file(), model->query(), model->matches(),
                           folder_.filePath("m.tsv"));
    QTRY_COMPARE_WITH_TIMEOUT(written.count(), 1, kLong_ms);
    QFile table(folder_.filePath("m.tsv"));
    QVERIFY(table.open(QIODevice::ReadOnly));
    const auto lines = table.readAll().trimmed().split('\n');
    QCOMPARE(lines.size(), qsizetype{6});  // a head and five matches
    QCOMPARE(lines[0], QByteArray("query\trank\ttarget\tforward\treverse\tmean"));
    QVERIFY(lines[1].startsWith("n1\t1\t"));
    exportScores(shown, folder_.filePath("s.csv"));
    QTRY_COMPARE_WITH_TIMEOUT(written.count(), 2, kLong_ms);
    QFile matrix(folder_.filePath("s.csv"));
    QVERIFY(matrix.open(QIODevice::ReadOnly));
    QVERIFY(matrix.readLine().startsWith("query,n0,n1"));
    exportScores(shown, folder_.filePath("nowhere/s.csv"));
    QTRY_VERIFY(shown.window.messages()->sentences().join(' ').contains("nowhere"));
  }
};

int main(int argc, char** argv) {
  SceneWidget::prepareApplication();
  WatchedApplication application(argc, argv);
  TestMainWindow test;
  return application.verdict(QTest::qExec(&test, argc, argv));
}
#include "tst_main_window.moc"

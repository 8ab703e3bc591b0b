// SPDX-License-Identifier: BSD-3-Clause
// What comes out of the window: progress, cancel, closing meanwhile; and that it is what was seen.
#include "compute/job/Runner.hpp"
#include "tests/compute/scorefile/StoreFixtures.hpp"
#include "tests/ui/support/DialogSupport.hpp"
#include "tests/ui/support/ShownWindow.hpp"
#include "tests/ui/support/TinyNeurons.hpp"
#include "ui/export/ExportRow.hpp"
#include "ui/export/Exporter.hpp"
#include "ui/heatmap/HeatmapPane.hpp"
#include "ui/heatmap/HeatmapWidget.hpp"
#include "ui/matches/MatchesPanel.hpp"
#include "ui/matches/WhichMatches.hpp"
#include "ui/models/LeftOutModel.hpp"
#include "ui/models/MatchesModel.hpp"
#include "ui/scene/SceneWidget.hpp"
#include "ui/sets/LeftOutDialog.hpp"
#include "ui/widgets/SentenceLabel.hpp"

#include <QAction>
#include <QClipboard>
#include <QFileDialog>
#include <QLabel>
#include <QLineEdit>
#include <QMessageBox>
#include <QProgressBar>
#include <QRadioButton>
#include <QSignalSpy>
#include <QTableView>
#include <QTreeView>

#include <semaphore>

namespace {

QStringList linesOf(const QString& path) {
  QFile file(path);
  if (!file.open(QIODevice::ReadOnly)) return {};
  return QString::fromUtf8(file.readAll()).trimmed().split('\n');
}

/// The third column of a table of matches, below its head.
QStringList targetsOf(const QStringList& lines, QChar separator) {
  QStringList targets;
  for (const QString& line : lines.mid(1))
    targets += line.section(separator, 2, 2);
  return targets;
}

auto press(const char* text) {
  return [text](QMessageBox* box) {
    const auto buttons = box->buttons();
    for (auto* button : buttons) {
      if (button->text().contains(QLatin1String(text))) button->click();
    }
    return true;
  };
}

}  // namespace

class TestExports : public QObject {
  Q_OBJECT

  QTemporaryDir folder_;
  QString at(const QString& name) const { return folder_.filePath(name); }

  QStringList filesIn(const QString& folder) const {
    return QDir(at(folder)).entryList(QDir::Files);
  }

 private Q_SLOTS:
  void initTestCase() {
    writeTinyNeurons(at("set"), 12);
    nblast::JobSpec spec;
    spec.queries = {at("set").toStdString()};
    spec.output = at("small.h5").toStdString();
    nblast::JobControl control;
    QCOMPARE(nblast::runJob(spec, {}, control, {}).kind, nblast::JobOutcome::Kind::Finished);
    fixtures::Job(1200).writeFile(at("large.h5").toStdString());
    for (const char* folder : {"out", "closed", "twice"})
      QDir().mkpath(at(folder));
  }

  void aRowShowsSizeAndProgressAndCancels() {
    ExportRow row("/x/scores.csv");
    std::binary_semaphore step{0};
    QSignalSpy ended(&row, &ExportRow::ended);
    row.start([&](nblast::JobControl& control) {
      row.tellSize(11'000'000'000);
      control.begin(nblast::Phase::Write, 30'000);
      control.advance(1200);
      step.acquire();
      control.checkpoint();
    });
    const auto* text = row.findChild<SentenceLabel*>("noticeText");
    QTRY_COMPARE(text->sentence(),
                 QString("Writing scores.csv, about 11 GB: 1,200 of 30,000 queries"));
    QCOMPARE(row.findChild<QProgressBar*>()->value(), 40);  // of 1,000
    child<QPushButton>(row, "cancelExport")->click();
    step.release();
    QTRY_COMPARE(ended.count(), 1);
    QCOMPARE(ended[0][0].value<TaskEnd>(), TaskEnd::Cancelled);
  }

  void cancelLeavesNothing() {
    ShownWindow shown;
    shown.openAndWait({at("large.h5")});
    exportScores(shown, at("out/a.csv"));
    child<QPushButton>(*shown.messages(), "cancelExport")->click();
    QTRY_VERIFY(!shown.window.exporter()->isBusy());
    QVERIFY2(shown.told().contains("Cancelled: a.csv was not written"), qPrintable(shown.told()));
    QCOMPARE(filesIn("out"), QStringList());
  }

  void severalAtATimeButNotToOneFile() {
    ShownWindow shown;
    shown.openAndWait({at("large.h5")});
    auto* exporter = shown.window.exporter();
    QSignalSpy written(exporter, &Exporter::written);
    exportScores(shown, at("twice/a.csv"));
    exportScores(shown, at("twice/a.csv"));
    QVERIFY2(shown.told().contains("being written already"), qPrintable(shown.told()));
    exportScores(shown, at("twice/b.edges.csv"));
    QCOMPARE(exporter->pathsBeingWritten().size(), 2);
    QTRY_COMPARE_WITH_TIMEOUT(written.count(), 2, kLong_ms);
    QCOMPARE(filesIn("twice"), (QStringList{"a.csv", "b.edges.csv"}));
    QVERIFY2(!shown.told().contains("already"), qPrintable(shown.told()));  // replaced
    QVERIFY2(shown.told().contains("MB)"), qPrintable(shown.told()));
  }

  void closingDuringAnExportAsks() {
    ShownWindow shown;
    shown.openAndWait({at("large.h5")});
    auto* exporter = shown.window.exporter();
    exportScores(shown, at("closed/a.csv"));
    QString asked;
    whenOpen<QMessageBox>([&asked](QMessageBox* box) {
      asked = box->text();
      return press("Keep")(box);
    });
    QVERIFY(!shown.window.close());
    QVERIFY2(asked.contains("a.csv is being written"), qPrintable(asked));
    QTRY_VERIFY_WITH_TIMEOUT(!exporter->isBusy(), kLong_ms);
    QCOMPARE(filesIn("closed"), QStringList{"a.csv"});
    exportScores(shown, at("closed/b.csv"));
    whenOpen<QMessageBox>(press("close"));
    QVERIFY(shown.window.close());
    QVERIFY(!exporter->isBusy());
    QVERIFY(!filesIn("closed").join(' ').contains("part"));
  }

  void aFailureIsOneSentence() {
    ShownWindow shown;
    shown.openAndWait({at("small.h5")});
    exportScores(shown, at("nowhere/a.csv"));
    QTRY_VERIFY(shown.told().contains("nowhere"));
    QImage picture(4, 4, QImage::Format_RGB32);
    picture.fill(Qt::red);
    const auto make = [picture](nblast::JobControl&) { return picture; };
    shown.window.exporter()->writePicture(make, at("nowhere/b.png"));
    QTRY_VERIFY2(shown.told().contains("b.png"), qPrintable(shown.told()));
    QCOMPARE(shown.messages()->sentences().size(), 2);
    // A picture replaces an older file whole.
    writeText(at("out/c.png"), "old");
    QSignalSpy written(shown.window.exporter(), &Exporter::written);
    shown.window.exporter()->writePicture(make, at("out/c.png"));
    QTRY_COMPARE(written.count(), 1);
    QVERIFY(QImage(at("out/c.png")) == picture);
    QFile::remove(at("out/c.png"));
  }

  /// By the tool bar of the scene: asked for and written as every other picture.
  void aPictureOfTheSceneIsAskedFor() {
    ShownWindow shown;
    shown.openAndWait({at("small.h5")});
    QTRY_VERIFY(shown.window.isFullyDrawn());
    if (!shown.window.findChild<SceneWidget*>()->isAvailable()) QSKIP("no OpenGL here");
    QSignalSpy written(shown.window.exporter(), &Exporter::written);
    whenOpen<QFileDialog>([path = at("out/scene")](QFileDialog* dialog) {
      dialog->findChild<QLineEdit*>("fileNameEdit")->setText(path);
      static_cast<QDialog*>(dialog)->accept();
      return true;
    });
    shown.child<QAction>("scenePicture")->trigger();
    QTRY_COMPARE_WITH_TIMEOUT(written.count(), 1, kLong_ms);
    QVERIFY(!QImage(at("out/scene.png")).isNull());
    QVERIFY2(shown.told().contains("Written: "), qPrintable(shown.told()));
    QFile::remove(at("out/scene.png"));
  }

  /// By the menu, and by the right mouse button.
  void aPictureOfTheHeatmapIsAskedFor() {
    ShownWindow shown;
    shown.openAndWait({at("small.h5")});
    auto* heatmap = shown.window.findChild<HeatmapWidget*>();
    const QSize size = heatmap->size() * 2;
    QSignalSpy written(shown.window.exporter(), &Exporter::written);
    const auto give = [this](const QString& name) {
      whenOpen<QFileDialog>([path = at("out/" + name)](QFileDialog* dialog) {
        dialog->findChild<QLineEdit*>("fileNameEdit")->setText(path);
        static_cast<QDialog*>(dialog)->accept();
        return true;
      });
    };
    give("menu.png");
    shown.child<QAction>("saveHeatmapPicture")->trigger();
    give("mouse.png");
    Q_EMIT heatmap->pictureWanted();
    QTRY_COMPARE_WITH_TIMEOUT(written.count(), 2, kLong_ms);
    QCOMPARE(filesIn("out"), (QStringList{"menu.png", "mouse.png"}));
    for (const char* name : {"out/menu.png", "out/mouse.png"}) {
      QCOMPARE(QImage(at(name)).size(), size);
      QFile::remove(at(name));
    }
  }

  /// It is that of the result that was shown when it was asked for.
  void aPictureIsMadeWhileTheResultIsClosed() {
    ShownWindow shown;
    shown.openAndWait({at("large.h5")});
    auto* pane = shown.window.findChild<HeatmapPane*>();
    QTRY_VERIFY_WITH_TIMEOUT(pane->heatmap()->isFullyDrawn(), kLong_ms);
    const QImage expected = pane->heatmap()->picture(pane->heatmap()->size() * 2);
    QSignalSpy written(shown.window.exporter(), &Exporter::written);
    shown.window.exporter()->writePicture(pane->pictureWork(), at("out/p.png"));
    shown.work()->closeResult();
    QTRY_COMPARE_WITH_TIMEOUT(written.count(), 1, kLong_ms);
    QCOMPARE(QImage(at("out/p.png")).convertToFormat(expected.format()), expected);
    QFile::remove(at("out/p.png"));
    // Closing the window ends the making of one.
    shown.openAndWait({at("large.h5")});
    shown.window.setMayAsk(false);
    shown.window.exporter()->writePicture(pane->pictureWork(), at("out/q.png"));
    QVERIFY(shown.window.close());
    QVERIFY(!shown.window.exporter()->isBusy());
    QCOMPARE(filesIn("out"), QStringList());
  }

  void matchesAreExportedAsSeen_data() {
    QTest::addColumn<QString>("filter");
    QTest::addColumn<QVector<int>>("selected");  // rows as shown
    QTest::addColumn<QString>("which");          // empty: there is nothing to choose
    QTest::addColumn<int>("count");
    QTest::newRow("all") << "" << QVector<int>{} << "" << 11;
    QTest::newRow("one selected is all") << "" << QVector<int>{3} << "" << 11;
    QTest::newRow("three selected") << "" << QVector<int>{7, 1, 3} << "selectedMatches" << 3;
    QTest::newRow("three selected, all wanted")
        << "" << QVector<int>{7, 1, 3} << "allMatches" << 11;
    QTest::newRow("filtered") << "n1" << QVector<int>{} << "shownMatches" << 3;  // n1, n10, n11
    QTest::newRow("filtered, all wanted") << "n1" << QVector<int>{} << "allMatches" << 11;
    QTest::newRow("filtered, two selected") << "n1" << QVector<int>{0, 2} << "selectedMatches" << 2;
  }
  void matchesAreExportedAsSeen() {
    QFETCH(QString, filter);
    QFETCH(QVector<int>, selected);
    QFETCH(QString, which);
    QFETCH(int, count);
    ShownWindow shown;
    shown.openAndWait({at("small.h5")});
    QTRY_VERIFY(shown.window.isFullyDrawn());
    auto* view = shown.child<QTableView>("matches");
    view->sortByColumn(MatchesModel::NameColumn, Qt::DescendingOrder);
    shown.child<QLineEdit>("filterMatches")->setText(filter);
    view->clearSelection();
    QStringList names, chosen;
    for (int row = 0; row < view->model()->rowCount(); ++row)
      names += view->model()->index(row, MatchesModel::NameColumn).data().toString();
    for (int row : selected) {
      view->selectionModel()->select(view->model()->index(row, 0),
                                     QItemSelectionModel::Select | QItemSelectionModel::Rows);
    }
    std::sort(selected.begin(), selected.end());
    for (int row : selected)
      chosen += names[row];

    const MatchChoices choices = shown.window.findChild<MatchesPanel*>()->choices();
    QCOMPARE(choices.isChoice(), !which.isEmpty());
    WhichMatches dialog(choices);
    if (!which.isEmpty()) child<QRadioButton>(dialog, qPrintable(which))->setChecked(true);
    QSignalSpy written(shown.window.exporter(), &Exporter::written);
    shown.window.exporter()->writeMatches(choices.file, choices.query, dialog.chosen(),
                                          at("out/m.csv"));
    QTRY_COMPARE_WITH_TIMEOUT(written.count(), 1, kLong_ms);
    const QStringList lines = linesOf(at("out/m.csv"));
    QFile::remove(at("out/m.csv"));
    QCOMPARE(lines[0], QString("query,rank,target,forward,reverse,mean"));
    QCOMPARE(lines.size() - 1, count);
    for (const QString& line : lines.mid(1))
      QVERIFY2(line.startsWith("n0,"), qPrintable(line));
    if (which == "selectedMatches") QCOMPARE(targetsOf(lines, ','), chosen);
    if (which == "shownMatches") QCOMPARE(targetsOf(lines, ','), names);
    if (which.isEmpty()) QCOMPARE(targetsOf(lines, ','), names);
    // The ranks are those of the list, whatever the order.
    const QString best = lines.filter(",1,").value(0);
    if (count == 11) QVERIFY2(best.section(',', 1, 1) == "1", qPrintable(lines.join('\n')));
  }

  /// A job's file opens by itself, and a result whose file is gone closes: also under a dialog. The
  /// table is of what was shown when it was asked for.
  void anotherResultUnderTheDialog_data() {
    QTest::addColumn<QString>("action");
    QTest::addColumn<bool>("closed");
    QTest::newRow("matches, another") << "exportMatches" << false;
    QTest::newRow("matches, none") << "exportMatches" << true;
    QTest::newRow("scores, another") << "exportScores" << false;
    QTest::newRow("scores, none") << "exportScores" << true;
  }
  void anotherResultUnderTheDialog() {
    QFETCH(QString, action);
    QFETCH(bool, closed);
    ShownWindow shown;
    shown.openAndWait({at("small.h5")});
    QTRY_VERIFY(shown.window.isFullyDrawn());
    const auto first = shown.work()->result();
    const QString table = at("out/table.csv");
    whenOpen<QFileDialog>([&](QFileDialog* dialog) {
      auto* work = shown.work();
      if (work->result() == first) {
        if (closed) work->closeResult();
        if (!closed && !work->isLoading()) work->openScoreFile(at("large.h5"));
        return false;
      }
      dialog->findChild<QLineEdit*>("fileNameEdit")->setText(table);
      static_cast<QDialog*>(dialog)->accept();
      return true;
    });
    QSignalSpy written(shown.window.exporter(), &Exporter::written);
    shown.child<QAction>(qPrintable(action))->trigger();
    QVERIFY(shown.work()->result() != first);
    QTRY_COMPARE_WITH_TIMEOUT(written.count(), 1, kLong_ms);
    const QStringList lines = linesOf(table);
    QFile::remove(table);
    QCOMPARE(lines.size(), action == "exportScores" ? 1 + 12 : 1 + 11);
    for (const QString& line : lines.mid(1))
      QVERIFY2(line.startsWith('n'), qPrintable(line));
  }

  void copiedRowsAreATable() {
    ShownWindow shown;
    shown.openAndWait({at("small.h5")});
    QTRY_VERIFY(shown.window.isFullyDrawn());
    auto* view = shown.child<QTableView>("matches");
    view->setFocus();
    view->selectAll();
    QTest::keySequence(view, QKeySequence::Copy);
    const QStringList lines = QApplication::clipboard()->text().trimmed().split('\n');
    QCOMPARE(lines.size(), 12);
    QCOMPARE(lines[0], QString("query\trank\ttarget\tforward\treverse\tmean"));
    QCOMPARE(lines[1].section('\t', 0, 1), QString("n0\t1"));
    QVERIFY(lines[1].section('\t', 3, 3).toDouble() > 0);
    // One row is a name, to look for it elsewhere.
    view->clearSelection();
    view->selectRow(0);
    QTest::keySequence(view, QKeySequence::Copy);
    QCOMPARE(QApplication::clipboard()->text(), lines[1].section('\t', 2, 2));
    // And nothing selected copies nothing.
    view->clearSelection();
    QTest::keySequence(view, QKeySequence::Copy);
    QCOMPARE(QApplication::clipboard()->text(), lines[1].section('\t', 2, 2));
  }

  /// What is selected but filtered away is not among the rows that are seen.
  void onlySelectedRowsThatAreSeenAreTaken() {
    ShownWindow shown;
    shown.openAndWait({at("small.h5")});
    QTRY_VERIFY(shown.window.isFullyDrawn());
    auto* view = shown.child<QTableView>("matches");
    view->selectAll();
    shown.child<QLineEdit>("filterMatches")->setText("n1");
    auto* panel = shown.window.findChild<MatchesPanel*>();
    QCOMPARE(panel->choices().selected.size(), std::size_t{3});
    QCOMPARE(panel->choices().all.size(), std::size_t{11});
    view->setFocus();
    QTest::keySequence(view, QKeySequence::Copy);
    QCOMPARE(QApplication::clipboard()->text().trimmed().split('\n').size(), 1 + 3);
    // The same in the tree; the query n0 is selected too, but not seen.
    auto* tree = shown.child<QTreeView>("sets");
    shown.child<QLineEdit>("searchNeurons")->setText("n1");
    tree->setFocus();
    QTest::keySequence(tree, QKeySequence::Copy);
    QCOMPARE(QApplication::clipboard()->text(), QString("n1\nn10\nn11"));
  }

  void copiedNeuronsAreNames() {
    ShownWindow shown;
    shown.openAndWait({at("set")});
    auto* tree = shown.child<QTreeView>("sets");
    const QModelIndex set = tree->model()->index(0, 0);
    for (int row : {2, 0}) {
      tree->selectionModel()->select(tree->model()->index(row, 0, set),
                                     QItemSelectionModel::Select | QItemSelectionModel::Rows);
    }
    tree->setFocus();
    QTest::keySequence(tree, QKeySequence::Copy);
    QCOMPARE(QApplication::clipboard()->text(), QString("n0\nn10"));
  }

  void copiedReasonsAreATable() {
    LeftOutDialog dialog("set", {{"x", "bad"}, {"y", "empty"}, {"z", "odd"}});
    auto* table = dialog.findChild<QTableView*>();
    table->selectRow(0);
    table->selectionModel()->select(table->model()->index(2, 0),
                                    QItemSelectionModel::Select | QItemSelectionModel::Rows);
    QTest::keySequence(table, QKeySequence::Copy);
    QCOMPARE(QApplication::clipboard()->text(), QString("x\tbad\nz\todd\n"));
  }
};

QTEST_MAIN(TestExports)
#include "tst_exports.moc"

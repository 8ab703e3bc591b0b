// SPDX-License-Identifier: BSD-3-Clause
// What people do with a result of 30,000 x 30,000 scores, in the real window and under the
// watchdog: nothing may keep the window from answering.
#include "tests/compute/scorefile/LargeResult.hpp"
#include "tests/ui/support/ShownWindow.hpp"
#include "ui/export/Exporter.hpp"
#include "ui/heatmap/HeatmapPane.hpp"
#include "ui/heatmap/HeatmapWidget.hpp"
#include "ui/models/MatchesModel.hpp"
#include "ui/models/NeuronTreeModel.hpp"
#include "ui/scene/SceneWidget.hpp"
#include "ui/watchdog/WatchedApplication.hpp"

#include <QComboBox>
#include <QElapsedTimer>
#include <QHeaderView>
#include <QSignalSpy>
#include <QTableView>
#include <QTreeView>

namespace {

constexpr std::int64_t kNeurons = 30'000;

WatchedApplication& app() {
  return *static_cast<WatchedApplication*>(qApp);
}

/// The window with the large result open.
struct Large : ShownWindow {
  HeatmapWidget* heatmap = window.findChild<HeatmapWidget*>();
  QTreeView* tree = child<QTreeView>("sets");
  QTableView* matches = child<QTableView>("matches");
  QLineEdit* filter = child<QLineEdit>("filterMatches");
  QLineEdit* search = child<QLineEdit>("searchNeurons");
  QComboBox* direction = child<QComboBox>("direction");

  explicit Large(const QString& path) {
    QTest::qWait(50);
    step("appearing");
    window.open({path});
    QTRY_VERIFY_WITH_TIMEOUT(work()->result() != nullptr, kLong_ms);
    done("opening");
  }

  /// Ends a step: nothing in it took too long.
  void step(const char* what) {
    const auto& worst = app().worst();
    const QString found = QString("%1: %2 ms, %3, %4")
                              .arg(what, -28)
                              .arg(worst.cpu_ms, 0, 'f', 0)
                              .arg(worst.receiver, worst.event);
    if (qEnvironmentVariableIsSet("NBLAST_STEPS")) qInfo("%s", qPrintable(found));
    if (worst.cpu_ms > WatchedApplication::limit_ms()) QFAIL(qPrintable(found));
    app().forget();
  }
  void done(const char* what) {
    QTest::qWait(20);
    QTRY_VERIFY2_WITH_TIMEOUT(isSettled(), what, kLong_ms);
    step(what);
  }

  Selection* selection() { return work()->selection(); }
  QModelIndex neuron(int row) { return tree->model()->index(row, 0, tree->model()->index(0, 0)); }
  void clickNeuron(int row, Qt::KeyboardModifiers modifiers = {}) {
    tree->scrollTo(neuron(row));
    QTest::mouseClick(tree->viewport(), Qt::LeftButton, modifiers,
                      tree->visualRect(neuron(row)).center());
  }
  void clickMatch(int row) {
    const QModelIndex index = matches->model()->index(row, MatchesModel::NameColumn);
    matches->scrollTo(index);
    QTest::mouseClick(matches->viewport(), Qt::LeftButton, {}, matches->visualRect(index).center());
  }
  void choose(const char* name) {
    direction->setFocus();
    direction->setCurrentIndex(direction->findText(QLatin1String(name)));
    Q_EMIT direction->activated(direction->currentIndex());
  }
  void wheel(const QPoint& at, int notches) {
    QWheelEvent event(at, heatmap->mapToGlobal(at), {}, {0, 120 * notches}, {}, {},
                      Qt::NoScrollPhase, false);
    QApplication::sendEvent(heatmap, &event);
  }
};

}  // namespace

class TestLargeResult : public QObject {
  Q_OBJECT

  QTemporaryDir folder_;
  QString path_;

 private Q_SLOTS:
  void initTestCase() {
    path_ = folder_.filePath("large.h5");
    QElapsedTimer clock;
    clock.start();
    LargeResult(kNeurons).write(path_.toStdString());
    qInfo("made in %lld ms", clock.elapsed());
  }

  void nothingFreezes() {
    Large large(path_);
    tree(large);
    matches(large);
    heatmap(large);
    checkingAndClosing(large);
  }

 private:
  static void tree(Large& large) {
    large.tree->expand(large.tree->model()->index(0, 0));
    large.done("expanding");
    large.clickNeuron(500);
    QCOMPARE(large.selection()->query(), qint64{500});
    large.done("a click in the tree");
    QTest::keyClick(large.tree, Qt::Key_A, Qt::ControlModifier);
    QVERIFY(large.selection()->targets().size() > kNeurons - 5);
    large.done("Ctrl+A in the tree");
    QTest::keyClicks(large.search, "right");
    large.done("searching");
    QTest::keyClick(large.search, Qt::Key_Backspace);
    large.done("Backspace in the search");
    large.search->clear();
    large.done("no search");
    for (int i = 0; i < 3; ++i) {
      click(large.tree->header(), NeuronTreeModel::NameColumn);
      large.done("sorting the tree");
    }
    QTest::mouseClick(large.heatmap, Qt::LeftButton, {}, large.heatmap->centreOf(9000, 4000));
    large.done("a click in the heatmap");
  }

  static void matches(Large& large) {
    large.selection()->selectQuery(1500);
    large.done("a query");
    large.clickMatch(3);
    large.done("a click on a match");
    QTest::keyClick(large.matches, Qt::Key_A, Qt::ControlModifier);
    QCOMPARE(large.selection()->targets().size(), qsizetype(kNeurons - 1));
    large.done("Ctrl+A in the matches");
    QTest::keyClicks(large.filter, "r");
    large.done("a filter letter");
    QTest::keyClick(large.filter, Qt::Key_Backspace);
    large.done("Backspace in the filter");
    for (int column = 0; column < MatchesModel::ColumnCount; ++column) {
      for (int i = 0; i < 2; ++i) {
        click(large.matches->horizontalHeader(), column);
        large.done("sorting the matches");
      }
    }
    for (const char* name : {"mean", "min", "reverse", "forward"}) {
      large.choose(name);
      large.done("another direction");
    }
    // Every third one: no run of rows that could be marked at once.
    QTest::keyClicks(large.filter, "left");
    large.clickMatch(5);
    QTest::keyClick(large.matches, Qt::Key_A, Qt::ControlModifier);
    QCOMPARE(large.selection()->targets().size(), qsizetype(kNeurons / 3 - 1));  // without itself
    large.done("all of those filtered");
    large.filter->clear();
    large.done("without the filter");
    large.choose("mean");
    large.done("another direction");
    QTest::mouseClick(large.heatmap, Qt::LeftButton, {}, large.heatmap->centreOf(2000, 2500));
    large.done("a click in the heatmap");
    large.choose("forward");
  }

  static void heatmap(Large& large) {
    QSignalSpy written(large.window.exporter(), &Exporter::written);
    const QString picture = large.folder.filePath("heatmap.png");
    const QSize size = large.heatmap->size() * 2;
    large.window.exporter()->writePicture(large.window.findChild<HeatmapPane*>()->pictureWork(),
                                          picture);
    QTRY_COMPARE_WITH_TIMEOUT(written.count(), 1, kLong_ms);
    QCOMPARE(QImage(picture).size(), size);
    large.done("a picture");
    const QPoint at = large.heatmap->centreOf(12'000, 12'000);
    for (int i = 0; i < 30; ++i) {
      large.wheel(at, 1);
      QTest::qWait(1);
    }
    large.done("zooming in");
    QTest::mousePress(large.heatmap, Qt::LeftButton, {}, at);
    for (int i = 1; i <= 20; ++i)
      QTest::mouseMove(large.heatmap, at + QPoint(-4 * i, 3 * i), 1);
    QTest::mouseRelease(large.heatmap, Qt::LeftButton, {}, at + QPoint(-80, 60));
    large.done("panning");
    for (int i = 0; i < 10; ++i)
      QTest::keyClick(large.heatmap, Qt::Key_Down);
    large.done("arrow keys");
    for (int i = 0; i < 30; ++i) {
      large.wheel(at, -1);
      QTest::qWait(1);
    }
    large.done("zooming out");
    QTest::mouseClick(large.heatmap, Qt::LeftButton, {}, large.heatmap->centreOf(20, 20));
    QTest::mouseClick(large.heatmap, Qt::LeftButton, Qt::ControlModifier,
                      large.heatmap->centreOf(20, 29'000));
    large.done("clicking cells");
  }

  void checkingAndClosing(Large& large) const {
    const int id = large.work()->sets()->at(0).id;
    large.work()->sets()->setVisible(id, true);
    large.done("checking the set");
    QTest::keyClick(large.tree, Qt::Key_A, Qt::ControlModifier);
    large.done("Ctrl+A");
    large.tree->scrollToTop();
    const QRect title = large.tree->visualRect(large.tree->model()->index(0, 0));
    QTest::mouseClick(large.tree->viewport(), Qt::LeftButton, {}, title.center());
    QCOMPARE(large.selection()->query(), qint64{-1});
    large.done("a click on the set");
    QTest::keyClick(large.tree, Qt::Key_A, Qt::ControlModifier);
    QVERIFY(large.selection()->query() >= 0);
    QTest::keyClick(&large.window, Qt::Key_Escape);
    QCOMPARE(large.selection()->query(), qint64{-1});
    large.done("Escape");
    large.work()->closeResult();
    large.done("closing the result");
    large.window.open({path_});
    QTRY_VERIFY_WITH_TIMEOUT(large.work()->result() != nullptr, kLong_ms);
    large.done("opening again");
    QVERIFY(large.window.close());
    large.step("closing the window");
  }

  static void click(QHeaderView* header, int column) {
    const int x = header->sectionViewportPosition(column) + header->sectionSize(column) / 2;
    QTest::mouseClick(header->viewport(), Qt::LeftButton, {}, {x, header->height() / 2});
  }
};

int main(int argc, char** argv) {
  SceneWidget::prepareApplication();
  WatchedApplication application(argc, argv);
  TestLargeResult test;
  return application.verdict(QTest::qExec(&test, argc, argv));
}
#include "tst_large_result.moc"

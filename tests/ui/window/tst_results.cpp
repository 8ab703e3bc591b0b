// SPDX-License-Identifier: BSD-3-Clause
// One result after the other: what opens by itself, and what stays as it was.
#include "tests/ui/support/ShownWindow.hpp"
#include "tests/ui/support/TinyNeurons.hpp"
#include "ui/heatmap/HeatmapWidget.hpp"
#include "ui/scene/SceneWidget.hpp"
#include "ui/text/Format.hpp"
#include "ui/watchdog/WatchedApplication.hpp"
#include "ui/widgets/MessageBar.hpp"

#include <QComboBox>
#include <QMenu>
#include <QPushButton>
#include <QTableView>

namespace {

/// A window with two sets: 40 neurons, and the same but the first and in another order.
struct Jobs : ShownWindow {
  HeatmapWidget* heatmap = window.findChild<HeatmapWidget*>();
  int all = 0, others = 0;

  Jobs(const QString& allPath, const QString& othersPath) {
    window.setMayAsk(false);
    messages()->setNoteStay_ms(kLong_ms);
    all = openSet(allPath);
    others = openSet(othersPath);
  }
  int openSet(const QString& path) {
    const int before = work()->sets()->count();
    window.open({path});
    wait([&] { return work()->sets()->count() > before; });
    const int id = work()->sets()->at(before).id;
    work()->sets()->setUnit(id, nblast::LengthUnit{});
    return id;
  }
  template <class Condition>
  static void wait(Condition condition) {
    if (!QTest::qWaitFor(condition, kLong_ms)) qFatal("the window does not come to rest");
  }
  /// @return the score file
  QString run(const QString& name, int set) {
    nblast::JobSpec spec;
    const auto inputs = work()->sets()->inputsFor(set, set, &spec);
    const QString path = folder.filePath(name);
    spec.output = path.toStdString();
    spec.engine = "cpu";
    work()->run(spec, inputs, set, set);
    return path;
  }
  void untilDone() {
    wait([&] { return !work()->isBusy() && window.isFullyDrawn(); });
  }
  QString openPath() {
    return work()->result() == nullptr ? QString() : toQString(work()->result()->file()->path());
  }
  Selection* selection() { return work()->selection(); }
  QPushButton* openButton() { return messageButton("Open result"); }
};

}  // namespace

class TestResults : public QObject {
  Q_OBJECT

  QTemporaryDir folder_;
  QString all_, others_;

 private Q_SLOTS:
  void initTestCase() {
    all_ = folder_.filePath("all");
    writeTinyNeurons(all_, 40);
    others_ = folder_.filePath("others");
    QDir().mkpath(others_);
    for (int i = 1; i < 40; ++i)
      QVERIFY(QFile::copy(QString("%1/n%2.swc").arg(all_).arg(i),
                          QString("%1/n%2.swc").arg(others_).arg(i)));
    QFile::rename(others_ + "/n39.swc", others_ + "/z.swc");
  }

  void aJobThatIsAskedForOpens() {
    Jobs jobs(all_, others_);
    const QString first = jobs.run("first.h5", jobs.all);
    jobs.untilDone();
    QCOMPARE(jobs.openPath(), first);
    const QString second = jobs.run("second.h5", jobs.others);  // nothing was chosen meanwhile
    jobs.untilDone();
    QCOMPARE(jobs.openPath(), second);
    QVERIFY(jobs.openButton() == nullptr);
  }

  void aQueuedJobLeavesTheViewAlone() {
    Jobs jobs(all_, others_);
    const QString first = jobs.run("first.h5", jobs.all);
    const QString second = jobs.run("second.h5", jobs.others);  // has to wait
    jobs.untilDone();
    QCOMPARE(jobs.openPath(), first);
    const auto told = jobs.window.messages()->sentences().join(' ');
    QVERIFY2(told.contains("second.h5"), qPrintable(told));
    QStringList listed;
    for (const QAction* action : jobs.child<QMenu>("results")->actions())
      listed += action->text();
    QVERIFY2(listed.join(' ').contains("second.h5"), qPrintable(listed.join(' ')));
    QVERIFY(jobs.openButton() != nullptr);
    QTest::mouseClick(jobs.openButton(), Qt::LeftButton);
    jobs.wait([&] { return jobs.openPath() == second; });
    jobs.untilDone();
    QVERIFY(jobs.openButton() == nullptr);
    QCOMPARE(jobs.work()->result()->querySetId(), jobs.others);
  }

  void whatTheUserHasChosenStays() {
    Jobs jobs(all_, others_);
    const QString first = jobs.run("first.h5", jobs.all);
    jobs.untilDone();
    const QString second = jobs.run("second.h5", jobs.others);
    jobs.selection()->selectPair(7, 9);  // before its file is there
    jobs.untilDone();
    QCOMPARE(jobs.openPath(), first);
    QCOMPARE(jobs.selection()->query(), qint64{7});
    QVERIFY(jobs.openButton() != nullptr);
  }

  void nothingSelectedIsAChoiceToo() {
    Jobs jobs(all_, others_);
    jobs.run("first.h5", jobs.all);
    jobs.wait([&] { return jobs.selection()->query() >= 0; });
    jobs.work()->clearSelection();
    jobs.untilDone();
    Q_EMIT jobs.work()->jobs()->blockWritten(1, 0, 40);
    jobs.untilDone();
    QCOMPARE(jobs.selection()->query(), qint64{-1});
  }

  void anotherDirectionKeepsTheView() {
    Jobs jobs(all_, others_);
    jobs.run("first.h5", jobs.all);
    jobs.untilDone();
    jobs.selection()->select(7, {9, 3});
    zoom(jobs.heatmap);
    const QPoint corner = jobs.heatmap->matrixRect().topLeft() + QPoint(9, 9);
    const QPoint cell = jobs.heatmap->cellAt(corner);
    auto* direction = jobs.child<QComboBox>("direction");
    direction->setCurrentIndex(direction->findText("mean"));
    Q_EMIT direction->activated(direction->currentIndex());
    jobs.untilDone();
    QCOMPARE(jobs.work()->direction(), nblast::Direction::Mean);
    QCOMPARE(jobs.heatmap->cellAt(corner), cell);
    QCOMPARE(jobs.selection()->query(), qint64{7});
    QCOMPARE(jobs.selection()->targets(), (QVector<qint64>{9, 3}));
    QCOMPARE(selectedNames(jobs.child<QTableView>("matches"), 1).size(), 2);
  }

  void anotherResultOfTheSameShapeKeepsTheView() {
    Jobs jobs(all_, others_);
    const QString first = jobs.run("first.h5", jobs.all);
    jobs.untilDone();
    QVERIFY(QFile::copy(first, jobs.folder.filePath("copy.h5")));
    jobs.selection()->select(7, {9, 3});
    zoom(jobs.heatmap);
    const QPoint corner = jobs.heatmap->matrixRect().topLeft() + QPoint(9, 9);
    const QPoint cell = jobs.heatmap->cellAt(corner);
    jobs.window.open({jobs.folder.filePath("copy.h5")});
    jobs.wait([&] { return jobs.openPath().endsWith("copy.h5"); });
    jobs.untilDone();
    QCOMPARE(jobs.heatmap->cellAt(corner), cell);
    QCOMPARE(jobs.selection()->query(), qint64{7});
    QCOMPARE(jobs.selection()->targets(), (QVector<qint64>{9, 3}));
  }

  void whatIsSelectedIsFoundByName() {
    Jobs jobs(all_, others_);
    jobs.run("first.h5", jobs.all);
    jobs.untilDone();
    const auto& before = jobs.work()->result();
    const auto row = [](const Result& result, const char* name) {
      for (qint64 i = 0; i < result.rows(); ++i) {
        if (result.queryName(i) == QLatin1String(name)) return i;
      }
      return qint64{-1};
    };
    jobs.selection()->select(row(*before, "n20"), {row(*before, "n0"), row(*before, "n5")});
    const QString second = jobs.run("second.h5", jobs.others);
    jobs.untilDone();
    jobs.work()->openScoreFile(second);
    jobs.wait([&] { return jobs.openPath() == second; });
    jobs.untilDone();
    const auto& now = jobs.work()->result();
    QCOMPARE(jobs.selection()->query(), row(*now, "n20"));
    QCOMPARE(jobs.selection()->targets(), QVector<qint64>{row(*now, "n5")});  // it has no n0
  }

 private:
  static void zoom(HeatmapWidget* heatmap) {
    const QPoint at = heatmap->centreOf(30, 12);
    QWheelEvent event(at, heatmap->mapToGlobal(at), {}, {0, 960}, {}, {}, Qt::NoScrollPhase, false);
    QApplication::sendEvent(heatmap, &event);
  }
};

int main(int argc, char** argv) {
  SceneWidget::prepareApplication();
  WatchedApplication application(argc, argv);
  TestResults test;
  return application.verdict(QTest::qExec(&test, argc, argv));
}
#include "tst_results.moc"

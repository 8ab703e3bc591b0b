// SPDX-License-Identifier: BSD-3-Clause
// A disk that goes while its score file is open: whatever is done then, the window says so and goes
// on.
#include "tests/compute/scorefile/StoreFixtures.hpp"
#include "tests/ui/support/ShownWindow.hpp"
#include "ui/export/Exporter.hpp"
#include "ui/heatmap/HeatmapPane.hpp"
#include "ui/heatmap/HeatmapWidget.hpp"
#include "ui/run/VerifyDialog.hpp"
#include "ui/scene/SceneWidget.hpp"
#include "ui/watchdog/WatchedApplication.hpp"
#include "ui/widgets/MessageBar.hpp"

#include <QComboBox>
#include <QSignalSpy>
#include <QTableView>
#include <QTreeView>

namespace {

constexpr std::int64_t kNeurons = 600;  // four blocks

/// A window with an open score file that can no longer be read.
struct Broken : ShownWindow {
  QSignalSpy thrown{qApp, SIGNAL(failed(QString))};
  HeatmapWidget* heatmap = window.findChild<HeatmapWidget*>();
  QString path = folder.filePath("gone.h5");

  /// @param blocks that are finished: of 2 it is a half
  explicit Broken(int blocks = 1) {
    write(blocks);
    window.open({path});
    if (!QTest::qWaitFor([&] { return work()->result() && window.isFullyDrawn(); }, kLong_ms))
      qFatal("the score file does not open");
    // What has been read cannot be asked for again; the rest is gone.
    QFile file(path);
    if (!file.resize(100)) qFatal("cannot cut the file");
    window.messages()->dismissAll();
    QTest::qWait(1);
  }

  void write(int blocks) const {
    const fixtures::Job job(kNeurons);
    const auto writer = nblast::DenseScoreFileWriter::create(path.toStdString(), job.contents,
                                                             nblast::ExistingFile::Refuse);
    for (int block = 0; block < blocks; ++block)
      job.writeBlock(*writer, block);
    if (blocks == job.blocks(*writer)) writer->finish("{}");
  }

  bool isTold() {
    const auto told = [&] { return window.messages()->sentences().join('\n'); };
    return QTest::qWaitFor([&] { return told().contains("gone.h5"); }, 5000);
  }
  void settle() {
    QVERIFY(QTest::qWaitFor([&] { return window.isFullyDrawn(); }, kLong_ms));
  }
};

}  // namespace

class TestGoneDisk : public QObject {
  Q_OBJECT
 private Q_SLOTS:
  void aClick_data() { halves(); }
  void aClick() {
    QFETCH(int, blocks);
    Broken broken(blocks);
    QTest::mouseClick(broken.heatmap, Qt::LeftButton, {}, broken.heatmap->centreOf(77, 400));
    QVERIFY(broken.work()->selection()->query() > 50);
    QVERIFY(broken.isTold());
    QCOMPARE(broken.thrown.count(), 0);
    broken.settle();
  }

  void anotherDirection_data() { halves(); }
  void anotherDirection() {
    QFETCH(int, blocks);
    Broken broken(blocks);
    auto* direction = broken.child<QComboBox>("direction");
    direction->setCurrentIndex(direction->findText("mean"));
    Q_EMIT direction->activated(direction->currentIndex());
    QCOMPARE(broken.work()->direction(), nblast::Direction::Mean);
    QVERIFY(broken.isTold());
    QCOMPARE(broken.thrown.count(), 0);
    broken.settle();
  }

  void hovering() {
    Broken broken;
    QSignalSpy hovered(broken.heatmap, &HeatmapWidget::cellHovered);
    QTest::mouseMove(broken.heatmap, broken.heatmap->centreOf(10, 10));
    QTest::mouseMove(broken.heatmap, broken.heatmap->centreOf(100, 590));
    QTRY_VERIFY(!hovered.isEmpty());
    QCOMPARE(broken.thrown.count(), 0);
  }

  void zooming() {
    Broken broken;
    for (int i = 0; i < 12; ++i) {
      const QPoint at = broken.heatmap->centreOf(300, 300);
      QWheelEvent wheel(at, broken.heatmap->mapToGlobal(at), {}, {0, 120}, {}, {},
                        Qt::NoScrollPhase, false);
      QApplication::sendEvent(broken.heatmap, &wheel);
    }
    broken.settle();
    QCOMPARE(broken.thrown.count(), 0);
  }

  void columnsThatArrive() {
    Broken broken;
    Q_EMIT broken.work()->columnsChanged(512, 88);
    QVERIFY(broken.isTold());
    QCOMPARE(broken.thrown.count(), 0);
    broken.settle();
  }

  void theTreeAndTheScene() {
    Broken broken;
    auto* sets = broken.work()->sets();
    sets->setVisible(sets->at(0).id, true);
    broken.work()->selection()->clear();
    QVERIFY(broken.isTold());
    broken.settle();
    auto* tree = broken.child<QTreeView>("sets");
    const QModelIndex set = tree->model()->index(0, 0);
    tree->setCurrentIndex(tree->model()->index(5, 0, set));
    broken.settle();
    QCOMPARE(broken.thrown.count(), 0);
  }

  void exportingAndVerifying() {
    Broken broken;
    auto* exporter = broken.window.exporter();
    exportScores(broken, broken.folder.filePath("out.csv"));
    QVERIFY(broken.isTold());
    QTRY_VERIFY(!exporter->isBusy());
    broken.child<QAction>("verifyScores")->trigger();
    auto* verify = broken.window.findChild<VerifyDialog*>();
    QVERIFY(verify != nullptr);
    QTRY_VERIFY_WITH_TIMEOUT(!verify->isRunning(), kLong_ms);
    verify->close();
    QCOMPARE(broken.thrown.count(), 0);
  }

  /// A picture of what cannot be read is none: it is not "Written".
  void aPicture() {
    Broken broken;
    broken.work()->setDirection(nblast::Direction::Mean);
    broken.settle();
    broken.window.messages()->dismissAll();
    const QString picture = broken.folder.filePath("heatmap.png");
    auto* exporter = broken.window.exporter();
    exporter->writePicture(broken.window.findChild<HeatmapPane*>()->pictureWork(), picture);
    QVERIFY(broken.isTold());
    QTRY_VERIFY(!exporter->isBusy());
    QVERIFY2(!broken.told().contains("Written"), qPrintable(broken.told()));
    QVERIFY(!QFile::exists(picture));
    QCOMPARE(broken.thrown.count(), 0);
  }

  void closing() {
    Broken broken;
    broken.work()->closeResult();
    QVERIFY(broken.work()->result() == nullptr);
    broken.settle();
    QVERIFY(broken.window.close());
    QCOMPARE(broken.thrown.count(), 0);
  }

 private:
  static void halves() {
    QTest::addColumn<int>("blocks");
    QTest::newRow("of a job that is not done") << 1;
    QTest::newRow("of one that is") << 2;
  }
};

int main(int argc, char** argv) {
  SceneWidget::prepareApplication();
  WatchedApplication application(argc, argv);
  TestGoneDisk test;
  return application.verdict(QTest::qExec(&test, argc, argv));
}
#include "tst_gone_disk.moc"

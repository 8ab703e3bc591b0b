// SPDX-License-Identifier: BSD-3-Clause
// The disk of an open result is gone: the heatmap says so, once for all tiles, and claims no
// scores.
#include "tests/compute/scorefile/StoreFixtures.hpp"
#include "ui/heatmap/HeatmapWidget.hpp"
#include "ui/heatmap/tiles/ResultHeatmapSource.hpp"
#include "ui/heatmap/tiles/TileCache.hpp"

#include <QFile>
#include <QSignalSpy>
#include <QTest>

namespace {

constexpr std::int64_t kNeurons = 600;  // two tiles by two

}  // namespace

class TestGoneResult : public QObject {
  Q_OBJECT

  QTemporaryDir folder_;
  int files_ = 0;

  /// The scores of a file that is cut off after it has been opened.
  std::shared_ptr<const HeatmapSource> goneSource(QString* path) {
    *path = folder_.filePath(QStringLiteral("gone%1.h5").arg(++files_));
    const fixtures::Job job(kNeurons);
    job.writeFile(path->toStdString());
    const auto result = std::make_shared<const Result>(nblast::ScoreFile::open(path->toStdString()),
                                                       Result::Side{}, Result::Side{});
    if (!QFile(*path).resize(100)) qFatal("cannot cut the file");
    return std::make_shared<ResultHeatmapSource>(result, nblast::Direction::Forward);
  }

 private Q_SLOTS:
  void everyTileReportsItsFailure() {
    QString path;
    const auto source = goneSource(&path);
    TileCache cache(ColourScale(QStringLiteral("viridis"), 0, 1));
    QSignalSpy failed(&cache, &TileCache::readFailed);
    cache.setSource(source);
    const TileKey first{0, 0, 0}, last{0, 1, 1};
    cache.want({first, last});
    QTRY_VERIFY(cache.isSettled());
    QCOMPARE(failed.count(), 2);
    for (const auto& sentence : failed)
      QVERIFY2(sentence[0].toString().contains(path), qPrintable(sentence[0].toString()));
    QVERIFY(!cache.isCurrent(first) && !cache.isCurrent(last));
    QVERIFY(!cache.score(3, 4));
  }

  void theWidgetSaysItOnce() {
    QString path;
    HeatmapWidget widget;
    QSignalSpy failed(&widget, &HeatmapWidget::readFailed);
    widget.resize(1300, 1300);  // all tiles are in sight
    widget.setSource(goneSource(&path));
    widget.show();
    QVERIFY(QTest::qWaitForWindowExposed(&widget));
    QTRY_VERIFY(widget.isFullyDrawn());
    QTest::mouseMove(&widget, widget.centreOf(100, 200));
    QTRY_COMPARE(failed.count(), 1);
    QVERIFY2(failed[0][0].toString().contains(path), qPrintable(failed[0][0].toString()));
    // Another result is another matter.
    widget.setSource(goneSource(&path));
    QTRY_COMPARE(failed.count(), 2);
    QVERIFY2(failed[1][0].toString().contains(path), qPrintable(failed[1][0].toString()));
  }
};

QTEST_MAIN(TestGoneResult)
#include "tst_gone_result.moc"

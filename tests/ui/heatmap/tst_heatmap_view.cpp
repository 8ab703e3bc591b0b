// SPDX-License-Identifier: BSD-3-Clause
#include "ui/heatmap/ColourScale.hpp"
#include "ui/heatmap/HeatmapView.hpp"
#include "ui/heatmap/ViewImage.hpp"

#include <QHash>
#include <QtTest>

namespace {
HeatmapView fittedView(qint64 rows, qint64 columns, const QRect& viewport, double ratio = 1.0) {
  HeatmapView view;
  view.setMatrix(rows, columns);
  view.setViewport(viewport, ratio);
  view.setSmallestCell(view.fittingCellSize(viewport.size()), viewport);
  view.fit();
  return view;
}

// A tile in which each texel's colour says which row and column it is.
QImage numberedTile(const TileKey& key) {
  QImage image(kTileTexels, kTileTexels, QImage::Format_ARGB32_Premultiplied);
  for (int y = 0; y < kTileTexels; ++y) {
    for (int x = 0; x < kTileTexels; ++x) {
      image.setPixel(x, y,
                     qRgb(static_cast<int>((key.row * kTileTexels + y) % 251),
                          static_cast<int>((key.column * kTileTexels + x) % 251), 77));
    }
  }
  return image;
}
}  // namespace

class TestHeatmapView : public QObject {
  Q_OBJECT
 private Q_SLOTS:
  void fitShowsEverything_data() {
    QTest::addColumn<qint64>("rows");
    QTest::addColumn<qint64>("columns");
    QTest::newRow("one cell") << qint64{1} << qint64{1};
    QTest::newRow("20 x 20") << qint64{20} << qint64{20};
    QTest::newRow("wide") << qint64{30} << qint64{500};
    QTest::newRow("tall") << qint64{500} << qint64{30};
    QTest::newRow("1,198 x 1,198") << qint64{1198} << qint64{1198};
    QTest::newRow("100,000 x 100,000") << qint64{100000} << qint64{100000};
  }
  void fitShowsEverything() {
    QFETCH(qint64, rows);
    QFETCH(qint64, columns);
    const QRect viewport(40, 30, 601, 499);
    const HeatmapView view = fittedView(rows, columns, viewport);
    QCOMPARE(view.visibleRows(), qMakePair(qint64{0}, rows - 1));
    QCOMPARE(view.visibleColumns(), qMakePair(qint64{0}, columns - 1));
    QVERIFY(viewport.contains(view.matrixRect()));
    QVERIFY(view.cellSize() <= HeatmapView::kLargestCell);
    // Centred, to a pixel.
    QVERIFY(qAbs(view.matrixRect().center().x() - viewport.center().x()) <= 1);
    QVERIFY(qAbs(view.matrixRect().center().y() - viewport.center().y()) <= 1);
  }

  // One query against a library: a line of a fraction of a pixel would help nobody.
  void veryLongMatricesStayVisible() {
    const QRect viewport(40, 30, 600, 500);
    for (const qint64 rows : {1, 3, 20}) {
      const HeatmapView wide = fittedView(rows, 20000, viewport);
      QCOMPARE(wide.visibleRows(), qMakePair(qint64{0}, rows - 1));
      QVERIFY(qAbs(wide.matrixRect().height() - 16) <= 1);
      QCOMPARE(wide.visibleColumns().first, qint64{0});
      const HeatmapView tall = fittedView(20000, rows, viewport);
      QVERIFY(qAbs(tall.matrixRect().width() - 16) <= 1);
      QVERIFY(viewport.contains(tall.matrixRect()));
    }
  }

  void zoomKeepsThePointUnderTheCursor_data() {
    QTest::addColumn<qint64>("rows");
    QTest::addColumn<qint64>("columns");
    QTest::newRow("as the viewport") << qint64{2000} << qint64{2800};
    QTest::newRow("lower than the viewport") << qint64{1198} << qint64{1198};
    QTest::newRow("much lower") << qint64{300} << qint64{4000};
    QTest::newRow("narrower") << qint64{4000} << qint64{900};
    QTest::newRow("one query") << qint64{1} << qint64{20000};
  }
  void zoomKeepsThePointUnderTheCursor() {
    QFETCH(qint64, rows);
    QFETCH(qint64, columns);
    const QRect viewport(50, 60, 700, 500);
    const HeatmapView fitted = fittedView(rows, columns, viewport);
    const QRect matrix = fitted.matrixRect();
    for (const double across : {0.02, 0.4, 0.98}) {
      for (const double down : {0.02, 0.5, 0.98}) {
        HeatmapView view = fitted;
        const QPointF anchor(matrix.left() + across * matrix.width(),
                             matrix.top() + down * matrix.height());
        const QPointF cell = (anchor - view.origin()) / view.cellSize();
        QVector<double> factors(12, 1.25);
        factors += QVector<double>(11, 0.8);  // and nearly back
        for (const double factor : factors) {
          view.zoomAt(anchor, factor);
          const QPointF after = (anchor - view.origin()) / view.cellSize();
          QVERIFY(qAbs(cell.x() - after.x()) < 1e-6 * static_cast<double>(columns));
          QVERIFY(qAbs(cell.y() - after.y()) < 1e-6 * static_cast<double>(rows));
        }
        view.zoomAt(anchor, 1e-9);
        QCOMPARE(view.matrixRect(), matrix);  // all of it is back in its place
      }
    }
  }

  void zoomHasLimits() {
    HeatmapView view = fittedView(2000, 2000, QRect(0, 0, 500, 500));
    const double fitting = view.cellSize();
    view.zoomAt(QPointF(10, 10), 1e-9);
    QCOMPARE(view.cellSize(), fitting);
    view.zoomAt(QPointF(10, 10), 1e9);
    QCOMPARE(view.cellSize(), HeatmapView::kLargestCell);
  }

  void theMatrixCannotBeLost() {
    HeatmapView view = fittedView(1000, 1000, QRect(20, 20, 400, 300));
    const QRect whole = view.matrixRect();  // lower than wide: centred
    view.zoomAt(QPointF(200, 150), 8.0);
    for (const QPointF& pull : {QPointF(1e7, 1e7), QPointF(-1e7, 1e7), QPointF(-1e7, -1e7)}) {
      view.panBy(pull);
      QVERIFY(view.matrixRect().contains(whole));  // it stays where all of it was
    }
    QCOMPARE(view.visibleRows().second, qint64{999});
    QCOMPARE(view.visibleColumns().second, qint64{999});
  }

  void panMovesByWholePixels() {
    HeatmapView view = fittedView(1000, 1000, QRect(0, 0, 400, 400));
    view.zoomAt(QPointF(200, 200), 10.0);
    const QPoint before = view.cellAt(QPoint(200, 200));
    view.panBy(QPointF(-37, 21));
    QCOMPARE(view.cellAt(QPoint(163, 221)), before);
  }

  void ensureVisibleMovesOnlyIfNeeded() {
    HeatmapView view = fittedView(1000, 1000, QRect(0, 0, 400, 400));
    view.zoomAt(QPointF(0, 0), 50.0);
    const QPointF before = view.origin();
    const auto [firstRow, lastRow] = view.visibleRows();
    view.ensureVisible(firstRow + 1, view.visibleColumns().first + 1);
    QCOMPARE(view.origin(), before);
    view.ensureVisible(900, 3);
    QVERIFY(view.visibleRows().first <= 900 && view.visibleRows().second >= 900);
    QVERIFY(view.viewport().contains(view.centreOf(900, 3)));
    view.ensureVisible(0, 999);
    QVERIFY(view.viewport().contains(view.centreOf(0, 999)));
    QVERIFY(lastRow > firstRow);
  }

  void pixelsCellsAndEdgesAgree_data() {
    QTest::addColumn<double>("ratio");
    QTest::addColumn<double>("zoom");
    for (const double ratio : {1.0, 1.5, 2.0}) {
      for (const double zoom : {1.0, 1.37, 4.4, 17.0}) {
        QTest::addRow("ratio %.1f, zoom %.2f", ratio, zoom) << ratio << zoom;
      }
    }
  }
  void pixelsCellsAndEdgesAgree() {
    QFETCH(double, ratio);
    QFETCH(double, zoom);
    HeatmapView view = fittedView(150, 190, QRect(30, 42, 380, 300), ratio);
    view.zoomAt(QPointF(100, 100), zoom);
    view.panBy(QPointF(-13, -7));
    const QRect device = view.deviceRect();
    QHash<TileKey, QImage> tiles;
    for (const TileKey& key : tilesOf(view))
      tiles.insert(key, numberedTile(key));
    const QImage picture = viewImage(view, [&tiles](const TileKey& key) -> const QImage* {
      const auto it = tiles.constFind(key);
      return it == tiles.constEnd() ? nullptr : &*it;
    });
    QCOMPARE(picture.size(), device.size());
    const QRect matrix = view.matrixRect();
    QVERIFY(view.viewport().contains(matrix));
    for (int y = matrix.top(); y <= matrix.bottom(); ++y) {
      for (int x = matrix.left(); x <= matrix.right(); ++x) {
        const QPoint cell = view.cellAt(QPoint(x, y));
        const QPoint pixel(qFloor((x + 0.5) * ratio) - device.left(),
                           qFloor((y + 0.5) * ratio) - device.top());
        QVERIFY(picture.rect().contains(pixel));
        QCOMPARE(picture.pixel(pixel), qRgb(cell.y() % 251, cell.x() % 251, 77));
      }
    }
    // Just outside there is nothing, and every visible cell's centre is in that cell.
    for (const QPoint& p : {matrix.topLeft() - QPoint(1, 0), matrix.bottomRight() + QPoint(1, 0),
                            matrix.bottomRight() + QPoint(0, 1)}) {
      QCOMPARE(view.cellAt(p), QPoint(-1, -1));
    }
    for (qint64 row = view.visibleRows().first + 1; row < view.visibleRows().second; ++row) {
      for (qint64 column = view.visibleColumns().first + 1; column < view.visibleColumns().second;
           ++column) {
        QCOMPARE(view.cellAt(view.centreOf(row, column)),
                 QPoint(static_cast<int>(column), static_cast<int>(row)));
      }
    }
    // An edge is where the colour changes.
    for (qint64 column = view.visibleColumns().first + 1; column < view.visibleColumns().second;
         ++column) {
      const int x = qRound(view.columnEdge(column) * ratio) - device.left();
      QCOMPARE(qGreen(picture.pixel(x, 0)), static_cast<int>(column % 251));
      QCOMPARE(qGreen(picture.pixel(x - 1, 0)), static_cast<int>((column - 1) % 251));
    }
  }

  void levelHasTexelsOfHalfToOnePixel() {
    for (const qint64 size : {100, 700, 1198, 5000, 20000, 100000}) {
      const HeatmapView view = fittedView(size, size, QRect(0, 0, 600, 600));
      const double texel = view.deviceCellSize() * static_cast<double>(qint64{1} << view.level());
      if (view.level() > 0)
        QVERIFY2(texel > 0.5 - 1e-9 && texel <= 1.0, qPrintable(QString::number(texel)));
      QVERIFY(tilesOf(view).size() <= 16);
    }
  }

  // Of the scores that fall into a pixel the best is seen; what was not kept, or is not there, only
  // where nothing else is.
  void zoomedOutAPixelIsTheBest() {
    const QRgb nothing = 0, notKept = ColourScale::notKeptColour() | 0xff000000U;
    for (const QString& map : ColourScale::mapNames()) {
      const ColourScale scale(map, 0.0, 1.0);
      const QRgb low = scale.colourOf(0.2).rgb(), high = scale.colourOf(0.6).rgb();
      const QRgb rest[] = {low, notKept, nothing};
      for (int k = 0; k < 3; ++k) {
        HeatmapView view = fittedView(400, 400, QRect(0, 0, 200, 200));
        QImage tile(400, 400, QImage::Format_ARGB32_Premultiplied);
        for (int y = 0; y < 400; ++y) {
          for (int x = 0; x < 400; ++x)
            tile.setPixel(x, y, x % 2 == 1 && y % 2 == 1 ? high : rest[k]);
        }
        view.zoomAt(QPointF(0, 0), 1.0001);  // level 0 needs more than half a pixel a cell
        QCOMPARE(view.level(), 0);
        const QImage picture = viewImage(view, [&tile](const TileKey&) { return &tile; });
        for (int i = 10; i < 150; ++i)
          QCOMPARE(picture.pixel(i, i), high);
      }
    }
  }

  void missingTilesAreReplacedByCoarserOnes() {
    HeatmapView view = fittedView(2000, 2000, QRect(0, 0, 500, 500));
    view.zoomAt(QPointF(250, 250), 8.0);
    QCOMPARE(view.level(), 0);
    QImage coarse(kTileTexels, kTileTexels, QImage::Format_ARGB32_Premultiplied);
    coarse.fill(Qt::red);
    const QImage picture = viewImage(
        view, [&coarse](const TileKey& key) { return key.level == 2 ? &coarse : nullptr; });
    QCOMPARE(picture.pixelColor(250, 250), QColor(Qt::red));
    const QImage nothing = viewImage(view, [](const TileKey&) { return nullptr; });
    QCOMPARE(nothing.pixel(250, 250), ColourScale::missingColour() | 0xff000000U);
  }
};

QTEST_GUILESS_MAIN(TestHeatmapView)
#include "tst_heatmap_view.moc"

// SPDX-License-Identifier: BSD-3-Clause
#include "tests/ui/heatmap/SyntheticSources.hpp"
#include "ui/heatmap/ColourScaleDialog.hpp"
#include "ui/heatmap/HeatmapWidget.hpp"
#include "ui/heatmap/ViewImage.hpp"

#include <QApplication>
#include <QClipboard>
#include <QComboBox>
#include <QDialogButtonBox>
#include <QDoubleSpinBox>
#include <QMenu>
#include <QPushButton>
#include <QSignalSpy>
#include <QToolTip>
#include <QWheelEvent>
#include <QtTest>

#include <cmath>
#include <stdexcept>
#include <thread>

namespace {
using SourcePtr = std::shared_ptr<FormulaSource>;

void wheel(QWidget& widget, const QPoint& at, int notches) {
  QWheelEvent event(QPointF(at), QPointF(widget.mapToGlobal(at)), QPoint(),
                    QPoint(0, 120 * notches), Qt::NoButton, Qt::NoModifier, Qt::NoScrollPhase,
                    false);
  QApplication::sendEvent(&widget, &event);
}

void moveTo(QWidget& widget, const QPoint& at, Qt::MouseButtons buttons = Qt::NoButton) {
  QMouseEvent event(QEvent::MouseMove, QPointF(at), QPointF(widget.mapToGlobal(at)), Qt::NoButton,
                    buttons, Qt::NoModifier);
  QApplication::sendEvent(&widget, &event);
}

// A shown widget that has drawn everything.
std::unique_ptr<HeatmapWidget> shownWidget(const SourcePtr& source,
                                           const QSize& size = QSize(700, 560)) {
  auto widget = std::make_unique<HeatmapWidget>();
  widget->resize(size);
  widget->setColourScale(ColourScale("viridis", 0.0, 1.0));
  widget->setSource(source);
  widget->show();
  return QTest::qWaitFor([&] { return widget->isFullyDrawn(); }, 30000) ? std::move(widget)
                                                                        : nullptr;
}

QColor pixelAt(const QImage& image, const QPoint& logical) {
  const double ratio = image.devicePixelRatio();
  return image.pixelColor(qFloor((logical.x() + 0.5) * ratio), qFloor((logical.y() + 0.5) * ratio));
}

QImage grabbed(HeatmapWidget& widget) {
  return widget.grab().toImage();
}
}  // namespace

class TestHeatmapWidget : public QObject {
  Q_OBJECT
 private Q_SLOTS:
  void cleanup() { QToolTip::hideText(); }

  void emptyShowsAHint() {
    HeatmapWidget widget;
    widget.resize(400, 300);
    widget.show();
    QTRY_VERIFY(widget.isFullyDrawn());
    const QImage image = grabbed(widget);
    QSet<QRgb> colours;
    for (int y = 120; y < 180; ++y) {
      for (int x = 60; x < 340; ++x)
        colours.insert(pixelAt(image, QPoint(x, y)).rgb());
    }
    QVERIFY(colours.size() > 4);  // there is writing
    QVERIFY(widget.matrixRect().isEmpty());
    QCOMPARE(widget.cellAt(QPoint(200, 150)), QPoint(-1, -1));
    QTest::keyClick(&widget, Qt::Key_Right);  // and nothing to select
    wheel(widget, QPoint(200, 150), 3);
  }

  void cellsHaveTheirColours() {
    auto source = std::make_shared<FormulaSource>(
        20, 31, [](qint64 r, qint64 c) { return (r + c) % 9 == 0 ? kNoScore : noise(r, c); });
    const auto widget = shownWidget(source);
    QVERIFY(widget);
    const QImage onScreen = grabbed(*widget);
    const QImage picture = widget->picture(widget->size());
    const double ratio = onScreen.devicePixelRatio();
    for (int row = 0; row < 20; ++row) {
      for (int column = 0; column < 31; ++column) {
        const QPoint centre = widget->centreOf(row, column);
        QVERIFY(widget->matrixRect().contains(centre));
        QCOMPARE(widget->cellAt(centre), QPoint(column, row));
        const float score = (row + column) % 9 == 0 ? kNoScore : noise(row, column);
        if (std::isnan(score)) {
          const QColor got = pixelAt(onScreen, centre);
          QVERIFY(got == QColor(hatchColour(0, 0)) || got == QColor(hatchColour(4, 0)));
        } else {
          const QColor expected = widget->colourScale().colourOf(static_cast<double>(score));
          QCOMPARE(pixelAt(onScreen, centre), expected);
          if (ratio == 1.0) QCOMPARE(pixelAt(picture, centre), expected);
        }
      }
    }
  }

  void hatchingIsNoFlatColour() {
    const auto widget =
        shownWidget(std::make_shared<FormulaSource>(3, 3, [](qint64, qint64) { return kNoScore; }));
    QVERIFY(widget);
    const QImage image = grabbed(*widget);
    const QPoint centre = widget->centreOf(1, 1);
    QSet<QRgb> colours;
    for (int i = 0; i < 8; ++i)
      colours.insert(pixelAt(image, centre + QPoint(i, 0)).rgb());
    QCOMPARE(colours.size(), 2);
  }

  void clicksTellTheCell() {
    const auto widget = shownWidget(std::make_shared<FormulaSource>(20, 30, noise));
    QVERIFY(widget);
    QSignalSpy clicked(widget.get(), &HeatmapWidget::cellClicked);
    QTest::mouseClick(widget.get(), Qt::LeftButton, Qt::NoModifier, widget->centreOf(7, 22));
    QCOMPARE(clicked.count(), 1);
    QCOMPARE(clicked[0][0].toLongLong(), qint64{7});
    QCOMPARE(clicked[0][1].toLongLong(), qint64{22});
    QTest::mouseClick(widget.get(), Qt::LeftButton, Qt::ControlModifier, widget->centreOf(0, 0));
    QCOMPARE(clicked.count(), 2);
    QCOMPARE(clicked[1][2].value<Qt::KeyboardModifiers>(),
             Qt::KeyboardModifiers(Qt::ControlModifier));
    QTest::mouseClick(widget.get(), Qt::LeftButton, Qt::NoModifier,
                      widget->matrixRect().topLeft() - QPoint(5, 5));
    QTest::mouseClick(widget.get(), Qt::RightButton, Qt::NoModifier, widget->centreOf(1, 1));
    QCOMPARE(clicked.count(), 2);  // neither beside the matrix nor with the other button
  }

  void arrowKeysMoveTheSelection() {
    const auto widget = shownWidget(std::make_shared<FormulaSource>(20, 30, noise));
    QVERIFY(widget);
    QSignalSpy clicked(widget.get(), &HeatmapWidget::cellClicked);
    widget->setMarked(5, {7});
    const struct {
      Qt::Key key;
      qint64 row, column;
    } steps[] = {
        {Qt::Key_Right, 5, 8}, {Qt::Key_Down, 6, 8}, {Qt::Key_Left, 6, 7}, {Qt::Key_Up, 5, 7}};
    for (const auto& step : steps) {
      QTest::keyClick(widget.get(), step.key);
      QCOMPARE(clicked.last()[0].toLongLong(), step.row);
      QCOMPARE(clicked.last()[1].toLongLong(), step.column);
    }
    QTest::keyClick(widget.get(), Qt::Key_Left,
                    Qt::ShiftModifier);  // ten at once, not beyond the edge
    QCOMPARE(clicked.last()[1].toLongLong(), qint64{0});
  }

  void wheelZoomsAtTheCursorAndDoubleClickFits() {
    const auto widget = shownWidget(std::make_shared<FormulaSource>(300, 300, noise));
    QVERIFY(widget);
    const QRect fitted = widget->matrixRect();
    const QPoint at = widget->centreOf(130, 170);
    wheel(*widget, at, 12);
    const QPoint zoomedCell = widget->cellAt(at);
    QVERIFY(qAbs(zoomedCell.x() - 170) <= 1 && qAbs(zoomedCell.y() - 130) <= 1);
    QVERIFY(widget->centreOf(130, 180).x() - widget->centreOf(130, 170).x() > 60);
    QTRY_VERIFY(widget->isFullyDrawn());
    const QPoint cell = widget->cellAt(at);
    QCOMPARE(pixelAt(grabbed(*widget), at),
             widget->colourScale().colourOf(static_cast<double>(noise(cell.y(), cell.x()))));
    QTest::mouseDClick(widget.get(), Qt::LeftButton, Qt::NoModifier, at);
    QCOMPARE(widget->matrixRect(), fitted);
    wheel(*widget, at, 5);
    QTest::keyClick(widget.get(), Qt::Key_Home);
    QCOMPARE(widget->matrixRect(), fitted);
    wheel(*widget, at, 5);
    QTest::keyClick(widget.get(), Qt::Key_0, Qt::ControlModifier);
    QCOMPARE(widget->matrixRect(), fitted);
  }

  void theWheelHoldsTheCell_data() {
    QTest::addColumn<QSize>("size");
    QTest::addColumn<int>("cells");
    for (const int cells : {37, 300, 1198}) {
      QTest::addRow("%d, as the pane", cells) << QSize(700, 640) << cells;
      QTest::addRow("%d, lower than the pane", cells) << QSize(420, 900) << cells;
      QTest::addRow("%d, narrower than the pane", cells) << QSize(1100, 400) << cells;
    }
  }
  void theWheelHoldsTheCell() {
    QFETCH(QSize, size);
    QFETCH(int, cells);
    const auto widget = shownWidget(std::make_shared<FormulaSource>(cells, cells, noise), size);
    QVERIFY(widget);
    const QRect matrix = widget->matrixRect();
    for (const QPointF share : {QPointF(0.03, 0.03), QPointF(0.5, 0.4), QPointF(0.97, 0.96)}) {
      const QPoint at = matrix.topLeft() + QPoint(qRound(share.x() * matrix.width()),
                                                  qRound(share.y() * matrix.height()));
      const QPoint cell = widget->cellAt(at);
      for (int i = 0; i < 24; ++i) {
        wheel(*widget, at, i < 14 ? 1 : -1);  // beyond where labels begin, and nearly back
        if (!widget->matrixRect().contains(at)) continue;  // labels have come there
        const QPoint now = widget->cellAt(at);
        QVERIFY2(now == cell,
                 qPrintable(QString("step %1: row %2, not %3").arg(i).arg(now.y()).arg(cell.y())));
      }
      widget->fit();
      QCOMPARE(widget->matrixRect(), matrix);
    }
  }

  void anotherMatrixOfTheSameShapeKeepsTheView() {
    const auto widget = shownWidget(std::make_shared<FormulaSource>(300, 300, noise));
    QVERIFY(widget);
    wheel(*widget, widget->centreOf(200, 100), 9);
    const QPoint corner = widget->matrixRect().topLeft();
    const QPoint cell = widget->cellAt(corner + QPoint(50, 50));
    widget->setSource(
        std::make_shared<FormulaSource>(300, 300, [](qint64 r, qint64 c) { return noise(c, r); }));
    QCOMPARE(widget->cellAt(corner + QPoint(50, 50)), cell);
    QTRY_VERIFY(widget->isFullyDrawn());
    QCOMPARE(pixelAt(grabbed(*widget), widget->centreOf(cell.y(), cell.x())),
             widget->colourScale().colourOf(static_cast<double>(noise(cell.x(), cell.y()))));
    widget->setSource(
        std::make_shared<FormulaSource>(301, 300, noise));  // another shape: all of it
    QCOMPARE(widget->cellAt(widget->matrixRect().topLeft()), QPoint(0, 0));
    QCOMPARE(widget->cellAt(widget->matrixRect().bottomRight()), QPoint(299, 300));
  }

  void saysHowManyScoresAPixelStandsFor() {
    using Pixel = HeatmapWidget::Pixel;
    const auto of = [](qint64 cells) {
      const auto widget = shownWidget(std::make_shared<FormulaSource>(cells, cells, noise));
      return widget ? widget->pixel() : Pixel::OneScore;
    };
    QCOMPARE(of(100), Pixel::OneScore);
    QCOMPARE(of(1198), Pixel::BestOfAll);
    QCOMPARE(of(12'000), Pixel::BestOfSampled);
    const auto widget = shownWidget(std::make_shared<FormulaSource>(1198, 1198, noise));
    QSignalSpy changed(widget.get(), &HeatmapWidget::pixelChanged);
    wheel(*widget, widget->centreOf(600, 600), 20);
    QCOMPARE(widget->pixel(), Pixel::OneScore);
    QCOMPARE(changed.count(), 1);
  }

  void dragPansAndIsNoClick() {
    const auto widget = shownWidget(std::make_shared<FormulaSource>(300, 300, noise));
    QVERIFY(widget);
    const QPoint middle = widget->matrixRect().center();
    wheel(*widget, middle, 15);
    QSignalSpy clicked(widget.get(), &HeatmapWidget::cellClicked);
    const QPoint cell = widget->cellAt(middle);
    QTest::mousePress(widget.get(), Qt::LeftButton, Qt::NoModifier, middle);
    moveTo(*widget, middle + QPoint(30, 20), Qt::LeftButton);
    moveTo(*widget, middle + QPoint(60, -40), Qt::LeftButton);
    QTest::mouseRelease(widget.get(), Qt::LeftButton, Qt::NoModifier, middle + QPoint(60, -40));
    QCOMPARE(widget->cellAt(middle + QPoint(60, -40)), cell);
    QCOMPARE(clicked.count(), 0);
  }

  void hoverTellsNamesAndScore() {
    auto source = std::make_shared<FormulaSource>(
        4, 4, [](qint64 r, qint64 c) { return r == c ? kNoScore : 0.5316F; });
    const auto widget = shownWidget(source);
    QVERIFY(widget);
    QSignalSpy hovered(widget.get(), &HeatmapWidget::cellHovered);
    moveTo(*widget, widget->centreOf(1, 2));
    QTRY_COMPARE(hovered.count(), 1);
    QCOMPARE(hovered[0][2].toFloat(), 0.5316F);
    QCOMPARE(QToolTip::text(), QString::fromUtf8("query q1 → target t2: 0.532"));
    moveTo(*widget, widget->centreOf(2, 2));
    QTRY_COMPARE(hovered.count(), 2);
    QCOMPARE(QToolTip::text(), QString::fromUtf8("query q2 → target t2: not computed yet"));
    moveTo(*widget, widget->centreOf(2, 2) + QPoint(2, 2));  // the same cell
    QCOMPARE(hovered.count(), 2);
    QEvent leave(QEvent::Leave);
    QApplication::sendEvent(widget.get(), &leave);
    QCOMPARE(hovered.count(), 3);
    QCOMPARE(hovered[2][0].toLongLong(), qint64{-1});
    QVERIFY(std::isnan(hovered[2][2].toFloat()));
  }

  /// Neither the screen nor a picture takes it for scores that are still to come.
  void whatCannotBeReadIsSaid() {
    auto source = std::make_shared<FormulaSource>(
        4, 4, [](qint64, qint64) -> float { throw std::runtime_error("The file is gone."); });
    HeatmapWidget widget;
    QSignalSpy failed(&widget, &HeatmapWidget::readFailed);
    widget.resize(400, 300);
    widget.setSource(source);
    widget.show();
    QVERIFY(QTest::qWaitForWindowExposed(&widget));
    QTRY_VERIFY(widget.isFullyDrawn());
    QCOMPARE(failed.count(), 1);
    QCOMPARE(failed[0][0].toString(), QString("The file is gone."));
    moveTo(widget, widget.centreOf(1, 2));
    QTRY_COMPARE(QToolTip::text(), QString::fromUtf8("query q1 → target t2: cannot be read"));
    QCOMPARE(failed.count(), 1);
    QVERIFY_EXCEPTION_THROWN(widget.picture(QSize(400, 300)), std::runtime_error);
  }

  void whatIsNotKeptIsExplained() {
    auto source = std::make_shared<FormulaSource>(4, 4, [](qint64 r, qint64 c) {
      return r == c ? 1.0F : -std::numeric_limits<float>::infinity();
    });
    source->notKept = "below 0.2 and not among the 10 best";
    const auto widget = shownWidget(source);
    QVERIFY(widget);
    moveTo(*widget, widget->centreOf(1, 2));
    QTRY_COMPARE(QToolTip::text(),
                 QString::fromUtf8("query q1 → target t2: below 0.2 and not among the 10 best"));
    QTRY_VERIFY(widget->isFullyDrawn());
    const QImage picture = widget->grab().toImage();
    QCOMPARE(pixelAt(picture, widget->centreOf(0, 3)).rgb(), ColourScale::notKeptColour());
    int inKey = 0;  // the colour once more, beside the matrix
    for (int y = 0; y < picture.height(); ++y)
      for (int x = widget->matrixRect().right() + 5; x < picture.width(); ++x)
        inKey += picture.pixel(x, y) == ColourScale::notKeptColour();
    QVERIFY2(inKey > 60, qPrintable(QString::number(inKey)));
  }

  void hoverInAnOverviewReadsTheOneScore() {
    const auto widget = shownWidget(std::make_shared<FormulaSource>(5000, 5000, noise));
    QVERIFY(widget);
    QSignalSpy hovered(widget.get(), &HeatmapWidget::cellHovered);
    const QPoint at = widget->matrixRect().center();
    moveTo(*widget, at);
    QTRY_COMPARE(hovered.count(), 1);
    const QPoint cell = widget->cellAt(at);
    QCOMPARE(hovered[0][2].toFloat(), noise(cell.y(), cell.x()));
  }

  void columnsChangedShowsTheNewScores() {
    std::atomic<bool> done = false;
    auto source = std::make_shared<FormulaSource>(20, 20, [&done](qint64 r, qint64 c) {
      return done && c >= 8 && c < 12 ? 1.0F : (c < 8 ? noise(r, c) : kNoScore);
    });
    const auto widget = shownWidget(source);
    QVERIFY(widget);
    QSignalSpy drawn(widget.get(), &HeatmapWidget::fullyDrawn);
    const QColor kept = pixelAt(grabbed(*widget), widget->centreOf(3, 4));
    done = true;
    widget->columnsChanged(8, 4);
    QVERIFY(!widget->isFullyDrawn());
    QTRY_VERIFY(drawn.count() >= 1);
    QVERIFY(widget->isFullyDrawn());
    const QImage image = grabbed(*widget);
    for (int row = 0; row < 20; ++row) {
      for (int column = 8; column < 12; ++column) {
        QCOMPARE(pixelAt(image, widget->centreOf(row, column)), QColor("#fde725"));
      }
    }
    QCOMPARE(pixelAt(image, widget->centreOf(3, 4)), kept);
    const QColor missing = pixelAt(image, widget->centreOf(3, 13));
    QVERIFY(missing == QColor(hatchColour(0, 0)) || missing == QColor(hatchColour(4, 0)));
  }

  void fullyDrawnIsExact() {
    auto source = std::make_shared<FormulaSource>(1198, 1198, noise);
    source->delay_ms = 15;
    HeatmapWidget widget;
    widget.resize(600, 500);
    QSignalSpy drawn(&widget, &HeatmapWidget::fullyDrawn);
    widget.setSource(source);
    widget.show();
    QVERIFY(!widget.isFullyDrawn());
    QTRY_COMPARE(drawn.count(), 1);
    QVERIFY(widget.isFullyDrawn());
    const qint64 reads = source->reads;
    QTest::qWait(50);
    QCOMPARE(drawn.count(), 1);  // once a change
    QCOMPARE(source->reads.load(), reads);
    widget.setMarked(3, {4});
    QVERIFY(!widget.isFullyDrawn());
    QTRY_COMPARE(drawn.count(), 2);
  }

  // Whatever the colours below: the current cell has a frame that is seen, and keeps its colour.
  void theCurrentCellIsFramed() {
    for (const float score : {0.0F, 1.0F}) {
      const auto widget = shownWidget(
          std::make_shared<FormulaSource>(20, 20, [score](qint64, qint64) { return score; }));
      QVERIFY(widget);
      const QImage before = grabbed(*widget);
      widget->setMarked(10, {6});
      QTRY_VERIFY(widget->isFullyDrawn());
      const QImage after = grabbed(*widget);
      const QPoint cell = widget->centreOf(10, 6);
      QCOMPARE(pixelAt(after, cell), pixelAt(before, cell));
      int contrast = 0;
      for (int y = widget->centreOf(9, 6).y(); y < cell.y(); ++y) {
        const QPoint p(cell.x(), y);
        contrast = std::max(contrast,
                            qAbs(qGray(pixelAt(after, p).rgb()) - qGray(pixelAt(before, p).rgb())));
      }
      QVERIFY2(contrast > 60, qPrintable(QString::number(contrast)));
    }
  }

  void marksAreBesideTheDataNotOnIt_data() {
    QTest::addColumn<int>("cells");
    QTest::addColumn<QVector<qint64>>("columns");
    QVector<qint64> all;
    for (qint64 i = 0; i < 1198; ++i)
      all.append(i);
    QTest::newRow("one column") << 20 << QVector<qint64>{6};
    QTest::newRow("some, cells are labelled") << 20 << QVector<qint64>{3, 4, 5, 17, 6};
    QTest::newRow("one of many") << 1198 << QVector<qint64>{700};
    QTest::newRow("a block of 51") << 1198 << all.mid(300, 51);
    QTest::newRow("all") << 1198 << all;
  }
  void marksAreBesideTheDataNotOnIt() {
    QFETCH(int, cells);
    QFETCH(QVector<qint64>, columns);
    const auto widget = shownWidget(std::make_shared<FormulaSource>(cells, cells, noise));
    QVERIFY(widget);
    const QImage before = grabbed(*widget);
    widget->setMarked(10, columns);
    QTRY_VERIFY(widget->isFullyDrawn());
    const QImage after = grabbed(*widget);
    const QPoint current = widget->centreOf(10, columns.last());
    const int frame = std::max(12, widget->centreOf(1, 1).x() - widget->centreOf(0, 0).x());
    const QRect matrix = widget->matrixRect();
    int changed = 0;
    for (int y = matrix.top(); y <= matrix.bottom(); ++y) {
      for (int x = matrix.left(); x <= matrix.right(); ++x) {
        const QPoint p(x, y);
        const QPoint off = p - current;
        if (std::max(qAbs(off.x()), qAbs(off.y())) > frame &&
            pixelAt(after, p) != pixelAt(before, p))
          ++changed;
      }
    }
    QCOMPARE(changed, 0);
    // Beside it each marked column and the row are seen.
    const auto differs = [&](const QRect& area) {
      for (int y = area.top(); y <= area.bottom(); ++y) {
        for (int x = area.left(); x <= area.right(); ++x) {
          if (pixelAt(after, {x, y}) != pixelAt(before, {x, y})) return true;
        }
      }
      return false;
    };
    for (const qint64 column : columns) {
      const int x = widget->centreOf(0, column).x();
      QVERIFY(differs({x - 1, 0, 3, matrix.top() - 1}));
    }
    QVERIFY(differs({0, widget->centreOf(10, 0).y() - 1, matrix.left() - 1, 3}));
    const int free = widget->centreOf(0, cells - 1).x();
    if (!columns.contains(cells - 1)) QVERIFY(!differs({free, matrix.top() - 6, 1, 5}));
  }

  void markingScrollsIntoView() {
    const auto widget = shownWidget(std::make_shared<FormulaSource>(1198, 1198, noise));
    QVERIFY(widget);
    wheel(*widget, widget->matrixRect().topLeft() + QPoint(3, 3), 20);
    QVERIFY(!widget->matrixRect().contains(widget->centreOf(1000, 900)));
    widget->setMarked(1000, {3, 900});
    QVERIFY(widget->matrixRect().contains(widget->centreOf(1000, 900)));
    widget->setMarked(-1, {});
    QTRY_VERIFY(widget->isFullyDrawn());
  }

  void slowReadsDoNotBlockTheWindow() {
    auto source = std::make_shared<FormulaSource>(1198, 1198, noise);
    source->delay_ms = 300;
    HeatmapWidget widget;
    widget.resize(600, 500);
    widget.show();
    QVERIFY(QTest::qWaitForWindowExposed(&widget));
    widget.setSource(source);
    // Five tiles of 300 ms a thread remain; many events are handled before the first is there.
    int handled = 0;
    while (source->finished == 0 && handled < 2000) {
      wheel(widget, QPoint(300, 250), handled % 2 ? 1 : -1);
      QApplication::processEvents();
      widget.grab();
      ++handled;
    }
    QVERIFY2(handled > 5, qPrintable(QString::number(handled)));
  }

  void destroyingDuringAReadWaits() {
    auto source = std::make_shared<FormulaSource>(1198, 1198, noise);
    source->delay_ms = 100;
    {
      HeatmapWidget widget;
      widget.resize(600, 500);
      widget.setSource(source);
      widget.show();
      QTRY_VERIFY(source->reads >= 1);
    }
    QCOMPARE(source->reads.load(), source->finished.load());
    QCOMPARE(source.use_count(), 1L);
  }

  void aHugeMatrixNeedsFewReads() {
    auto source = std::make_shared<FormulaSource>(20000, 20000, [](qint64 r, qint64 c) {
      return static_cast<float>((r / 100 + c / 100) % 2);
    });
    QElapsedTimer timer;
    timer.start();
    const auto widget = shownWidget(source, QSize(900, 760));
    QVERIFY(widget);
    qInfo("20,000 x 20,000: fully drawn in %lld ms, %lld reads, %.0f million scores",
          timer.elapsed(), static_cast<long long>(source->reads),
          static_cast<double>(source->scoresRead) / 1e6);
    // A preview row and at most four rows for each texel row (at most two a device pixel), in each
    // tile column.
    const double texels = 2.0 * widget->matrixRect().height() * widget->devicePixelRatioF();
    QVERIFY(static_cast<double>(source->reads) <= 5 * texels * std::ceil(texels / kTileTexels));
    QVERIFY(source->scoresRead <= 20000LL * 20000 * 5 / 8);
    QCOMPARE(source->outside.load(), qint64{0});
    const QImage image = grabbed(*widget);
    QCOMPARE(pixelAt(image, widget->centreOf(50, 50)), QColor("#440154"));
    QCOMPARE(pixelAt(image, widget->centreOf(50, 150)), QColor("#fde725"));
  }

  void colourScaleDialogChangesTheColours() {
    const auto widget =
        shownWidget(std::make_shared<FormulaSource>(10, 10, [](qint64, qint64) { return 0.4F; }));
    QVERIFY(widget);
    QSignalSpy changed(widget.get(), &HeatmapWidget::colourScaleChanged);
    const QPoint bar(widget->matrixRect().right() + 21, widget->matrixRect().center().y());
    QTest::mouseDClick(widget.get(), Qt::LeftButton, Qt::NoModifier, bar);
    auto* dialog = widget->findChild<ColourScaleDialog*>();
    QVERIFY(dialog);
    dialog->findChild<QComboBox*>("map")->setCurrentText("magma");
    dialog->findChild<QDoubleSpinBox*>("highest")->setValue(0.4);
    QCOMPARE(widget->colourScale().map(), QString("magma"));
    QVERIFY(changed.count() >= 2);
    auto* ok = dialog->findChild<QDialogButtonBox*>()->button(QDialogButtonBox::Ok);
    dialog->findChild<QDoubleSpinBox*>("lowest")->setValue(0.4);  // an empty range is not accepted
    QVERIFY(!ok->isEnabled());
    dialog->findChild<QDoubleSpinBox*>("lowest")->setValue(0.0);
    QTest::mouseClick(ok, Qt::LeftButton);
    QTRY_VERIFY(widget->isFullyDrawn());
    QCOMPARE(pixelAt(grabbed(*widget), widget->centreOf(5, 5)), QColor("#fcfdbf"));
  }

  void cancellingTheDialogBringsTheColoursBack() {
    const auto widget = shownWidget(std::make_shared<FormulaSource>(10, 10, noise));
    QVERIFY(widget);
    ColourScaleDialog dialog(widget->colourScale());
    connect(&dialog, &ColourScaleDialog::changed, widget.get(), &HeatmapWidget::setColourScale);
    dialog.findChild<QComboBox*>("map")->setCurrentText("grey");
    QCOMPARE(widget->colourScale().map(), QString("grey"));
    dialog.reject();
    QCOMPARE(widget->colourScale().map(), QString("viridis"));
  }

  void contextMenuCopiesNames() {
    const auto widget = shownWidget(std::make_shared<FormulaSource>(10, 10, noise));
    QVERIFY(widget);
    const QPoint at = widget->centreOf(3, 8);
    QContextMenuEvent event(QContextMenuEvent::Mouse, at, widget->mapToGlobal(at));
    QApplication::sendEvent(widget.get(), &event);
    auto* menu = widget->findChild<QMenu*>();
    QVERIFY(menu);
    QStringList texts;
    for (QAction* action : menu->actions()) {
      if (!action->isSeparator()) texts << action->text();
      if (action->text() == "Copy names") action->trigger();
    }
    QCOMPARE(texts, QStringList({"Copy names", "Fit", QString::fromUtf8("Colour scale…"),
                                 QString::fromUtf8("Save picture…")}));
    QCOMPARE(QApplication::clipboard()->text(), QString("q3\tt8"));
    menu->close();
  }

  void pictureOfAnotherSizeShowsTheWholeMatrix() {
    const auto widget = shownWidget(std::make_shared<FormulaSource>(
        40, 40, [](qint64 r, qint64) { return static_cast<float>(r) / 39.0F; }));
    QVERIFY(widget);
    const QImage picture = widget->picture(QSize(1600, 1200));
    QCOMPARE(picture.size(), QSize(1600, 1200));
    QSet<QRgb> seen;
    for (int y = 0; y < picture.height(); ++y)
      seen.insert(picture.pixel(700, y));
    for (int row = 0; row < 40; ++row) {
      QVERIFY(seen.contains(widget->colourScale()
                                .colourOf(static_cast<double>(static_cast<float>(row) / 39.0F))
                                .rgb()));
    }
  }

  void aPictureIsMadeWhereItIsWanted() {
    auto widget = shownWidget(std::make_shared<FormulaSource>(2000, 2000, noise));
    QVERIFY(widget);
    const QSize size(900, 700);
    const QImage expected = widget->picture(size);
    // The cells are larger in this one, so that none of its tiles is in memory.
    const auto work = widget->pictureWork(size);
    const auto large = widget->pictureWork(size * 3);
    widget.reset();  // the window may close meanwhile
    QImage made;
    std::thread([&] { made = work([] {}); }).join();
    QCOMPARE(made, expected);
    QVERIFY_EXCEPTION_THROWN(large([] { throw std::runtime_error("enough"); }), std::runtime_error);
  }
};

QTEST_MAIN(TestHeatmapWidget)
#include "tst_heatmap_widget.moc"

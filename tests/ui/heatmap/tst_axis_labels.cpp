// SPDX-License-Identifier: BSD-3-Clause
#include "tests/ui/heatmap/SyntheticSources.hpp"
#include "ui/heatmap/AxisLabels.hpp"
#include "ui/heatmap/HeatmapPainter.hpp"

#include <QFontMetricsF>
#include <QtTest>

namespace {
QString longName(qint64 i) {
  return QStringLiteral("T1_leg_UM_neuron_neuron_%1_-_elastic_transform").arg(9000 + i);
}

HeatmapView viewWithCells(double size, const QPointF& centre) {
  HeatmapView view;
  view.setMatrix(1198, 900);
  view.setViewport(QRect(200, 200, 600, 400), 1.0);
  view.setSmallestCell(0.1, view.viewport());
  view.centreOn(centre, size);
  return view;
}
}  // namespace

class TestAxisLabels : public QObject {
  Q_OBJECT
 private Q_SLOTS:
  void labelsNeverOverlap_data() {
    QTest::addColumn<double>("cell");
    for (const double cell : {9.0, 9.7, 11.0, 13.3, 20.0, 64.0})
      QTest::addRow("%.1f px", cell) << cell;
  }
  void labelsNeverOverlap() {
    QFETCH(double, cell);
    const HeatmapView view = viewWithCells(cell, QPointF(301.3, 407.7));
    const QFont font = labelFont(QFont("DejaVu Sans"), cell);
    const QFontMetricsF metrics(font);
    // What is drawn of a line: figures and capitals, and what hangs below.
    QVERIFY(metrics.capHeight() + metrics.descent() <= cell);
    const auto rows = rowLabels(view, 150, font, {}, longName);
    const auto columns = columnLabels(view, 120, font, {}, longName);
    QVERIFY(rows.size() >= 400 / cell - 1);
    QVERIFY(columns.size() >= 600 / cell - 1);
    const QRectF matrix = view.matrixRect();
    for (int i = 0; i < rows.size(); ++i) {
      if (i > 0) QVERIFY(rows[i].box.top() >= rows[i - 1].box.bottom() - 1e-9);
      QVERIFY(rows[i].box.right() < matrix.left());
      QVERIFY(metrics.horizontalAdvance(rows[i].text) <= rows[i].box.width() + 0.5);
      QCOMPARE(
          view.cellAt(QPoint(static_cast<int>(matrix.left()), qFloor(rows[i].box.center().y())))
              .y(),
          static_cast<int>(rows[i].index));
    }
    for (int i = 1; i < columns.size(); ++i) {
      QVERIFY(columns[i].box.left() >= columns[i - 1].box.right() - 1e-9);
      QVERIFY(columns[i].box.bottom() < matrix.top());
      QVERIFY(metrics.horizontalAdvance(columns[i].text) <= columns[i].box.height() + 0.5);
    }
  }

  // The number is what tells these names apart: it is the last to go.
  void longNamesStayApart_data() {
    QTest::addColumn<double>("width");
    for (const double width : {60.0, 100.0, 150.0, 230.0})
      QTest::addRow("%.0f px", width) << width;
  }
  void longNamesStayApart() {
    QFETCH(double, width);
    FormulaSource source(60, 40, {});
    for (int i = 0; i < 60; ++i)
      source.rowNames << longName(i);
    source.columnNames = source.rowNames;
    const HeatmapView view = viewWithCells(12.0, QPointF(10, 10));
    const QFont font = labelFont(QFont("DejaVu Sans"), 12.0);
    const HeatmapNames names = measureNames(source, font);
    const QFontMetricsF metrics(font);
    const auto check = [&](const QVector<AxisLabel>& labels, double room) {
      QVERIFY(!labels.isEmpty());
      QSet<QString> seen;
      for (const AxisLabel& label : labels) {
        const QString number = longName(label.index).section('_', 5, 5).right(2);
        QVERIFY2(label.text.contains(number), qPrintable(label.text));
        QVERIFY(metrics.horizontalAdvance(label.text) <= room);
        seen.insert(label.text);
      }
      QCOMPARE(seen.size(), labels.size());
    };
    check(rowLabels(view, width, font, names.rows, longName), width);
    check(columnLabels(view, width, font, names.columns, longName), width);
  }

  // What all names share is the source's to leave out of its labels; the names stay whole.
  void labelsNeedLessRoomThanNames() {
    class Short : public FormulaSource {
     public:
      using FormulaSource::FormulaSource;
      QString rowLabel(qint64 row) const override { return QString::number(row); }
    };
    Short source(30, 30, {});
    for (int i = 0; i < 30; ++i)
      source.rowNames << longName(i);
    source.columnNames = source.rowNames;
    const HeatmapNames names = measureNames(source, QFont("DejaVu Sans", 9));
    QVERIFY(names.rows.width * 4 < names.columns.width);
  }

  void oneNameIsNotCutAway() {
    FormulaSource source(1, 1, {});
    source.rowNames << "a_single_rather_long_name";
    const QFont font("DejaVu Sans", 9);
    const HeatmapView view = viewWithCells(12.0, QPointF(10, 10));
    const auto names = measureNames(source, font);
    const auto labels = rowLabels(view, 80, font, names.rows,
                                  [](qint64) { return QString("a_single_rather_long_name"); });
    QVERIFY2(labels[0].text.startsWith("a_s") && labels[0].text.endsWith("me"),
             qPrintable(labels[0].text));
  }

  void smallCellsHaveNoLabels() {
    const HeatmapView view = viewWithCells(8.9, QPointF(10, 10));
    QVERIFY(rowLabels(view, 100, QFont(), {}, longName).isEmpty());
    QVERIFY(columnLabels(view, 100, QFont(), {}, longName).isEmpty());
  }

  void titles() {
    QCOMPARE(rowTitle(1198), QString("1,198 queries"));
    QCOMPARE(rowTitle(1), QString("1 query"));
    QCOMPARE(columnTitle(100000), QString("100,000 targets"));
  }

  // Fitting decides on labels, labels take room from the fit: it must not go round in circles.
  void fittedMatrixIsWhollyVisible_data() {
    QTest::addColumn<int>("cells");
    QTest::addColumn<double>("ratio");
    for (const int cells : {1, 2, 5, 20, 37, 44, 50, 55, 60, 66, 80, 200, 1198, 20000}) {
      for (const double ratio : {1.0, 1.5, 2.0})
        QTest::addRow("%d, %.1f", cells, ratio) << cells << ratio;
    }
  }
  void fittedMatrixIsWhollyVisible() {
    QFETCH(int, cells);
    QFETCH(double, ratio);
    FormulaSource source(cells, cells, {});
    for (int i = 0; i < cells; ++i)
      source.rowNames << longName(i);
    source.columnNames = source.rowNames;
    const QSize size(743, 611);
    const QFont font("DejaVu Sans", 9);
    const HeatmapLayout layout(size, font, measureNames(source, labelFont(font, 1e3)));
    HeatmapView view;
    view.setMatrix(cells, cells);
    layout.apply(view, ratio, true);
    QCOMPARE(view.visibleRows(), qMakePair(qint64{0}, qint64{cells - 1}));
    QCOMPARE(view.visibleColumns(), qMakePair(qint64{0}, qint64{cells - 1}));
    const QRect matrix = view.matrixRect();
    // The viewport begins on a device pixel, so that nothing is resampled.
    QVERIFY(qAbs(view.viewport().x() * ratio - qRound(view.viewport().x() * ratio)) < 1e-6);
    QVERIFY(matrix.left() - layout.rowLabelWidth(view) - layout.titleHeight() >= 0);
    QVERIFY(matrix.top() - layout.columnLabelHeight(view) - layout.titleHeight() >= 0);
    QVERIFY(layout.colourBarArea(view).right() <= size.width());
    QVERIFY(layout.colourBarArea(view).bottom() <= size.height());
    QVERIFY(layout.colourBarArea(view).top() >= 0);
    // Applying it again changes nothing.
    HeatmapView again = view;
    layout.apply(again, ratio, false);
    QCOMPARE(again.matrixRect(), matrix);
    QCOMPARE(again.cellSize(), view.cellSize());
  }
};

QTEST_MAIN(TestAxisLabels)
#include "tst_axis_labels.moc"

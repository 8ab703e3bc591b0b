// SPDX-License-Identifier: BSD-3-Clause
#include "ui/widgets/NameColumnWidth.hpp"

#include <QHeaderView>
#include <QStandardItemModel>
#include <QTableView>
#include <QTest>

class TestNameColumnWidth : public QObject {
  Q_OBJECT
 private Q_SLOTS:
  void theNameColumnFillsUntilItIsWidened() {
    QStandardItemModel model(3, 3);
    QTableView view;
    view.setModel(&model);
    auto* header = view.horizontalHeader();
    new NameColumnWidth(header, 1);
    view.resize(400, 200);
    view.show();
    QTRY_COMPARE(header->length(), header->viewport()->width());
    view.resize(500, 200);
    QTRY_COMPARE(header->length(), header->viewport()->width());
    header->resizeSection(0, 50);  // by the program: the names get what is left
    QCOMPARE(header->length(), header->viewport()->width());
    const int width = header->sectionSize(1);
    const QPoint edge(header->sectionViewportPosition(2) - 1, header->height() / 2);
    QTest::mousePress(header->viewport(), Qt::LeftButton, {}, edge);
    QTest::mouseMove(header->viewport(), edge + QPoint(40, 0));
    QTest::mouseRelease(header->viewport(), Qt::LeftButton, {}, edge + QPoint(80, 0));
    QVERIFY(header->sectionSize(1) > width);
    const int chosen = header->sectionSize(1);
    view.resize(450, 200);
    QTest::qWait(20);
    QCOMPARE(header->sectionSize(1), chosen);
  }
};

QTEST_MAIN(TestNameColumnWidth)
#include "tst_name_column_width.moc"

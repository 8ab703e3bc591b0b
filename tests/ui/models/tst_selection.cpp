// SPDX-License-Identifier: BSD-3-Clause
#include "ui/models/Selection.hpp"

#include <QSignalSpy>
#include <QTest>

class TestSelection : public QObject {
  Q_OBJECT
 private Q_SLOTS:
  void beginsEmpty();
  void anotherQueryForgetsTheTargets();
  void theCurrentTargetIsLast();
  void togglingKeepsTheOthers();
  void tellsOnlyRealChanges();
  void listenersThatAnswerDoNotLoop();
};

void TestSelection::beginsEmpty() {
  Selection selection;
  QCOMPARE(selection.query(), -1);
  QVERIFY(selection.targets().isEmpty());
}

void TestSelection::anotherQueryForgetsTheTargets() {
  Selection selection;
  selection.selectPair(3, 5);
  selection.selectQuery(4);
  QCOMPARE(selection.query(), 4);
  QVERIFY(selection.targets().isEmpty());
}

void TestSelection::theCurrentTargetIsLast() {
  Selection selection;
  selection.selectPair(0, 7);
  selection.toggleTarget(2);
  selection.toggleTarget(9);
  QCOMPARE(selection.targets(), (QVector<qint64>{7, 2, 9}));
}

void TestSelection::togglingKeepsTheOthers() {
  Selection selection;
  selection.selectPair(0, 7);
  selection.toggleTarget(2);
  selection.toggleTarget(7);
  QCOMPARE(selection.query(), 0);
  QCOMPARE(selection.targets(), (QVector<qint64>{2}));
}

void TestSelection::tellsOnlyRealChanges() {
  Selection selection;
  QSignalSpy changes(&selection, &Selection::changed);
  selection.clear();
  QCOMPARE(changes.count(), 0);
  selection.selectPair(1, 2);
  QCOMPARE(changes.count(), 1);
  selection.selectPair(1, 2);
  selection.setTargets({2});
  QCOMPARE(changes.count(), 1);
  selection.setTargets({2, 3});
  QCOMPARE(changes.count(), 2);
  selection.setTargets({3, 2});  // the current one is another
  QCOMPARE(changes.count(), 3);
  selection.clear();
  QCOMPARE(changes.count(), 4);
}

void TestSelection::listenersThatAnswerDoNotLoop() {
  Selection selection;
  int told = 0;
  connect(&selection, &Selection::changed, &selection, [&] {
    ++told;
    selection.setTargets(selection.targets());  // as a table does that marks the rows it is told
  });
  selection.selectPair(1, 2);
  QCOMPARE(told, 1);
}

QTEST_GUILESS_MAIN(TestSelection)
#include "tst_selection.moc"

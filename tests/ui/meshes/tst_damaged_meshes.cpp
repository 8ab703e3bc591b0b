// SPDX-License-Identifier: BSD-3-Clause
#include "tests/ui/support/TinyNeurons.hpp"
#include "ui/scene/SceneWidget.hpp"
#include "ui/widgets/MessageBar.hpp"
#include "ui/window/MainWindow.hpp"
#include "ui/workspace/Settings.hpp"

#include <QTemporaryDir>
#include <QTest>

/// Surfaces that are damaged, beside the neurons or opened by hand: one message each, and all else
/// goes on.
class TestDamagedMeshes : public QObject {
  Q_OBJECT
 private Q_SLOTS:
  void init() { writeTinyNeurons(folder_.filePath("set"), 3); }
  void besideTheNeurons_data() { damages(); }
  void besideTheNeurons();
  void byHand_data() { damages(); }
  void byHand();
  void isReadInTheBackground();

 private:
  static void damages();
  QTemporaryDir folder_;
};

void TestDamagedMeshes::damages() {
  QTest::addColumn<QString>("text");
  const QString triangle = QStringLiteral("v 0 0 0\nv 50 0 0\nv 0 50 0\n");
  QTest::newRow("a vertex that is not there") << triangle + "vn 0 0 1\nf 1//1 2//1 40000//1\n";
  QTest::newRow("before the first vertex") << triangle + "f -1 -2 -40000\n";
  QTest::newRow("no surface at all") << "nonsense";
  QTest::newRow("empty") << QString();
}

void TestDamagedMeshes::besideTheNeurons() {
  QFETCH(QString, text);
  const QString mesh = writeText(folder_.filePath("set/neuropil.obj"), text);
  Settings settings(folder_.filePath("settings.ini"));
  MainWindow window(&settings);
  window.setMayAsk(false);
  window.show();
  window.open({folder_.filePath("set")});
  const auto told = [&] { return window.messages()->sentences().filter("neuropil.obj"); };
  QTRY_COMPARE_WITH_TIMEOUT(told().size(), 1, 30000);
  QVERIFY2(told().first().startsWith(mesh + " cannot be used as a surface: "),
           qPrintable(told().first()));
  QTRY_COMPARE_WITH_TIMEOUT(window.workspace()->sets()->count(), 1, 30000);
  QCOMPARE(window.workspace()->sets()->at(0).count(), qint64{3});
  QVERIFY(!window.findChild<SceneWidget*>()->hasMesh());
}

void TestDamagedMeshes::byHand() {
  QFETCH(QString, text);
  const QString bad = writeText(folder_.filePath("bad.obj"), text);
  Settings settings(folder_.filePath("settings.ini"));
  MainWindow window(&settings);
  window.setMayAsk(false);
  window.show();
  window.open({bad});
  QTRY_COMPARE_WITH_TIMEOUT(window.messages()->sentences().filter("bad.obj").size(), 1, 30000);
  QVERIFY(!window.findChild<SceneWidget*>()->hasMesh());
}

/// A large one takes seconds, and the window goes on.
void TestDamagedMeshes::isReadInTheBackground() {
  const QString mesh =
      writeText(folder_.filePath("good.obj"), "v 0 0 0\nv 50000 0 0\nv 0 50000 3\nf 1 2 3\n");
  Settings settings(folder_.filePath("settings.ini"));
  MainWindow window(&settings);
  window.setMayAsk(false);
  window.show();
  window.open({mesh, mesh});
  auto* scene = window.findChild<SceneWidget*>();
  QVERIFY(!scene->hasMesh());
  QVERIFY(!window.isFullyDrawn());
  QTRY_VERIFY_WITH_TIMEOUT(scene->hasMesh(), 30000);
  QTRY_VERIFY_WITH_TIMEOUT(window.isFullyDrawn(), 30000);
  QCOMPARE(window.messages()->sentences(), QStringList());
}

QTEST_MAIN(TestDamagedMeshes)
#include "tst_damaged_meshes.moc"

// SPDX-License-Identifier: BSD-3-Clause
#include "tests/ui/scene/SceneTestData.hpp"
#include "tests/ui/support/ThrownSentence.hpp"
#include "ui/scene/SceneWidget.hpp"
#include "ui/scene/drawing/SceneOffscreen.hpp"
#include "ui/scene/surface/MeshFile.hpp"

#include <QAction>
#include <QApplication>
#include <QLabel>
#include <QOpenGLWidget>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

using scene_test_data::line;
using scene_test_data::pixelsLike;

namespace {

const QColor kOrange(240, 140, 20);
const QColor kBlue(60, 150, 255);

QVector<SceneNeuron> pair() {
  return {line(101, kOrange, {0, 0, 0}, {200, 0, 0}), line(202, kBlue, {0, 100, 0}, {200, 100, 0})};
}

}  // namespace

/// Runs on Qt's "offscreen" platform: no OpenGL windows, but pictures by EGL.
class TestSceneNoDisplay : public QObject {
  Q_OBJECT
 private Q_SLOTS:
  void saysWhyThereIsNoView();
  void takesEverythingWithoutAView();
  void drawsWithoutADisplay_data();
  void drawsWithoutADisplay();
  void saysWhyThereIsNoPicture();
};

void TestSceneNoDisplay::saysWhyThereIsNoView() {
  SceneWidget scene;
  QVERIFY(!scene.isAvailable());
  QVERIFY(scene.unavailableReason().contains("offscreen"));
  QVERIFY(scene.findChild<QOpenGLWidget*>() == nullptr);
  const auto* label = scene.findChild<QLabel*>("sceneReason");
  QVERIFY(label != nullptr);
  QVERIFY(label->text().contains(scene.unavailableReason()));
  scene.resize(400, 300);
  scene.show();
  QVERIFY(QTest::qWaitForWindowExposed(&scene));
  QVERIFY(label->isVisible());
  QCOMPARE(scene.viewRect(), label->geometry());
  QVERIFY(!scene.findChild<QAction*>("scenePicture")->associatedObjects().isEmpty());
}

void TestSceneNoDisplay::takesEverythingWithoutAView() {
  QTemporaryDir folder;
  const QString mesh = folder.filePath("cube.obj");
  QVERIFY(scene_test_data::write(mesh, scene_test_data::cubeObj(-10, 10)));
  SceneWidget scene;
  QSignalSpy drawn(&scene, &SceneWidget::fullyDrawn);
  scene.setNeurons(pair());
  QTRY_COMPARE(drawn.count(), 1);  // whoever waits for the picture goes on
  QVERIFY(scene.isFullyDrawn());
  scene.showMesh(readMeshFile(mesh, 1));
  QVERIFY(scene.hasMesh());
  QVERIFY(!thrownSentence([&] {
             scene.showMesh(readMeshFile(folder.filePath("none.obj"), 1));
           }).isEmpty());
  scene.viewFrom(SceneSide::Left);
  scene.resetCamera();
  scene.clearMesh();
  scene.setNeurons({});
  QVERIFY(!scene.hasMesh());
  QVERIFY(scene.picture().isNull());
}

void TestSceneNoDisplay::drawsWithoutADisplay_data() {
  QTest::addColumn<bool>("withMesh");
  QTest::newRow("neurons") << false;
  QTest::newRow("neurons in a surface") << true;
}

void TestSceneNoDisplay::drawsWithoutADisplay() {
  QFETCH(bool, withMesh);
  QTemporaryDir folder;
  const QString mesh = folder.filePath("cube.obj");
  QVERIFY(scene_test_data::write(mesh, scene_test_data::cubeObj(-100, 300)));
  QImage picture;
  const QString why = thrownSentence([&] {
    picture = renderSceneOffscreen(pair(), withMesh ? mesh : QString(), 1, QSize(501, 300));
  });
  if (why.contains("EGL")) QSKIP(qPrintable(why));
  QVERIFY2(!picture.isNull(), qPrintable(why));
  QCOMPARE(picture.size(), QSize(501, 300));
  QVERIFY(pixelsLike(picture, kOrange) > 500);
  QVERIFY(pixelsLike(picture, kBlue) > 500);
  QVERIFY(pixelsLike(picture.copy(0, 0, 501, 150), kOrange) > 500);  // small y is up
  QCOMPARE(picture.pixelColor(250, 150).lightness() > 35, withMesh);
  QVERIFY(pixelsLike(picture.copy(0, 240, 250, 60), QColor(224, 226, 230)) > 60);  // the scale bar
}

void TestSceneNoDisplay::saysWhyThereIsNoPicture() {
  QString why = thrownSentence(
      [] { renderSceneOffscreen(pair(), QStringLiteral("/nowhere/a.obj"), 1, QSize(50, 50)); });
  QVERIFY(why.contains("/nowhere/a.obj") && why.endsWith('.'));
  why = thrownSentence([] { renderSceneOffscreen(pair(), QString(), 1, QSize(0, 50)); });
  QVERIFY(!why.isEmpty() && why.endsWith('.'));
}

int main(int argc, char** argv) {
  SceneWidget::prepareApplication();
  QApplication application(argc, argv);
  TestSceneNoDisplay test;
  return QTest::qExec(&test, argc, argv);
}
#include "tst_scene_no_display.moc"

// SPDX-License-Identifier: BSD-3-Clause
#include "compute/base/Error.hpp"
#include "tests/ui/scene/SceneTestData.hpp"
#include "tests/ui/support/ThrownSentence.hpp"
#include "ui/export/PictureFile.hpp"
#include "ui/scene/SceneWidget.hpp"
#include "ui/scene/drawing/GlAvailability.hpp"
#include "ui/scene/drawing/SceneColours.hpp"
#include "ui/scene/drawing/VtkView.hpp"
#include "ui/scene/surface/MeshFile.hpp"

#include <QAction>
#include <QApplication>
#include <QMouseEvent>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>
#include <QToolBar>
#include <QToolTip>
#include <QVBoxLayout>
#include <QWheelEvent>

using scene_test_data::line;
using scene_test_data::neuron;
using scene_test_data::pixelsLike;

namespace {

const QColor kOrange(240, 140, 20);
const QColor kBlue(60, 150, 255);

/// Two lines across a scene of 200 x 100 µm: orange above (small y), blue below.
QVector<SceneNeuron> pair() {
  return {line(101, kOrange, {0, 0, 0}, {200, 0, 0}), line(202, kBlue, {0, 100, 0}, {200, 100, 0})};
}

bool waitUntilDrawn(SceneWidget& scene) {
  return QTest::qWaitFor([&] { return scene.isFullyDrawn(); }, 10'000);
}

bool showAndWait(SceneWidget& scene, const QSize& size = QSize(600, 450)) {
  scene.resize(size);
  scene.show();
  return QTest::qWaitForWindowExposed(&scene) && waitUntilDrawn(scene);
}

/// In the widget's pixels, whatever the display's scale (try QT_SCALE_FACTOR=1.5).
QImage logical(const QImage& picture) {
  return picture.scaled((QSizeF(picture.size()) / picture.devicePixelRatio()).toSize());
}

/// Where most of a colour is, in the picture's pixels.
QPoint middleOf(const QImage& picture, const QColor& colour) {
  QVector<QPoint> found;
  // Beside the legend, whose squares have the colours too.
  for (int x = picture.width() / 2; x < picture.width(); ++x) {
    for (int y = 0; y < picture.height(); ++y) {
      if (scene_test_data::isLike(picture.pixel(x, y), colour)) found << QPoint(x, y);
    }
  }
  return found.isEmpty() ? QPoint() : found[found.size() / 2];
}

/// How far a colour reaches to the right of the middle, in pixels.
int reachOf(const QImage& picture, const QColor& colour) {
  int reach = 0;
  for (int x = picture.width() / 2; x < picture.width(); ++x) {
    if (pixelsLike(picture.copy(x, 0, 1, picture.height()), colour) > 0)
      reach = x - picture.width() / 2;
  }
  return reach;
}

VtkView& viewOf(SceneWidget& scene) {
  return *scene.findChild<VtkView*>();
}

void press(SceneWidget& scene, const char* action) {
  scene.findChild<QAction*>(action)->trigger();
}

void drag(VtkView& view, Qt::MouseButton button, const QPoint& from, const QPoint& to) {
  QTest::mousePress(&view, button, Qt::NoModifier, from);
  for (int step = 1; step <= 5; ++step) {
    const QPointF at = from + QPointF(to - from) * step / 5;
    QMouseEvent move(QEvent::MouseMove, at, view.mapToGlobal(at), Qt::NoButton, button,
                     Qt::NoModifier);
    QApplication::sendEvent(&view, &move);
  }
  QTest::mouseRelease(&view, button, Qt::NoModifier, to);
}

}  // namespace

class TestSceneWidget : public QObject {
  Q_OBJECT
 private Q_SLOTS:
  void initTestCase();
  void drawsTwoNeurons();
  void drawsManyNeuronsAndClouds();
  void showsTheSamePictureEverywhere();
  void tellsWhenItIsDrawn();
  void clickNamesTheNeuron_data();
  void clickNamesTheNeuron();
  void dragIsNoClick();
  void hoverShowsTheName();
  void turnsPansAndZooms_data();
  void turnsPansAndZooms();
  void draftsComeBackToFullQuality();
  void theContextHidesNothing();
  void cameraStaysWhenNeuronsChange();
  void framesAgainAfterResize();
  void showsTheSurface();
  void refusesABrokenSurface();
  void toolBarWorks();
  void legendCanBeHidden();
  void survivesAnotherParent();
  void survivesTinySizes();
  void writesPictures();
};

void TestSceneWidget::initTestCase() {
  const QString reason = glUnavailableReason();
  if (!reason.isEmpty()) QSKIP(qPrintable("no OpenGL on this display: " + reason));
}

void TestSceneWidget::drawsTwoNeurons() {
  SceneWidget scene;
  QVERIFY(scene.isAvailable());
  QCOMPARE(scene.unavailableReason(), QString());
  scene.setNeurons(pair());
  QVERIFY(!scene.isFullyDrawn());
  QVERIFY(showAndWait(scene));
  const QImage picture = logical(scene.grab(scene.viewRect()).toImage());
  QCOMPARE(picture.size(), scene.viewRect().size());
  QVERIFY(pixelsLike(picture, kOrange) > 700);  // 3 pixels x most of the width
  QVERIFY(pixelsLike(picture, kBlue) > 700);
  QVERIFY(middleOf(picture, kOrange).y() < picture.height() / 2);  // small y is dorsal, and up
  QVERIFY(middleOf(picture, kBlue).y() > picture.height() / 2);
}

void TestSceneWidget::drawsManyNeuronsAndClouds() {
  QVector<SceneNeuron> neurons;
  for (int i = 0; i < 50; ++i) {
    const auto y = static_cast<float>(2 * i);
    neurons << line(static_cast<quint64>(i), kOrange, {0, y, 0}, {100, y, 0});
    std::vector<nblast::Vec3f> cloud;
    for (int k = 0; k < 50; ++k)
      cloud.push_back({100 + 2.0F * static_cast<float>(k), y, 0});
    neurons << neuron(static_cast<quint64>(1000 + i), kBlue, cloud);
  }
  SceneWidget scene;
  scene.setNeurons(neurons);
  QVERIFY(showAndWait(scene));
  const QImage picture = logical(scene.picture());
  QVERIFY(pixelsLike(picture, kOrange) > 5000);
  QVERIFY(pixelsLike(picture, kBlue) > 5000);
}

void TestSceneWidget::showsTheSamePictureEverywhere() {
  SceneWidget scene;
  scene.setNeurons(pair());
  QVERIFY(showAndWait(scene));
  const QImage grabbed =
      scene.grab(scene.viewRect()).toImage().convertToFormat(QImage::Format_RGB32);
  const QImage own = scene.picture().convertToFormat(QImage::Format_RGB32);
  QCOMPARE(own.size(), grabbed.size());
  QVERIFY(own == grabbed);
}

void TestSceneWidget::tellsWhenItIsDrawn() {
  SceneWidget scene;
  QSignalSpy drawn(&scene, &SceneWidget::fullyDrawn);
  QVERIFY(showAndWait(scene));
  QTRY_COMPARE(drawn.count(), 1);
  QTest::qWait(50);
  drawn.clear();
  scene.setNeurons(pair());
  QVERIFY(!scene.isFullyDrawn());
  scene.viewFrom(SceneSide::Top);
  QTRY_COMPARE(drawn.count(), 1);
  QVERIFY(scene.isFullyDrawn());
  QTest::qWait(100);
  QCOMPARE(drawn.count(), 1);  // once a change, not once a frame
}

void TestSceneWidget::clickNamesTheNeuron_data() {
  QTest::addColumn<QColor>("colour");
  QTest::addColumn<QPoint>("beside");
  QTest::addColumn<qulonglong>("id");
  QTest::newRow("upper line") << kOrange << QPoint(0, 0) << qulonglong(101);
  QTest::newRow("lower line") << kBlue << QPoint(0, 0) << qulonglong(202);
  QTest::newRow("a little beside") << kBlue << QPoint(0, 4) << qulonglong(202);
  QTest::newRow("empty") << kBlue << QPoint(0, 20) << qulonglong(0);
}

void TestSceneWidget::clickNamesTheNeuron() {
  QFETCH(QColor, colour);
  QFETCH(QPoint, beside);
  QFETCH(qulonglong, id);
  SceneWidget scene;
  scene.setNeurons(pair());
  QVERIFY(showAndWait(scene));
  QSignalSpy clicked(&scene, &SceneWidget::neuronClicked);
  const QPoint at = middleOf(logical(scene.picture()), colour) + beside;
  QTest::mouseClick(&viewOf(scene), Qt::LeftButton, Qt::ControlModifier, at);
  QCOMPARE(clicked.count(), id == 0 ? 0 : 1);
  if (id == 0) return;
  QCOMPARE(clicked[0][0].toULongLong(), id);
  QCOMPARE(clicked[0][1].value<Qt::KeyboardModifiers>(),
           Qt::KeyboardModifiers(Qt::ControlModifier));
}

void TestSceneWidget::dragIsNoClick() {
  SceneWidget scene;
  scene.setNeurons(pair());
  QVERIFY(showAndWait(scene));
  QSignalSpy clicked(&scene, &SceneWidget::neuronClicked);
  const QPoint at = middleOf(logical(scene.picture()), kOrange);
  drag(viewOf(scene), Qt::LeftButton, at - QPoint(60, 0), at);
  QTest::mouseClick(&viewOf(scene), Qt::RightButton, Qt::NoModifier, at);
  QCOMPARE(clicked.count(), 0);
}

void TestSceneWidget::hoverShowsTheName() {
  SceneWidget scene;
  scene.setNeurons(pair());
  QVERIFY(showAndWait(scene));
  const QPoint at = middleOf(logical(scene.picture()), kBlue);
  QTest::mouseMove(&viewOf(scene), QPoint(5, 5));
  QTest::mouseMove(&viewOf(scene), at);
  QTRY_COMPARE(QToolTip::text(), QStringLiteral("neuron 202"));
  QTest::mouseMove(&viewOf(scene), at + QPoint(0, 30));
  QTRY_VERIFY(!QToolTip::isVisible());
}

void TestSceneWidget::turnsPansAndZooms_data() {
  QTest::addColumn<Qt::MouseButton>("button");
  QTest::newRow("turn") << Qt::LeftButton;
  QTest::newRow("pan") << Qt::MiddleButton;
  QTest::newRow("wheel") << Qt::NoButton;
}

void TestSceneWidget::turnsPansAndZooms() {
  QFETCH(Qt::MouseButton, button);
  SceneWidget scene;
  scene.setNeurons(pair());
  QVERIFY(showAndWait(scene));
  const QImage before = scene.picture();
  const QPoint centre = viewOf(scene).rect().center();
  if (button == Qt::NoButton) {
    for (int half = 0; half < 2; ++half) {  // a touchpad's half steps add up
      QWheelEvent wheel(centre, viewOf(scene).mapToGlobal(centre), QPoint(), QPoint(0, -60),
                        Qt::NoButton, Qt::NoModifier, Qt::NoScrollPhase, false);
      QApplication::sendEvent(&viewOf(scene), &wheel);
    }
  } else {
    drag(viewOf(scene), button, centre, centre + QPoint(40, 60));
  }
  QVERIFY(!scene.isFullyDrawn());
  QVERIFY(waitUntilDrawn(scene));
  const QImage after = scene.picture();
  QVERIFY(after != before);
  const double ratio = static_cast<double>(reachOf(after, kOrange)) / reachOf(before, kOrange);
  if (button == Qt::NoButton)
    QVERIFY2(ratio > 0.75 && ratio < 0.95, qPrintable(QString::number(ratio)));
  const int way = middleOf(logical(after), kOrange).y() - middleOf(logical(before), kOrange).y();
  if (button == Qt::MiddleButton)
    QVERIFY2(std::abs(way - 60) <= 2, qPrintable(QString::number(way)));
  scene.resetCamera();
  QVERIFY(waitUntilDrawn(scene));
  QVERIFY(pixelsLike(scene.picture(), kBlue) > 700);
}

void TestSceneWidget::draftsComeBackToFullQuality() {
  QVector<SceneNeuron> neurons;
  for (int i = 0; i < 30; ++i) {
    const auto y = static_cast<float>(10 * i);
    neurons << line(static_cast<quint64>(i), kOrange, {0, y, 0}, {300, y, 0}, 10'000);
  }
  SceneWidget scene;
  scene.setNeurons(neurons);
  QVERIFY(showAndWait(scene));
  const QImage before = scene.picture();
  VtkView& view = viewOf(scene);
  const QPoint centre = view.rect().center();
  QTest::mousePress(&view, Qt::MiddleButton, Qt::NoModifier, centre);
  for (const QPoint& way : {QPoint(30, 30), QPoint(0, 0)}) {
    const QPointF at = centre + way;
    const int frames = view.frameCount();
    QMouseEvent move(QEvent::MouseMove, at, view.mapToGlobal(at), Qt::NoButton, Qt::MiddleButton,
                     Qt::NoModifier);
    QApplication::sendEvent(&view, &move);
    QVERIFY(!scene.isFullyDrawn());
    QTRY_VERIFY(view.frameCount() > frames);
    QVERIFY(!scene.isFullyDrawn());  // a draft, or not on screen yet
  }
  QTest::mouseRelease(&view, Qt::MiddleButton, Qt::NoModifier, centre);
  QVERIFY(waitUntilDrawn(scene));
  QVERIFY(scene.picture() == before);  // moved there and back
}

void TestSceneWidget::theContextHidesNothing() {
  // A curtain of grey lines in front of the pair.
  QVector<SceneNeuron> curtain;
  for (int i = 0; i < 400; ++i) {
    const float x = 0.5F * static_cast<float>(i);
    curtain << line(static_cast<quint64>(1000 + i), kBlue, {x, -20, -50}, {x, 120, -50}, 2);
    curtain.last().role = SceneRole::Context;
  }
  SceneWidget scene;
  scene.setNeurons(pair());
  QVERIFY(showAndWait(scene));
  const int alone = pixelsLike(scene.picture(), kOrange, 20);
  scene.setNeurons(pair() + curtain);
  QVERIFY(waitUntilDrawn(scene));
  const QImage picture = scene.picture();
  QVERIFY2(pixelsLike(picture, kOrange, 20) > 0.9 * alone,
           qPrintable(QString("%1 of %2").arg(pixelsLike(picture, kOrange, 20)).arg(alone)));
  const QColor grey = contextColour(SceneBackground::Dark, kBlue);
  QVERIFY(pixelsLike(picture, grey, 10) > 5000);
  // A click meets the pair; between its lines the curtain, and beside that the ground.
  QSignalSpy clicked(&scene, &SceneWidget::neuronClicked),
      ground(&scene, &SceneWidget::backgroundClicked);
  QTest::mouseClick(&viewOf(scene), Qt::LeftButton, {}, middleOf(logical(picture), kOrange));
  QCOMPARE(clicked.takeFirst()[0].toULongLong(), qulonglong(101));
  QTest::mouseClick(&viewOf(scene), Qt::LeftButton, {}, viewOf(scene).rect().center());
  QVERIFY(clicked.takeFirst()[0].toULongLong() >= 1000);
  QTest::mouseClick(&viewOf(scene), Qt::LeftButton, {}, {viewOf(scene).width() / 2, 5});
  QCOMPARE(ground.count(), 1);
}

void TestSceneWidget::cameraStaysWhenNeuronsChange() {
  SceneWidget scene;
  scene.setNeurons(pair());
  QVERIFY(showAndWait(scene));
  const QPoint before = middleOf(logical(scene.picture()), kOrange);
  scene.setNeurons({pair()[0], line(3, kBlue, {0, 40, 0}, {200, 40, 0})});
  QVERIFY(waitUntilDrawn(scene));
  QCOMPARE(middleOf(logical(scene.picture()), kOrange), before);
  scene.setNeurons({});
  QVERIFY(waitUntilDrawn(scene));
  QCOMPARE(pixelsLike(scene.picture(), kOrange), 0);
  scene.setNeurons({line(4, kOrange, {5000, 5000, 5000}, {5100, 5000, 5000})});
  QVERIFY(waitUntilDrawn(scene));
  QVERIFY(pixelsLike(scene.picture(), kOrange) > 700);
}

void TestSceneWidget::framesAgainAfterResize() {
  SceneWidget scene;
  scene.setNeurons(pair());
  QVERIFY(showAndWait(scene, QSize(800, 400)));
  scene.resize(320, 600);
  QVERIFY(waitUntilDrawn(scene));
  const QImage picture = logical(scene.picture());
  QCOMPARE(picture.size(), scene.viewRect().size());
  QCOMPARE(pixelsLike(picture.copy(0, 100, 4, 300), kOrange), 0);  // nothing is cut off ...
  QCOMPARE(pixelsLike(picture.copy(0, 100, 4, 300), kBlue), 0);
  QVERIFY(pixelsLike(picture, kBlue) > 300);  // ... and nothing is tiny
}

void TestSceneWidget::showsTheSurface() {
  QTemporaryDir folder;
  const QString path = folder.filePath("cube.obj");
  QVERIFY(scene_test_data::write(path, scene_test_data::cubeObj(-100'000, 300'000)));
  SceneWidget scene;
  QVERIFY(showAndWait(scene));
  const QImage empty = scene.picture();
  scene.showMesh(readMeshFile(path, 0.001));
  QVERIFY(scene.hasMesh());
  QVERIFY(waitUntilDrawn(scene));
  const QImage withMesh = scene.picture();
  const QPoint centre = withMesh.rect().center();
  QVERIFY(withMesh.pixelColor(centre).lightness() > empty.pixelColor(centre).lightness() + 5);
  QVERIFY(withMesh.pixelColor(centre).lightness() < 120);  // translucent
  scene.setNeurons(pair());
  QVERIFY(waitUntilDrawn(scene));
  QVERIFY(pixelsLike(scene.picture(), kOrange, 20) > 300);  // not veiled by the surface
  scene.setNeurons({});
  scene.clearMesh();
  QVERIFY(!scene.hasMesh());
  QVERIFY(waitUntilDrawn(scene));
  QVERIFY(scene.picture() == empty);
}

void TestSceneWidget::refusesABrokenSurface() {
  QTemporaryDir folder;
  QVERIFY(scene_test_data::write(folder.filePath("good.obj"), scene_test_data::cubeObj(-10, 10)));
  QVERIFY(scene_test_data::write(folder.filePath("bad.ply"), "ply\nnonsense\n"));
  SceneWidget scene;
  QVERIFY(showAndWait(scene));
  QVERIFY(thrownSentence([&] {
            scene.showMesh(readMeshFile(folder.filePath("bad.ply"), 1));
          }).contains("bad.ply"));
  QVERIFY(!scene.hasMesh());
  scene.showMesh(readMeshFile(folder.filePath("good.obj"), 1));
  QVERIFY(waitUntilDrawn(scene));
  const QImage before = scene.picture();
  QVERIFY(!thrownSentence([&] {
             scene.showMesh(readMeshFile(folder.filePath("bad.ply"), 1));
           }).isEmpty());
  QVERIFY(scene.hasMesh());
  QVERIFY(scene.isFullyDrawn());
  QVERIFY(scene.picture() == before);
}

void TestSceneWidget::toolBarWorks() {
  SceneWidget scene;
  scene.setNeurons(
      {line(1, kOrange, {0, 0, 0}, {200, 0, 0}), line(2, kBlue, {0, 0, 0}, {0, 100, 50})});
  QVERIFY(showAndWait(scene));
  const QImage front = scene.picture();
  for (const char* view : {"sceneView1", "sceneView2", "sceneView3", "sceneView4", "sceneView5"}) {
    press(scene, view);
    QVERIFY(waitUntilDrawn(scene));
    QVERIFY2(scene.picture() != front, view);
  }
  press(scene, "sceneView0");
  QVERIFY(waitUntilDrawn(scene));
  QVERIFY(scene.picture() == front);
  press(scene, "sceneParallel");
  QVERIFY(waitUntilDrawn(scene));
  QVERIFY(scene.picture() != front);
  press(scene, "sceneParallel");
  press(scene, "sceneReset");
  QVERIFY(waitUntilDrawn(scene));
  QVERIFY(scene.picture() == front);
  press(scene, "sceneLight");
  QVERIFY(waitUntilDrawn(scene));
  QVERIFY(scene.picture().pixelColor(300, 5).lightness() > 200);
  QSignalSpy wanted(&scene, &SceneWidget::meshRequested);
  press(scene, "sceneMesh");
  QCOMPARE(wanted.count(), 1);
  for (const QAction* action : scene.findChild<QToolBar*>()->actions()) {
    if (!action->isSeparator() && !action->text().isEmpty())
      QVERIFY(action->toolTip() != action->text());
  }
}

void TestSceneWidget::legendCanBeHidden() {
  SceneWidget scene;
  scene.setNeurons(pair());
  QVERIFY(showAndWait(scene));
  const QRect corner(0, 0, 40, 60);
  QVERIFY(pixelsLike(scene.picture().copy(corner), kOrange) >= 80);  // the square of 10 x 10
  press(scene, "sceneLegend");
  QVERIFY(waitUntilDrawn(scene));
  QVERIFY(pixelsLike(scene.picture().copy(corner), kOrange) < 20);
}

void TestSceneWidget::survivesAnotherParent() {
  QWidget home;
  QVBoxLayout layout(&home);
  auto* scene = new SceneWidget;
  layout.addWidget(scene);
  scene->setNeurons(pair());
  home.resize(500, 400);
  home.show();
  QVERIFY(QTest::qWaitForWindowExposed(&home));
  QVERIFY(waitUntilDrawn(*scene));
  for (int round = 0; round < 3; ++round) {
    scene->setParent(nullptr);
    scene->resize(500, 400);
    scene->show();
    QVERIFY(QTest::qWaitForWindowExposed(scene));
    QVERIFY(waitUntilDrawn(*scene));
    QVERIFY(pixelsLike(scene->grab().toImage(), kBlue) > 500);
    scene->hide();
    layout.addWidget(scene);
    scene->show();
    QTRY_VERIFY(scene->isVisible());
    scene->setNeurons(pair());
    QVERIFY(waitUntilDrawn(*scene));
    QVERIFY(pixelsLike(home.grab().toImage(), kOrange) > 500);
  }
}

void TestSceneWidget::survivesTinySizes() {
  SceneWidget scene;
  scene.setNeurons(pair());
  QVERIFY(showAndWait(scene));
  scene.resize(1, 1);
  QVERIFY(waitUntilDrawn(scene));
  QVERIFY(viewOf(scene).height() >= 96);
  scene.resize(400, 300);
  QVERIFY(waitUntilDrawn(scene));
  QVERIFY(pixelsLike(scene.picture(), kOrange) > 300);
}

void TestSceneWidget::writesPictures() {
  QTemporaryDir folder;
  SceneWidget scene;
  scene.setNeurons(pair());
  QVERIFY(showAndWait(scene));
  const QString path = folder.filePath("scene.png");
  writePicture(logical(scene.picture()), path);
  QCOMPARE(QImage(path).size(), scene.viewRect().size());
  QVERIFY(pixelsLike(QImage(path), kOrange) > 700);
  try {
    writePicture(scene.picture(), folder.filePath("missing/scene.png"));
    QFAIL("a picture is written into a folder that is not there");
  } catch (const nblast::IoError& error) {
    const auto why = QString::fromUtf8(error.what());
    QVERIFY2(why.contains("missing/scene.png") && why.endsWith('.'), qPrintable(why));
  }
}

int main(int argc, char** argv) {
  SceneWidget::prepareApplication();
  QApplication application(argc, argv);
  TestSceneWidget test;
  return QTest::qExec(&test, argc, argv);
}
#include "tst_scene_widget.moc"

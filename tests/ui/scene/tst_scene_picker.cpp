// SPDX-License-Identifier: BSD-3-Clause
#include "tests/ui/scene/SceneTestData.hpp"
#include "ui/scene/drawing/SceneCamera.hpp"
#include "ui/scene/drawing/SceneOverlay.hpp"
#include "ui/scene/drawing/ScenePicker.hpp"

#include <QTest>
#include <vtkCamera.h>
#include <vtkNew.h>

#include <cmath>

using scene_test_data::line;
using scene_test_data::neuron;

namespace {

const QSize kSize(400, 300);

/// One µm is one pixel, the world's origin is the view's centre, y points up; z towards the viewer.
SceneProjection pixelProjection() {
  SceneProjection projection;
  projection.size = kSize;
  projection.worldToClip = {
      2.0 / kSize.width(), 0, 0, 0, 0, 2.0 / kSize.height(), 0, 0, 0, 0, -0.01, 0, 0, 0, 0, 1};
  return projection;
}

QPointF onScreen(const SceneProjection& seen, double x, double y, double z) {
  const auto& m = seen.worldToClip;
  const double w = m[12] * x + m[13] * y + m[14] * z + m[15];
  return {((m[0] * x + m[1] * y + m[2] * z + m[3]) / w + 1) / 2 * seen.size.width(),
          (1 - (m[4] * x + m[5] * y + m[6] * z + m[7]) / w) / 2 * seen.size.height()};
}

nblast::Box box(double half) {
  return {{-half, -half / 2, -half / 4}, {half, half / 2, half / 4}, false};
}

}  // namespace

class TestScenePicker : public QObject {
  Q_OBJECT
 private Q_SLOTS:
  void picksNearest_data();
  void picksNearest();
  void picksBetweenDistantNodes();
  void picksTheFrontOfTwo();
  void ignoresWhatIsBehindTheViewer();
  void agreesWithTheCamera_data();
  void agreesWithTheCamera();
  void looksWithDorsalUp();
  void framesTheBox_data();
  void framesTheBox();
  void framesAPoint();
  void keepsSizeWhenProjectionChanges();
  void tellsWhatIsInSight();
  void roundsTheScaleBar_data();
  void roundsTheScaleBar();
};

void TestScenePicker::picksNearest_data() {
  QTest::addColumn<QPointF>("at");
  QTest::addColumn<int>("neuron");
  QTest::newRow("on the upper line") << QPointF(200, 100) << 0;
  QTest::newRow("5 px beside it") << QPointF(230, 105) << 0;
  QTest::newRow("7 px beside it") << QPointF(230, 107) << -1;
  QTest::newRow("on the lower line") << QPointF(200, 200) << 1;
  QTest::newRow("5 px past its end") << QPointF(305, 200) << 1;
  QTest::newRow("7 px past its end") << QPointF(307, 200) << -1;
  QTest::newRow("a dot of a cloud") << QPointF(52, 153) << 2;
  QTest::newRow("inside a soma") << QPointF(215, 150) << 3;
  QTest::newRow("5 px outside the soma") << QPointF(225, 150) << 3;
  QTest::newRow("empty") << QPointF(20, 20) << -1;
}

void TestScenePicker::picksNearest() {
  const SceneLines lines =
      linesOf({line(10, Qt::red, {-100, 50, 0}, {100, 50, 0}),
               line(11, Qt::red, {-100, -50, 0}, {100, -50, 0}),
               neuron(12, Qt::red, {{-150, 0, 0}, {-140, 0, 0}}),
               neuron(13, Qt::red, {{0, 0, 0}, {0, 1, 0}, {0, 2, 0}}, {-1, 0, 1}, {20, 1, 1})});
  QFETCH(QPointF, at);
  const auto hit = ScenePicker(lines).pick(pixelProjection(), at, 6, 0.5);
  QTEST(hit.value_or(-1), "neuron");
}

void TestScenePicker::picksBetweenDistantNodes() {
  const SceneLines lines = linesOf({line(1, Qt::red, {-150, -100, 0}, {150, 100, 0}, 2)});
  QVERIFY(ScenePicker(lines).pick(pixelProjection(), QPointF(200, 150), 6, 0.5).has_value());
  QVERIFY(ScenePicker(lines).pick(pixelProjection(), QPointF(275, 100), 6, 0.5).has_value());
  QVERIFY(!ScenePicker(lines).pick(pixelProjection(), QPointF(275, 200), 6, 0.5).has_value());
}

void TestScenePicker::picksTheFrontOfTwo() {
  const SceneLines lines = linesOf({line(1, Qt::red, {-100, 0, 10}, {100, 0, 10}),
                                    line(2, Qt::red, {0, -100, 20}, {0, 100, 20})});
  const ScenePicker picker(lines);
  // Both cover the pixel; the vertical one is nearer to the viewer.
  QCOMPARE(picker.pick(pixelProjection(), QPointF(200.4, 150), 6, 1).value_or(-1), 1);
  // Nearer in pixels counts for more than nearer to the viewer.
  QCOMPARE(picker.pick(pixelProjection(), QPointF(204, 150), 6, 1).value_or(-1), 0);
}

void TestScenePicker::ignoresWhatIsBehindTheViewer() {
  vtkNew<vtkCamera> camera;
  camera->SetPosition(0, 0, 0);
  camera->SetFocalPoint(0, 0, -1);
  camera->SetClippingRange(0.1, 100);
  const SceneProjection seen = scene_camera::projection(*camera, kSize);
  const SceneLines behind = linesOf({line(1, Qt::red, {0, 0, 5}, {0, 0, 20})});
  QVERIFY(!ScenePicker(behind).pick(seen, QPointF(200, 150), 6, 1).has_value());
  const SceneLines ahead = linesOf({line(1, Qt::red, {0, 0, -5}, {0, 0, -20})});
  QVERIFY(ScenePicker(ahead).pick(seen, QPointF(200, 150), 6, 1).has_value());
}

void TestScenePicker::agreesWithTheCamera_data() {
  QTest::addColumn<bool>("parallel");
  QTest::newRow("parallel") << true;
  QTest::newRow("perspective") << false;
}

void TestScenePicker::agreesWithTheCamera() {
  QFETCH(bool, parallel);
  vtkNew<vtkCamera> camera;
  scene_camera::setParallel(*camera, parallel);
  scene_camera::lookFrom(*camera, SceneSide::Front);
  scene_camera::frame(*camera, box(100), kSize);
  camera->Azimuth(30);
  camera->SetClippingRange(1, 2000);
  const SceneProjection seen = scene_camera::projection(*camera, kSize);
  const SceneLines lines = linesOf({neuron(1, Qt::red, {{50, 20, -10}})});
  const QPointF at = onScreen(seen, 50, 20, -10);
  QVERIFY(QRectF(QPointF(0, 0), kSize).contains(at));
  QVERIFY(ScenePicker(lines).pick(seen, at + QPointF(0, 3), 6, 1).has_value());
  QVERIFY(!ScenePicker(lines).pick(seen, at + QPointF(0, 9), 6, 1).has_value());
}

void TestScenePicker::looksWithDorsalUp() {
  vtkNew<vtkCamera> camera;
  scene_camera::setParallel(*camera, true);
  const auto rightAndDown = [&](SceneSide view, double x, double y, double z) {
    scene_camera::lookFrom(*camera, view);
    scene_camera::frame(*camera, box(100), kSize);
    const SceneProjection seen = scene_camera::projection(*camera, kSize);
    const QPointF way = onScreen(seen, x, y, z) - onScreen(seen, 0, 0, 0);
    return QPoint(static_cast<int>(std::lround(way.x())), static_cast<int>(std::lround(way.y())));
  };
  // x to the right and y downwards, as microscopes write their pictures.
  const QPoint x = rightAndDown(SceneSide::Front, 50, 0, 0);
  QVERIFY(x.x() > 20 && x.y() == 0);
  const QPoint y = rightAndDown(SceneSide::Front, 0, 50, 0);
  QVERIFY(y.x() == 0 && y.y() > 20);
  QVERIFY(rightAndDown(SceneSide::Back, 50, 0, 0).x() < -20);
  QVERIFY(rightAndDown(SceneSide::Left, 0, 50, 0).y() > 20);
  QVERIFY(rightAndDown(SceneSide::Right, 0, 50, 0).y() > 20);
  QCOMPARE(rightAndDown(SceneSide::Left, 50, 0, 0), QPoint(0, 0));
  QCOMPARE(rightAndDown(SceneSide::Top, 0, 50, 0), QPoint(0, 0));
  QVERIFY(rightAndDown(SceneSide::Top, 50, 0, 0).x() > 20);
  QVERIFY(rightAndDown(SceneSide::Bottom, 50, 0, 0).x() > 20);
}

void TestScenePicker::framesTheBox_data() {
  QTest::addColumn<bool>("parallel");
  QTest::addColumn<QSize>("size");
  for (const bool parallel : {true, false}) {
    const char* kind = parallel ? "parallel" : "perspective";
    QTest::addRow("%s, wide view", kind) << parallel << QSize(900, 300);
    QTest::addRow("%s, tall view", kind) << parallel << QSize(300, 900);
  }
}

void TestScenePicker::framesTheBox() {
  QFETCH(bool, parallel);
  QFETCH(QSize, size);
  const nblast::Box bounds{{100, 200, 300}, {400, 350, 420}, false};
  for (const auto view : {SceneSide::Front, SceneSide::Left, SceneSide::Top}) {
    vtkNew<vtkCamera> camera;
    scene_camera::setParallel(*camera, parallel);
    scene_camera::lookFrom(*camera, view);
    scene_camera::frame(*camera, bounds, size);
    QCOMPARE(scene_camera::pictureOf(*camera, bounds, size).sight, scene_camera::Sight::All);
    const SceneProjection seen = scene_camera::projection(*camera, size);
    double reach = 0;
    for (const double x : {bounds.low[0], bounds.high[0]}) {
      for (const double y : {bounds.low[1], bounds.high[1]}) {
        for (const double z : {bounds.low[2], bounds.high[2]}) {
          const QPointF at = onScreen(seen, x, y, z);
          reach = std::max({reach, std::abs(2 * at.x() / size.width() - 1),
                            std::abs(2 * at.y() / size.height() - 1)});
        }
      }
    }
    QVERIFY2(reach > 0.75 && reach < 1, qPrintable(QString::number(reach)));
  }
}

void TestScenePicker::framesAPoint() {
  vtkNew<vtkCamera> camera;
  scene_camera::setParallel(*camera, true);
  scene_camera::frame(*camera, {{5, 5, 5}, {5, 5, 5}, false}, kSize);
  const double scale = scene_camera::umPerPixel(*camera, kSize.height());
  QVERIFY(scale > 0 && std::isfinite(scale));
  camera->SetClippingRange(0.01, 100);
  const QPointF at = onScreen(scene_camera::projection(*camera, kSize), 5, 5, 5);
  QVERIFY(std::hypot(at.x() - 200, at.y() - 150) < 1e-6);
}

void TestScenePicker::keepsSizeWhenProjectionChanges() {
  vtkNew<vtkCamera> camera;
  scene_camera::setParallel(*camera, true);
  scene_camera::frame(*camera, box(100), kSize);
  const double before = scene_camera::umPerPixel(*camera, 300);
  scene_camera::setParallel(*camera, false);
  QVERIFY(std::abs(scene_camera::umPerPixel(*camera, 300) - before) < 1e-9 * before);
  camera->Dolly(2);
  scene_camera::setParallel(*camera, true);
  QVERIFY(std::abs(scene_camera::umPerPixel(*camera, 300) - before / 2) < 1e-9 * before);
}

void TestScenePicker::tellsWhatIsInSight() {
  vtkNew<vtkCamera> camera;
  scene_camera::setParallel(*camera, true);
  scene_camera::frame(*camera, box(100), kSize);
  using scene_camera::pictureOf;
  using scene_camera::Sight;
  QCOMPARE(pictureOf(*camera, box(50), kSize).sight, Sight::All);
  QCOMPARE(pictureOf(*camera, box(300), kSize).sight, Sight::Part);
  QCOMPARE(pictureOf(*camera, {{500, 0, 0}, {600, 10, 10}, false}, kSize).sight, Sight::None);
  QVERIFY(pictureOf(*camera, box(0.1), kSize).extent < 0.01);
  QVERIFY(pictureOf(*camera, box(50), kSize).extent > 0.3);
  // A bent neuron around the view: its box is in sight, it is not.
  const SceneLines lines = linesOf(
      {neuron(1, Qt::red, {{-500, -500, 0}, {-500, 500, 0}, {500, 500, 0}}, {-1, 0, 1}),
       line(2, Qt::red, {-10, 0, 0}, {10, 0, 0}), line(3, Qt::red, {0, 0, 0}, {900, 0, 0})});
  QCOMPARE(pictureOf(*camera, lines.bounds, kSize).sight, Sight::Part);
  QCOMPARE(pictureOf(*camera, lines, 0, kSize).sight, Sight::None);
  QCOMPARE(pictureOf(*camera, lines, 1, kSize).sight, Sight::All);
  QCOMPARE(pictureOf(*camera, lines, 2, kSize).sight, Sight::Part);
}

void TestScenePicker::roundsTheScaleBar_data() {
  QTest::addColumn<double>("umPerPixel");
  QTest::addColumn<QString>("text");
  QTest::newRow("1 µm a pixel") << 1.0 << "100 µm";
  QTest::newRow("just 50") << 0.5 << "50 µm";
  QTest::newRow("20") << 0.3 << "20 µm";
  QTest::newRow("nanometres") << 0.0021 << "200 nm";
  QTest::newRow("millimetres") << 25.0 << "2 mm";
}

void TestScenePicker::roundsTheScaleBar() {
  QFETCH(double, umPerPixel);
  const double length = scene_overlay::scaleBarLength_um(umPerPixel, 100);
  QVERIFY(length <= umPerPixel * 100 && length > umPerPixel * 100 * 0.39);
  QTEST(scene_overlay::lengthText(length), "text");
}

QTEST_GUILESS_MAIN(TestScenePicker)
#include "tst_scene_picker.moc"

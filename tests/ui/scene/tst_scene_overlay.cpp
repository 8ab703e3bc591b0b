// SPDX-License-Identifier: BSD-3-Clause
// What is written over a scene: the scores are whole, however narrow the view is.
#include "tests/ui/scene/SceneTestData.hpp"
#include "ui/scene/drawing/SceneContent.hpp"
#include "ui/scene/drawing/SceneOverlay.hpp"

#include <QPaintDevice>
#include <QPaintEngine>
#include <QPainter>
#include <QTest>

namespace {

/// Remembers the texts that are painted.
class TextEngine : public QPaintEngine {
 public:
  TextEngine() : QPaintEngine(QPaintEngine::AllFeatures) {}
  bool begin(QPaintDevice*) override { return true; }
  bool end() override { return true; }
  void updateState(const QPaintEngineState&) override {}
  void drawPixmap(const QRectF&, const QPixmap&, const QRectF&) override {}
  void drawPolygon(const QPointF*, int, PolygonDrawMode) override {}
  void drawPath(const QPainterPath&) override {}
  Type type() const override { return QPaintEngine::User; }
  void drawTextItem(const QPointF& at, const QTextItem& item) override {
    texts += item.text();
    end_px = std::max(end_px, at.x() + item.width());
  }
  QStringList texts;
  double end_px = 0;  ///< of the text that reaches furthest to the right
};

class TextDevice : public QPaintDevice {
 public:
  explicit TextDevice(const QSize& size) : size_(size) {}
  QPaintEngine* paintEngine() const override { return &engine; }
  int metric(PaintDeviceMetric metric) const override {
    switch (metric) {
      case PdmWidth:
        return size_.width();
      case PdmHeight:
        return size_.height();
      case PdmDpiX:
      case PdmDpiY:
      case PdmPhysicalDpiX:
      case PdmPhysicalDpiY:
        return 96;
      default:
        return QPaintDevice::metric(metric);
    }
  }
  mutable TextEngine engine;

 private:
  QSize size_;
};

}  // namespace

class TestSceneOverlay : public QObject {
  Q_OBJECT
 private Q_SLOTS:
  void theScoreIsNeverCut_data() {
    QTest::addColumn<QString>("detail");
    QTest::addColumn<int>("width");
    for (const QString detail : {"0.6194", "not computed", "below 0.2 and not among the 10 best"}) {
      for (const int width : {125, 150, 165, 220, 300, 700})
        QTest::addRow("%s, %d px", qPrintable(detail), width) << detail << width;
    }
  }
  void theScoreIsNeverCut() {
    QFETCH(QString, detail);
    QFETCH(int, width);
    auto query = scene_test_data::line(1, Qt::red, {0, 0, 0}, {100, 0, 0});
    query.name = "left_T1_leg_nerve_bristle_sensory_neuron_neuron_23617";
    query.role = SceneRole::Query;
    auto match = scene_test_data::line(2, Qt::blue, {0, 50, 0}, {100, 50, 0});
    match.name = "left_T1_leg_nerve_bristle_sensory_neuron_neuron_25863";
    match.role = SceneRole::Match;
    match.detail = detail;
    SceneContent content;
    content.setNeurons({query, match});
    const QSize size(width, 400);
    TextDevice device(size);
    {
      QPainter painter(&device);
      scene_overlay::paint(painter, size, content, true);
    }
    const QString texts = device.engine.texts.join(' ');
    QVERIFY2(texts.contains(detail), qPrintable(texts));
    for (const char* number : {"617", "863"})
      QVERIFY2(texts.contains(QLatin1String(number)), qPrintable(texts));
    QVERIFY2(device.engine.end_px <= width - 10,
             qPrintable(QString("%1 px: %2").arg(device.engine.end_px).arg(texts)));
  }
};

QTEST_MAIN(TestSceneOverlay)
#include "tst_scene_overlay.moc"

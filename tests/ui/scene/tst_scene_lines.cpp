// SPDX-License-Identifier: BSD-3-Clause
#include "tests/ui/scene/SceneTestData.hpp"
#include "ui/scene/drawing/SceneCamera.hpp"
#include "ui/scene/drawing/SceneColours.hpp"
#include "ui/scene/drawing/SceneContent.hpp"
#include "ui/scene/drawing/SceneLines.hpp"

#include <QTest>
#include <vtkCellData.h>
#include <vtkDataArray.h>
#include <vtkPointData.h>
#include <vtkPolyData.h>

#include <algorithm>
#include <limits>
#include <map>

using nblast::Vec3f;
using scene_test_data::line;
using scene_test_data::neuron;
using Parents = std::vector<std::int32_t>;
Q_DECLARE_METATYPE(Parents)

namespace {

std::vector<Vec3f> pointsInARow(std::size_t count) {
  std::vector<Vec3f> points;
  for (std::size_t i = 0; i < count; ++i)
    points.push_back({static_cast<float>(i), 0, 0});
  return points;
}

using Link = std::pair<std::int64_t, std::int64_t>;

Link linkOf(std::int64_t a, std::int64_t b) {
  return {std::min(a, b), std::max(a, b)};
}

/// How often each link is drawn, in whichever direction.
std::map<Link, int> linksOf(const SceneLines& lines) {
  std::map<Link, int> links;
  for (std::size_t run = 0; run < lines.runNeuron.size(); ++run) {
    const auto begin = static_cast<std::size_t>(lines.runStart[run]);
    const auto end = static_cast<std::size_t>(lines.runStart[run + 1]);
    for (std::size_t i = begin + 1; i < end; ++i) {
      ++links[linkOf(lines.runPoints[i - 1], lines.runPoints[i])];
    }
  }
  return links;
}

}  // namespace

class TestSceneLines : public QObject {
  Q_OBJECT
 private Q_SLOTS:
  void drawsEachLinkOnce_data();
  void drawsEachLinkOnce();
  void survivesBadInput_data();
  void survivesBadInput();
  void drawsCloudsAsDots();
  void findsTheSoma_data();
  void findsTheSoma();
  void thinsButKeepsEnds();
  void thinsManyNeuronsToTheBudget();
  void givesCellsTheirNeuron();
  void givesPointsTheirColour();
  void usesTheThinnedCopyInDraftsOnly();
  void keepsColoursReadable_data();
  void keepsColoursReadable();
  void choosesWidths();
  void keepsTheContextApart();
  void picksWhatIsLookedAtFirst();
};

void TestSceneLines::drawsEachLinkOnce_data() {
  QTest::addColumn<Parents>("parents");
  QTest::addColumn<qint64>("runs");
  QTest::addColumn<qint64>("dots");
  QTest::newRow("chain") << Parents{-1, 0, 1, 2} << qint64(1) << qint64(0);
  QTest::newRow("Y") << Parents{-1, 0, 1, 1, 2, 3} << qint64(3) << qint64(0);
  QTest::newRow("star at the root") << Parents{-1, 0, 0, 0} << qint64(3) << qint64(0);
  QTest::newRow("parents after children") << Parents{1, 2, 3, -1} << qint64(1) << qint64(0);
  QTest::newRow("two trees and a lone node") << Parents{-1, 0, -1, 2, -1} << qint64(2) << qint64(1);
  QTest::newRow("twig upon twig") << Parents{-1, 0, 1, 2, 2, 4, 4, 1} << qint64(7) << qint64(0);
}

void TestSceneLines::drawsEachLinkOnce() {
  QFETCH(Parents, parents);
  const SceneLines lines = linesOf({neuron(1, Qt::red, pointsInARow(parents.size()), parents)});
  QTEST(qint64(lines.runCount()), "runs");
  QTEST(qint64(lines.dots.size()), "dots");
  const auto links = linksOf(lines);
  std::size_t wanted = 0;
  for (std::size_t i = 0; i < parents.size(); ++i) {
    if (parents[i] < 0) continue;
    ++wanted;
    const Link link = linkOf(static_cast<std::int64_t>(i), parents[i]);
    QVERIFY(links.contains(link));
    QCOMPARE(links.at(link), 1);
  }
  QCOMPARE(links.size(), wanted);
}

void TestSceneLines::survivesBadInput_data() {
  QTest::addColumn<Parents>("parents");
  QTest::addColumn<int>("unusable");
  QTest::addColumn<int>("links");
  QTest::newRow("parent beyond the end") << Parents{-1, 0, 99} << -1 << 1;
  QTest::newRow("own parent") << Parents{-1, 0, 2} << -1 << 1;
  QTest::newRow("ring") << Parents{1, 2, 0} << -1 << 0;
  QTest::newRow("ring with a tail") << Parents{1, 2, 0, 0} << -1 << 4;
  QTest::newRow("a coordinate is not a number") << Parents{-1, 0, 1, 2} << 1 << 1;
  QTest::newRow("the first is not a number") << Parents{-1, 0, 1, 2} << 0 << 2;
}

void TestSceneLines::survivesBadInput() {
  QFETCH(Parents, parents);
  QFETCH(int, unusable);
  auto points = pointsInARow(parents.size());
  if (unusable >= 0)
    points[static_cast<std::size_t>(unusable)].y = std::numeric_limits<float>::quiet_NaN();
  const SceneLines lines = linesOf({neuron(1, Qt::red, points, parents)});
  QTEST(static_cast<int>(linksOf(lines).size()), "links");
  for (const Vec3f& p : lines.points_um)
    QVERIFY(std::isfinite(p.y));
  QCOMPARE(lines.bounds.high[1], 0.0);
}

void TestSceneLines::drawsCloudsAsDots() {
  const SceneLines lines = linesOf({line(1, Qt::red, {0, 0, 0}, {1, 0, 0}, 5),
                                    neuron(2, Qt::blue, pointsInARow(7)),
                                    {3, "none", Qt::green, nullptr},
                                    neuron(4, Qt::green, {{9, 9, 9}})});
  QCOMPARE(lines.neuronCount(), std::int64_t(4));
  QCOMPARE(lines.pointCount(), std::int64_t(13));
  QCOMPARE(lines.dots.size(), std::size_t(8));
  QCOMPARE(lines.neuronOfPoint(lines.dots.front()), 1);
  QCOMPARE(lines.neuronOfPoint(lines.dots.back()), 3);
  QCOMPARE(lines.bounds.high[2], 9.0);
}

void TestSceneLines::findsTheSoma_data() {
  QTest::addColumn<std::vector<float>>("radii");
  QTest::addColumn<int>("somas");
  const float nan = std::numeric_limits<float>::quiet_NaN();
  QTest::newRow("clearly thicker root") << std::vector<float>{4, 0.2F, 0.3F, 0.2F} << 1;
  QTest::newRow("root like the rest") << std::vector<float>{0.3F, 0.2F, 0.3F, 0.2F} << 0;
  QTest::newRow("thick everywhere") << std::vector<float>{4, 3, 3, 3} << 0;
  QTest::newRow("thicker, but tiny") << std::vector<float>{0.2F, 0.02F, 0.01F, 0.02F} << 0;
  QTest::newRow("thick elsewhere") << std::vector<float>{0.2F, 0.2F, 5, 0.2F} << 0;
  QTest::newRow("no radii") << std::vector<float>{} << 0;
  QTest::newRow("not a number") << std::vector<float>{nan, 0.2F, 0.2F, 0.2F} << 0;
  QTest::newRow("a twig is not a number") << std::vector<float>{4, nan, 0.2F, 0.2F} << 1;
}

void TestSceneLines::findsTheSoma() {
  QFETCH(std::vector<float>, radii);
  const SceneLines lines = linesOf({neuron(1, Qt::red, pointsInARow(4), {-1, 0, 1, 2}, radii)});
  QTEST(static_cast<int>(lines.somas.size()), "somas");
  if (!lines.somas.empty()) QCOMPARE(lines.somas[0].radius_um, radii[0]);
}

void TestSceneLines::thinsButKeepsEnds() {
  const QVector<SceneNeuron> neurons = {line(1, Qt::red, {0, 0, 0}, {99, 0, 0}, 100),
                                        neuron(2, Qt::blue, pointsInARow(50))};
  const SceneLines full = linesOf(neurons);
  const SceneLines thin = thinnedLines(full, 30);
  QCOMPARE(thin.neuronCount(), full.neuronCount());
  QCOMPARE(thin.runCount(), full.runCount());
  QVERIFY(thin.pointCount() <= 33);
  const auto first = static_cast<std::size_t>(thin.runPoints.front());
  const auto last = static_cast<std::size_t>(thin.runPoints.back());
  QCOMPARE(thin.points_um[first].x, 99.0F);
  QCOMPARE(thin.points_um[last].x, 0.0F);
  QCOMPARE(thin.neuronOfPoint(thin.dots.front()), 1);
  QCOMPARE(thinnedLines(full, 1000).points_um.size(), full.points_um.size());
}

void TestSceneLines::thinsManyNeuronsToTheBudget() {
  QVector<SceneNeuron> neurons;
  for (quint64 i = 0; i < 50; ++i) {
    const auto y = static_cast<float>(i);
    neurons << line(i, Qt::red, {0, y, 0}, {100, y, 0}, 1000);
  }
  const SceneLines thin = thinnedLines(linesOf(neurons), 5000);
  QVERIFY(thin.pointCount() <= 5100);
  QVERIFY(thin.pointCount() >= 4000);
  QCOMPARE(thin.runCount(), std::int64_t(50));
  QCOMPARE(linksOf(thin).size(), static_cast<std::size_t>(thin.pointCount()) - 50);
}

void TestSceneLines::givesCellsTheirNeuron() {
  SceneContent content;
  content.setNeurons({neuron(7, Qt::red, pointsInARow(6), {-1, 0, 1, 1, 2, 3}),
                      neuron(8, Qt::blue, pointsInARow(4)),
                      line(9, Qt::green, {0, 1, 0}, {5, 1, 0})});
  vtkPolyData* data = content.front().lineData();
  vtkDataArray* ids = data->GetCellData()->GetArray("neuron");
  QVERIFY(ids != nullptr);
  QCOMPARE(ids->GetNumberOfTuples(), data->GetNumberOfCells());
  std::map<int, int> cells;
  for (vtkIdType cell = 0; cell < data->GetNumberOfCells(); ++cell) {
    const int id = static_cast<int>(ids->GetTuple1(cell));
    ++cells[id];
    vtkIdType size = 0;
    const vtkIdType* corners = nullptr;
    data->GetCellPoints(cell, size, corners);
    for (vtkIdType k = 0; k < size; ++k)
      QCOMPARE(content.lines().neuronOfPoint(corners[k]), id);
  }
  QCOMPARE(cells, (std::map<int, int>{{0, 3}, {1, 1}, {2, 1}}));
}

void TestSceneLines::givesPointsTheirColour() {
  SceneContent content;
  content.setNeurons({line(7, QColor(250, 100, 50), {0, 0, 0}, {1, 0, 0}, 3),
                      neuron(8, QColor(60, 160, 255), {{0, 0, 0}, {1, 0, 0}}, {-1, 0}, {3, 0.5F}),
                      neuron(9, QColor(90, 220, 90), {{5, 5, 5}})});
  vtkDataArray* colours = content.front().lineData()->GetPointData()->GetScalars();
  QCOMPARE(colours->GetNumberOfTuples(), vtkIdType(6));
  const auto colourAt = [&](vtkDataArray* array, vtkIdType i) {
    const double* c = array->GetTuple3(i);
    return QColor(static_cast<int>(c[0]), static_cast<int>(c[1]), static_cast<int>(c[2]));
  };
  QCOMPARE(colourAt(colours, 0), QColor(250, 100, 50));
  QCOMPARE(colourAt(colours, 2), QColor(250, 100, 50));
  QCOMPARE(colourAt(colours, 3), QColor(60, 160, 255));
  QCOMPARE(colourAt(colours, 5), QColor(90, 220, 90));
  QVERIFY(content.front().somaData()->GetNumberOfPolys() > 0);
  QCOMPARE(colourAt(content.front().somaData()->GetPointData()->GetScalars(), 0),
           QColor(60, 160, 255));
  double bounds[6];
  content.front().somaData()->GetBounds(bounds);
  QVERIFY(std::abs(bounds[5] - 3) < 1e-4);

  content.setNeurons({});
  QCOMPARE(content.front().lineData()->GetNumberOfCells(), vtkIdType(0));
  QCOMPARE(content.front().somaData()->GetNumberOfCells(), vtkIdType(0));
}

void TestSceneLines::usesTheThinnedCopyInDraftsOnly() {
  QVector<SceneNeuron> neurons;
  for (quint64 i = 0; i < 30; ++i)
    neurons << line(i, Qt::red, {0, 0, 0}, {100, 0, 0}, 10'000);
  SceneContent content;
  content.setNeurons(neurons);
  QCOMPARE(content.front().lineData()->GetNumberOfPoints(), vtkIdType(300'000));
  content.setQuality(SceneContent::Quality::Draft);
  QVERIFY(content.front().lineData()->GetNumberOfPoints() <= kDraftPoints);
  neurons.resize(25);
  content.setNeurons(neurons);  // while the mouse still moves
  QVERIFY(content.front().lineData()->GetNumberOfPoints() <= kDraftPoints);
  content.setQuality(SceneContent::Quality::Full);
  QCOMPARE(content.front().lineData()->GetNumberOfPoints(), vtkIdType(250'000));
}

void TestSceneLines::keepsColoursReadable_data() {
  QTest::addColumn<QColor>("colour");
  QTest::addColumn<bool>("keptOnDark");
  QTest::addColumn<bool>("keptOnLight");
  QTest::newRow("viridis, dark end") << QColor(68, 1, 84) << false << true;
  QTest::newRow("viridis, light end") << QColor(253, 231, 37) << true << false;
  QTest::newRow("middle orange") << QColor(230, 110, 20) << true << true;
  QTest::newRow("black") << QColor(0, 0, 0) << false << true;
  QTest::newRow("white") << QColor(255, 255, 255) << true << false;
}

void TestSceneLines::keepsColoursReadable() {
  QFETCH(QColor, colour);
  QFETCH(bool, keptOnDark);
  QFETCH(bool, keptOnLight);
  const QColor onDark = readableOn(SceneBackground::Dark, colour);
  const QColor onLight = readableOn(SceneBackground::Light, colour);
  QCOMPARE(onDark == colour, keptOnDark);
  QCOMPARE(onLight == colour, keptOnLight);
  QVERIFY(onDark.lightness() > backgroundColour(SceneBackground::Dark).lightness() + 50);
  QVERIFY(onLight.lightness() < backgroundColour(SceneBackground::Light).lightness() - 50);
}

void TestSceneLines::choosesWidths() {
  SceneContent content;
  QVector<SceneNeuron> neurons;
  for (quint64 i = 0; i < 6; ++i)
    neurons << line(i, Qt::red, {0, 0, 0}, {1, 1, 1}, 1000);
  content.setNeurons(neurons);
  QVERIFY(content.drawsTubes());
  neurons << line(6, Qt::red, {0, 0, 0}, {1, 1, 1}, 1000);
  content.setNeurons(neurons);
  QVERIFY(!content.drawsTubes());
  QCOMPARE(content.lineWidth(), 2.0);
  neurons << line(7, Qt::red, {0, 0, 0}, {1, 1, 1}, 200'000);
  content.setNeurons(neurons);
  QCOMPARE(content.lineWidth(), 1.0);
}

namespace {

SceneNeuron asContext(SceneNeuron neuron) {
  neuron.role = SceneRole::Context;
  return neuron;
}

}  // namespace

void TestSceneLines::keepsTheContextApart() {
  SceneContent content;
  QVector<SceneNeuron> context;
  for (quint64 i = 0; i < 20; ++i)
    context << asContext(line(100 + i, Qt::blue, {-500, 0, 0}, {500, 1, 0}, 50));
  const auto pair = [](float y) {
    return QVector<SceneNeuron>{line(1, Qt::red, {0, y, 0}, {10, y, 0}),
                                line(2, Qt::green, {0, y, 5}, {10, y, 5})};
  };
  content.setNeurons(pair(0) + context);
  QCOMPARE(content.lines().neuronCount(), std::int64_t{2});
  QCOMPARE(content.context().lines().neuronCount(), std::int64_t{20});
  QVERIFY(content.drawsTubes());  // the context is no reason to draw the pair thin
  QCOMPARE(content.bounds().high[0], 10.0);
  QVERIFY(content.colourOf(0) == QColor(Qt::red) && content.colourOf(2) != QColor(Qt::blue));
  // Another pair before the same context: that is not built again.
  const vtkPolyData* drawn = content.context().lineData();
  content.setNeurons(pair(3) + context);
  QCOMPARE(content.bounds().high[1], 3.0);
  QCOMPARE(content.context().lineData(), drawn);
  context.removeLast();
  content.setNeurons(pair(3) + context);
  QVERIFY(content.context().lineData() != drawn);
  content.setNeurons(context);  // nothing else: it is what there is to see
  QCOMPARE(content.bounds().high[0], 500.0);
}

void TestSceneLines::picksWhatIsLookedAtFirst() {
  SceneContent content;
  const SceneNeuron front = line(1, Qt::red, {0, 2, 0}, {100, 2, 0});
  const SceneNeuron behind = asContext(line(2, Qt::blue, {0, 0, 0}, {100, 0, 0}));
  content.setNeurons({behind, front});
  const QSize size(200, 200);
  scene_camera::frame(*content.camera(), {{0, -50, -1}, {100, 50, 1}, false}, size);
  const auto projection = scene_camera::projection(*content.camera(), size);
  QCOMPARE(content.pick(projection, {100, 100}, 8).value_or(-1),
           1);  // on the context, but the other is in reach
  QCOMPARE(content.pick(projection, {100, 92}, 8).value_or(-1), 0);  // beyond reach of the other
  QVERIFY(!content.pick(projection, {100, 20}, 8));
}

QTEST_GUILESS_MAIN(TestSceneLines)
#include "tst_scene_lines.moc"

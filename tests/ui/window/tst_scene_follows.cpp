// SPDX-License-Identifier: BSD-3-Clause
// What the 3D view shows, whatever is selected or checked, and where the camera looks.
#include "tests/ui/scene/SceneTestData.hpp"
#include "tests/ui/support/ShownWindow.hpp"
#include "tests/ui/support/TinyNeurons.hpp"
#include "ui/models/Palette.hpp"
#include "ui/scene/SceneComposer.hpp"
#include "ui/scene/SceneWidget.hpp"
#include "ui/scene/drawing/VtkView.hpp"
#include "ui/scene/surface/MeshFile.hpp"
#include "ui/watchdog/WatchedApplication.hpp"

#include <QLabel>
#include <QMenu>
#include <QSignalSpy>
#include <QTreeView>

namespace {

/// n0 and n1 lie at y = 0, n2 and n3 at 3,000 µm, n4 and n5 at 6,000 µm.
QString writePairs(const QString& folder) {
  QDir().mkpath(folder);
  for (int i = 0; i < 6; ++i) {
    writeText(QStringLiteral("%1/n%2.swc").arg(folder).arg(i),
              tinySwc(60, 3000 * (i / 2) + 2.1 * (i % 2)));
  }
  return folder;
}

/// The window with a result of those six, and a set of three others, all checked.
struct Scene : ShownWindow {
  SceneWidget* scene = window.findChild<SceneWidget*>();
  SceneComposer* composer = window.findChild<SceneComposer*>();
  QVector<SceneNeuron> neurons;
  QString note;
  int result = 0, other = 0;

  Scene(const QString& pairs, const QString& others, const QString& scores) {
    QObject::connect(composer, &SceneComposer::composed, &window,
                     [this](const QVector<SceneNeuron>& now, const QString& said) {
                       neurons = now;
                       note = said;
                     });
    window.setMayAsk(false);
    result = openSet(pairs);
    nblast::JobSpec spec;
    const auto inputs = work()->sets()->inputsFor(result, result, &spec);
    spec.output = scores.toStdString();
    spec.overwrite = true;
    work()->run(spec, inputs, result, result);
    wait([&] { return work()->result() != nullptr && !work()->isBusy(); });
    if (!others.isEmpty()) other = openSet(others);
    settle();
  }
  int openSet(const QString& path) {
    const int before = work()->sets()->count();
    window.open({path});
    wait([&] { return work()->sets()->count() > before; });
    const auto& set = work()->sets()->at(before);
    work()->sets()->setUnit(set.id, nblast::LengthUnit{});
    return set.id;
  }
  template <class Condition>
  static void wait(Condition condition) {
    if (!QTest::qWaitFor(condition, kLong_ms)) qFatal("the window does not come to rest");
  }
  void settle() {
    QTest::qWait(1);
    wait([&] { return isSettled(); });
  }
  Selection* selection() { return work()->selection(); }
  void select(qint64 query, const QVector<qint64>& targets) {
    selection()->select(query, targets);
    settle();
  }
  QStringList names(SceneRole role) const {
    QStringList found;
    for (const SceneNeuron& neuron : neurons) {
      if (neuron.role == role) found += neuron.name;
    }
    found.sort();
    return found;
  }
  quint64 idOf(const QString& name) const {
    for (const SceneNeuron& neuron : neurons) {
      if (neuron.name == name) return neuron.id;
    }
    qFatal("%s is not in the scene", qPrintable(name));
  }
  bool isInPicture() const {
    const SceneSight sight = scene->sight();
    return sight.allInside && sight.extent > 0.05;
  }
  VtkView* view() { return window.findChild<VtkView*>(); }
  void clickGround(Qt::KeyboardModifiers modifiers = {}) {
    QTest::mouseClick(view(), Qt::LeftButton, modifiers, {5, view()->height() / 2});
    settle();
  }
};

}  // namespace

class TestSceneFollows : public QObject {
  Q_OBJECT

  QTemporaryDir folder_;
  QString pairs_, others_, scores_;

 private Q_SLOTS:
  void initTestCase() {
    pairs_ = writePairs(folder_.filePath("pairs"));
    others_ = folder_.filePath("others");
    QDir().mkpath(others_);
    for (int i = 0; i < 3; ++i)
      writeText(QStringLiteral("%1/other%2.swc").arg(others_).arg(i), tinySwc(50, 1000 + 5 * i));
    scores_ = folder_.filePath("pairs.h5");
    // All neuropil: from x -500, y -500 to 6,500 µm.
    QVERIFY(scene_test_data::write(folder_.filePath("brain.obj"),
                                   scene_test_data::cubeObj(-500, 6500)));
  }

  void theFirstPairAfterAJobIsFramed() {
    Scene s(pairs_, {}, scores_);
    QCOMPARE(s.names(SceneRole::Query), QStringList{"n0"});
    QCOMPARE(s.names(SceneRole::Match), QStringList{"n1"});
    QCOMPARE(s.names(SceneRole::Context).size(), 4);  // checked, in grey
    QVERIFY2(s.scene->sight().extent > 0.5, qPrintable(QString::number(s.scene->sight().extent)));
    QVERIFY(s.isInPicture());
  }

  void eachPairIsInThePicture() {
    Scene s(pairs_, {}, scores_);
    for (const qint64 query : {2, 4, 0}) {
      s.select(query, {query + 1});
      QVERIFY2(s.isInPicture(), qPrintable(QString::number(query)));
    }
    s.select(0, {1, 5});  // a match elsewhere
    QVERIFY(s.isInPicture());
  }

  void insideASurfaceToo() {
    Scene s(pairs_, {}, scores_);
    s.scene->showMesh(readMeshFile(folder_.filePath("brain.obj"), 1));
    s.scene->resetCamera();
    QVERIFY(s.isInPicture());
    s.select(4, {5});
    QVERIFY(s.isInPicture());
    // From far the pair is a speck: it is looked for.
    for (int i = 0; i < 40; ++i)
      wheel(s.view(), -120);
    s.select(2, {3});
    QVERIFY(s.isInPicture());
  }

  void theCameraStaysWhereTheUserLooks() {
    Scene s(pairs_, {}, scores_);
    s.select(0, {1});
    for (int i = 0; i < 6; ++i)
      wheel(s.view(), 120);  // a detail of the pair
    const double near = s.scene->sight().extent;
    QVERIFY(near > 1);
    s.select(0, {});
    QVERIFY(std::abs(s.scene->sight().extent - near) < 0.2 * near);
    s.select(0, {1});
    QVERIFY(std::abs(s.scene->sight().extent - near) < 0.2 * near);
  }

  void checkBoxesWorkBesideAPair() {
    Scene s(pairs_, others_, scores_);
    s.select(2, {3});
    QCOMPARE(s.names(SceneRole::Context),
             (QStringList{"n0", "n1", "n4", "n5", "other0", "other1", "other2"}));
    s.work()->sets()->setVisible(s.result, false);
    s.settle();
    QCOMPARE(s.names(SceneRole::Context), (QStringList{"other0", "other1", "other2"}));
    s.work()->sets()->setNeuronVisible(s.other, 1, false);
    s.settle();
    QCOMPARE(s.names(SceneRole::Context), (QStringList{"other0", "other2"}));
    QCOMPARE(s.names(SceneRole::Query), QStringList{"n2"});
    s.work()->sets()->setVisible(s.other, false);
    s.settle();
    QCOMPARE(s.neurons.size(), qsizetype{2});
  }

  void showOnlyThis_data() {
    QTest::addColumn<int>("neuron");
    QTest::addColumn<QStringList>("names");
    QTest::newRow("a neuron") << 1 << QStringList{"other1"};
    QTest::newRow("a set") << -1 << QStringList{"other0", "other1", "other2"};
  }
  void showOnlyThis() {
    QFETCH(int, neuron);
    QFETCH(QStringList, names);
    Scene s(pairs_, others_, scores_);
    s.select(2, {3});
    auto* tree = s.child<QTreeView>("sets");
    tree->expandAll();
    const QModelIndex set = tree->model()->index(1, 0);
    const QModelIndex index = neuron < 0 ? set : tree->model()->index(neuron, 0, set);
    tree->scrollTo(index);
    QTimer::singleShot(100, qApp, [] {
      auto* menu = qobject_cast<QMenu*>(QApplication::activePopupWidget());
      if (menu == nullptr) return;
      for (QAction* action : menu->actions()) {
        if (action->text() == "Show only this") action->trigger();
      }
      menu->close();
    });
    Q_EMIT tree->customContextMenuRequested(tree->visualRect(index).center());
    s.settle();
    QCOMPARE(s.names(SceneRole::Neuron), names);
    QCOMPARE(s.neurons.size(), names.size());
    QCOMPARE(s.selection()->query(), qint64{-1});
    QVERIFY(s.isInPicture());
  }

  void theSelectionCanBeCleared_data() {
    QTest::addColumn<int>("how");
    QTest::newRow("Escape") << 0;
    QTest::newRow("a click beside all neurons") << 1;
    QTest::newRow("the menu") << 2;
  }
  void theSelectionCanBeCleared() {
    QFETCH(int, how);
    Scene s(pairs_, others_, scores_);
    s.work()->setPicked({{s.other, 1}});
    s.select(2, {3});
    QCOMPARE(s.names(SceneRole::Neuron), QStringList{"other1"});
    if (how == 0) QTest::keyClick(&s.window, Qt::Key_Escape);
    if (how == 1) s.clickGround();
    if (how == 2) s.child<QAction>("clearSelection")->trigger();
    s.settle();
    QTest::qWait(30);
    s.settle();
    QCOMPARE(s.selection()->query(), qint64{-1});
    QVERIFY(s.work()->picked().isEmpty());
    QVERIFY(s.work()->result() != nullptr);
    QCOMPARE(s.names(SceneRole::Neuron).size(), 9);  // all that is checked, in its colours
    QVERIFY(s.names(SceneRole::Context).isEmpty());
  }

  void aClickWithCtrlClearsNothing() {
    Scene s(pairs_, {}, scores_);
    s.select(2, {3});
    s.clickGround(Qt::ControlModifier);
    QCOMPARE(s.selection()->query(), qint64{2});
  }

  void escapeInAFieldEmptiesItFirst() {
    Scene s(pairs_, {}, scores_);
    s.select(2, {3});
    auto* filter = s.child<QLineEdit>("filterMatches");
    filter->setFocus();
    QTest::keyClicks(filter, "n");
    QTest::keyClick(filter, Qt::Key_Escape);
    QCOMPARE(filter->text(), QString());
    QCOMPARE(s.selection()->query(), qint64{2});
    QTest::keyClick(filter, Qt::Key_Escape);
    QCOMPARE(s.selection()->query(), qint64{-1});
  }

  void closingTheResult() {
    Scene s(pairs_, others_, scores_);
    s.child<QAction>("closeResult")->trigger();
    s.settle();
    QVERIFY(s.work()->result() == nullptr);
    QCOMPARE(s.work()->sets()->count(), 2);  // both were opened by themselves
    QCOMPARE(s.names(SceneRole::Neuron).size(), 9);
    QVERIFY(!s.child<QAction>("closeResult")->isEnabled());
    s.window.open({scores_});
    s.wait([&] { return s.work()->result() != nullptr; });
    s.settle();
    QCOMPARE(s.work()->sets()->count(), 2);  // it is of a set that is there
  }

  void closingAFileThatCameAloneTakesItsNeurons() {
    { Scene s(pairs_, {}, scores_); }
    ShownWindow shown;
    shown.window.open({scores_});
    QTRY_VERIFY_WITH_TIMEOUT(shown.work()->result() != nullptr, kLong_ms);
    QCOMPARE(shown.work()->sets()->count(), 1);
    shown.child<QAction>("closeResult")->trigger();
    QCOMPARE(shown.work()->sets()->count(), 0);
  }

  void clicksInTheScene() {
    Scene s(pairs_, others_, scores_);
    s.select(2, {3});
    s.composer->clicked(s.idOf("n0"), Qt::NoModifier);  // of the result: one more match
    s.settle();
    QCOMPARE(s.selection()->targets(), (QVector<qint64>{3, 0}));
    s.composer->clicked(s.idOf("other1"), Qt::NoModifier);  // of another set: beside them
    s.settle();
    QCOMPARE(s.names(SceneRole::Query), QStringList{"n2"});
    QCOMPARE(s.names(SceneRole::Match), (QStringList{"n0", "n3"}));
    QCOMPARE(s.names(SceneRole::Neuron), QStringList{"other1"});
    QVERIFY(s.isInPicture());
    s.composer->clicked(s.idOf("n0"), Qt::ControlModifier);
    s.settle();
    QCOMPARE(s.selection()->targets(), QVector<qint64>{3});
    s.composer->clicked(s.idOf("other1"), Qt::ControlModifier);
    s.settle();
    QVERIFY(s.names(SceneRole::Neuron).isEmpty());
    s.work()->clearSelection();
    s.settle();
    s.composer->clicked(s.idOf("n5"), Qt::NoModifier);  // nothing is selected: the query
    QCOMPARE(s.selection()->query(), qint64{5});
  }

  void theLegendKnowsTheQuery() {
    Scene s(pairs_, others_, scores_);
    s.select(2, {3, 0});
    const QColor query = QColor::fromRgb(queryColour());
    for (qsizetype i = 0; i < 8; ++i) {
      const QColor match = QColor::fromRgb(paletteColour(i));
      QVERIFY(match != query);
      const int far = std::abs(match.hslHue() - query.hslHue());
      QVERIFY2(match.hslSaturation() < 60 || std::min(far, 360 - far) > 20,
               qPrintable(match.name()));
      for (qsizetype k = 0; k < i; ++k)
        QVERIFY(QColor::fromRgb(paletteColour(k)) != match);
    }
    QCOMPARE(s.neurons[0].role, SceneRole::Query);
    QVERIFY(!s.neurons[1].detail.isEmpty() && s.neurons[0].detail.isEmpty());
  }

 private:
  static void wheel(VtkView* view, int turn) {
    const QPoint at = view->rect().center();
    QWheelEvent event(at, view->mapToGlobal(at), {}, {0, turn}, {}, {}, Qt::NoScrollPhase, false);
    QApplication::sendEvent(view, &event);
  }
};

int main(int argc, char** argv) {
  SceneWidget::prepareApplication();
  WatchedApplication application(argc, argv);
  TestSceneFollows test;
  return application.verdict(QTest::qExec(&test, argc, argv));
}
#include "tst_scene_follows.moc"

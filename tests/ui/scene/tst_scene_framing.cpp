// SPDX-License-Identifier: BSD-3-Clause
// When the camera moves by itself.
#include "ui/scene/drawing/SceneFraming.hpp"

#include <QTest>

namespace {

using Subject = SceneSubject;
const SceneSight kInside{true, false, false, 0.5};
const SceneSight kPart{false, false, false, 1.4};
const SceneSight kOneOutside{false, true, false, 2};
const SceneSight kOutside{false, true, true, 0.3};
const SceneSight kSmall{true, false, false, 0.04};
const SceneSight kSpeckOnly{true, false, false, 0.004};

}  // namespace

class TestSceneFraming : public QObject {
  Q_OBJECT
 private Q_SLOTS:
  void pairs_data() {
    QTest::addColumn<bool>("newQuery");
    QTest::addColumn<bool>("hasMesh");
    QTest::addColumn<bool>("cameraMoved");
    QTest::addColumn<QVector<bool>>("frames");  // inside, part, one outside, outside, small
    const bool no = false, yes = true;
    using Row = QVector<bool>;
    QTest::newRow("first") << yes << no << no << Row{yes, yes, yes, yes, yes};
    QTest::newRow("another query, the camera was moved")
        << yes << no << yes << Row{yes, yes, yes, yes, yes};
    QTest::newRow("another match") << no << no << no << Row{no, yes, yes, yes, yes};
    QTest::newRow("another match, seen from near") << no << no << yes << Row{no, no, yes, yes, yes};
    QTest::newRow("in a surface") << yes << yes << no << Row{no, yes, yes, yes, yes};
    QTest::newRow("in a surface, the camera was moved")
        << yes << yes << yes << Row{no, yes, yes, yes, yes};
    QTest::newRow("another match in a surface, seen from near")
        << no << yes << yes << Row{no, no, yes, yes, yes};
  }
  void pairs() {
    QFETCH(bool, newQuery);
    QFETCH(bool, hasMesh);
    QFETCH(bool, cameraMoved);
    QFETCH(QVector<bool>, frames);
    const SceneSight sights[] = {kInside, kPart, kOneOutside, kOutside, kSmall};
    for (int i = 0; i < 5; ++i) {
      const SceneChange change{Subject::Pair, Subject::Pair, newQuery,
                               hasMesh,       cameraMoved,   sights[i]};
      QVERIFY2(mustFrame(change) == frames[i], qPrintable(QString("sight %1").arg(i)));
    }
  }

  void overviews() {
    const auto frames = [](Subject before, Subject now, bool moved, const SceneSight& sight) {
      return mustFrame({before, now, false, false, moved, sight});
    };
    // More is checked: all of it is shown, unless the user looks at something.
    QVERIFY(frames(Subject::Checked, Subject::Checked, false, kPart));
    QVERIFY(!frames(Subject::Checked, Subject::Checked, true, kPart));
    QVERIFY(!frames(Subject::Checked, Subject::Checked, true, kOneOutside));
    QVERIFY(frames(Subject::Checked, Subject::Checked, true, kOutside));
    QVERIFY(frames(Subject::Checked, Subject::Checked, true, kSpeckOnly));
    // The selection was cleared: the camera stays as long as there is something to see.
    QVERIFY(!frames(Subject::Pair, Subject::Checked, false, kPart));
    QVERIFY(frames(Subject::Pair, Subject::Checked, false, kOutside));
    QVERIFY(!frames(Subject::Pair, Subject::Nothing, false, kOutside));
    // Going through neurons one by one, among the others.
    QVERIFY(!frames(Subject::Picked, Subject::Picked, false, kInside));
    QVERIFY(!frames(Subject::Picked, Subject::Picked, false, kSmall));
    QVERIFY(frames(Subject::Checked, Subject::Picked, false, kPart));
    QVERIFY(!frames(Subject::Picked, Subject::Picked, true, kPart));
    QVERIFY(frames(Subject::Picked, Subject::Picked, true, kOneOutside));
  }
};

QTEST_GUILESS_MAIN(TestSceneFraming)
#include "tst_scene_framing.moc"

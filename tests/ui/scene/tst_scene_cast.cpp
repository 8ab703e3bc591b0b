// SPDX-License-Identifier: BSD-3-Clause
// Which of the checked neurons the 3D view shows where they are too many.
#include "tests/ui/models/Fixtures.hpp"
#include "ui/scene/SceneCast.hpp"

#include <QTest>

class TestSceneCast : public QObject {
  Q_OBJECT
 private Q_SLOTS:
  void everySetIsSeen_data() {
    QTest::addColumn<QVector<int>>("sizes");
    QTest::addColumn<QVector<int>>("drawn");
    using Sizes = QVector<int>;
    QTest::newRow("few") << Sizes{3, 4} << Sizes{3, 4};
    QTest::newRow("as many as there may be") << Sizes{150, 50} << Sizes{150, 50};
    QTest::newRow("one large set") << Sizes{1198} << Sizes{200};
    QTest::newRow("a small set beside a large one") << Sizes{1198, 5} << Sizes{195, 5};
    QTest::newRow("a small set before a large one") << Sizes{5, 1198} << Sizes{5, 195};
    QTest::newRow("nothing checked in one") << Sizes{0, 1198, 5} << Sizes{0, 195, 5};
    QTest::newRow("two large sets") << Sizes{1000, 9, 3000} << Sizes{95, 9, 96};
    QTest::newRow("more sets than neurons may be drawn")
        << Sizes(201, 2) << (Sizes(200, 1) + Sizes{0});
  }
  void everySetIsSeen() {
    QFETCH(QVector<int>, sizes);
    QFETCH(QVector<int>, drawn);
    Workspace work;
    QVector<int> ids;
    for (const int size : sizes) {
      ids += work.sets()->addLoaded("set", {}, fixtures::makeSet(std::max(1, size)));
      work.sets()->setVisible(ids.last(), size > 0);
    }
    const SceneRequest request = sceneRequest(work);
    QVector<int> found(sizes.size());
    QVector<qint64> last(sizes.size());
    for (const auto& member : request.checked) {
      const auto set = ids.indexOf(member.ref.setId);
      ++found[set];
      last[set] = member.ref.neuron;
    }
    std::sort(drawn.begin(), drawn.end());
    auto sorted = found;
    std::sort(sorted.begin(), sorted.end());
    QCOMPARE(sorted, drawn);
    for (int i = 0; i < sizes.size(); ++i) {
      if (sizes[i] <= 9 && sizes.size() < 10) QCOMPARE(found[i], sizes[i]);  // all of a small set
      // Evenly taken: from the whole set.
      if (found[i] > 1) QVERIFY(last[i] >= sizes[i] - (sizes[i] + found[i] - 1) / found[i]);
    }
  }
};

QTEST_MAIN(TestSceneCast)
#include "tst_scene_cast.moc"

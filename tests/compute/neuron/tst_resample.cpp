// SPDX-License-Identifier: BSD-3-Clause
#include "compute/neuron/Resample.hpp"

#include <QTest>

#include <cmath>

using namespace nblast;

namespace {

/// A straight chain along x; node i's parent is node i - 1.
ExactSkeleton chain(const std::vector<double>& xs) {
  ExactSkeleton tree;
  for (std::size_t i = 0; i < xs.size(); ++i) {
    tree.points_um.push_back({xs[i], 0, 0});
    tree.parents.push_back(static_cast<std::int32_t>(i) - 1);
    tree.radii_um.push_back(xs[i] / 10);
  }
  return tree;
}

std::vector<double> sortedXs(const ExactSkeleton& tree) {
  std::vector<double> xs;
  for (const auto& p : tree.points_um)
    xs.push_back(p.x);
  std::sort(xs.begin(), xs.end());
  return xs;
}

std::int32_t indexOf(const ExactSkeleton& tree, const Vec3d& point) {
  const auto found = std::find(tree.points_um.begin(), tree.points_um.end(), point);
  return found == tree.points_um.end() ? -1
                                       : static_cast<std::int32_t>(found - tree.points_um.begin());
}

double cable(const ExactSkeleton& tree) {
  double sum = 0;
  for (std::size_t i = 0; i < tree.parents.size(); ++i) {
    if (tree.parents[i] < 0) continue;
    const auto& a = tree.points_um[i];
    const auto& b = tree.points_um[static_cast<std::size_t>(tree.parents[i])];
    sum += std::hypot(a.x - b.x, a.y - b.y, a.z - b.z);
  }
  return sum;
}

}  // namespace

class Resampling : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  /// The counts that navis gives (compute/scoring/README.md, "Dotprops"), whatever lies between the
  /// ends.
  void counts_data() {
    QTest::addColumn<double>("length");
    QTest::addColumn<double>("step");
    QTest::addColumn<int>("points");
    QTest::newRow("10 by 4") << 10.0 << 4.0 << 3;
    QTest::newRow("1.6 by 1") << 1.6 << 1.0 << 3;
    QTest::newRow("2.5 by 1: half to even") << 2.5 << 1.0 << 3;
    QTest::newRow("3.5 by 1: half to even") << 3.5 << 1.0 << 5;
    QTest::newRow("1.4 by 1") << 1.4 << 1.0 << 2;
    QTest::newRow("just the step") << 1.0 << 1.0 << 2;
    QTest::newRow("shorter than the step") << 0.9 << 1.0 << 2;
    QTest::newRow("far finer") << 10.0 << 0.01 << 1001;
  }
  void counts() {
    QFETCH(double, length);
    QFETCH(double, step);
    QFETCH(int, points);
    const auto result =
        resample(chain({0, length * 0.1, length * 0.15, length * 0.8, length}), step);
    QCOMPARE(static_cast<int>(result.points_um.size()), points);
    const auto xs = sortedXs(result);
    for (int i = 0; i < points; ++i) {
      QVERIFY(std::abs(xs[static_cast<std::size_t>(i)] - length * i / (points - 1)) <
              1e-12 * length);
    }
    QVERIFY(std::abs(cable(result) - length) < 1e-9);
  }

  /// Parents lead from the leaf to the root in order, and radii follow the points.
  void linksAndRadii() {
    const auto result = resample(chain({0, 1, 10}), 2);
    QCOMPARE(result.points_um.size(), 6U);
    auto node = indexOf(result, {10, 0, 0});
    for (int i = 5; i >= 0; --i) {
      QVERIFY(node >= 0);
      const auto at = static_cast<std::size_t>(node);
      QVERIFY(std::abs(result.points_um[at].x - 2 * i) < 1e-12);
      QVERIFY(std::abs(result.radii_um[at] - 0.2 * i) < 1e-12);
      node = result.parents[at];
    }
    QCOMPARE(node, -1);
  }

  void branchPointsAreShared() {
    // A stem of 10 to a fork, and two arms of 4; parents stand after their children.
    ExactSkeleton tree;
    tree.points_um = {{4, 10, 0}, {-4, 10, 0}, {0, 10, 0}, {0, 5, 0}, {0, 0, 0}};
    tree.parents = {2, 2, 3, 4, -1};
    const auto result = resample(tree, 2);
    QCOMPARE(result.points_um.size(), 6U + 2 * 2);
    QVERIFY(result.radii_um.empty());
    QVERIFY(std::abs(cable(result) - 18) < 1e-12);
    const auto fork = indexOf(result, {0, 10, 0});
    QCOMPARE(std::count(result.points_um.begin(), result.points_um.end(), Vec3d{0, 10, 0}), 1);
    QCOMPARE(std::count(result.parents.begin(), result.parents.end(), fork), 2);
    QCOMPARE(std::count(result.parents.begin(), result.parents.end(), -1), 1);
  }

  void rootsStay() {
    // A root in the middle of a line, a second tree, and a node all alone.
    ExactSkeleton tree;
    tree.points_um = {{0, 0, 0}, {3, 0, 0}, {-3, 0, 0}, {0, 50, 0}, {0, 54, 0}, {9, 9, 9}};
    tree.parents = {-1, 0, 0, -1, 3, -1};
    const auto result = resample(tree, 1);
    QCOMPARE(result.points_um.size(), 7U + 5 + 1);
    QCOMPARE(std::count(result.parents.begin(), result.parents.end(), -1), 3);
    for (const auto& root : {Vec3d{0, 0, 0}, Vec3d{0, 50, 0}, Vec3d{9, 9, 9}}) {
      QCOMPARE(result.parents[static_cast<std::size_t>(indexOf(result, root))], -1);
    }
  }

  void coincidentNodes() {
    const auto ends = resample(chain({0, 0, 0}), 1);
    QCOMPARE(ends.points_um.size(), 2U);
    const auto doubled = resample(chain({0, 0, 1, 1, 1, 2, 2}), 1);
    QCOMPARE(sortedXs(doubled), (std::vector<double>{0, 1, 2}));
  }
};

QTEST_GUILESS_MAIN(Resampling)
#include "tst_resample.moc"

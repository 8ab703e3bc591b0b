// SPDX-License-Identifier: BSD-3-Clause
// Tangents on every vector path against plain loops and Eigen: the same bits, whatever the points.
#include "compute/base/SimdPath.hpp"
#include "compute/neuron/Tangents.hpp"

#include <QTest>

#include <Eigen/Eigenvalues>
#include <algorithm>
#include <bit>
#include <cmath>
#include <functional>
#include <random>

using namespace nblast;

namespace {

using Points = std::vector<Vec3f>;

/// The indices of the k nearest points, by distance in double, then by index.
std::vector<std::size_t> nearest(const Points& points, std::size_t query, std::size_t k,
                                 double& furthest) {
  std::vector<std::pair<double, std::size_t>> all;
  for (std::size_t i = 0; i < points.size(); ++i) {
    const double dx = double{points[query].x} - points[i].x;
    const double dy = double{points[query].y} - points[i].y;
    const double dz = double{points[query].z} - points[i].z;
    all.emplace_back(dx * dx + dy * dy + dz * dz, i);
  }
  const auto end = all.begin() + static_cast<std::ptrdiff_t>(std::min(k, all.size()));
  std::partial_sort(all.begin(), end, all.end());
  furthest = (end - 1)->first;
  std::vector<std::size_t> indices;
  for (auto at = all.begin(); at != end; ++at)
    indices.push_back(at->second);
  return indices;
}

void addExpected(const Points& points, std::size_t query, std::size_t k, Tangents& expected) {
  double furthest = 0;
  const auto indices = nearest(points, query, k, furthest);
  if (furthest == 0) return;
  const auto at = [&](std::size_t i) {
    return Eigen::Vector3d(points[i].x, points[i].y, points[i].z);
  };
  Eigen::Vector3d mean = Eigen::Vector3d::Zero();
  for (const auto i : indices)
    mean += at(i);
  mean /= static_cast<double>(indices.size());
  Eigen::Matrix3d scatter = Eigen::Matrix3d::Zero();
  for (const auto i : indices)
    scatter += (at(i) - mean) * (at(i) - mean).transpose();
  const Eigen::SelfAdjointEigenSolver<Eigen::Matrix3d> solver(scatter);
  const Eigen::Vector3d& values = solver.eigenvalues();
  const Eigen::Vector3d vector = solver.eigenvectors().col(2);
  Vec3f tangent{1, 0, 0};
  double alpha = 0;
  if (values.sum() > 0) {
    tangent = {static_cast<float>(vector[0]), static_cast<float>(vector[1]),
               static_cast<float>(vector[2])};
    alpha = std::clamp((values[2] - values[1]) / values.sum(), 0.0, 1.0);
  }
  expected.kept.push_back(static_cast<std::int32_t>(query));
  expected.tangents.push_back(tangent);
  expected.alphas.push_back(static_cast<float>(alpha));
}

Points made(std::size_t count, unsigned seed, const std::function<Vec3d(std::mt19937&)>& make) {
  std::mt19937 random(seed);
  Points points(count);
  for (auto& p : points) {
    const Vec3d at = make(random);
    p = {static_cast<float>(at.x), static_cast<float>(at.y), static_cast<float>(at.z)};
  }
  return points;
}

double uniform(std::mt19937& random, double least, double most) {
  return std::uniform_real_distribution<double>(least, most)(random);
}

Points grid(std::size_t count, int side) {
  return made(count, 1, [side](std::mt19937& random) {
    const auto one = [&] { return static_cast<double>(random() % static_cast<unsigned>(side)); };
    return Vec3d{one(), one(), one()};
  });
}

bool sameBits(const Tangents& a, const Tangents& b) {
  const auto bits = [](float v) { return std::bit_cast<std::uint32_t>(v); };
  const auto sameFloat = [&](float v, float w) { return bits(v) == bits(w); };
  const auto same = [&](const Vec3f& v, const Vec3f& w) {
    return sameFloat(v.x, w.x) && sameFloat(v.y, w.y) && sameFloat(v.z, w.z);
  };
  return a.kept == b.kept && std::ranges::equal(a.tangents, b.tangents, same) &&
         std::ranges::equal(a.alphas, b.alphas, sameFloat);
}

}  // namespace

class TangentsTest : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void sameBitsAsEigen_data() {
    QTest::addColumn<Points>("points");
    const auto cloud = [](double size, double shift) {
      return made(700, 7, [=](std::mt19937& random) {
        const auto one = [&] { return shift + size * uniform(random, -1, 1); };
        return Vec3d{one(), one(), one()};
      });
    };
    QTest::newRow("cloud") << cloud(100, 0);
    QTest::newRow("small numbers") << cloud(1e-30, 0);
    QTest::newRow("tiny numbers") << cloud(1e-42, 0);
    QTest::newRow("large numbers") << cloud(1e7, 0);
    QTest::newRow("far from the origin") << cloud(1, 1e6);
    QTest::newRow("a grid: ties") << grid(700, 9);
    QTest::newRow("a grid: coincident points") << grid(700, 3);
    QTest::newRow("one place") << Points(50, {1, 2, 3});
    QTest::newRow("two places") << grid(60, 2);
    for (int axis = 0; axis < 3; ++axis)
      QTest::addRow("line along axis %d", axis) << made(100, 3, [axis](std::mt19937& random) {
        const double at = uniform(random, 0, 50);
        return Vec3d{axis == 0 ? at : 4, axis == 1 ? at : 5, axis == 2 ? at : 6};
      });
    for (int axis = 0; axis < 3; ++axis)
      QTest::addRow("plane across axis %d", axis) << made(300, 3, [axis](std::mt19937& random) {
        Vec3d p{uniform(random, 0, 50), uniform(random, 0, 50), uniform(random, 0, 50)};
        (axis == 0 ? p.x : axis == 1 ? p.y : p.z) = 4;
        return p;
      });
    QTest::newRow("slanted line") << made(100, 3, [](std::mt19937& random) {
      const double at = uniform(random, -50, 50);
      return Vec3d{at, 2 * at, -3 * at};
    });
    QTest::newRow("nearly a line") << made(300, 3, [](std::mt19937& random) {
      const double at = uniform(random, 0, 50);
      return Vec3d{at, 1e-6 * uniform(random, 0, 1), 1e-12 * uniform(random, 0, 1)};
    });
    QTest::newRow("helix") << made(2500, 3, [](std::mt19937& random) {
      const double at = uniform(random, 0, 300);
      return Vec3d{10 * std::cos(at), 10 * std::sin(at), at};
    });
    for (std::size_t n = 2; n < 20; n += 1 + n / 3)
      QTest::addRow("%zu points", n) << grid(n, 5);
  }
  void sameBitsAsEigen() {
    QFETCH(Points, points);
    for (const int k : {2, 3, 4, 5, 6, 9, 20, 33}) {
      Tangents expected;
      for (std::size_t i = 0; i < points.size(); ++i)
        addExpected(points, i, static_cast<std::size_t>(k), expected);
      for (const auto path : availableSimdPaths()) {
        qputenv("NBLAST_SIMD", simdPathName(path));
        QVERIFY2(sameBits(computeTangents(points, k), expected),
                 qPrintable(QString("k = %1, %2").arg(k).arg(simdPathName(path))));
      }
      qunsetenv("NBLAST_SIMD");
    }
  }
};

QTEST_GUILESS_MAIN(TangentsTest)
#include "tst_tangents.moc"

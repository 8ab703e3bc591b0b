// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include "compute/base/Vec3.hpp"

#include <nanoflann.hpp>

#include <cstddef>
#include <cstdint>
#include <span>

namespace nblast {

/// Lets nanoflann read float32 points and measure them in double: differences of float32 are then
/// all but exact, so that pruning errs by some 1e-15 and a search can make up for it by a margin of
/// its own. Private to compute's sources: nanoflann is not among what the tests see.
struct PointCloudView {
  std::span<const Vec3f> points;

  std::size_t kdtree_get_point_count() const { return points.size(); }
  float kdtree_get_pt(std::uint32_t index, std::size_t axis) const {
    const Vec3f& p = points[index];
    return axis == 0 ? p.x : axis == 1 ? p.y : p.z;
  }
  template <class Box>
  bool kdtree_get_bbox(Box&) const {
    return false;
  }
};

struct DoubleMetric {
  using ElementType = float;
  using DistanceType = double;

  const PointCloudView& cloud;
  explicit DoubleMetric(const PointCloudView& view) : cloud(view) {}

  double evalMetric(const float* q, std::uint32_t index, std::size_t) const {
    const Vec3f& p = cloud.points[index];
    return accum_dist(q[0], p.x, 0) + accum_dist(q[1], p.y, 1) + accum_dist(q[2], p.z, 2);
  }
  template <class A, class B>
  double accum_dist(A a, B b, std::size_t) const {
    const double difference = static_cast<double>(a) - static_cast<double>(b);
    return difference * difference;
  }
};

/// A k-d tree over points that must outlive it. Cost: n log n; 20,000 points take some 3 ms.
class PointTree {
 public:
  explicit PointTree(std::span<const Vec3f> points)
      : view_{points}, tree_(3, view_, nanoflann::KDTreeSingleIndexAdaptorParams(kLeafPoints)) {}
  PointTree(const PointTree&) = delete;
  PointTree& operator=(const PointTree&) = delete;

  std::span<const Vec3f> points() const { return view_.points; }

  /// Offers `results` every point that may lie strictly nearer than results.worstDist().
  template <class Results>
  void search(const Vec3f& query, Results& results) const {
    const float q[3] = {query.x, query.y, query.z};
    tree_.findNeighbors(results, q, nanoflann::SearchParams());
  }

 private:
  static constexpr std::size_t kLeafPoints = 10;
  PointCloudView view_;
  nanoflann::KDTreeSingleIndexAdaptor<DoubleMetric, PointCloudView, 3, std::uint32_t> tree_;
};

}  // namespace nblast

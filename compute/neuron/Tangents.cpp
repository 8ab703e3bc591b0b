// SPDX-License-Identifier: BSD-3-Clause
#include "compute/neuron/Tangents.hpp"

#include "compute/neuron/PointTree.hpp"

#include <tbb/blocked_range.h>
#include <tbb/parallel_for.h>

#include <Eigen/Eigenvalues>
#include <algorithm>
#include <cstdint>
#include <limits>
#include <mutex>
#include <numeric>
#include <tuple>

namespace nblast {

namespace {

/// The k nearest points in order of (distance, index): a k-NN set whose ties do not depend on the
/// tree.
class NearestK {
 public:
  static constexpr std::size_t kUnlimited = std::numeric_limits<std::size_t>::max();

  /// @param patience points that are looked at before the search is given up
  explicit NearestK(std::size_t k, std::size_t patience = kUnlimited)
      : capacity_(k), patience_(patience) {}

  void clear() {
    found_.clear();
    offered_ = 0;
  }
  bool full() const { return found_.size() == capacity_; }
  std::size_t size() const { return found_.size(); }
  /// All of the k lie where the query does.
  bool coincide() const { return full() && found_.back().d2 == 0; }
  bool gaveUp() const { return offered_ > patience_; }

  /// A little beyond the k-th distance: nanoflann offers only what is strictly nearer, and ties
  /// must be seen.
  double worstDist() const {
    if (!full()) return std::numeric_limits<double>::infinity();
    return found_.back().d2 * (1 + 1e-12) + std::numeric_limits<double>::min();
  }

  /// @return whether the search must go on. Once all k coincide with the query, the point has no
  /// direction whichever k they are; going on would visit all that lie there, for each of them.
  bool addPoint(double d2, std::uint32_t index) {
    if (++offered_ > patience_) return false;
    const Found candidate{d2, index};
    if (full() && !(candidate < found_.back())) return true;
    found_.insert(std::upper_bound(found_.begin(), found_.end(), candidate), candidate);
    if (found_.size() > capacity_) found_.pop_back();
    return !coincide();
  }

  struct Found {
    double d2;
    std::uint32_t index;
    bool operator<(const Found& other) const {
      return d2 < other.d2 || (d2 == other.d2 && index < other.index);
    }
  };
  const std::vector<Found>& found() const { return found_; }

 private:
  std::size_t capacity_;
  std::size_t patience_;
  std::size_t offered_ = 0;
  std::vector<Found> found_;
};

struct Direction {
  Vec3f tangent{1, 0, 0};
  float alpha = 0;
};

Direction leadingDirection(std::span<const Vec3f> points, const NearestK& neighbours) {
  const auto at = [&](std::uint32_t index) {
    const Vec3f& p = points[index];
    return Eigen::Vector3d(p.x, p.y, p.z);
  };
  Eigen::Vector3d centroid = Eigen::Vector3d::Zero();
  for (const auto& found : neighbours.found())
    centroid += at(found.index);
  centroid /= static_cast<double>(neighbours.size());
  Eigen::Matrix3d scatter = Eigen::Matrix3d::Zero();
  for (const auto& found : neighbours.found()) {
    const Eigen::Vector3d offset = at(found.index) - centroid;
    scatter += offset * offset.transpose();
  }

  const Eigen::SelfAdjointEigenSolver<Eigen::Matrix3d> solver(scatter);
  const Eigen::Vector3d& values = solver.eigenvalues();  // ascending
  const double sum = values.sum();
  if (!(sum > 0)) return {};
  const Eigen::Vector3d vector = solver.eigenvectors().col(2);
  const double alpha = std::clamp((values[2] - values[1]) / sum, 0.0, 1.0);
  return {
      {static_cast<float>(vector[0]), static_cast<float>(vector[1]), static_cast<float>(vector[2])},
      static_cast<float>(alpha)};
}

/// The points without those that are no point's neighbour for certain: where more than k lie at one
/// place, the k first of them. Still in order, so that ties go as they would among all.
std::vector<Vec3f> withoutCrowds(std::span<const Vec3f> points, std::size_t k) {
  const auto key = [&](std::uint32_t i) { return std::tie(points[i].x, points[i].y, points[i].z); };
  std::vector<std::uint32_t> order(points.size());
  std::iota(order.begin(), order.end(), 0U);
  std::sort(order.begin(), order.end(), [&](std::uint32_t a, std::uint32_t b) {
    return key(a) != key(b) ? key(a) < key(b) : a < b;
  });
  std::vector<std::uint32_t> kept;
  std::size_t here = 0;
  for (std::size_t i = 0; i < order.size(); ++i) {
    here = i > 0 && key(order[i]) == key(order[i - 1]) ? here + 1 : 0;
    if (here < k) kept.push_back(order[i]);
  }
  std::sort(kept.begin(), kept.end());
  std::vector<Vec3f> fewer;
  fewer.reserve(kept.size());
  for (const std::uint32_t i : kept)
    fewer.push_back(points[i]);
  return fewer;
}

struct Found {
  std::vector<Direction> directions;
  std::vector<char> coincident;
};

/// Fills in what is found for some of the points, with their neighbours in the tree.
/// @return those whose search was given up
std::vector<std::uint32_t> search(std::span<const Vec3f> points,
                                  std::span<const std::uint32_t> which, const PointTree& tree,
                                  const NearestK& empty, JobControl* control, Found& found) {
  std::vector<std::uint32_t> left;
  std::mutex mutex;
  const tbb::blocked_range<std::size_t> all(0, which.size(), 1024);
  tbb::parallel_for(all, [&](const auto& range) {
    if (control != nullptr) control->checkpoint();
    NearestK neighbours = empty;
    for (std::size_t j = range.begin(); j != range.end(); ++j) {
      const std::uint32_t i = which[j];
      neighbours.clear();
      tree.search(points[i], neighbours);
      found.coincident[i] = neighbours.coincide();
      if (neighbours.gaveUp()) {
        const std::lock_guard lock(mutex);
        left.push_back(i);
      } else if (!found.coincident[i]) {
        found.directions[i] = leadingDirection(tree.points(), neighbours);
      }
    }
  });
  return left;
}

}  // namespace

Tangents computeTangents(std::span<const Vec3f> points, int k, JobControl* control) {
  const std::size_t n = points.size();
  if (n == 1) return {{0}, {{1, 0, 0}}, {0}};
  const std::size_t capped = std::min(n, static_cast<std::size_t>(std::max(k, 1)));

  Found found{std::vector<Direction>(n), std::vector<char>(n)};
  std::vector<std::uint32_t> all(n);
  std::iota(all.begin(), all.end(), 0U);
  // Far more than any search needs, unless it comes to a place where very many points lie.
  const std::size_t patience = 16 * capped + 10'000;
  const auto left =
      search(points, all, PointTree(points), NearestK(capped, patience), control, found);
  if (!left.empty()) {
    const auto fewer = withoutCrowds(points, capped);
    search(points, left, PointTree(fewer), NearestK(capped), control, found);
  }

  Tangents result;
  for (std::size_t i = 0; i < n; ++i) {
    if (found.coincident[i]) continue;
    result.kept.push_back(static_cast<std::int32_t>(i));
    result.tangents.push_back(found.directions[i].tangent);
    result.alphas.push_back(found.directions[i].alpha);
  }
  return result;
}

}  // namespace nblast

#include "compute/neuron/Tangents.hpp"

#include "compute/neuron/PointTree.hpp"

#include <tbb/blocked_range.h>
#include <tbb/parallel_for.h>

#include <Eigen/Eigenvalues>
#include <algorithm>
#include <limits>

namespace nblast {

namespace {

/// The k nearest points in order of (distance, index): a k-NN set whose ties do not depend on the
/// tree.
class NearestK {
 public:
  explicit NearestK(std::size_t k) : capacity_(k) { found_.reserve(k + 1); }

  void clear() { found_.clear(); }
  bool full() const { return found_.size() == capacity_; }
  std::size_t size() const { return found_.size(); }
  /// All of the k lie where the query does.
  bool coincide() const { return full() && found_.back().d2 == 0; }

  /// A little beyond the k-th distance: nanoflann offers only what is strictly nearer, and ties
  /// must be seen.
  double worstDist() const {
    if (!full()) return std::numeric_limits<double>::infinity();
    return found_.back().d2 * (1 + 1e-12) + std::numeric_limits<double>::min();
  }

  /// @return whether the search must go on. Once all k coincide with the query, the point has no
  /// direction whichever k they are; going on would visit all that lie there, for each of them.
  bool addPoint(double d2, std::uint32_t index) {
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

}  // namespace

Tangents computeTangents(std::span<const Vec3f> points, int k, JobControl* control) {
  const std::size_t n = points.size();
  if (n == 1) return {{0}, {{1, 0, 0}}, {0}};
  const std::size_t capped = std::min(n, static_cast<std::size_t>(std::max(k, 1)));

  const PointTree tree(points);
  std::vector<Direction> directions(n);
  std::vector<char> coincident(n, 0);
  tbb::parallel_for(tbb::blocked_range<std::size_t>(0, n, 1024), [&](const auto& range) {
    if (control != nullptr) control->checkpoint();
    NearestK neighbours(capped);
    for (std::size_t i = range.begin(); i != range.end(); ++i) {
      neighbours.clear();
      tree.search(points[i], neighbours);
      coincident[i] = neighbours.coincide();
      if (!coincident[i]) directions[i] = leadingDirection(points, neighbours);
    }
  });

  Tangents result;
  for (std::size_t i = 0; i < n; ++i) {
    if (coincident[i]) continue;
    result.kept.push_back(static_cast<std::int32_t>(i));
    result.tangents.push_back(directions[i].tangent);
    result.alphas.push_back(directions[i].alpha);
  }
  return result;
}

}  // namespace nblast

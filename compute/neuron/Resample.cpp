// SPDX-License-Identifier: BSD-3-Clause
#include "compute/neuron/Resample.hpp"

#include <cmath>

namespace nblast {

namespace {

double distance(const Vec3d& a, const Vec3d& b) {
  return std::hypot(a.x - b.x, a.y - b.y, a.z - b.z);
}

double mix(double a, double b, double t) {
  return a + (b - a) * t;
}

class Resampler {
 public:
  Resampler(const ExactSkeleton& tree, double step_um)
      : tree_(tree),
        step_um_(step_um),
        children_(tree.points_um.size(), 0),
        outputIndex_(tree.points_um.size(), -1) {
    for (const auto parent : tree.parents) {
      if (parent >= 0) ++children_[at(parent)];
    }
  }

  ExactSkeleton run() {
    const auto n = static_cast<std::int32_t>(tree_.points_um.size());
    // Ends of stretches first take their places, in the input's order; parents may come later than
    // children.
    for (std::int32_t i = 0; i < n; ++i) {
      if (isEnd(i)) outputIndex_[at(i)] = append(tree_.points_um[at(i)], radius(i));
    }
    for (std::int32_t i = 0; i < n; ++i) {
      if (isEnd(i) && tree_.parents[at(i)] >= 0) addStretch(i);
    }
    return std::move(result_);
  }

 private:
  static std::size_t at(std::int32_t index) { return static_cast<std::size_t>(index); }
  bool isEnd(std::int32_t i) const { return tree_.parents[at(i)] < 0 || children_[at(i)] != 1; }
  double radius(std::int32_t i) const { return tree_.radii_um.empty() ? 0 : tree_.radii_um[at(i)]; }

  std::int32_t append(const Vec3d& point, double radius_um) {
    result_.points_um.push_back(point);
    result_.parents.push_back(-1);
    if (!tree_.radii_um.empty()) result_.radii_um.push_back(radius_um);
    return static_cast<std::int32_t>(result_.points_um.size()) - 1;
  }

  /// The stretch from an end towards the root, up to the next end.
  void addStretch(std::int32_t first) {
    nodes_.assign(1, first);
    lengths_.assign(1, 0.0);
    do {
      const auto next = tree_.parents[at(nodes_.back())];
      lengths_.push_back(lengths_.back() +
                         distance(tree_.points_um[at(nodes_.back())], tree_.points_um[at(next)]));
      nodes_.push_back(next);
    } while (!isEnd(nodes_.back()));

    auto child = outputIndex_[at(first)];
    const double length = lengths_.back();
    // nearbyint rounds halves to even, as NumPy does.
    const auto intervals =
        length < step_um_ ? 1 : static_cast<std::int64_t>(std::nearbyint(length / step_um_));
    std::size_t knot = 0;
    for (std::int64_t i = 1; i < intervals; ++i) {
      const double along = length * static_cast<double>(i) / static_cast<double>(intervals);
      while (knot + 2 < nodes_.size() && lengths_[knot + 1] <= along)
        ++knot;
      const auto added = interpolate(knot, along);
      result_.parents[at(child)] = added;
      child = added;
    }
    result_.parents[at(child)] = outputIndex_[at(nodes_.back())];
  }

  std::int32_t interpolate(std::size_t knot, double along) {
    const double span = lengths_[knot + 1] - lengths_[knot];
    const double t = span > 0 ? (along - lengths_[knot]) / span : 0;
    const Vec3d& a = tree_.points_um[at(nodes_[knot])];
    const Vec3d& b = tree_.points_um[at(nodes_[knot + 1])];
    return append({mix(a.x, b.x, t), mix(a.y, b.y, t), mix(a.z, b.z, t)},
                  mix(radius(nodes_[knot]), radius(nodes_[knot + 1]), t));
  }

  const ExactSkeleton& tree_;
  double step_um_;
  std::vector<std::int32_t> children_;
  std::vector<std::int32_t> outputIndex_;  ///< of the ends
  std::vector<std::int32_t> nodes_;        ///< of the stretch at hand
  std::vector<double> lengths_;            ///< along the stretch, one per node
  ExactSkeleton result_;
};

}  // namespace

bool isResamplingStep(double step_um) {
  return step_um == 0 || (std::isfinite(step_um) && step_um >= kSmallestStep_um);
}

double resampledPoints(const ExactSkeleton& tree, double step_um) {
  double length_um = 0;
  for (std::size_t i = 0; i < tree.parents.size(); ++i) {
    if (tree.parents[i] < 0) continue;
    length_um +=
        distance(tree.points_um[i], tree.points_um[static_cast<std::size_t>(tree.parents[i])]);
  }
  return static_cast<double>(tree.points_um.size()) + length_um / step_um;
}

ExactSkeleton resample(const ExactSkeleton& tree, double step_um) {
  return Resampler(tree, step_um).run();
}

}  // namespace nblast

// SPDX-License-Identifier: BSD-3-Clause
#include "ui/scene/drawing/SceneLines.hpp"

#include <algorithm>
#include <cmath>

using nblast::Skeleton;
using nblast::Vec3f;

namespace {

// A root is a cell body if it is this many times thicker than the neuron's middle radius, ...
constexpr float kSomaToMedian = 3.0F;
// ... and at least so thick: below, it is noise of the tracing.
constexpr float kSmallestSoma_um = 0.5F;

bool isFinite(const Vec3f& p) {
  return std::isfinite(p.x) && std::isfinite(p.y) && std::isfinite(p.z);
}

/// Adds one neuron after the other to the flat arrays.
class Builder {
 public:
  explicit Builder(SceneLines& lines) : lines_(lines) { lines_.firstPoint.push_back(0); }

  void add(const Skeleton* geometry) {
    if (geometry != nullptr) {
      base_ = lines_.pointCount();
      addPoints(*geometry);
      if (geometry->parents.size() == geometry->points_um.size()) {
        addSkeleton(*geometry);
      } else {
        for (std::size_t i = 0; i < usable_.size(); ++i)
          addDot(i);
      }
    }
    lines_.firstPoint.push_back(lines_.pointCount());
    ++neuron_;
  }

 private:
  void addPoints(const Skeleton& geometry) {
    const auto& points = geometry.points_um;
    usable_.resize(points.size());
    const auto first = std::find_if(points.begin(), points.end(), isFinite);
    for (std::size_t i = 0; i < points.size(); ++i) {
      usable_[i] = isFinite(points[i]) ? 1 : 0;
      if (usable_[i] != 0) lines_.bounds.add(points[i].x, points[i].y, points[i].z);
      // An unusable point keeps its place, so that indices stay simple, but nothing refers to it.
      lines_.points_um.push_back(usable_[i] != 0         ? points[i]
                                 : first != points.end() ? *first
                                                         : Vec3f{});
    }
  }

  void addDot(std::size_t i) {
    if (usable_[i] != 0) lines_.dots.push_back(base_ + static_cast<std::int64_t>(i));
  }

  void addSkeleton(const Skeleton& geometry) {
    const std::size_t count = geometry.points_um.size();
    median_um_ = -1;
    parent_.assign(count, -1);
    children_.assign(count, 0);
    for (std::size_t i = 0; i < count; ++i) {
      const std::int32_t parent = geometry.parents[i];
      if (parent < 0 || static_cast<std::size_t>(parent) >= count || usable_[i] == 0) continue;
      const auto p = static_cast<std::size_t>(parent);
      if (p == i || usable_[p] == 0) continue;
      parent_[i] = parent;
      ++children_[p];
    }
    for (std::size_t i = 0; i < count; ++i) {
      if (parent_[i] < 0) {
        addSoma(geometry, i);
        if (children_[i] == 0) addDot(i);
      } else if (children_[i] != 1) {
        addRun(i);
      }
    }
  }

  /// From a tip or a branch point towards the root, up to and with the next branch point or root.
  void addRun(std::size_t start) {
    std::int64_t node = static_cast<std::int64_t>(start);
    do {
      lines_.runPoints.push_back(base_ + node);
      node = parent_[static_cast<std::size_t>(node)];
    } while (parent_[static_cast<std::size_t>(node)] >= 0 &&
             children_[static_cast<std::size_t>(node)] == 1);
    lines_.runPoints.push_back(base_ + node);
    lines_.runStart.push_back(static_cast<std::int64_t>(lines_.runPoints.size()));
    lines_.runNeuron.push_back(neuron_);
  }

  void addSoma(const Skeleton& geometry, std::size_t root) {
    if (geometry.radii_um.size() != geometry.points_um.size() || children_[root] == 0) return;
    const float radius = geometry.radii_um[root];
    if (!std::isfinite(radius) || radius < kSmallestSoma_um) return;
    if (median_um_ < 0) median_um_ = medianRadius(geometry);
    if (radius < kSomaToMedian * median_um_) return;
    lines_.somas.push_back({geometry.points_um[root], radius, neuron_});
  }

  static float medianRadius(const Skeleton& geometry) {
    std::vector<float> radii;
    for (const float radius : geometry.radii_um) {
      if (std::isfinite(radius)) radii.push_back(radius);
    }
    const auto middle = radii.begin() + static_cast<std::ptrdiff_t>((radii.size() - 1) / 2);
    std::nth_element(radii.begin(), middle, radii.end());
    return *middle;
  }

  SceneLines& lines_;
  std::int64_t base_ = 0;
  std::int32_t neuron_ = 0;
  float median_um_ = -1;  // of this neuron's radii; negative: not asked for yet
  std::vector<char> usable_;
  std::vector<std::int32_t> parent_;
  std::vector<std::int32_t> children_;
};

/// Copies chosen points and keeps their neurons' borders.
class Thinner {
 public:
  Thinner(const SceneLines& from, std::int64_t step) : from_(from), step_(step) {
    newIndex_.assign(from.points_um.size(), -1);
  }

  SceneLines thinned() {
    markRuns();
    for (std::size_t i = 0; i < from_.dots.size(); i += static_cast<std::size_t>(step_)) {
      newIndex_[static_cast<std::size_t>(from_.dots[i])] = 0;
    }
    copyPoints();
    copyRuns();
    for (const std::int64_t dot : from_.dots) {
      const std::int64_t index = newIndex_[static_cast<std::size_t>(dot)];
      if (index >= 0) to_.dots.push_back(index);
    }
    to_.somas = from_.somas;
    to_.bounds = from_.bounds;
    return std::move(to_);
  }

 private:
  bool isKept(std::int64_t position, std::int64_t begin, std::int64_t end) const {
    return position == begin || position == end - 1 || (position - begin) % step_ == 0;
  }

  void markRuns() {
    for (std::size_t run = 0; run < from_.runNeuron.size(); ++run) {
      const std::int64_t begin = from_.runStart[run];
      const std::int64_t end = from_.runStart[run + 1];
      for (std::int64_t i = begin; i < end; ++i) {
        if (isKept(i, begin, end)) newIndex_[point(i)] = 0;
      }
    }
  }

  void copyPoints() {
    to_.firstPoint.push_back(0);
    for (std::size_t neuron = 0; neuron + 1 < from_.firstPoint.size(); ++neuron) {
      for (std::int64_t i = from_.firstPoint[neuron]; i < from_.firstPoint[neuron + 1]; ++i) {
        const auto at = static_cast<std::size_t>(i);
        if (newIndex_[at] < 0) continue;
        newIndex_[at] = to_.pointCount();
        to_.points_um.push_back(from_.points_um[at]);
      }
      to_.firstPoint.push_back(to_.pointCount());
    }
  }

  void copyRuns() {
    to_.runNeuron = from_.runNeuron;
    for (std::size_t run = 0; run < from_.runNeuron.size(); ++run) {
      const std::int64_t begin = from_.runStart[run];
      const std::int64_t end = from_.runStart[run + 1];
      for (std::int64_t i = begin; i < end; ++i) {
        if (isKept(i, begin, end)) to_.runPoints.push_back(newIndex_[point(i)]);
      }
      to_.runStart.push_back(static_cast<std::int64_t>(to_.runPoints.size()));
    }
  }

  std::size_t point(std::int64_t position) const {
    return static_cast<std::size_t>(from_.runPoints[static_cast<std::size_t>(position)]);
  }

  const SceneLines& from_;
  std::int64_t step_;
  std::vector<std::int64_t> newIndex_;
  SceneLines to_;
};

}  // namespace

std::int64_t SceneLines::neuronCount() const {
  return firstPoint.empty() ? 0 : static_cast<std::int64_t>(firstPoint.size()) - 1;
}

std::int32_t SceneLines::neuronOfPoint(std::int64_t point) const {
  const auto after = std::upper_bound(firstPoint.begin(), firstPoint.end(), point);
  return static_cast<std::int32_t>(after - firstPoint.begin()) - 1;
}

SceneLines linesOf(const QVector<SceneNeuron>& neurons) {
  SceneLines lines;
  std::size_t points = 0;
  for (const SceneNeuron& neuron : neurons) {
    points += neuron.geometry ? neuron.geometry->points_um.size() : 0;
  }
  lines.points_um.reserve(points);
  lines.runPoints.reserve(points);
  Builder builder(lines);
  for (const SceneNeuron& neuron : neurons)
    builder.add(neuron.geometry.get());
  return lines;
}

SceneLines thinnedLines(const SceneLines& lines, std::int64_t maxPoints) {
  const std::int64_t step = lines.pointCount() / std::max<std::int64_t>(1, maxPoints) + 1;
  return Thinner(lines, step).thinned();
}

// SPDX-License-Identifier: BSD-3-Clause
#include "compute/neuron/NeighbourTree.hpp"

#include <algorithm>
#include <bit>
#include <limits>

namespace nblast {

namespace {
constexpr auto kFan = static_cast<std::size_t>(kNodeFan);
}

NeighbourTree::NeighbourTree(std::span<const Vec3f> points) {
  std::vector<Entry> entries(points.size());
  for (std::size_t i = 0; i < points.size(); ++i)
    entries[i] = {{points[i].x, points[i].y, points[i].z}, static_cast<std::int32_t>(i)};
  sort(entries);

  const std::size_t n = points.size();
  coordinates_.resize(3 * n);
  indices_.resize(n);
  for (std::size_t i = 0; i < n; ++i) {
    for (std::size_t axis = 0; axis < 3; ++axis)
      coordinates_[axis * n + i] = entries[i].at[axis];
    indices_[i] = entries[i].index;
  }
  for (std::size_t axis = 0; axis < 3; ++axis)
    view_.at[axis] = coordinates_.data() + axis * n;
  view_.indices = indices_.data();
  view_.points = static_cast<std::int64_t>(n);
  static_assert(sizeof(Vec3f) == 3 * sizeof(float));
  view_.xyz = &points.data()->x;

  addLeaves(entries);
  while (view_.levels[view_.levelCount - 1].count > kNodeFan)
    addLevel();
}

void NeighbourTree::sort(std::span<Entry> entries) {
  while (entries.size() > kFan) {
    float low[3], high[3];
    for (int axis = 0; axis < 3; ++axis)
      low[axis] = high[axis] = entries[0].at[axis];
    for (const Entry& entry : entries)
      for (int axis = 0; axis < 3; ++axis) {
        low[axis] = std::min(low[axis], entry.at[axis]);
        high[axis] = std::max(high[axis], entry.at[axis]);
      }
    int widest = 0;
    for (int axis = 1; axis < 3; ++axis)
      if (high[axis] - low[axis] > high[widest] - low[widest]) widest = axis;
    // Whole leaves on the left, as many as half of the smallest full tree that holds them all: the
    // nodes above are then boxes of neighbours, too.
    const std::size_t leaves = (entries.size() + kFan - 1) / kFan;
    const std::size_t middle = kFan * (std::bit_ceil(leaves) / 2);
    std::nth_element(
        entries.begin(), entries.begin() + static_cast<std::ptrdiff_t>(middle), entries.end(),
        [widest](const Entry& a, const Entry& b) { return a.at[widest] < b.at[widest]; });
    sort(entries.subspan(middle));
    entries = entries.first(middle);
  }
}

double* NeighbourTree::addBoxes(std::int64_t count) {
  const auto room = (static_cast<std::size_t>(count) + kFan - 1) / kFan * kFan;
  constexpr double kNone = std::numeric_limits<double>::infinity();
  auto& boxes = boxes_.emplace_back(6 * room, kNone);
  TreeLevel& level = view_.levels[view_.levelCount++];
  level.count = count;
  for (std::size_t axis = 0; axis < 3; ++axis) {
    double* low = boxes.data() + 2 * axis * room;
    std::fill(low + room, low + 2 * room, -kNone);
    level.low[axis] = low;
    level.high[axis] = low + room;
  }
  return boxes.data();
}

void NeighbourTree::addLeaves(std::span<const Entry> entries) {
  const std::size_t leaves = (entries.size() + kFan - 1) / kFan;
  double* boxes = addBoxes(static_cast<std::int64_t>(leaves));
  const std::size_t room = boxes_.back().size() / 6;
  for (std::size_t i = 0; i < entries.size(); ++i)
    for (std::size_t axis = 0; axis < 3; ++axis) {
      double* low = boxes + 2 * axis * room + i / kFan;
      low[0] = std::min<double>(low[0], entries[i].at[axis]);
      low[room] = std::max<double>(low[room], entries[i].at[axis]);
    }
}

void NeighbourTree::addLevel() {
  const TreeLevel below = view_.levels[view_.levelCount - 1];
  double* boxes = addBoxes((below.count + kNodeFan - 1) / kNodeFan);
  const std::size_t room = boxes_.back().size() / 6;
  for (std::size_t i = 0; i < static_cast<std::size_t>(below.count); ++i)
    for (std::size_t axis = 0; axis < 3; ++axis) {
      double* low = boxes + 2 * axis * room + i / kFan;
      low[0] = std::min(low[0], below.low[axis][i]);
      low[room] = std::max(low[room], below.high[axis][i]);
    }
}

}  // namespace nblast

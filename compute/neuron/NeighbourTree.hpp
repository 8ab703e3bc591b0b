// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include "compute/base/Vec3.hpp"
#include "compute/neuron/TangentTask.hpp"

#include <cstdint>
#include <span>
#include <vector>

namespace nblast {

/// Points in leaves of eight, the leaves in nodes of eight, and so on, each with its box: what the
/// tangent kernels walk through. The points must outlive it. Cost: n log n.
class NeighbourTree {
 public:
  /// @pre at least one point, fewer than 2^31
  explicit NeighbourTree(std::span<const Vec3f> points);
  NeighbourTree(const NeighbourTree&) = delete;
  NeighbourTree& operator=(const NeighbourTree&) = delete;

  const NeighbourTreeView& view() const { return view_; }

 private:
  struct Entry {
    float at[3];
    std::int32_t index;
  };
  static void sort(std::span<Entry> entries);
  void addLeaves(std::span<const Entry> entries);
  void addLevel();
  /// Room for the boxes of a level. @return the first: low x, high x, low y, ...
  double* addBoxes(std::int64_t count);

  std::vector<double> coordinates_;
  std::vector<std::int32_t> indices_;
  std::vector<std::vector<double>> boxes_;
  NeighbourTreeView view_{};
};

}  // namespace nblast

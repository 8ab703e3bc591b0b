// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include <algorithm>

namespace nblast {

/// An axis-parallel box; empty until something was added.
struct Box {
  double low[3] = {0, 0, 0};
  double high[3] = {0, 0, 0};
  bool empty = true;

  void add(double x, double y, double z) {
    const double point[3] = {x, y, z};
    for (int axis = 0; axis < 3; ++axis) {
      low[axis] = empty ? point[axis] : std::min(low[axis], point[axis]);
      high[axis] = empty ? point[axis] : std::max(high[axis], point[axis]);
    }
    empty = false;
  }

  void add(const Box& other) {
    if (other.empty) return;
    add(other.low[0], other.low[1], other.low[2]);
    add(other.high[0], other.high[1], other.high[2]);
  }

  double longestSide() const {
    return std::max({high[0] - low[0], high[1] - low[1], high[2] - low[2]});
  }

  /// With a little to spare at its borders: a tenth of its longest side.
  bool contains(const Box& other) const {
    const double spare = 0.1 * longestSide();
    for (int axis = 0; axis < 3; ++axis) {
      if (empty || other.low[axis] < low[axis] - spare || other.high[axis] > high[axis] + spare) {
        return false;
      }
    }
    return true;
  }

  /// Widened by a margin on every side; its border is inside.
  bool isWithin(double x, double y, double z, double margin) const {
    const double point[3] = {x, y, z};
    for (int axis = 0; axis < 3; ++axis) {
      if (empty || point[axis] < low[axis] - margin || point[axis] > high[axis] + margin) {
        return false;
      }
    }
    return true;
  }
};

}  // namespace nblast

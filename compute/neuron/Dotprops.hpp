// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include "compute/base/Vec3.hpp"

#include <cstdint>
#include <vector>

namespace nblast {

/// What is scored: points with a tangent and an alpha each, in float32 and µm.
/// All three vectors have the same length; every value is finite.
struct Dotprops {
  std::vector<Vec3f> points_um;
  /// Unit vectors; their sign means nothing.
  std::vector<Vec3f> tangents;
  /// 0 (no direction) to 1 (a straight line).
  std::vector<float> alphas;

  std::int64_t size() const { return static_cast<std::int64_t>(points_um.size()); }
};

/// Bytes that dotprops take for each point: their vectors are exactly as long as they must be.
constexpr std::int64_t kDotpropsBytesPerPoint = 2 * sizeof(Vec3f) + sizeof(float);

}  // namespace nblast

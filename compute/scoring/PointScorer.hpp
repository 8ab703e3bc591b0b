// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include "compute/neuron/Dotprops.hpp"
#include "compute/scoring/FixedPointTable.hpp"
#include "compute/scoring/ScoreTable.hpp"

#include <cmath>
#include <cstdint>
#include <limits>

namespace nblast {

/// The smallest float32 squared distance whose exact root lies beyond the edge: > edge if bins are
/// closed on the right, >= edge if on the left. Infinity if there is none.
float squareThreshold(double edge, ClosedSide closed);

/// Squared distance as every engine but the reference computes it: three roundings, in this order.
inline float squaredDistance(const Vec3f& a, const Vec3f& b) {
  const float dx = a.x - b.x;
  const float dy = a.y - b.y;
  const float dz = a.z - b.z;
  return std::fma(dz, dz, std::fma(dy, dy, dx * dx));
}

/// |u . v| in the same form; tangents have no sign.
inline float absoluteDot(const Vec3f& u, const Vec3f& v) {
  return std::abs(std::fma(u.z, v.z, std::fma(u.y, v.y, u.x * v.x)));
}

/// A query point's nearest target point. index < 0: none nearer than the bound.
struct Neighbour {
  std::int32_t index = -1;
  float d2_um2 = std::numeric_limits<float>::infinity();
};

/// Point scores and self-hits in integers, with the options resolved once a job.
class PointScorer {
 public:
  /// @throws InputError if the table is not usable or the bound is not a positive number
  explicit PointScorer(const ScoringOptions& options);

  /// Score of the i-th query point given its nearest target point.
  std::int32_t score(const Dotprops& query, std::int64_t i, const Dotprops& target,
                     const Neighbour& nearest) const {
    if (nearest.index < 0) return farCell_;
    const auto q = static_cast<std::size_t>(i);
    const auto t = static_cast<std::size_t>(nearest.index);
    float dot = absoluteDot(query.tangents[q], target.tangents[t]);
    if (useAlpha_) dot *= std::sqrt(query.alphas[q] * target.alphas[t]);
    return table_.cell(nearest.d2_um2, dot);
  }

  /// From the formula (compute/scoring/README.md, "The score"): no search.
  std::int64_t selfHit(const Dotprops& neuron) const;

  const FixedPointTable& table() const { return table_; }
  bool useAlpha() const { return useAlpha_; }
  std::int32_t farCell() const { return farCell_; }  ///< what a far point scores

  double scale() const { return std::ldexp(1.0, table_.shift); }  ///< a score of 1 in integers
  double toScore(std::int64_t sum) const { return table_.toScore(sum); }

  /// A squared distance at or above this is far. Infinity without a bound.
  float farThreshold_um2() const { return farThreshold_um2_; }

 private:
  FixedPointTable table_;
  bool useAlpha_;
  float farThreshold_um2_ = std::numeric_limits<float>::infinity();
  std::int32_t farCell_ = 0;
};

}  // namespace nblast

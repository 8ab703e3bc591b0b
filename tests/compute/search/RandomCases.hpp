// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include "compute/neuron/Dotprops.hpp"
#include "compute/sample/Random.hpp"

#include <algorithm>
#include <cmath>
#include <vector>

/// Small sets of points chosen to be hard on a nearest-neighbour search.
struct SearchCase {
  std::vector<nblast::Dotprops> queries;
  std::vector<nblast::Dotprops> targets;
};

/// The kinds of cases, by what is hard about them.
enum class CaseKind {
  Cloud,        ///< points anywhere in a box
  Grid,         ///< few whole coordinates: many equal distances
  Duplicates,   ///< few places, each many times
  Line,         ///< all on one line, of any direction
  Plane,        ///< all in one plane
  SinglePoint,  ///< one target point
  FarApart,     ///< the targets up to a million times their size away
  MixedScale,   ///< coordinates from 1e-3 to 1e6 µm in one case
  Tiny,         ///< so close that squares lose bits or vanish
  Huge,         ///< up to the largest coordinates that are read, 1e7 µm
  OnFaces,      ///< targets on the faces and corners of the queries' box
  Sphere,       ///< targets about equally far from the queries: little to prune
};
constexpr int kCaseKinds = 12;

class RandomCases {
 public:
  explicit RandomCases(std::uint64_t seed) : random_(seed, nblast::sample::Purpose::Cell, 0) {}

  /// @param queryPoints of all query neurons together, about
  SearchCase next(CaseKind kind, int queryPoints, int targetPoints, int targets) {
    using namespace nblast::sample;
    kind_ = kind;
    scale_ = std::pow(10.0, random_.uniform(-3, 6));
    if (kind == CaseKind::Tiny) scale_ = std::pow(10.0, random_.uniform(-24, -16));
    if (kind == CaseKind::Huge) scale_ = 1e7;
    if (kind == CaseKind::Grid || kind == CaseKind::Duplicates)
      scale_ = std::exp2(std::round(std::log2(scale_)));  // whole multiples are exact
    // Some cases lie far from the origin, where float32 is coarse beside their size.
    const bool away = kind != CaseKind::Tiny && random_.chance(0.3);
    centre_ = scaled(random_.direction(), away ? random_.uniform(0, 1e6) : 0);
    along_ = random_.direction();
    across_ = random_.direction();

    SearchCase made;
    const int neurons = 1 + below(std::min(3, queryPoints));
    for (int i = 0; i < neurons; ++i)
      made.queries.push_back(neuron(queryPoints / neurons, false));
    if (kind == CaseKind::FarApart) {
      const double far = scale_ * std::pow(10.0, random_.uniform(0, 6));
      centre_ = plus(centre_, scaled(random_.direction(), far));
    }
    for (int i = 0; i < targets; ++i) {
      const int points = kind == CaseKind::SinglePoint ? 1 : targetPoints;
      made.targets.push_back(kind == CaseKind::OnFaces ? onFaces(made.queries[0], points)
                                                       : neuron(points, kind == CaseKind::Sphere));
    }
    return made;
  }

  /// 0 .. count - 1
  int below(int count) { return static_cast<int>(random_.below(count)); }
  double uniform(double low, double high) { return random_.uniform(low, high); }

 private:
  using Vec3d = nblast::Vec3d;

  nblast::Dotprops neuron(int count, bool sphere) {
    nblast::Dotprops made;
    for (int i = 0; i < count; ++i) {
      const Vec3d p = nblast::sample::scaled(sphere ? random_.direction() : place(), scale_);
      append(made, {rounded(centre_.x + p.x), rounded(centre_.y + p.y), rounded(centre_.z + p.z)});
    }
    return made;
  }

  /// A place in the unit box, or what the kind makes of it.
  Vec3d place() {
    using namespace nblast::sample;
    const Vec3d p{random_.uniform(-1, 1), random_.uniform(-1, 1), random_.uniform(-1, 1)};
    switch (kind_) {
      case CaseKind::Grid:
        return {std::round(3 * p.x), std::round(2 * p.y), std::round(4 * p.z)};
      case CaseKind::Duplicates:
        return {std::round(p.x), 0, std::round(p.z)};
      case CaseKind::Line:
        return scaled(along_, p.x);
      case CaseKind::Plane:
        return plus(scaled(along_, p.x), scaled(across_, p.y));
      case CaseKind::MixedScale:
        return scaled(p, std::pow(10.0, random_.uniform(-3, 6)) / scale_);
      case CaseKind::Sphere:
        return scaled(p, 1e-3);
      default:
        return p;
    }
  }

  /// Each coordinate the lowest or highest of the queries', or one of theirs.
  nblast::Dotprops onFaces(const nblast::Dotprops& queries, int count) {
    const auto& from = queries.points_um;
    nblast::Vec3f low = from[0], high = from[0];
    for (const auto& p : from) {
      low = {std::min(low.x, p.x), std::min(low.y, p.y), std::min(low.z, p.z)};
      high = {std::max(high.x, p.x), std::max(high.y, p.y), std::max(high.z, p.z)};
    }
    const auto side = [&](float a, float b, float other) {
      const int which = below(3);
      return which == 0 ? a : (which == 1 ? b : other);
    };
    nblast::Dotprops made;
    for (int i = 0; i < count; ++i) {
      const auto& p = from[static_cast<std::size_t>(random_.below(queries.size()))];
      append(made, {side(low.x, high.x, p.x), side(low.y, high.y, p.y), side(low.z, high.z, p.z)});
    }
    return made;
  }

  void append(nblast::Dotprops& to, const nblast::Vec3f& point) {
    to.points_um.push_back(point);
    to.tangents.push_back({1, 0, 0});
    to.alphas.push_back(1);
  }

  static float rounded(double x) { return static_cast<float>(std::clamp(x, -1e7, 1e7)); }

  nblast::sample::Random random_;
  CaseKind kind_ = CaseKind::Cloud;
  double scale_ = 1;
  Vec3d centre_{}, along_{}, across_{};
};

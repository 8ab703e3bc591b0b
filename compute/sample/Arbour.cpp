// SPDX-License-Identifier: BSD-3-Clause
#include "compute/sample/Arbour.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

namespace nblast::sample {

namespace {

/// Smooth random displacement along a branch: random vectors one wavelength apart, blended with
/// 3t^2 - 2t^3.
class Wiggle {
 public:
  Wiggle(double length_um, double wavelength_um, double amplitude_um, Random& random)
      : wavelength_um_(wavelength_um) {
    const auto knots = static_cast<std::size_t>(length_um / wavelength_um) + 3;
    for (std::size_t k = 0; k < knots; ++k)
      knots_um_.push_back(random.bell3(amplitude_um));
  }

  Vec3d at(double s_um) const {
    const double u = std::max(0.0, s_um / wavelength_um_);
    const auto k = std::min(static_cast<std::size_t>(u), knots_um_.size() - 2);
    const double t = std::min(1.0, u - static_cast<double>(k));
    return between(knots_um_[k], knots_um_[k + 1], t * t * (3 - 2 * t));
  }

 private:
  double wavelength_um_;
  std::vector<Vec3d> knots_um_;
};

std::int64_t stepsFor(double length_um, double spacing_um) {
  return std::max<std::int64_t>(
      1, static_cast<std::int64_t>(std::floor(length_um / spacing_um + 0.5)));
}

/// A Catmull-Rom curve through the waypoints, as a fine polyline
std::vector<Vec3d> finePolyline(const std::vector<Vec3d>& waypoints) {
  constexpr int kPieces = 48;
  const std::size_t count = waypoints.size();
  std::vector<Vec3d> line{waypoints.front()};
  for (std::size_t k = 0; k + 1 < count; ++k) {
    const Vec3d &a = waypoints[k], &b = waypoints[k + 1];
    const double chord = distance(a, b);
    // Tangents along the neighbours' chord, as long as this piece: no loops where pieces differ in
    // length.
    const auto tangent = [&](std::size_t at) {
      const Vec3d across =
          minus(waypoints[std::min(at + 1, count - 1)], waypoints[at == 0 ? 0 : at - 1]);
      const double across_um = length(across);
      return across_um > 0 ? scaled(across, chord / across_um) : Vec3d{};
    };
    const Vec3d ta = tangent(k), tb = tangent(k + 1);
    for (int piece = 1; piece <= kPieces; ++piece)
      line.push_back(hermite(a, ta, b, tb, static_cast<double>(piece) / kPieces));
  }
  return line;
}

/// The tree while it grows: what new branch points can be joined to.
struct Anchor {
  Vec3d p_um;
  std::int32_t node = 0;
  double path_um = 0;  ///< back to where the arbour leaves the tract
};

std::vector<Anchor> anchorsOnTract(const GrownSkeleton& skeleton, std::int32_t begin,
                                   std::int32_t end, const ArbourField& field, double spacing_um) {
  constexpr double kApart_um = 4;
  const auto stride = std::max(1, static_cast<std::int32_t>(kApart_um / spacing_um));
  std::vector<Anchor> anchors;
  Anchor nearest;
  double nearestRadius2 = std::numeric_limits<double>::infinity();
  for (std::int32_t node = begin; node < end; node += stride) {
    const Vec3d p = skeleton.points_um[static_cast<std::size_t>(node)];
    const double radius2 = fieldRadius2(field, p);
    if (radius2 < 0.8) anchors.push_back({p, node, 0});
    if (radius2 < nearestRadius2) {
      nearestRadius2 = radius2;
      nearest = {p, node, 0};
    }
  }
  if (anchors.empty()) anchors.push_back(nearest);
  return anchors;
}

/// One branch from a node to a branch point: leaves a little in its parent's direction. @return its
/// last node
std::int32_t growBranch(GrownSkeleton& skeleton, const Anchor& from, const Vec3d& to,
                        SwcLabel label, double spacing_um, Random& random) {
  const double chord_um = distance(from.p_um, to);
  const Vec3d chord = minus(to, from.p_um);
  const std::int32_t before = skeleton.parents[static_cast<std::size_t>(from.node)];
  const Vec3d incoming =
      minus(from.p_um, skeleton.points_um[static_cast<std::size_t>(std::max(before, 0))]);
  const double incoming_um = length(incoming);
  const Vec3d start =
      incoming_um > 0 ? plus(scaled(chord, 0.7), scaled(incoming, 0.45 * chord_um / incoming_um))
                      : chord;
  const Wiggle wiggle(chord_um, 5, std::min(0.7, 0.08 * chord_um), random);
  const std::int64_t steps = stepsFor(chord_um, spacing_um);
  std::int32_t node = from.node;
  for (std::int64_t step = 1; step <= steps; ++step) {
    const double t = static_cast<double>(step) / static_cast<double>(steps);
    const double window = 4 * t * (1 - t);  // both ends stay where they are
    const Vec3d p =
        plus(hermite(from.p_um, start, to, chord, t), scaled(wiggle.at(t * chord_um), window));
    const double path_um = from.path_um + t * chord_um;
    node = skeleton.add(p, node, 0.1 + 0.25 / (1 + path_um / 25), label);
  }
  return node;
}

}  // namespace

std::int32_t GrownSkeleton::add(const Vec3d& p_um, std::int32_t parent, double radius_um,
                                SwcLabel label) {
  points_um.push_back(p_um);
  parents.push_back(parent);
  radii_um.push_back(radius_um);
  labels.push_back(label);
  return static_cast<std::int32_t>(points_um.size() - 1);
}

std::int32_t layTract(GrownSkeleton& skeleton, const std::vector<Vec3d>& waypoints_um,
                      double spacing_um, Random& random) {
  const std::vector<Vec3d> line = finePolyline(waypoints_um);
  double total_um = 0;
  for (std::size_t k = 1; k < line.size(); ++k)
    total_um += distance(line[k - 1], line[k]);
  const Wiggle slow(total_um, 30, 0.9, random), fast(total_um, 6, 0.35, random);

  const auto first = static_cast<std::int32_t>(skeleton.points_um.size());
  const std::int64_t steps = stepsFor(total_um, spacing_um);
  const double step_um = total_um / static_cast<double>(steps);
  std::int64_t step = 1;
  double passed_um = 0;
  for (std::size_t k = 1; k < line.size(); ++k) {
    const double piece_um = distance(line[k - 1], line[k]);
    while (step <= steps && static_cast<double>(step) * step_um <= passed_um + piece_um + 1e-9) {
      const double s_um = static_cast<double>(step) * step_um;
      const Vec3d p = between(line[k - 1], line[k], (s_um - passed_um) / piece_um);
      const double fade = std::min(1.0, s_um / 10);  // the soma stays where it is
      skeleton.add(plus(p, scaled(plus(slow.at(s_um), fast.at(s_um)), fade)),
                   static_cast<std::int32_t>(skeleton.points_um.size() - 1),
                   0.35 + 0.35 / (1 + s_um / 60), SwcLabel::Axon);
      ++step;
    }
    passed_um += piece_um;
  }
  return first;
}

void growArbour(GrownSkeleton& skeleton, std::int32_t tractBegin, std::int32_t tractEnd,
                const ArbourField& field, const std::vector<Vec3d>& branchPoints_um, SwcLabel label,
                double spacing_um, Random& random) {
  constexpr double kBackToTract =
      0.25;  // the balancing factor: 0 is the shortest tree, 1 nearly a star
  struct Waiting {
    Vec3d p_um;
    double cost = std::numeric_limits<double>::infinity();
    std::size_t anchor = 0;
  };
  std::vector<Anchor> anchors = anchorsOnTract(skeleton, tractBegin, tractEnd, field, spacing_um);
  std::vector<Waiting> waiting;
  waiting.reserve(branchPoints_um.size());
  for (const Vec3d& p : branchPoints_um)
    waiting.push_back({p});

  const auto offer = [&](Waiting& w, std::size_t anchor) {
    const double cost =
        distance(w.p_um, anchors[anchor].p_um) + kBackToTract * anchors[anchor].path_um;
    if (cost < w.cost) {
      w.cost = cost;
      w.anchor = anchor;
    }
  };
  for (Waiting& w : waiting)
    for (std::size_t k = 0; k < anchors.size(); ++k)
      offer(w, k);

  while (!waiting.empty()) {
    const auto next =
        std::min_element(waiting.begin(), waiting.end(),
                         [](const Waiting& a, const Waiting& b) { return a.cost < b.cost; });
    const Anchor from = anchors[next->anchor];
    const Vec3d to = next->p_um;
    waiting.erase(next);
    const double chord_um = distance(from.p_um, to);
    if (chord_um < 0.5) continue;  // as good as there already
    const std::int32_t node = growBranch(skeleton, from, to, label, spacing_um, random);
    anchors.push_back({to, node, from.path_um + chord_um});
    for (Waiting& w : waiting)
      offer(w, anchors.size() - 1);
  }
}

}  // namespace nblast::sample

// SPDX-License-Identifier: BSD-3-Clause
#include "ui/scene/drawing/ScenePicker.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

namespace {

/// A point on the screen relative to the mouse, in pixels; depth grows away from the viewer.
struct Spot {
  float x = 0;
  float y = 0;
  float depth = 0;  ///< NaN: behind the viewer
};

class Search {
 public:
  Search(const SceneProjection& projection, const QPointF& at, double reach_px, double cover_px)
      : m_(projection.worldToClip),
        size_(projection.size),
        at_(at),
        reach_(reach_px),
        cover_(cover_px) {}

  Spot spotOf(const nblast::Vec3f& p) const {
    const double w = row(3, p);
    if (!(w > 0)) return {0, 0, std::numeric_limits<float>::quiet_NaN()};
    const double x = (row(0, p) / w + 1) * 0.5 * size_.width() - at_.x();
    const double y = (1 - row(1, p) / w) * 0.5 * size_.height() - at_.y();
    return {static_cast<float>(x), static_cast<float>(y), static_cast<float>(row(2, p) / w)};
  }

  /// Pixels that a length takes on the screen where p is.
  double pixelsOf(const nblast::Vec3f& p, double length_um) const {
    const double perUnit = std::sqrt(m_[4] * m_[4] + m_[5] * m_[5] + m_[6] * m_[6]);
    return length_um * perUnit / row(3, p) * 0.5 * size_.height();
  }

  void offerLine(const Spot& a, const Spot& b, std::int32_t neuron) {
    if (outside(a.x, b.x) || outside(a.y, b.y)) return;
    const float dx = b.x - a.x;
    const float dy = b.y - a.y;
    const float length2 = dx * dx + dy * dy;
    const float t = length2 > 0 ? std::clamp(-(a.x * dx + a.y * dy) / length2, 0.0F, 1.0F) : 0.0F;
    const double distance = std::hypot(a.x + t * dx, a.y + t * dy);
    offer(std::max(0.0, distance - cover_), distance, a.depth + t * (b.depth - a.depth), neuron);
  }

  void offerDisc(const Spot& centre, double radius_px, std::int32_t neuron) {
    const double distance = std::max(0.0, std::hypot(centre.x, centre.y) - radius_px);
    offer(distance, distance, centre.depth, neuron);
  }

  std::optional<std::int32_t> best() const { return best_; }

 private:
  double row(std::size_t r, const nblast::Vec3f& p) const {
    return m_[4 * r] * p.x + m_[4 * r + 1] * p.y + m_[4 * r + 2] * p.z + m_[4 * r + 3];
  }

  bool outside(float a, float b) const {
    return std::min(a, b) > reach_ || std::max(a, b) < -reach_;
  }

  void offer(double beyond, double distance, double depth, std::int32_t neuron) {
    // Also false for NaN: what is behind the viewer. Depth outside -1..1 is clipped away.
    if (!(distance <= reach_) || !(std::abs(depth) <= 1)) return;
    if (best_ && (beyond > bestBeyond_ || (beyond == bestBeyond_ && depth >= bestDepth_))) return;
    best_ = neuron;
    bestBeyond_ = beyond;
    bestDepth_ = depth;
  }

  std::array<double, 16> m_;
  QSizeF size_;
  QPointF at_;
  double reach_;
  double cover_;
  std::optional<std::int32_t> best_;
  double bestBeyond_ = 0;
  double bestDepth_ = 0;
};

}  // namespace

std::optional<std::int32_t> ScenePicker::pick(const SceneProjection& projection, const QPointF& at,
                                              double reach_px, double cover_px) const {
  Search search(projection, at, reach_px, cover_px);
  for (std::size_t run = 0; run < lines_->runNeuron.size(); ++run) {
    const auto begin = static_cast<std::size_t>(lines_->runStart[run]);
    const auto end = static_cast<std::size_t>(lines_->runStart[run + 1]);
    const auto pointAt = [&](std::size_t i) -> const nblast::Vec3f& {
      return lines_->points_um[static_cast<std::size_t>(lines_->runPoints[i])];
    };
    Spot last = search.spotOf(pointAt(begin));
    for (std::size_t i = begin + 1; i < end; ++i) {
      const Spot spot = search.spotOf(pointAt(i));
      search.offerLine(last, spot, lines_->runNeuron[run]);
      last = spot;
    }
  }
  for (const std::int64_t dot : lines_->dots) {
    const Spot spot = search.spotOf(lines_->points_um[static_cast<std::size_t>(dot)]);
    if (std::abs(spot.x) > reach_px + cover_px) continue;
    search.offerDisc(spot, cover_px, lines_->neuronOfPoint(dot));
  }
  for (const SceneSoma& soma : lines_->somas) {
    const Spot spot = search.spotOf(soma.centre_um);
    search.offerDisc(spot, search.pixelsOf(soma.centre_um, soma.radius_um), soma.neuron);
  }
  return search.best();
}

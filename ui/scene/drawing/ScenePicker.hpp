// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include "ui/scene/drawing/SceneLines.hpp"

#include <QPointF>
#include <QSizeF>

#include <array>
#include <optional>

/// How the world is seen: enough to say where a point falls on the screen. No OpenGL behind it.
struct SceneProjection {
  std::array<double, 16> worldToClip{};  ///< row-major, for column vectors (x, y, z, 1)
  QSizeF size;                           ///< of the view, in its pixels; y points down
};

/// Which neuron is under the mouse: everything is projected to the screen and compared in pixels.
/// About 10 ms for a million points (no index to build, none to go stale when the camera turns).
class ScenePicker {
 public:
  /// @param lines must live as long as the picker is used
  explicit ScenePicker(const SceneLines& lines) : lines_(&lines) {}

  /// @param reach_px how far from the mouse a neuron may be
  /// @param cover_px half a line's width: within it a line covers the pixel, and of several the
  /// front one counts
  /// @return the neuron's position in the scene; none if nothing is in reach
  std::optional<std::int32_t> pick(const SceneProjection& projection, const QPointF& at,
                                   double reach_px, double cover_px) const;

 private:
  const SceneLines* lines_;
};

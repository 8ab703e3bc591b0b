// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include "ui/scene/drawing/SceneLines.hpp"
#include "ui/scene/drawing/ScenePicker.hpp"
#include "ui/scene/drawing/SceneSide.hpp"

#include <QSize>

class vtkCamera;

/// What the scene does with a vtkCamera. All functions want the view's size for its shape only.
namespace scene_camera {

/// Turns the camera about its focal point.
void lookFrom(vtkCamera& camera, SceneSide side);

/// Moves the camera, without turning it, so that the box fills the view but for a small margin.
void frame(vtkCamera& camera, const nblast::Box& bounds, const QSize& size);

/// Switches the projection; what lies at the focal point keeps its size on the screen.
void setParallel(vtkCamera& camera, bool on);

/// How large a pixel is at the focal point (in a parallel projection: everywhere).
double umPerPixel(vtkCamera& camera, double heightInPixels);

SceneProjection projection(vtkCamera& camera, const QSizeF& size);

/// How much of a picture lies inside the view.
enum class Sight { None, Part, All };

struct Picture {
  Sight sight = Sight::All;
  double extent = 1;  ///< its larger side, as a share of the view's
};
/// Of the box.
Picture pictureOf(vtkCamera& camera, const nblast::Box& bounds, const QSize& size);
/// Of the points of one neuron (at most some thousands of them, evenly taken), so that a bent one
/// is not seen in its box. Without points: All.
Picture pictureOf(vtkCamera& camera, const SceneLines& lines, std::int64_t neuron,
                  const QSize& size);

}  // namespace scene_camera

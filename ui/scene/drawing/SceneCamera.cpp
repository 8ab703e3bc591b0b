// SPDX-License-Identifier: BSD-3-Clause
#include "ui/scene/drawing/SceneCamera.hpp"

#include <vtkCamera.h>
#include <vtkMath.h>
#include <vtkMatrix4x4.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <numbers>

namespace {

using Vector = std::array<double, 3>;

constexpr double kMargin = 1.08;  // of the framed box, so that nothing touches the border
constexpr std::int64_t kMostLookedAt = 2000;
constexpr double kSmallest_um = 1.0;  // a lone point is framed as if it were so wide

struct Pose {
  Vector fromFocus;  ///< where the viewer stands
  Vector up;
};

/// In the template spaces of flies (FCWB, JRC2018, FlyWire, FANC) x runs to the fly's left or
/// right, y downwards (ventral) and z from front to back. So the viewer in front stands at -z, and
/// up on the screen is -y; without that every brain would hang upside down. From above, the front
/// of the animal is at the bottom, as if one leant over it.
Pose poseOf(SceneSide side) {
  switch (side) {
    case SceneSide::Front:
      return {{0, 0, -1}, {0, -1, 0}};
    case SceneSide::Back:
      return {{0, 0, 1}, {0, -1, 0}};
    case SceneSide::Left:
      return {{-1, 0, 0}, {0, -1, 0}};
    case SceneSide::Right:
      return {{1, 0, 0}, {0, -1, 0}};
    case SceneSide::Top:
      return {{0, -1, 0}, {0, 0, 1}};
    case SceneSide::Bottom:
      return {{0, 1, 0}, {0, 0, -1}};
  }
  return {{0, 0, -1}, {0, -1, 0}};
}

std::array<Vector, 8> cornersOf(const nblast::Box& bounds) {
  std::array<Vector, 8> corners{};
  for (std::size_t i = 0; i < 8; ++i) {
    for (std::size_t k = 0; k < 3; ++k) {
      corners[i][k] = ((i >> k) & 1U) != 0 ? bounds.high[k] : bounds.low[k];
    }
  }
  return corners;
}

double tangentOfHalfAngle(vtkCamera& camera) {
  return std::tan(camera.GetViewAngle() * std::numbers::pi / 360);
}

double aspectOf(const QSizeF& size) {
  return std::max(1.0, size.width()) / std::max(1.0, size.height());
}

}  // namespace

namespace scene_camera {

void lookFrom(vtkCamera& camera, SceneSide side) {
  const Pose pose = poseOf(side);
  const double distance = camera.GetDistance();
  const double* focus = camera.GetFocalPoint();
  camera.SetPosition(focus[0] + distance * pose.fromFocus[0],
                     focus[1] + distance * pose.fromFocus[1],
                     focus[2] + distance * pose.fromFocus[2]);
  camera.SetViewUp(pose.up.data());
}

void frame(vtkCamera& camera, const nblast::Box& bounds, const QSize& size) {
  if (bounds.empty) return;
  Vector toViewer{};
  for (std::size_t k = 0; k < 3; ++k)
    toViewer[k] = -camera.GetDirectionOfProjection()[k];
  Vector right{};
  vtkMath::Cross(camera.GetViewUp(), toViewer.data(), right.data());
  if (vtkMath::Normalize(right.data()) == 0) return;
  Vector up{};
  vtkMath::Cross(toViewer.data(), right.data(), up.data());

  Vector centre{};
  for (std::size_t k = 0; k < 3; ++k)
    centre[k] = 0.5 * (bounds.low[k] + bounds.high[k]);
  const double tangent = tangentOfHalfAngle(camera);
  const double aspect = aspectOf(size);
  double halfHeight = 0.5 * kSmallest_um;
  double distance = halfHeight / tangent;
  for (const Vector& corner : cornersOf(bounds)) {
    Vector offset{};
    vtkMath::Subtract(corner.data(), centre.data(), offset.data());
    const double high = std::max(std::abs(vtkMath::Dot(offset.data(), up.data())),
                                 std::abs(vtkMath::Dot(offset.data(), right.data())) / aspect);
    const double near = vtkMath::Dot(offset.data(), toViewer.data());
    halfHeight = std::max(halfHeight, high);
    distance = std::max(distance, high / tangent + near);
  }
  if (camera.GetParallelProjection() != 0) distance = std::max(distance, halfHeight / tangent);
  distance *= kMargin;
  camera.SetFocalPoint(centre.data());
  camera.SetPosition(centre[0] + distance * toViewer[0], centre[1] + distance * toViewer[1],
                     centre[2] + distance * toViewer[2]);
  camera.SetViewUp(up.data());
  camera.SetParallelScale(halfHeight * kMargin);
}

void setParallel(vtkCamera& camera, bool on) {
  if ((camera.GetParallelProjection() != 0) == on) return;
  const double tangent = tangentOfHalfAngle(camera);
  if (on) {
    camera.SetParallelScale(camera.GetDistance() * tangent);
  } else {
    Vector toViewer{};
    for (std::size_t k = 0; k < 3; ++k)
      toViewer[k] = -camera.GetDirectionOfProjection()[k];
    const double* focus = camera.GetFocalPoint();
    const double distance = camera.GetParallelScale() / tangent;
    camera.SetPosition(focus[0] + distance * toViewer[0], focus[1] + distance * toViewer[1],
                       focus[2] + distance * toViewer[2]);
  }
  camera.SetParallelProjection(on ? 1 : 0);
}

double umPerPixel(vtkCamera& camera, double heightInPixels) {
  const double halfHeight = camera.GetParallelProjection() != 0
                                ? camera.GetParallelScale()
                                : camera.GetDistance() * tangentOfHalfAngle(camera);
  return 2 * halfHeight / std::max(1.0, heightInPixels);
}

SceneProjection projection(vtkCamera& camera, const QSizeF& size) {
  SceneProjection result;
  result.size = size;
  vtkMatrix4x4* matrix = camera.GetCompositeProjectionTransformMatrix(aspectOf(size), -1, 1);
  for (int row = 0; row < 4; ++row) {
    for (int column = 0; column < 4; ++column) {
      result.worldToClip[static_cast<std::size_t>(4 * row + column)] =
          matrix->GetElement(row, column);
    }
  }
  return result;
}

namespace {

/// Where points fall on the screen, each side of which spans -1 to 1.
class PictureFinder {
 public:
  PictureFinder(vtkCamera& camera, const QSize& size) : m_(projection(camera, size).worldToClip) {}

  void add(double x, double y, double z) {
    ++points_;
    const double w = m_[12] * x + m_[13] * y + m_[14] * z + m_[15];
    if (!(w > 0)) return;  // behind the viewer
    const std::array<double, 2> at{(m_[0] * x + m_[1] * y + m_[2] * z + m_[3]) / w,
                                   (m_[4] * x + m_[5] * y + m_[6] * z + m_[7]) / w};
    for (std::size_t k = 0; k < 2; ++k) {
      lo_[k] = std::min(lo_[k], at[k]);
      hi_[k] = std::max(hi_[k], at[k]);
    }
    if (std::abs(at[0]) <= 1 && std::abs(at[1]) <= 1) ++inside_;
  }

  std::int64_t points() const { return points_; }
  std::int64_t inside() const { return inside_; }
  double extent() const { return std::max({0.0, hi_[0] - lo_[0], hi_[1] - lo_[1]}) / 2; }
  bool touchesView() const { return lo_[0] <= 1 && hi_[0] >= -1 && lo_[1] <= 1 && hi_[1] >= -1; }

 private:
  std::array<double, 16> m_;
  std::array<double, 2> lo_{1e300, 1e300};
  std::array<double, 2> hi_{-1e300, -1e300};
  std::int64_t points_ = 0;
  std::int64_t inside_ = 0;
};

}  // namespace

Picture pictureOf(vtkCamera& camera, const nblast::Box& bounds, const QSize& size) {
  if (bounds.empty) return {};
  PictureFinder finder(camera, size);
  for (const Vector& p : cornersOf(bounds))
    finder.add(p[0], p[1], p[2]);
  if (finder.inside() == finder.points()) return {Sight::All, finder.extent()};
  return {finder.touchesView() ? Sight::Part : Sight::None, finder.extent()};
}

Picture pictureOf(vtkCamera& camera, const SceneLines& lines, std::int64_t neuron,
                  const QSize& size) {
  PictureFinder finder(camera, size);
  const auto at = static_cast<std::size_t>(neuron);
  const std::int64_t points = lines.firstPoint[at + 1] - lines.firstPoint[at];
  const std::int64_t step = 1 + points / kMostLookedAt;
  for (auto i = lines.firstPoint[at]; i < lines.firstPoint[at + 1]; i += step) {
    const auto& p = lines.points_um[static_cast<std::size_t>(i)];
    finder.add(p.x, p.y, p.z);
  }
  if (finder.points() == 0) return {};
  if (finder.inside() == finder.points()) return {Sight::All, finder.extent()};
  return {finder.inside() == 0 ? Sight::None : Sight::Part, finder.extent()};
}

}  // namespace scene_camera

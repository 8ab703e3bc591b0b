// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include "ui/scene/drawing/SceneNeuron.hpp"

#include <QByteArray>
#include <QFile>
#include <QImage>
#include <QString>

#include <cstdlib>

/// Small neurons and files for the scene's tests.
namespace scene_test_data {

inline SceneNeuron neuron(quint64 id, const QColor& colour,
                          const std::vector<nblast::Vec3f>& points,
                          const std::vector<std::int32_t>& parents = {},
                          const std::vector<float>& radii = {}) {
  auto geometry = std::make_shared<nblast::Skeleton>();
  geometry->points_um = points;
  geometry->parents = parents;
  geometry->radii_um = radii;
  return {id, QStringLiteral("neuron %1").arg(id), colour, geometry};
}

/// A straight skeleton of n points from a to b.
inline SceneNeuron line(quint64 id, const QColor& colour, const nblast::Vec3f& a,
                        const nblast::Vec3f& b, int n = 20) {
  std::vector<nblast::Vec3f> points;
  std::vector<std::int32_t> parents;
  for (int i = 0; i < n; ++i) {
    const float t = static_cast<float>(i) / static_cast<float>(n - 1);
    points.push_back({a.x + t * (b.x - a.x), a.y + t * (b.y - a.y), a.z + t * (b.z - a.z)});
    parents.push_back(i - 1);
  }
  return neuron(id, colour, points, parents);
}

inline bool write(const QString& path, const QByteArray& text) {
  QFile file(path);
  return file.open(QIODevice::WriteOnly) && file.write(text) == text.size();
}

/// A cube with the given corners, as OBJ.
inline QByteArray cubeObj(double lo, double hi) {
  QByteArray text;
  for (int i = 0; i < 8; ++i) {
    text += "v";
    for (int k = 0; k < 3; ++k)
      text += " " + QByteArray::number(((i >> k) & 1) != 0 ? hi : lo);
    text += "\n";
  }
  text += "f 1 3 4 2\nf 5 6 8 7\nf 1 2 6 5\nf 3 7 8 4\nf 1 5 7 3\nf 2 4 8 6\n";
  return text;
}

/// About the same: shading makes lines with a body a little darker at their sides.
inline bool isLike(QRgb seen, const QColor& colour, int tolerance = 40) {
  return std::abs(qRed(seen) - colour.red()) <= tolerance &&
         std::abs(qGreen(seen) - colour.green()) <= tolerance &&
         std::abs(qBlue(seen) - colour.blue()) <= tolerance;
}

inline int pixelsLike(const QImage& picture, const QColor& colour, int tolerance = 40) {
  int count = 0;
  for (int y = 0; y < picture.height(); ++y) {
    for (int x = 0; x < picture.width(); ++x) {
      if (isLike(picture.pixel(x, y), colour, tolerance)) ++count;
    }
  }
  return count;
}

}  // namespace scene_test_data

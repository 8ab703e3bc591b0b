// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include "compute/sample/Geometry.hpp"

#include <vector>

namespace nblast::sample {

/// The surface as a closed mesh: a few thousand triangles, counter-clockwise seen from outside,
/// unit normals outwards.
struct SurfaceMesh {
  struct Triangle {
    int a, b, c;
  };
  std::vector<Vec3d> points_um;
  std::vector<Vec3d> normals;
  std::vector<Triangle> triangles;
};
SurfaceMesh neuropilSurface();

}  // namespace nblast::sample

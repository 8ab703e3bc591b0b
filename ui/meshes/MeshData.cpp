// SPDX-License-Identifier: BSD-3-Clause
#include "ui/meshes/MeshData.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

std::string faultOf(const MeshData& mesh, double umPerUnit) {
  if (mesh.faces() == 0) return "it has no triangles";
  for (std::size_t i = 0; i < mesh.coordinates.size(); ++i) {
    const double furthest = umPerUnit * std::abs(mesh.coordinates[i]);
    if (furthest <= kFurthest_um) continue;
    return fmt::format("its vertex {} would lie {:.3g} m away; choose another length unit",
                       i / 3 + 1, furthest * 1e-6);
  }
  double steps = 0;
  for (std::size_t i = 0; i < mesh.faces(); ++i) {
    steps += static_cast<double>(mesh.face(i).size() * mesh.face(i).size());
    for (const std::int64_t corner : mesh.face(i)) {
      if (corner >= 0 && corner < mesh.vertices()) continue;
      return fmt::format("its face {} names vertex {}, but there are only {}", i + 1, corner + 1,
                         mesh.vertices());
    }
  }
  // Cutting a face into triangles costs the square of its corners.
  constexpr double kFewSteps = 1e8;        // some seconds
  constexpr double kStepsPerCorner = 100;  // 3 where all faces are triangles
  if (steps > std::max(kFewSteps, kStepsPerCorner * static_cast<double>(mesh.corners.size())))
    return "its faces have too many corners; save it as triangles";
  return {};
}

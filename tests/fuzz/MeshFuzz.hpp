// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include "tests/fuzz/Fuzz.hpp"
#include "ui/meshes/MeshData.hpp"

#include <cmath>

namespace fuzz {

/// @param reader readObj and its like
template <class Reader>
void readMesh(const std::uint8_t* data, std::size_t size, Reader reader) {
  MeshData mesh;
  const std::string fault = reader(textOf(data, size), mesh);
  require(fault.size() < 1000);
  // As MeshFile.cpp reckons before a file is read.
  const std::size_t bytes = mesh.coordinates.size() * sizeof(double) +
                            mesh.corners.size() * sizeof(std::int64_t) +
                            mesh.ends.size() * sizeof(std::size_t);
  require(bytes <= 8 * size);
  if (!fault.empty()) return;
  for (const double x : mesh.coordinates)
    require(std::isfinite(x));
  require(mesh.faces() == 0 || mesh.ends.back() == mesh.corners.size());
  if (!faultOf(mesh, 1e-3).empty()) return;
  for (std::size_t i = 0; i < mesh.faces(); ++i) {
    require(mesh.face(i).size() >= 3 && mesh.face(i).size() <= kMostCorners);
    for (const std::int64_t corner : mesh.face(i))
      require(corner >= 0 && corner < mesh.vertices());
  }
}

}  // namespace fuzz

// SPDX-License-Identifier: BSD-3-Clause
#include "compute/sample/BrainSurface.hpp"

#include "compute/sample/Brain.hpp"

#include <array>
#include <cstddef>
#include <utility>

namespace nblast::sample {

namespace {

/// Naive surface nets (Gibson 1998): one vertex for each cube that the surface crosses, at the mean
/// of its edges' crossings; one quad for each grid edge that it crosses, from the four cubes around
/// the edge.
class SurfaceNet {
 public:
  SurfaceNet() : values_(kCorners), vertexOfCube_(kCorners, -1) {
    forEach(kX, kY, kZ,
            [&](int x, int y, int z) { values_[index(x, y, z)] = neuropilField(at(x, y, z)); });
  }

  SurfaceMesh mesh() {
    forEach(kX - 1, kY - 1, kZ - 1, [&](int x, int y, int z) { addVertex(x, y, z); });
    forEach(kX - 1, kY - 1, kZ - 1, [&](int x, int y, int z) { addQuads(x, y, z); });
    return std::move(mesh_);
  }

 private:
  // A margin of one cell around the brain; the midline lies on a grid plane, so that the mesh is
  // symmetric.
  static constexpr double kStep_um = 14;
  static constexpr Vec3d kOrigin_um{-22, -12, -14};
  static constexpr int kX = 47, kY = 24, kZ = 20;
  static constexpr std::size_t kCorners = std::size_t{kX} * kY * kZ;

  template <class Visit>
  static void forEach(int nx, int ny, int nz, Visit visit) {
    for (int z = 0; z < nz; ++z)
      for (int y = 0; y < ny; ++y)
        for (int x = 0; x < nx; ++x)
          visit(x, y, z);
  }
  static std::size_t index(int x, int y, int z) {
    return (static_cast<std::size_t>(z) * kY + static_cast<std::size_t>(y)) * kX +
           static_cast<std::size_t>(x);
  }
  static Vec3d at(int x, int y, int z) {
    return {kOrigin_um.x + x * kStep_um, kOrigin_um.y + y * kStep_um, kOrigin_um.z + z * kStep_um};
  }
  bool inside(int x, int y, int z) const { return values_[index(x, y, z)] > 0; }

  void addVertex(int x, int y, int z) {
    Vec3d sum;
    int crossings = 0;
    for (int axis = 0; axis < 3; ++axis) {
      for (int side = 0; side < 4; ++side) {
        std::array<int, 3> a{x, y, z};
        a[static_cast<std::size_t>((axis + 1) % 3)] += side & 1;
        a[static_cast<std::size_t>((axis + 2) % 3)] += side >> 1;
        std::array<int, 3> b = a;
        b[static_cast<std::size_t>(axis)] += 1;
        const double va = values_[index(a[0], a[1], a[2])], vb = values_[index(b[0], b[1], b[2])];
        if ((va > 0) == (vb > 0)) continue;
        sum = plus(sum, between(at(a[0], a[1], a[2]), at(b[0], b[1], b[2]), va / (va - vb)));
        ++crossings;
      }
    }
    if (crossings == 0) return;
    vertexOfCube_[index(x, y, z)] = static_cast<int>(mesh_.points_um.size());
    addPoint(scaled(sum, 1.0 / crossings));
  }

  /// Newton steps along the gradient bring the vertex onto the surface itself.
  void addPoint(Vec3d p) {
    for (int k = 0; k < 4; ++k) {
      const Vec3d g = neuropilGradient(p);
      p = minus(p, scaled(g, neuropilField(p) / dot(g, g)));
    }
    mesh_.points_um.push_back(p);
    mesh_.normals.push_back(scaled(unit(neuropilGradient(p)), -1));
  }

  void addQuads(int x, int y, int z) {
    const bool here = inside(x, y, z);
    // The margin is outside, so that a crossed edge always has its four cubes.
    if (here != inside(x + 1, y, z))
      addQuad({index(x, y - 1, z - 1), index(x, y, z - 1), index(x, y, z), index(x, y - 1, z)},
              here);
    if (here != inside(x, y + 1, z))
      addQuad({index(x - 1, y, z - 1), index(x - 1, y, z), index(x, y, z), index(x, y, z - 1)},
              here);
    if (here != inside(x, y, z + 1))
      addQuad({index(x - 1, y - 1, z), index(x, y - 1, z), index(x, y, z), index(x - 1, y, z)},
              here);
  }

  void addQuad(const std::array<std::size_t, 4>& cubes, bool outwards) {
    std::array<int, 4> v;
    for (std::size_t k = 0; k < 4; ++k)
      v[k] = vertexOfCube_[cubes[outwards ? k : 3 - k]];
    const auto point = [&](int k) {
      return mesh_.points_um[static_cast<std::size_t>(v[static_cast<std::size_t>(k)])];
    };
    if (distance(point(0), point(2)) <= distance(point(1), point(3))) {
      mesh_.triangles.push_back({v[0], v[1], v[2]});
      mesh_.triangles.push_back({v[0], v[2], v[3]});
    } else {
      mesh_.triangles.push_back({v[0], v[1], v[3]});
      mesh_.triangles.push_back({v[1], v[2], v[3]});
    }
  }

  std::vector<double> values_;
  std::vector<int> vertexOfCube_;
  SurfaceMesh mesh_;
};

}  // namespace

SurfaceMesh neuropilSurface() {
  return SurfaceNet().mesh();
}

}  // namespace nblast::sample

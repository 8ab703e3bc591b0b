// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

/// A surface as its file has it: not scaled, not triangulated. The readers of surface files know
/// neither Qt nor VTK, so that they can be tried with damaged files by the million; VTK's own
/// readers crash on some of those.
struct MeshData {
  std::vector<double> coordinates;    ///< x, y and z of one vertex after another; finite
  std::vector<std::int64_t> corners;  ///< of one face after another: indices of vertices, from 0
  std::vector<std::size_t> ends;      ///< of each face in corners

  std::int64_t vertices() const { return static_cast<std::int64_t>(coordinates.size() / 3); }
  std::size_t faces() const { return ends.size(); }
  std::span<const std::int64_t> face(std::size_t i) const {
    const std::size_t begin = i == 0 ? 0 : ends[i - 1];
    return std::span(corners).subspan(begin, ends[i] - begin);
  }
};

/// Faces with more corners are refused.
inline constexpr std::size_t kMostCorners = 1000;

inline constexpr double kFurthest_um = 1e7;  ///< a vertex from the origin, as of neurons

/// What would crash, garble or stall the drawing: no faces, indices of vertices that do not exist,
/// vertices beyond 10 m, very many corners to cut into triangles.
/// @return what is wrong, to go after "the file cannot be used: "; empty: nothing
std::string faultOf(const MeshData& mesh, double umPerUnit);

// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include "ui/meshes/MeshData.hpp"

#include <string>
#include <string_view>

/// Reads the vertices and faces of a Wavefront OBJ file, and passes over everything else.
/// The indices of a face are not yet compared with the number of vertices: see faultOf().
/// @return what is wrong, to go after "the file cannot be used: "; empty: nothing
std::string readObj(std::string_view bytes, MeshData& mesh);

// SPDX-License-Identifier: BSD-3-Clause
#include "ui/meshes/MeshFormats.hpp"

#include "ui/meshes/ObjFile.hpp"
#include "ui/meshes/PlyFile.hpp"
#include "ui/meshes/StlFile.hpp"

const std::vector<MeshFormat>& meshFormats() {
  static const std::vector<MeshFormat> kFormats{
      {{"brain meshes", {".obj"}, "Wavefront OBJ"}, "OBJ", readObj},
      {{"brain meshes", {".ply"}, "Stanford PLY, text or binary"}, "PLY", readPly},
      {{"brain meshes", {".stl"}, "STL, text or binary"}, "STL", readStl},
  };
  return kFormats;
}

const MeshFormat* meshFormatByName(std::string_view name) {
  for (const MeshFormat& format : meshFormats())
    if (!nblast::endingOf(name, format.endings).empty()) return &format;
  return nullptr;
}

nblast::FileType meshFileType() {
  nblast::FileType all{"brain meshes", {}, "for the 3D scene"};
  for (const MeshFormat& format : meshFormats())
    all.endings.insert(all.endings.end(), format.endings.begin(), format.endings.end());
  return all;
}

std::string meshFormatNames() {
  std::string names;
  for (const MeshFormat& format : meshFormats())
    names += (names.empty() ? "" : ", ") + std::string(format.name);
  return names;
}

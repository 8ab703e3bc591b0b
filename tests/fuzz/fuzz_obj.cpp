// SPDX-License-Identifier: BSD-3-Clause
#include "tests/fuzz/MeshFuzz.hpp"
#include "ui/meshes/ObjFile.hpp"

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  fuzz::readMesh(data, size, readObj);
  return 0;
}

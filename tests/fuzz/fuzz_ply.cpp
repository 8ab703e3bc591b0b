// SPDX-License-Identifier: BSD-3-Clause
#include "tests/fuzz/MeshFuzz.hpp"
#include "ui/meshes/PlyFile.hpp"

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  fuzz::readMesh(data, size, readPly);
  return 0;
}

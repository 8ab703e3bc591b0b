// SPDX-License-Identifier: BSD-3-Clause
#include "tests/fuzz/MeshFuzz.hpp"
#include "ui/meshes/StlFile.hpp"

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  fuzz::readMesh(data, size, readStl);
  return 0;
}

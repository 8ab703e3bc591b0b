// SPDX-License-Identifier: BSD-3-Clause
#include "tests/fuzz/ArchiveFuzz.hpp"
#include "tests/fuzz/Fuzz.hpp"

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  fuzz::readArchive(data, size, ".zip");
  return 0;
}

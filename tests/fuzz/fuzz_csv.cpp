// SPDX-License-Identifier: BSD-3-Clause
#include "tests/fuzz/FormatFuzz.hpp"
#include "tests/fuzz/Fuzz.hpp"

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  fuzz::readFormat(data, size, *nblast::formatByName("a.csv"));
  return 0;
}

// SPDX-License-Identifier: BSD-3-Clause
#include "compute/io/ReadToEnd.hpp"
#include "compute/io/archive/Gunzip.hpp"
#include "tests/fuzz/Fuzz.hpp"

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  fuzz::readWithin(fuzz::kMemoryBytes, [&](nblast::ReadAllowance& allowance) {
    const std::string text = nblast::gunzip(fuzz::textOf(data, size), "a.gz", allowance);
    fuzz::require(nblast::heapBytes(text) <= fuzz::kMemoryBytes);
  });
  return 0;
}

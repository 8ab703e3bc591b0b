// SPDX-License-Identifier: BSD-3-Clause
// Every format of neurons that is read, also those that have no driver of their own.
#include "tests/fuzz/FormatFuzz.hpp"
#include "tests/fuzz/Fuzz.hpp"

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  for (const nblast::NeuronFormat& format : nblast::neuronFormats())
    fuzz::readFormat(data, size, format);
  return 0;
}

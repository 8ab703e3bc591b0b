// SPDX-License-Identifier: BSD-3-Clause
#include "compute/io/TextEncoding.hpp"
#include "compute/io/format/SwcReader.hpp"
#include "tests/fuzz/Fuzz.hpp"

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  fuzz::readWithin(fuzz::memoryBytes, [&](nblast::ReadAllowance& allowance) {
    std::string text(fuzz::textOf(data, size));
    allowance.take(static_cast<std::int64_t>(text.capacity()) + 1);
    nblast::decodeText(text, "a.swc", allowance);
    const nblast::Neuron neuron = nblast::parseSwcText(text, "a.swc", allowance);
    fuzz::requireSound(neuron);
    fuzz::requirePrepared(neuron);
  });
  return 0;
}

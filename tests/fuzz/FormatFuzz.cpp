// SPDX-License-Identifier: BSD-3-Clause
#include "tests/fuzz/FormatFuzz.hpp"

#include "compute/io/TextEncoding.hpp"
#include "tests/fuzz/Fuzz.hpp"

#include <string>

namespace fuzz {

void readFormat(const std::uint8_t* data, std::size_t size, const nblast::NeuronFormat& format) {
  const std::string source = "a" + std::string(format.endings.front());
  // Of what cannot be decoded, the bytes themselves are looked at.
  if (format.sniff != nullptr) format.sniff(textOf(data, size), nblast::ReadAllowance());
  readWithin(kMemoryBytes, [&](nblast::ReadAllowance& allowance) {
    std::string text(textOf(data, size));
    allowance.take(static_cast<std::int64_t>(text.capacity()) + 1);
    nblast::decodeText(text, source, allowance);
    const nblast::Neuron neuron = format.parse(text, source, allowance);
    requireSound(neuron);
    requirePrepared(neuron);
  });
}

}  // namespace fuzz

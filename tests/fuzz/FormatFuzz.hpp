// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include "compute/io/format/NeuronFormats.hpp"

#include <cstddef>
#include <cstdint>

namespace fuzz {

/// Reads bytes as one format does, whether it recognises them or not: a user may have named the
/// file.
void readFormat(const std::uint8_t* data, std::size_t size, const nblast::NeuronFormat& format);

}  // namespace fuzz

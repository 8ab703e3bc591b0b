// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include <cstddef>
#include <cstdint>

namespace fuzz {

/// Reads bytes as the archive that an ending says, from a file in memory: the reader wants a path.
/// @param ending ".zip", ".tar.gz"
void readArchive(const std::uint8_t* data, std::size_t size, const char* ending);

}  // namespace fuzz

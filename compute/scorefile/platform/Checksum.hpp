// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include <cstddef>
#include <cstdint>

namespace nblast {

/// CRC-32C (Castagnoli), as in iSCSI: of "123456789" it is 0xE3069283.
std::uint32_t crc32c(const void* data, std::size_t bytes);

/// The same sum on any processor.
std::uint32_t crc32cPortable(const void* data, std::size_t bytes);

}  // namespace nblast

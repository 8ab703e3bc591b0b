// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include <cstdint>
#include <string>

namespace nblast {

/// In GiB, as memory limits are given.
inline double gib(std::int64_t bytes) {
  return static_cast<double>(bytes) / (std::int64_t{1} << 30);
}

/// "1 byte", "999 bytes", "5.7 GB", "40 GB": wherever people read a number of bytes. Powers of
/// 1000, as disks are sold; one decimal below ten.
std::string bytesAsText(std::uint64_t bytes);

}  // namespace nblast

// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include <cstdint>
#include <string>

namespace nblast {

/// In GiB, as memory limits are given.
inline double gib(std::int64_t bytes) {
  return static_cast<double>(bytes) / (std::int64_t{1} << 30);
}

/// "12.3 GB", for messages.
std::string bytesAsText(std::uint64_t bytes);

}  // namespace nblast

// SPDX-License-Identifier: BSD-3-Clause
#include "compute/base/Bytes.hpp"

#include <fmt/format.h>

namespace nblast {

std::string bytesAsText(std::uint64_t bytes) {
  const auto value = static_cast<double>(bytes);
  if (value >= 1e12) return fmt::format("{:.1f} TB", value / 1e12);
  if (value >= 1e9) return fmt::format("{:.1f} GB", value / 1e9);
  if (value >= 1e6) return fmt::format("{:.1f} MB", value / 1e6);
  return fmt::format("{:.1f} kB", value / 1e3);
}

}  // namespace nblast

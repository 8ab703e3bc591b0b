// SPDX-License-Identifier: BSD-3-Clause
#include "compute/base/Counts.hpp"

#include <fmt/format.h>

namespace nblast {

std::string countAsText(std::int64_t count) {
  auto text = std::to_string(count);
  const std::size_t first = count < 0 ? 1 : 0;
  for (auto at = text.size(); at > first + 3;) {
    at -= 3;
    text.insert(at, 1, ',');
  }
  return text;
}

std::string countOf(std::int64_t count, std::string_view one) {
  return fmt::format("{} {}{}", countAsText(count), one, count == 1 ? "" : "s");
}

std::string shareAsText(std::int64_t part, std::int64_t whole) {
  if (whole == 0) return "0 %";
  return fmt::format("{:.3g} %", 100 * static_cast<double>(part) / static_cast<double>(whole));
}

}  // namespace nblast

// SPDX-License-Identifier: BSD-3-Clause
#include "compute/base/Durations.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <string_view>

namespace nblast {

namespace {

std::string twoParts(long long big, std::string_view bigUnit, long long small,
                     std::string_view smallUnit) {
  return small == 0 ? fmt::format("{} {}", big, bigUnit)
                    : fmt::format("{} {} {} {}", big, bigUnit, small, smallUnit);
}

}  // namespace

std::string durationAsText(double seconds) {
  if (!(seconds >= 0)) return "unknown";
  if (seconds > 1e10) return "more than 300 years";
  if (seconds == 0) return "0 s";
  if (seconds < 0.0995) return fmt::format("{} ms", std::max(1LL, std::llround(seconds * 1000)));
  if (seconds < 9.95) return fmt::format("{:.1f} s", seconds);
  // Rounded first: 59.7 s are 1 min, not 60 s.
  const auto whole = std::llround(seconds);
  if (whole < 60) return fmt::format("{} s", whole);
  if (whole < 3600) return twoParts(whole / 60, "min", whole % 60, "s");
  const auto minutes = std::llround(seconds / 60);
  constexpr long long kMinutesOfADay = 24 * 60;
  if (minutes < kMinutesOfADay) return twoParts(minutes / 60, "h", minutes % 60, "min");
  const auto hours = std::llround(seconds / 3600);
  return twoParts(hours / 24, "d", hours % 24, "h");
}

}  // namespace nblast

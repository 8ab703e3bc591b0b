// SPDX-License-Identifier: BSD-3-Clause
#include "app/cli/Figures.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

std::string shareInWords(std::int64_t part, std::int64_t whole) {
  if (whole == 0) return "0 %";
  return fmt::format("{:.3g} %", 100 * static_cast<double>(part) / static_cast<double>(whole));
}

std::string secondsInWords(double seconds) {
  if (seconds < 0.1) return fmt::format("{:.0f} ms", std::ceil(seconds * 1000));
  if (seconds < 60) return fmt::format("{:.1f} s", seconds);
  return durationInWords(seconds);
}

std::string durationInWords(double seconds) {
  if (seconds > 1e9) return "years";
  const auto whole = static_cast<long long>(std::llround(std::max(0.0, seconds)));
  if (whole < 60) return fmt::format("{} s", whole);
  if (whole < 3600) return fmt::format("{} min {} s", whole / 60, whole % 60);
  const auto minutes = whole / 60;
  if (minutes < 24 * 60) return fmt::format("{} h {} min", minutes / 60, minutes % 60);
  return fmt::format("{} d {} h", minutes / 60 / 24, minutes / 60 % 24);
}

std::string bytesInWords(std::int64_t bytes) {
  if (bytes < 1'000'000) return fmt::format("{:.1f} kB", static_cast<double>(bytes) / 1e3);
  if (bytes < 1'000'000'000) return fmt::format("{:.1f} MB", static_cast<double>(bytes) / 1e6);
  return fmt::format("{:.2f} GB", static_cast<double>(bytes) / 1e9);
}

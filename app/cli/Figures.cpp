#include "app/cli/Figures.hpp"

#include <fmt/format.h>

#include <cmath>

std::string shareInWords(std::int64_t part, std::int64_t whole) {
  if (whole == 0) return "0 %";
  return fmt::format("{:.3g} %", 100 * static_cast<double>(part) / static_cast<double>(whole));
}

std::string secondsInWords(double seconds) {
  return seconds < 0.1 ? fmt::format("{:.0f} ms", std::ceil(seconds * 1000))
                       : fmt::format("{:.1f} s", seconds);
}

std::string bytesInWords(std::int64_t bytes) {
  if (bytes < 1'000'000) return fmt::format("{:.1f} kB", static_cast<double>(bytes) / 1e3);
  if (bytes < 1'000'000'000) return fmt::format("{:.1f} MB", static_cast<double>(bytes) / 1e6);
  return fmt::format("{:.2f} GB", static_cast<double>(bytes) / 1e9);
}

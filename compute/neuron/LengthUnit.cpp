// SPDX-License-Identifier: BSD-3-Clause
#include "compute/neuron/LengthUnit.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cctype>
#include <charconv>
#include <cmath>
#include <system_error>

namespace nblast {

namespace {

struct UnitName {
  std::string_view name;
  std::string_view shortName;
  double perUm;  ///< how many of them are 1 µm
};

constexpr std::array<UnitName, 12> kNames{{
    {"um", "um", 1},
    {"\u00b5m", "um", 1},
    {"\u03bcm", "um", 1},
    {"micron", "um", 1},
    {"micrometer", "um", 1},
    {"micrometre", "um", 1},
    {"nm", "nm", 1000},
    {"nanometer", "nm", 1000},
    {"nanometre", "nm", 1000},
    {"mm", "mm", 0.001},
    {"millimeter", "mm", 0.001},
    {"millimetre", "mm", 0.001},
}};

std::string_view trim(std::string_view text) {
  const std::size_t first = text.find_first_not_of(" \t");
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(" \t") - first + 1);
}

const UnitName* findName(std::string_view text) {
  std::string lower(text);
  std::transform(lower.begin(), lower.end(), lower.begin(),
                 [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  if (lower.size() > 4 && lower.back() == 's') lower.pop_back();  // microns, but no "nms"
  const auto at = std::find_if(kNames.begin(), kNames.end(),
                               [&](const UnitName& n) { return n.name == lower; });
  return at != kNames.end() ? &*at : nullptr;
}

}  // namespace

std::optional<LengthUnit> parseLengthUnit(std::string_view text) {
  text = trim(text);
  double count = 1;
  // Only digits begin a number here: from_chars would take "nanometer" for a NaN.
  if (!text.empty() && (std::isdigit(static_cast<unsigned char>(text[0])) != 0 || text[0] == '.')) {
    const auto [stop, error] = std::from_chars(text.data(), text.data() + text.size(), count);
    if (error != std::errc()) return {};
    text = trim(text.substr(static_cast<std::size_t>(stop - text.data())));
  }
  const UnitName* unit = findName(text);
  if (unit == nullptr || !std::isfinite(count) || count <= 0) return {};
  // Dividing by 1000, which is exact, rounds once; 0.001 is not exact.
  const double umPerUnit = unit->perUm < 1 ? count * 1000 : count / unit->perUm;
  if (!std::isfinite(umPerUnit) || umPerUnit <= 0) return {};
  return LengthUnit{umPerUnit, count == 1 ? std::string(unit->shortName)
                                          : fmt::format("{} {}", count, unit->shortName)};
}

namespace {
constexpr std::string_view kStatedFirst = "stated,";
}

std::optional<UnitChoice> parseUnitChoice(std::string_view text) {
  text = trim(text);
  const bool statedFirst = text.starts_with(kStatedFirst);
  if (statedFirst) text.remove_prefix(kStatedFirst.size());
  const auto unit = parseLengthUnit(text);
  if (!unit) return {};
  return UnitChoice(*unit, statedFirst);
}

std::string textOf(const UnitChoice& choice) {
  return (choice.statedFirst ? std::string(kStatedFirst) : std::string()) + choice.unit.label;
}

std::string lengthInWords(double length_um) {
  // 999.5 would be shown as 1e+03.
  if (length_um >= 999.5e3) return fmt::format("{:.3g} m", length_um / 1e6);
  if (length_um >= 999.5) return fmt::format("{:.3g} mm", length_um / 1e3);
  if (length_um >= 0.1) return fmt::format("{:.3g} µm", length_um);
  return fmt::format("{:.3g} nm", length_um * 1e3);
}

}  // namespace nblast

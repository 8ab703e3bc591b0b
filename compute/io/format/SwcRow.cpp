// SPDX-License-Identifier: BSD-3-Clause
#include "compute/io/format/SwcRow.hpp"

#include "compute/base/Error.hpp"
#include "compute/io/NumberText.hpp"
#include "compute/io/TextEncoding.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cctype>
#include <cmath>
#include <limits>
#include <optional>

namespace nblast {

namespace {

bool isBlank(char c) {
  return c == ' ' || c == '\t' || c == '\v' || c == '\f';
}

/// A column name in small letters, without quotation marks; of a long text, only the beginning.
std::string lowerName(std::string_view text) {
  constexpr std::size_t kLongest = 100;
  std::string name;
  for (const char c : text.substr(0, kLongest))
    if (c != '"' && c != '\'')
      name += static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  return std::string(trimmed(name));
}

[[noreturn]] void throwDecimalCommas(std::string_view number, const std::string& source,
                                     std::int64_t line) {
  throw InputError(source, line,
                   fmt::format("decimal commas ({}): write decimal points", inQuotes(number)));
}

std::int64_t wholeNumber(std::string_view text, const char* name, const std::string& source,
                         std::int64_t line) {
  const std::optional<std::int64_t> value = parseWholeNumber(text);
  if (!value)
    throw InputError(source, line,
                     fmt::format("{} is {}, not a whole number of 64 bits", name, inQuotes(text)));
  return *value;
}

double coordinate(std::string_view text, const char* name, const std::string& source,
                  std::int64_t line) {
  const std::optional<double> value = parseNumber(text);
  if (!value)
    throw InputError(source, line, fmt::format("{} is {}, not a number", name, inQuotes(text)));
  if (!std::isfinite(*value))
    throw InputError(source, line,
                     fmt::format("{} is {}, not a finite number", name, inQuotes(text)));
  return *value;
}

/// What programs write where they do not know a radius.
bool meansUnknown(std::string_view text) {
  const std::string name = lowerName(text);
  return name.empty() || name == "na" || name == "none" || name == "null" || name == "nil";
}

}  // namespace

SwcColumns::SwcColumns(std::string_view line, const std::string& source, std::int64_t number) {
  cutAtBlanks(line);
  if (line.find(';') != std::string_view::npos) {
    cutAt(';', line);
    for (const std::string_view column : kept())
      if (column.find(',') != std::string_view::npos) throwDecimalCommas(column, source, number);
    return;
  }
  if (line.find(',') == std::string_view::npos) return;
  // Blanks cut the line already, yet commas stand inside the pieces: they belong to the numbers.
  if (count_ >= 5 && commaInside())
    for (const std::string_view column : kept())
      if (column.substr(0, column.size() - 1).find(',') != std::string_view::npos)
        throwDecimalCommas(column, source, number);
  cutAt(',', line);
  // Seven columns of which four have a comma too: "1,1,-0,000,-0,000,0,000,20,149,-1".
  if (count_ >= 11 && line.find('.') == std::string_view::npos)
    throwDecimalCommas(line, source, number);
}

bool SwcColumns::commaInside() const {
  const auto inside = [](std::string_view column) {
    return column.substr(0, column.size() - 1).find(',') != std::string_view::npos;
  };
  const auto columns = kept();
  return std::any_of(columns.begin(), columns.end(), inside);
}

void SwcColumns::cutAtBlanks(std::string_view line) {
  std::size_t i = 0;
  for (;;) {
    while (i < line.size() && isBlank(line[i]))
      ++i;
    if (i == line.size()) return;
    const std::size_t begin = i;
    while (i < line.size() && !isBlank(line[i]))
      ++i;
    add(line.substr(begin, i - begin));
  }
}

void SwcColumns::cutAt(char separator, std::string_view line) {
  count_ = 0;
  // An empty column stays empty: closing the gap would shift all that follow. Only the last may be
  // missing.
  while (!line.empty()) {
    const std::size_t end = line.find(separator);
    add(trimmed(line.substr(0, end)));
    if (end == std::string_view::npos) break;
    line = trimmed(line.substr(end + 1));
  }
}

void setRadius(SwcRow& row, double radius) {
  row.radiusIsFinite = std::isfinite(static_cast<float>(radius));
  // CATMAID writes -1 for a radius nobody measured.
  row.radius = row.radiusIsFinite ? std::max(static_cast<float>(radius), 0.0F) : 0.0F;
}

bool isSwcHeader(const SwcColumns& columns, const std::string& source, std::int64_t line) {
  constexpr std::array<const char*, 3> kWanted{"x", "y", "z"};
  std::array<std::size_t, 3> at{};
  const auto names = columns.kept();
  for (std::size_t axis = 0; axis < kWanted.size(); ++axis) {
    std::size_t i = 0;
    while (i < names.size() && lowerName(names[i]) != kWanted[axis])
      ++i;
    if (i == names.size()) return false;
    at[axis] = i;
  }
  if (at != std::array<std::size_t, 3>{2, 3, 4})
    throw InputError(source, line,
                     "the columns are not in SWC's order: write id, type, x, y, z, radius, parent");
  return true;
}

SwcRow parseSwcRow(const SwcColumns& columns, const std::string& source, std::int64_t line) {
  if (columns.size() < SwcColumns::kNeeded)
    throw InputError(source, line,
                     fmt::format("{} column{} instead of 7 (id, type, x, y, z, radius, parent)",
                                 columns.size(), columns.size() == 1 ? "" : "s"));
  SwcRow row;
  row.id = wholeNumber(columns[0], "the node's id", source, line);
  if (row.id < 0) throw InputError(source, line, fmt::format("node {} has a negative id", row.id));
  row.point = {coordinate(columns[2], "x", source, line), coordinate(columns[3], "y", source, line),
               coordinate(columns[4], "z", source, line)};
  row.parent = wholeNumber(columns[6], "the parent's id", source, line);

  const std::optional<double> radius = parseNumber(columns[5]);
  if (!radius && !meansUnknown(columns[5]))
    throw InputError(source, line,
                     fmt::format("the radius is {}, not a number", inQuotes(columns[5])));
  setRadius(row, radius.value_or(std::numeric_limits<double>::quiet_NaN()));
  return row;
}

}  // namespace nblast

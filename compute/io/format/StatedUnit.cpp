// SPDX-License-Identifier: BSD-3-Clause
#include "compute/io/format/StatedUnit.hpp"

#include "compute/io/NumberText.hpp"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <array>
#include <cctype>
#include <cstddef>
#include <span>
#include <string>
#include <vector>

namespace nblast {

namespace {

using Words = std::span<const std::string>;

constexpr std::array<std::string_view, 7> kThings{
    "position", "positions", "coordinate", "coordinates", "xyz", "points", "nodes"};
constexpr std::array<std::string_view, 4> kKinds{"length", "spatial", "coordinate", "coordinates"};
constexpr std::array<std::string_view, 5> kFillers{"and", "radius", "radii", "are", "given"};

bool isOneOf(std::span<const std::string_view> list, const std::string& word) {
  return std::find(list.begin(), list.end(), word) != list.end();
}

/// Lower-case words; ':' and '=' are words of their own.
std::vector<std::string> wordsOf(std::string_view text) {
  std::vector<std::string> words(1);
  for (const char c : text) {
    const bool blank = std::isspace(static_cast<unsigned char>(c)) != 0 || c == ',' || c == '"';
    const bool sign = c == ':' || c == '=';
    if ((blank || sign) && !words.back().empty()) words.emplace_back();
    if (sign) {
      words.back() = c;
      words.emplace_back();
    } else if (!blank) {
      words.back() += static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
    }
  }
  if (words.back().empty()) words.pop_back();
  if (!words.empty() && words.back().ends_with('.')) words.back().pop_back();
  return words;
}

std::optional<LengthUnit> unitOf(Words words) {
  std::string text;
  for (const std::string& word : words)
    text += (text.empty() ? "" : " ") + word;
  return parseLengthUnit(text);
}

/// "units: nm", "length unit = um", "units of the coordinates: 8 nm"
std::optional<LengthUnit> afterTheWordUnit(Words words) {
  std::size_t i = 0;
  while (i < words.size() && isOneOf(kKinds, words[i]))
    ++i;
  if (i == words.size() || (words[i] != "unit" && words[i] != "units")) return {};
  ++i;
  if (i < words.size() && words[i] == "of") {
    ++i;
    while (i < words.size() && (words[i] == "the" || words[i] == "all"))
      ++i;
    if (i == words.size() || !isOneOf(kThings, words[i])) return {};
    ++i;
  }
  if (i == words.size() ||
      (words[i] != ":" && words[i] != "=" && words[i] != "are" && words[i] != "is"))
    return {};
  return unitOf(words.subspan(i + 1));
}

/// "All positions and radii in microns", "coordinates are in nm"
std::optional<LengthUnit> afterTheWordIn(Words words) {
  std::size_t i = 0;
  while (i < words.size() && (words[i] == "all" || words[i] == "the"))
    ++i;
  if (i == words.size() || !isOneOf(kThings, words[i])) return {};
  ++i;
  while (i < words.size() && isOneOf(kFillers, words[i]))
    ++i;
  if (i == words.size() || words[i] != "in") return {};
  return unitOf(words.subspan(i + 1));
}

std::optional<LengthUnit> fromMeta(std::string_view text) {
  using nlohmann::json;
  constexpr std::size_t kLongest = std::size_t{64} << 10;  // some hundred bytes are usual
  if (text.size() > kLongest) return {};
  const auto meta = json::parse(text, nullptr, false);
  if (!meta.is_object() || !meta.contains("units")) return {};
  const json* unit = &meta.at("units");
  if (unit->is_array() && !unit->empty()) {
    // One unit per dimension: they must all agree. Only strings are compared: lists within lists
    // would be compared as deeply as they go.
    const json& list = *unit;
    unit = &list.front();
    const auto differs = [&](const json& u) { return !u.is_string() || u != *unit; };
    if (std::any_of(list.begin(), list.end(), differs)) return {};
  }
  return unit->is_string() ? parseLengthUnit(unit->get_ref<const std::string&>()) : std::nullopt;
}

}  // namespace

std::optional<LengthUnit> statedUnit(std::string_view comment) {
  const std::size_t begin = comment.find_first_not_of("# \t");
  if (begin == std::string_view::npos) return {};
  comment = trimmed(comment.substr(begin));
  if (comment.starts_with("Meta:")) return fromMeta(comment.substr(5));
  constexpr std::size_t kLongest = 120;  // licences and histories are not statements
  if (comment.size() > kLongest) return {};
  const std::vector<std::string> words = wordsOf(comment);
  if (const auto unit = afterTheWordUnit(words)) return unit;
  return afterTheWordIn(words);
}

void UnitStatements::add(std::string_view comment) {
  const std::optional<LengthUnit> stated = statedUnit(comment);
  if (!stated) return;
  if (unit_ && *unit_ != *stated) contradictory_ = true;
  unit_ = stated;
}

}  // namespace nblast

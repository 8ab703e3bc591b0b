// SPDX-License-Identifier: BSD-3-Clause
#include "compute/base/FileType.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>

namespace nblast {

namespace {

bool hasEnding(std::string_view name, std::string_view ending) {
  if (name.size() < ending.size()) return false;
  const std::string_view tail = name.substr(name.size() - ending.size());
  return std::equal(tail.begin(), tail.end(), ending.begin(), [](char a, char b) {
    return std::tolower(static_cast<unsigned char>(a)) == b;
  });
}

}  // namespace

std::string_view endingOf(std::string_view name, std::span<const std::string_view> endings) {
  std::string_view longest;
  for (const std::string_view ending : endings)
    if (ending.size() > longest.size() && hasEnding(name, ending)) longest = ending;
  return longest;
}

std::string listOfEndings(std::span<const std::string_view> endings) {
  return fmt::format("{}", fmt::join(endings, ", "));
}

}  // namespace nblast

// SPDX-License-Identifier: BSD-3-Clause
#include "compute/export/TableText.hpp"

#include <fmt/format.h>

#include <cmath>
#include <iterator>

namespace nblast {

void appendText(std::string& line, std::string_view text, char separator) {
  const bool plain = text.find_first_of("\"\r\n") == text.npos && text.find(separator) == text.npos;
  if (plain) {
    line += text;
    return;
  }
  line += '"';
  for (const char letter : text) {
    if (letter == '"') line += '"';
    line += letter;
  }
  line += '"';
}

void appendScore(std::string& line, float score) {
  if (!std::isfinite(score)) return;
  fmt::format_to(std::back_inserter(line), "{:.9g}", static_cast<double>(score));
}

}  // namespace nblast

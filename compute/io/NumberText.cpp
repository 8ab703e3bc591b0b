// SPDX-License-Identifier: BSD-3-Clause
#include "compute/io/NumberText.hpp"

#include <charconv>
#include <cmath>
#include <limits>
#include <system_error>

namespace nblast {

std::optional<double> parseNumber(std::string_view text) {
  if (text.size() > 1 && text[0] == '+' && text[1] != '-') text.remove_prefix(1);
  if (text.empty()) return {};
  double value = 0;
  const char* end = text.data() + text.size();
  const auto [stop, error] = std::from_chars(text.data(), end, value);
  if (stop != end || error == std::errc::invalid_argument) return {};
  if (error == std::errc::result_out_of_range) {
    // from_chars does not say on which side: with an exponent its sign tells, without one a leading
    // 0 does.
    const std::size_t exponent = text.find_first_of("eE");
    const std::size_t digit = text.find_first_not_of('-');
    const bool tiny = exponent != std::string_view::npos ? text[exponent + 1] == '-'
                                                         : text[digit] == '0' || text[digit] == '.';
    value = tiny ? 0.0 : std::numeric_limits<double>::infinity();
    if (text[0] == '-') value = -value;
  }
  return value;
}

std::optional<std::int64_t> parseWholeNumber(std::string_view text) {
  if (text.size() > 1 && text[0] == '+' && text[1] != '-') text.remove_prefix(1);
  std::int64_t value = 0;
  const char* end = text.data() + text.size();
  const auto [stop, error] = std::from_chars(text.data(), end, value);
  if (error == std::errc() && stop == end) return value;
  const std::optional<double> real = parseNumber(text);
  // Above 2^53 a double has lost ids: two nodes would become one.
  constexpr double kExact = 9007199254740992.0;
  if (!real || !(std::abs(*real) <= kExact) || std::trunc(*real) != *real) return {};
  return static_cast<std::int64_t>(*real);
}

std::string_view trimmed(std::string_view text) {
  const std::size_t first = text.find_first_not_of(" \t\r\n\v\f");
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(" \t\r\n\v\f") - first + 1);
}

}  // namespace nblast

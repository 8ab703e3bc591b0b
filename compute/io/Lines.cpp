// SPDX-License-Identifier: BSD-3-Clause
#include "compute/io/Lines.hpp"

#include <algorithm>

namespace nblast {

namespace {

/// find_first_of() looks each character up on its own.
std::size_t firstLineEnd(std::string_view text) {
  const auto isEnd = [](char c) { return c == '\n' || c == '\r'; };
  const auto at = std::find_if(text.begin(), text.end(), isEnd);
  return at != text.end() ? static_cast<std::size_t>(at - text.begin()) : std::string_view::npos;
}

/// CR and LF together count once.
std::size_t countLineEnds(std::string_view text) {
  auto ends = static_cast<std::size_t>(std::count(text.begin(), text.end(), '\n'));
  if (text.find('\r') == std::string_view::npos) return ends;
  for (std::size_t i = 0; i + 1 < text.size(); ++i)
    ends +=
        static_cast<std::size_t>(text[i] == '\r') & static_cast<std::size_t>(text[i + 1] != '\n');
  return ends + (text.back() == '\r' ? 1 : 0);
}

}  // namespace

bool Lines::next(std::string_view& line) {
  if (rest_.empty()) return false;
  ++number_;
  const std::size_t end = hasCarriageReturns_ ? firstLineEnd(rest_) : rest_.find('\n');
  line = rest_.substr(0, end);
  if (end == std::string_view::npos) {
    rest_ = {};
    return true;
  }
  const bool both = rest_[end] == '\r' && end + 1 < rest_.size() && rest_[end + 1] == '\n';
  rest_.remove_prefix(end + (both ? 2 : 1));
  return true;
}

std::size_t countRows(std::string_view text, std::size_t shortest, ReadAllowance& allowance) {
  // Where lines are no shorter than rows, nearly all of them are rows: counting their ends is fast.
  const std::size_t ends = countLineEnds(text);
  if (ends <= text.size() / (shortest + 1)) return ends + 1;
  Lines lines(text);
  std::size_t rows = 0;
  for (std::string_view line; lines.next(line);) {
    if (lines.number() % kLinesBetweenCheckpoints == 0) allowance.checkpoint();
    if (line.size() >= shortest && line.front() != '#') ++rows;
  }
  return rows;
}

}  // namespace nblast

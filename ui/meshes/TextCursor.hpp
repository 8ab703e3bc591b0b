// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include "compute/io/NumberText.hpp"
#include "compute/io/TextEncoding.hpp"

#include <charconv>
#include <cmath>
#include <cstdint>
#include <optional>
#include <string_view>
#include <system_error>
#include <vector>

/// Lines of a text and words of a line, without copying; for the text in surface files.
class TextCursor {
 public:
  explicit TextCursor(std::string_view text) : text_(text) {}

  bool atEnd() const { return at_ >= text_.size(); }
  std::size_t position() const { return at_; }
  std::int64_t line() const { return line_; }  ///< of the last nextLine(), from 1

  std::string_view nextLine() {
    if (atEnd()) return {};
    const std::size_t found = text_.find('\n', at_);
    const std::size_t end = found == std::string_view::npos ? text_.size() : found;
    const std::string_view line = text_.substr(at_, end - at_);
    at_ = end + 1;
    ++line_;
    return line;
  }

  /// Across lines; empty at the end.
  std::string_view nextWord() {
    while (at_ < text_.size() && isBlank(text_[at_]))
      ++at_;
    const std::size_t begin = at_;
    while (at_ < text_.size() && !isBlank(text_[at_]))
      ++at_;
    return begin < text_.size() ? text_.substr(begin, at_ - begin) : std::string_view();
  }

 private:
  static bool isBlank(char c) { return c == ' ' || c == '\t' || c == '\r' || c == '\n'; }

  std::string_view text_;
  std::size_t at_ = 0;
  std::int64_t line_ = 0;
};

/// The first words of a line; more are not needed, and a line may be as long as its file.
inline std::vector<std::string_view> wordsOf(std::string_view line, std::size_t most) {
  std::vector<std::string_view> words;
  TextCursor cursor(line);
  for (auto word = cursor.nextWord(); !word.empty() && words.size() < most;
       word = cursor.nextWord())
    words.push_back(word);
  return words;
}

/// The whole word as a coordinate, with a decimal point whatever the locale.
inline std::optional<double> finiteNumber(std::string_view word) {
  const auto number = nblast::parseNumber(word);
  return number && std::isfinite(*number) ? number : std::nullopt;
}

/// The whole word as a whole number.
template <class Number>
std::optional<Number> numberOf(std::string_view word) {
  if (word.starts_with('+')) word.remove_prefix(1);
  Number number{};
  const auto [end, error] = std::from_chars(word.data(), word.data() + word.size(), number);
  if (error != std::errc() || end != word.data() + word.size()) return std::nullopt;
  return number;
}

// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include "compute/io/ReadAllowance.hpp"

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace nblast {

/// Lines of a text, whether they end in LF, CRLF or CR alone; line ends are not part of a line.
class Lines {
 public:
  explicit Lines(std::string_view text)
      : rest_(text), hasCarriageReturns_(text.find('\r') != std::string_view::npos) {}

  /// @return false at the end of the text
  bool next(std::string_view& line);
  /// The text that no line was taken from yet.
  std::string_view rest() const { return rest_; }
  /// Takes a line that the caller has read from the rest. @param bytes with the line end
  void skip(std::size_t bytes) {
    rest_.remove_prefix(bytes);
    ++number_;
  }
  /// Number of the line last given, from 1.
  std::int64_t number() const { return number_; }
  bool restIsBlank() const { return rest_.find_first_not_of(" \t\r\n") == std::string_view::npos; }

 private:
  std::string_view rest_;
  bool hasCarriageReturns_;
  std::int64_t number_ = 0;
};

/// An upper bound of the rows that a text can have, close enough to reserve memory by.
/// @param shortest the least number of bytes of a row
std::size_t countRows(std::string_view text, std::size_t shortest, ReadAllowance& allowance);

/// Number of lines between two looks at cancel, in every reader.
inline constexpr std::int64_t kLinesBetweenCheckpoints = 1 << 16;

/// A longer line is no row of a table: this bounds the memory that its columns take.
inline constexpr std::size_t kMostRowBytes = std::size_t{1} << 20;

}  // namespace nblast

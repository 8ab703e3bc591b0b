// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include "compute/io/ReadAllowance.hpp"

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace nblast {

/// Turns the bytes of a file into its text, in place, whatever it was wrapped in: gzip (by its
/// first bytes, not its name), a byte order mark, UTF-16 of either order, with or without a mark.
/// Plain text stays where it is.
/// @param allowance holds the heapBytes() of bytes, before and after
/// @throws InputError with source, and the line where NUL bytes make the text unreadable; bytes are
/// then as far as they could be decoded. BudgetSpent, Cancelled
void decodeText(std::string& bytes, const std::string& source, ReadAllowance& allowance);

/// The same text with every byte that is not valid UTF-8 replaced by U+FFFD: names go into HDF5 and
/// JSON.
std::string validUtf8(std::string_view text);

/// What stands in a file, valid UTF-8 and short enough for a sentence.
std::string shortened(std::string_view text);
/// The same in quotation marks.
std::string inQuotes(std::string_view text);

/// Lines of a text, whether they end in LF, CRLF or CR alone; line ends are not part of a line.
class Lines {
 public:
  explicit Lines(std::string_view text)
      : rest_(text), hasCarriageReturns_(text.find('\r') != std::string_view::npos) {}

  /// @return false at the end of the text
  bool next(std::string_view& line);
  std::int64_t number() const { return number_; }  ///< of the line last given, 1-based
  bool restIsBlank() const { return rest_.find_first_not_of(" \t\r\n") == std::string_view::npos; }

 private:
  std::string_view rest_;
  bool hasCarriageReturns_;
  std::int64_t number_ = 0;
};

/// As many rows as a text can have, or a few more: what to reserve.
/// @param shortest a row's least number of bytes
std::size_t countRows(std::string_view text, std::size_t shortest, ReadAllowance& allowance);

/// Every reader looks at cancel after so many lines.
inline constexpr std::int64_t linesBetweenCheckpoints = 1 << 16;
/// A longer row is no row: whoever cuts it into columns need not fear for memory.
inline constexpr std::size_t mostRowBytes = std::size_t{1} << 20;

}  // namespace nblast

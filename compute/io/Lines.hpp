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

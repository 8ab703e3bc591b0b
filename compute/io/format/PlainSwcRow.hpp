// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include "compute/io/format/SwcRow.hpp"

#include <cstddef>
#include <optional>
#include <string_view>

namespace nblast {

/// A row that was read, and how many bytes it took, with its line end.
struct PlainSwcRow {
  SwcRow row;
  std::size_t bytes = 0;
};

/// Reads the row that a text begins with, if it is written as nearly all rows are: seven columns of
/// plain numbers, between blanks or tabs. Gives what SwcColumns and parseSwcRow() give, at a
/// quarter of their time.
/// @param text ends in LF or CR
/// @return nothing for any other line, also for one with a fault
std::optional<PlainSwcRow> readPlainSwcRow(std::string_view text);

}  // namespace nblast

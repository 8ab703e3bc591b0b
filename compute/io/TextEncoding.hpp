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

}  // namespace nblast

// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include "compute/io/ReadAllowance.hpp"

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace nblast {

/// Turns the bytes of a file into its text, in place, whatever the text is wrapped in: gzip (seen
/// by the first bytes, not by the name), a byte order mark, UTF-16 of either order, with or without
/// a mark. Plain text stays where it is.
/// @param allowance holds the heapBytes() of bytes, before and after
/// @throws InputError with source, and the line where NUL bytes make the text unreadable; bytes
/// then hold the text as far as it could be decoded. BudgetSpent, Cancelled
void decodeText(std::string& bytes, const std::string& source, ReadAllowance& allowance);

/// The text with every byte that is not valid UTF-8 replaced by U+FFFD: names go into HDF5 and
/// JSON.
std::string validUtf8(std::string_view text);

/// A piece of a file as a sentence can show it: valid UTF-8, and an ellipsis after 40 bytes.
std::string shortened(std::string_view text);

/// The same in quotation marks.
std::string inQuotes(std::string_view text);

}  // namespace nblast

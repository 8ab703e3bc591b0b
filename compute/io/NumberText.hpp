// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include <cstdint>
#include <optional>
#include <string_view>

namespace nblast {

/// Reads a decimal number as files write it ("+1.5", ".5", "1.", "3e-2", "inf", "nan"), whatever
/// the locale. Numbers too large for a double become infinite.
/// @return nothing if the text is anything else
std::optional<double> parseNumber(std::string_view text);

/// Reads a node id: a whole number of 64 bits, also written as a float ("17.0").
/// @return nothing if the text is anything else
std::optional<std::int64_t> parseWholeNumber(std::string_view text);

/// The text without blanks and line ends at either end.
std::string_view trimmed(std::string_view text);

}  // namespace nblast

// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include <cstdint>
#include <string>
#include <string_view>

namespace nblast {

/// "1,234,567"
std::string countAsText(std::int64_t count);

/// "1 block", "1,234 blocks". @param one the word for one of them; an s makes it several
std::string countOf(std::int64_t count, std::string_view one);

/// "3.12 %"; of nothing: "0 %".
std::string shareAsText(std::int64_t part, std::int64_t whole);

}  // namespace nblast

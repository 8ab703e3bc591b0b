// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include <string>
#include <string_view>

namespace nblast {

/// Appends a field, in quotation marks as RFC 4180 says where it holds the separator, a quotation
/// mark or a line end.
void appendText(std::string& line, std::string_view text, char separator);

/// Appends a score as %.9g, which reads back to the same float32; nothing for what is no score
/// (NaN, ScoreFile::kNotKept).
void appendScore(std::string& line, float score);

}  // namespace nblast

// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include "compute/scoring/ScoreTable.hpp"

#include <string>

namespace nblast {

/// What a score file keeps as /score_table: the table with its figures and brackets, whose brackets
/// they are, alpha weighting and the distance bound. Whether scores are normalised is an attribute
/// of the file.
std::string scoringToJson(const ScoringOptions& options);

/// The options back, normalised as by default; what is missing has its default.
/// @throws InputError with source if the text is no such thing
ScoringOptions scoringFromJson(const std::string& text, const std::string& source);

}  // namespace nblast

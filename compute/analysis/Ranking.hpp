// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include <cstdint>
#include <span>
#include <vector>

namespace nblast {

/// The targets of one query's scores, best first; ties to the lower index; what is no score (NaN:
/// not computed, ScoreFile::kNotKept) is never ranked.
/// @param self left out; -1: nobody
/// @param top how many at most; 0: all
std::vector<std::int64_t> rankTargets(std::span<const float> scores, std::int64_t self,
                                      std::int64_t top);

}  // namespace nblast

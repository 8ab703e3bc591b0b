// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include <cstdint>
#include <span>
#include <vector>

namespace nblast {

/// The targets of one query's scores, best first; ties go to the lower index. Values that are no
/// scores (NaN: not computed, and ScoreFile::kNotKept) are never ranked.
/// @param self a target that is left out; -1: none
/// @param top at most this number of targets; 0: all
std::vector<std::int64_t> rankTargets(std::span<const float> scores, std::int64_t self,
                                      std::int64_t top);

}  // namespace nblast

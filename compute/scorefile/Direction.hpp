// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include <cstdint>

namespace nblast {

/// Which score of a pair: the query's against the target (forward), the target's against the query
/// (reverse), or both as one.
enum class Direction : std::uint8_t { Forward, Reverse, Mean, Min, Max };
const char* directionName(Direction direction);

/// Two directions as one score. NaN (not computed) in either gives NaN.
float meanScore(float forward, float reverse);
float minScore(float forward, float reverse);
float maxScore(float forward, float reverse);
float combinedScore(Direction direction, float forward, float reverse);

class ScoreFile;
/// @throws InputError if the file does not have the direction, saying how to get it
void requireDirection(const ScoreFile& file, Direction direction);

}  // namespace nblast

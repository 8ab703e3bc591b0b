// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include "compute/scorefile/ScoreFile.hpp"

#include <cmath>
#include <limits>

namespace nblast {

// Two directions as one score. NaN (not computed) in either gives NaN.

inline float meanScore(float forward, float reverse) {
  return (forward + reverse) / 2;
}
inline float minScore(float forward, float reverse) {
  return std::isnan(forward) || forward < reverse ? forward : reverse;
}
inline float maxScore(float forward, float reverse) {
  return std::isnan(forward) || forward > reverse ? forward : reverse;
}

inline float combinedScore(Direction direction, float forward, float reverse) {
  switch (direction) {
    case Direction::Forward:
      return forward;
    case Direction::Reverse:
      return reverse;
    case Direction::Mean:
      return meanScore(forward, reverse);
    case Direction::Min:
      return minScore(forward, reverse);
    case Direction::Max:
      return maxScore(forward, reverse);
  }
  return std::numeric_limits<float>::quiet_NaN();
}

/// @throws InputError if the file does not have the direction, saying how to get it
void requireDirection(const ScoreFile& file, Direction direction);

}  // namespace nblast

// SPDX-License-Identifier: BSD-3-Clause
#include "compute/scorefile/Direction.hpp"

#include "compute/base/Error.hpp"
#include "compute/scorefile/ScoreFile.hpp"

#include <fmt/format.h>

#include <cmath>
#include <limits>

namespace nblast {

float meanScore(float forward, float reverse) {
  return (forward + reverse) / 2;
}
float minScore(float forward, float reverse) {
  return std::isnan(forward) || forward < reverse ? forward : reverse;
}
float maxScore(float forward, float reverse) {
  return std::isnan(forward) || forward > reverse ? forward : reverse;
}

float combinedScore(Direction direction, float forward, float reverse) {
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

const char* directionName(Direction direction) {
  switch (direction) {
    case Direction::Forward:
      return "forward";
    case Direction::Reverse:
      return "reverse";
    case Direction::Mean:
      return "mean";
    case Direction::Min:
      return "min";
    case Direction::Max:
      return "max";
  }
  return "";
}

void requireDirection(const ScoreFile& file, Direction direction) {
  if (file.hasDirection(direction)) return;
  throw InputError(
      file.path().string(), 0,
      fmt::format(
          "has no {} scores: its queries were scored against other targets in one direction only; "
          "use forward, or score the targets against the queries too (--both)",
          directionName(direction)));
}

}  // namespace nblast

// SPDX-License-Identifier: BSD-3-Clause
#include "app/cli/ProgressLine.hpp"

#include "compute/base/Durations.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <cstddef>

using nblast::Progress;

namespace {

constexpr int kWidestBar = 30;
constexpr int kNarrowestBar = 5;
// For a time left: of the phase, and of time.
constexpr double kTooLittleToJudge = 0.01, kTooSoonToJudge_s = 1;

double shareOf(const Progress& progress) {
  if (progress.total == 0) return 0;
  return std::clamp(static_cast<double>(progress.done) / static_cast<double>(progress.total), 0.0,
                    1.0);
}

std::string barOf(double share, int width) {
  const auto filled = static_cast<int>(share * width);
  return "[" + std::string(static_cast<std::size_t>(filled), '#') +
         std::string(static_cast<std::size_t>(width - filled), '.') + "] ";
}

}  // namespace

std::string progressLine(const Progress& progress, double elapsed_s, int columns) {
  const auto room = static_cast<std::size_t>(std::max(0, columns - 1));
  const double share = shareOf(progress);
  const auto name = std::string(nblast::phaseName(progress.phase)) + " ";
  // Nothing to do, or not known yet.
  if (progress.total == 0) return std::string(nblast::phaseName(progress.phase)).substr(0, room);
  const auto counts = fmt::format("{} of {} {}", progress.done, progress.total,
                                  nblast::phaseItem(progress.phase, progress.total == 1));
  std::string left;
  if (share > kTooLittleToJudge && share < 1 && elapsed_s >= kTooSoonToJudge_s)
    left = ", " + nblast::durationAsText(std::max(1.0, elapsed_s * (1 - share) / share)) + " left";
  const auto percent = fmt::format("{:.0f} %", std::floor(share * 100));

  const auto barRoom = static_cast<int>(room) - static_cast<int>(name.size() + counts.size()) -
                       static_cast<int>(left.size() + barOf(0, 0).size());
  if (barRoom >= kNarrowestBar)
    return fmt::format("{}{}{}{}", name, barOf(share, std::min(barRoom, kWidestBar)), counts, left);
  for (const auto& line : {fmt::format("{}{}{}", name, counts, left),
                           fmt::format("{}{}{}", name, percent, left), name + percent, percent}) {
    if (line.size() <= room) return line;
  }
  return {};
}

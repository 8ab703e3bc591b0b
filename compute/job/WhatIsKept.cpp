// SPDX-License-Identifier: BSD-3-Clause
#include "compute/job/Runner.hpp"

#include <fmt/format.h>

#include <system_error>

namespace nblast {

std::string whatIsKept(const JobSpec& spec, const JobReport& report) {
  if (report.finishedBlocks > 0) {
    return fmt::format("{} of {} blocks are in {}.", report.finishedBlocks, report.blocks,
                       spec.output.string());
  }
  std::error_code none;
  const auto end = std::filesystem::exists(spec.output, none)
                       ? fmt::format("{} is as it was before.", spec.output.string())
                       : std::string("No score file was written.");
  return isSparse(spec) ? "A sparse job keeps nothing until it is complete. " + end : end;
}

}  // namespace nblast

// SPDX-License-Identifier: BSD-3-Clause
#include "compute/export/Export.hpp"

#include "compute/base/Bytes.hpp"
#include "compute/base/Error.hpp"
#include "compute/export/ExportFormats.hpp"
#include "compute/scorefile/Direction.hpp"
#include "compute/scorefile/platform/PosixFile.hpp"
#include "compute/scorefile/platform/TemporaryName.hpp"

#include <fmt/format.h>

#include <cmath>
#include <system_error>

namespace nblast {

namespace {

/// Refuses at once what would fail after an hour of writing. The estimate may be somewhat too high.
void refuseFullDisk(const std::filesystem::path& output, std::int64_t bytes) {
  constexpr double kSurelyNeeded = 0.8;
  const std::uint64_t free = freeBytes(folderOf(behindLink(output)));
  if (kSurelyNeeded * static_cast<double>(bytes) <= static_cast<double>(free)) return;
  throw IoError(fmt::format(
      "{}: the table needs about {}, but only {} are free there; choose another disk or fewer "
      "scores",
      output.string(), bytesAsText(static_cast<std::uint64_t>(bytes)), bytesAsText(free)));
}

}  // namespace

void exportScores(const ScoreFile& file, const std::filesystem::path& output,
                  const ExportOptions& options, JobControl& control) {
  requireDirection(file, options.direction);
  if (options.top && *options.top < 1) {
    throw InputError("--top must be at least 1: it is the number of targets kept for each query");
  }
  if (options.above && std::isnan(*options.above)) throw InputError("--above must be a number");
  std::error_code none;
  if (std::filesystem::equivalent(file.path(), output, none)) {
    throw InputError(output.string(), 0, "is the score file itself; choose another name");
  }
  const ExportFormat& format = exportFormatOf(output);
  refuseFullDisk(output, format.estimateBytes(file, options));
  format.write(file, output, options, format, control);
}

std::int64_t estimateExportBytes(const ScoreFile& file, const std::filesystem::path& output,
                                 const ExportOptions& options) {
  requireDirection(file, options.direction);
  return exportFormatOf(output).estimateBytes(file, options);
}

}  // namespace nblast

// SPDX-License-Identifier: BSD-3-Clause
#include "compute/scorefile/platform/DiskSpace.hpp"

#include "compute/base/Bytes.hpp"
#include "compute/base/Error.hpp"
#include "compute/scorefile/platform/PosixFile.hpp"
#include "compute/scorefile/platform/TemporaryName.hpp"

#include <fmt/format.h>
#include <sys/resource.h>

#include <system_error>

namespace nblast {

namespace {

/// ", beside the old one of 2.0 GB that stays until the new one has scores"
std::string oldFileInWords(const std::filesystem::path& path) {
  std::error_code none;
  const auto bytes = std::filesystem::file_size(path, none);
  if (none) return {};
  return fmt::format(" beside the old one of {}, which stays until the new one has scores",
                     bytesAsText(bytes));
}

}  // namespace

std::string roomProblem(const std::filesystem::path& linkOrPath, std::uint64_t bytes,
                        bool isEstimate) {
  const auto path = behindLink(linkOrPath);
  const char* needs = isEstimate ? "will need about" : "needs";
  const std::uint64_t free = freeBytes(folderOf(path));
  if (free < bytes) {
    return fmt::format(
        "{}: the score file {} {}, but only {} are free on this disk{}: free some space or "
        "choose another disk",
        path.string(), needs, bytesAsText(bytes), bytesAsText(free), oldFileInWords(path));
  }
  rlimit limit{};
  if (::getrlimit(RLIMIT_FSIZE, &limit) == 0 && limit.rlim_cur != RLIM_INFINITY &&
      limit.rlim_cur < bytes) {
    return fmt::format(
        "{}: the score file {} {}, but this session may write files of {} only (ulimit -f)",
        path.string(), needs, bytesAsText(bytes), bytesAsText(limit.rlim_cur));
  }
  return {};
}

void checkRoom(const std::filesystem::path& path, std::uint64_t bytes) {
  const auto problem = roomProblem(path, bytes);
  if (!problem.empty()) throw IoError(problem + "; nothing was written");
}

}  // namespace nblast

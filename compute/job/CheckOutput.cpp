// SPDX-License-Identifier: BSD-3-Clause
#include "compute/job/CheckOutput.hpp"

#include "compute/base/Error.hpp"
#include "compute/io/FindFiles.hpp"
#include "compute/scorefile/platform/DiskSpace.hpp"

#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <optional>
#include <system_error>
#include <utility>

namespace nblast {

namespace {

namespace fs = std::filesystem;

/// The same for all names and links of a file.
using FileId = std::pair<dev_t, ino_t>;

std::optional<FileId> idOf(const fs::path& path) {
  struct stat status {};
  if (::stat(path.c_str(), &status) != 0) return std::nullopt;
  return FileId{status.st_dev, status.st_ino};
}

/// A missing or unreadable input is told when it is read.
std::vector<FoundFile> filesOf(const fs::path& input, JobControl& control) {
  std::error_code ignored;
  if (!fs::is_directory(input, ignored)) return {{input, {}, FileKind::Other, true}};
  return findFiles({&input, 1}, control).files;
}

void refuseInputs(const JobSpec& spec, JobControl& control) {
  const auto output = idOf(spec.output);
  if (!output) return;
  auto inputs = spec.queries;
  inputs.insert(inputs.end(), spec.targets.begin(), spec.targets.end());
  inputs.emplace_back(spec.table);
  for (const auto& input : inputs) {
    for (const auto& found : filesOf(input, control)) {
      if (idOf(found.file) != output) continue;
      throw InputError(spec.output.string(), 0,
                       fmt::format("is an input of this job ({}); choose another name for the "
                                   "scores",
                                   found.file.string()));
    }
  }
}

}  // namespace

void checkOutput(const JobSpec& spec, JobControl& control) {
  const auto& output = spec.output;
  if (output.empty()) throw InputError("No score file is named: say where to save with -o.");
  std::error_code ignored;
  if (fs::is_directory(output, ignored)) {
    throw InputError(output.string(), 0, "is a folder; name a file for the scores");
  }
  if (fs::exists(output, ignored) && !fs::is_regular_file(output, ignored)) {
    throw InputError(output.string(), 0,
                     "is not an ordinary file; choose another name for the scores");
  }
  refuseInputs(spec, control);
  if (!spec.overwrite && fs::exists(output, ignored)) {
    throw InputError(output.string(), 0,
                     "exists already; choose another name, or overwrite it (--overwrite)");
  }
  const auto folder = output.has_parent_path() ? output.parent_path() : fs::path(".");
  if (!fs::is_directory(folder, ignored)) {
    throw InputError(folder.string(), 0,
                     "there is no such folder for the score file; make it first or choose another");
  }
  if (access(folder.c_str(), W_OK) != 0) {
    throw IoError(
        fmt::format("{}: this folder cannot be written to; choose another for the score file",
                    folder.string()));
  }
}

std::string roomProblem(const fs::path& output, const Plan& plan) {
  if (output.empty()) return {};
  return roomProblem(output, static_cast<std::uint64_t>(plan.likelyFileBytes),
                     plan.keptPairs.has_value());
}

}  // namespace nblast

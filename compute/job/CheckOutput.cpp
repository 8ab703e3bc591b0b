// SPDX-License-Identifier: BSD-3-Clause
#include "compute/job/CheckOutput.hpp"

#include "compute/base/Error.hpp"
#include "compute/io/FindFiles.hpp"
#include "compute/scorefile/platform/DiskSpace.hpp"
#include "compute/scorefile/platform/PosixFile.hpp"

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

/// The files of an input. A missing or unreadable one is reported when it is read.
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

void checkOutputPath(const fs::path& output, ExistingFile existing) {
  if (output.empty()) throw InputError("No score file is named: say where to save with -o.");
  const auto target = behindLink(output);
  checkTarget(target, existing);
  std::error_code ignored;
  if (fs::exists(target, ignored)) {
    if (fileKind(target.string()) != FileKind::Other) {
      throw InputError(output.string(), 0,
                       "is a file of neurons; choose another name for the scores");
    }
    if (::access(target.c_str(), W_OK) != 0)
      throw InputError(output.string(), 0, "is write-protected; choose another name");
  }
  const auto folder = folderOf(target);
  if (!fs::is_directory(folder, ignored)) {
    throw InputError(folder.string(), 0,
                     "there is no such folder for the score file; make it first or choose another");
  }
  if (::access(folder.c_str(), W_OK) != 0) {
    throw IoError(
        fmt::format("{}: this folder cannot be written to; choose another for the score file",
                    folder.string()));
  }
}

void checkOutput(const JobSpec& spec, JobControl& control) {
  refuseInputs(spec, control);
  checkOutputPath(spec.output, spec.overwrite ? ExistingFile::Overwrite : ExistingFile::Refuse);
}

std::string roomProblem(const fs::path& output, const Plan& plan) {
  if (output.empty()) return {};
  return roomProblem(output, static_cast<std::uint64_t>(plan.likelyFileBytes),
                     plan.keptPairs.has_value());
}

}  // namespace nblast

// SPDX-License-Identifier: BSD-3-Clause
#include "compute/scorefile/platform/TemporaryName.hpp"

#include "compute/base/Error.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <system_error>

namespace nblast {

namespace {

[[noreturn]] void refuseExisting(const std::filesystem::path& path) {
  throw InputError(path.string(), 0,
                   "exists already; choose another name, or say --overwrite to replace it");
}

}  // namespace

TemporaryName::~TemporaryName() {
  if (!path_.empty()) ::unlink(path_.c_str());
}

void TemporaryName::moveTo(const std::filesystem::path& target, ExistingFile existing) {
  int result = -1;
  if (existing == ExistingFile::Refuse) {
    result = ::renameat2(AT_FDCWD, path_.c_str(), AT_FDCWD, target.c_str(), RENAME_NOREPLACE);
    if (result != 0 && errno == EEXIST) refuseExisting(target);
  }
  // Some network disks know no "only if it is not there"; the lock file keeps other writers away.
  if (result != 0) result = ::rename(path_.c_str(), target.c_str());
  if (result != 0)
    throw IoError(fmt::format("{}: cannot create: {}", target.string(), systemReason(errno)));
  path_.clear();
}

void checkTarget(const std::filesystem::path& path, ExistingFile existing) {
  struct stat status {};
  if (::lstat(path.c_str(), &status) != 0) return;
  if (S_ISDIR(status.st_mode)) throw InputError(path.string(), 0, "is a folder; name a file in it");
  if (!S_ISREG(status.st_mode))
    throw InputError(path.string(), 0, "is not an ordinary file; choose another name");
  if (existing == ExistingFile::Refuse) refuseExisting(path);
}

std::filesystem::path behindLink(const std::filesystem::path& path) {
  std::error_code none;
  const bool isLink =
      std::filesystem::is_symlink(path, none) && std::filesystem::exists(path, none);
  return isLink ? std::filesystem::canonical(path) : path;
}

}  // namespace nblast

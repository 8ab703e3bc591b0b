// SPDX-License-Identifier: BSD-3-Clause
#include "compute/scorefile/platform/PosixFile.hpp"

#include "compute/base/Error.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include <cerrno>
#include <limits>
#include <utility>

namespace nblast {

namespace {

[[noreturn]] void fail(const std::filesystem::path& path, const char* what, int errorNumber) {
  throw IoError(fmt::format("{}: cannot {}: {}", path.string(), what, systemReason(errorNumber)));
}

[[noreturn]] void failWriting(const std::filesystem::path& path, int errorNumber) {
  const bool full = errorNumber == ENOSPC || errorNumber == EDQUOT;
  const bool limited = errorNumber == EFBIG;
  const char* advice = full      ? "; free some space or choose another disk"
                       : limited ? "; the file size limit of this session or disk is too small"
                                 : "";
  throw IoError(
      fmt::format("{}: cannot write: {}{}", path.string(), systemReason(errorNumber), advice));
}

}  // namespace

PosixFile::PosixFile(std::filesystem::path path, int flags, mode_t mode) : path_(std::move(path)) {
  descriptor_ = ::open(path_.c_str(), flags | O_CLOEXEC, mode);
  if (descriptor_ < 0) fail(path_, (flags & O_CREAT) != 0 ? "create" : "open", errno);
}

PosixFile::~PosixFile() {
  if (descriptor_ >= 0) ::close(descriptor_);
}

void PosixFile::readAt(std::uint64_t offset, void* data, std::size_t bytes) const {
  auto* to = static_cast<char*>(data);
  while (bytes > 0) {
    const ssize_t got = ::pread(descriptor_, to, bytes, static_cast<off_t>(offset));
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) fail(path_, "read", errno);
    if (got == 0) {
      throw IoError(fmt::format("{}: cannot read: the file ends at byte {}, it was cut short",
                                path_.string(), offset));
    }
    to += got;
    offset += static_cast<std::uint64_t>(got);
    bytes -= static_cast<std::size_t>(got);
  }
}

void PosixFile::writeAt(std::uint64_t offset, const void* data, std::size_t bytes) {
  const auto* from = static_cast<const char*>(data);
  while (bytes > 0) {
    const ssize_t put = ::pwrite(descriptor_, from, bytes, static_cast<off_t>(offset));
    if (put < 0 && errno == EINTR) continue;
    if (put < 0) failWriting(path_, errno);
    if (put == 0) failWriting(path_, EIO);
    from += put;
    offset += static_cast<std::uint64_t>(put);
    bytes -= static_cast<std::size_t>(put);
  }
}

void PosixFile::truncate(std::uint64_t bytes) {
  if (::ftruncate(descriptor_, static_cast<off_t>(bytes)) != 0) failWriting(path_, errno);
}

void PosixFile::reserve(std::uint64_t bytes) {
  int result = 0;
  do {
    result = ::fallocate(descriptor_, 0, 0, static_cast<off_t>(bytes));
  } while (result != 0 && errno == EINTR);
  if (result == 0) return;
  const bool cannotPromise = errno == EOPNOTSUPP || errno == ENOSYS || errno == EINVAL;
  if (!cannotPromise) failWriting(path_, errno);
}

void PosixFile::sync() {
  if (::fdatasync(descriptor_) != 0 && errno != EINVAL && errno != EROFS) failWriting(path_, errno);
}

std::uint64_t PosixFile::size() const {
  struct stat status {};
  if (::fstat(descriptor_, &status) != 0) fail(path_, "read", errno);
  return static_cast<std::uint64_t>(status.st_size);
}

bool isFileAt(int descriptor, const std::filesystem::path& path) {
  struct stat held {
  }, named{};
  return ::fstat(descriptor, &held) == 0 && ::stat(path.c_str(), &named) == 0 &&
         held.st_ino == named.st_ino && held.st_dev == named.st_dev;
}

std::unique_ptr<PosixFile> namelessFile(const std::filesystem::path& beside) {
  constexpr mode_t kOwnerOnly = 0600;
  const int descriptor =
      ::open(folderOf(beside).c_str(), O_TMPFILE | O_RDWR | O_CLOEXEC, kOwnerOnly);
  if (descriptor >= 0) return std::make_unique<PosixFile>(beside, descriptor);
  // Not every file system can do that.
  const std::filesystem::path name = fmt::format("{}.{}.temporary", beside.string(), ::getpid());
  auto file = std::make_unique<PosixFile>(name, O_RDWR | O_CREAT | O_TRUNC, kOwnerOnly);
  ::unlink(name.c_str());
  file->setPath(beside);
  return file;
}

std::uint64_t freeBytes(const std::filesystem::path& folder) {
  struct statvfs status {};
  if (::statvfs(folder.c_str(), &status) != 0) return std::numeric_limits<std::uint64_t>::max();
  return static_cast<std::uint64_t>(status.f_bavail) * status.f_frsize;
}

std::filesystem::path folderOf(const std::filesystem::path& path) {
  const std::filesystem::path folder = path.parent_path();
  return folder.empty() ? std::filesystem::path(".") : folder;
}

}  // namespace nblast

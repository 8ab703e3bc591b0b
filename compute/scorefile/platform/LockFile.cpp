// SPDX-License-Identifier: BSD-3-Clause
#include "compute/scorefile/platform/LockFile.hpp"

#include "compute/base/Error.hpp"
#include "compute/scorefile/platform/PosixFile.hpp"
#include "compute/scorefile/platform/TemporaryName.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <string>

namespace nblast {

namespace {

std::string hostName() {
  std::array<char, 256> name{};
  ::gethostname(name.data(), name.size() - 1);
  return name.data();
}

struct Owner {
  long process = 0;  ///< 0: nobody wrote it down
  std::string host;
};

Owner readOwner(int descriptor) {
  std::array<char, 512> text{};
  const ssize_t got = ::pread(descriptor, text.data(), text.size() - 1, 0);
  if (got <= 0) return {};
  Owner owner;
  char* end = nullptr;
  owner.process = std::strtol(text.data(), &end, 10);
  while (*end == ' ')
    ++end;
  owner.host = end;
  while (!owner.host.empty() && owner.host.back() <= ' ')
    owner.host.pop_back();
  return owner;
}

bool isAlive(long process) {
  return process > 0 && (::kill(static_cast<pid_t>(process), 0) == 0 || errno == EPERM);
}

[[noreturn]] void refuse(const std::filesystem::path& file, const std::filesystem::path& lock,
                         const Owner& owner) {
  const std::string who = owner.process > 0
                              ? fmt::format("process {} on {}", owner.process, owner.host)
                              : "another process";
  const std::string elsewhere =
      owner.process > 0 && owner.host != hostName()
          ? fmt::format(", or delete {} if that one no longer runs", lock.string())
          : "";
  throw InputError(
      file.string(), 0,
      fmt::format("is being written by {}; wait for it, choose another name{}", who, elsewhere));
}

[[noreturn]] void refuseForeign(const std::filesystem::path& file,
                                const std::filesystem::path& lock, const char* what) {
  throw InputError(file.string(), 0,
                   fmt::format("cannot be written: {} is {}, not a lock of this program; remove it "
                               "or choose another name",
                               lock.string(), what));
}

/// What is written into a lock must not end up in somebody's own file.
void checkIsLock(int descriptor, const std::filesystem::path& file,
                 const std::filesystem::path& lock) {
  struct stat status {};
  if (::fstat(descriptor, &status) != 0 || !S_ISREG(status.st_mode))
    refuseForeign(file, lock, "not an ordinary file");
  if (status.st_nlink > 1) refuseForeign(file, lock, "a file with other names too");
  if (status.st_size > 0 && readOwner(descriptor).process <= 0)
    refuseForeign(file, lock, "a file of something else");
}

}  // namespace

LockFile::LockFile(const std::filesystem::path& scoreFile)
    : scoreFile_(scoreFile), path_(scoreFile.string() + ".lock") {
  constexpr int kAttempts = 100;  // each time the file went away after it was opened
  for (int attempt = 0; !tryToHold(); ++attempt) {
    if (attempt < kAttempts) continue;
    throw IoError(
        fmt::format("{}: cannot be locked: {} is replaced all the time; choose another "
                    "name",
                    scoreFile_.string(), path_.string()));
  }
  writeOwner();
}

int LockFile::open() const {
  // Without waiting for the other end of a pipe, and not through a link to anywhere.
  const int flags = O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK;
  const int descriptor = ::open(path_.c_str(), flags, 0644);
  if (descriptor >= 0) return descriptor;
  if (errno == ELOOP) refuseForeign(scoreFile_, path_, "a link");
  if (errno == EISDIR) refuseForeign(scoreFile_, path_, "a folder");
  throw IoError(fmt::format("{}: cannot write into the folder {}: {}; choose another one",
                            scoreFile_.string(), folderOf(scoreFile_).string(),
                            systemReason(errno)));
}

bool LockFile::tryToHold() {
  PosixFile file(path_, open());  // closes it, unless it is kept
  checkIsLock(file.descriptor(), scoreFile_, path_);
  const bool flocked = ::flock(file.descriptor(), LOCK_EX | LOCK_NB) == 0;
  const bool heldByOther = !flocked && errno == EWOULDBLOCK;
  const Owner owner = readOwner(file.descriptor());
  const bool fromElsewhere = owner.process > 0 && owner.host != hostName();
  // Where flock is not to be had the process id must do; on another host it says nothing, so the
  // owner counts as alive.
  const bool alive = heldByOther || fromElsewhere ||
                     (!flocked && owner.process != ::getpid() && isAlive(owner.process));
  if (alive) refuse(scoreFile_, path_, owner);
  if (!file.isAt(path_)) return false;
  descriptor_ = file.release();
  return true;
}

void LockFile::writeOwner() {
  const std::string text = fmt::format("{} {}\n", ::getpid(), hostName());
  const bool written =
      ::ftruncate(descriptor_, 0) == 0 &&
      ::pwrite(descriptor_, text.data(), text.size(), 0) == static_cast<ssize_t>(text.size());
  if (written) return;
  const std::string reason = systemReason(errno);
  ::unlink(path_.c_str());
  ::close(descriptor_);
  throw IoError(fmt::format("{}: cannot write: {}; free some space or choose another disk",
                            path_.string(), reason));
}

LockFile::~LockFile() {
  ::unlink(path_.c_str());
  ::close(descriptor_);
}

bool isBeingWritten(const std::filesystem::path& scoreFile) {
  const std::string lock = behindLink(scoreFile).string() + ".lock";
  const int descriptor = ::open(lock.c_str(), O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK);
  if (descriptor < 0) return false;
  const Owner owner = readOwner(descriptor);
  ::close(descriptor);
  // Nobody named: the writer has made its lock this instant.
  return owner.process == 0 || owner.host != hostName() || isAlive(owner.process);
}

}  // namespace nblast

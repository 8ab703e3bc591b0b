#include "compute/store/LockFile.hpp"

#include "compute/base/Error.hpp"
#include "compute/store/PosixFile.hpp"

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

bool isStillAt(int descriptor, const std::filesystem::path& path) {
  struct stat held {
  }, named{};
  return ::fstat(descriptor, &held) == 0 && ::stat(path.c_str(), &named) == 0 &&
         held.st_ino == named.st_ino && held.st_dev == named.st_dev;
}

}  // namespace

LockFile::LockFile(const std::filesystem::path& scoreFile)
    : scoreFile_(scoreFile), path_(scoreFile.string() + ".lock") {
  while (!tryToHold()) {
  }
  writeOwner();
}

bool LockFile::tryToHold() {
  descriptor_ = ::open(path_.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0644);
  if (descriptor_ < 0) {
    throw IoError(fmt::format("{}: cannot write into the folder {}: {}; choose another one",
                              scoreFile_.string(), folderOf(scoreFile_).string(),
                              systemReason(errno)));
  }
  const bool flocked = ::flock(descriptor_, LOCK_EX | LOCK_NB) == 0;
  const bool heldByOther = !flocked && errno == EWOULDBLOCK;
  const Owner owner = readOwner(descriptor_);
  const bool fromElsewhere = owner.process > 0 && owner.host != hostName();
  // Where flock is not to be had the process id must do; on another host it says nothing, so the
  // owner counts as alive.
  const bool alive = heldByOther || fromElsewhere ||
                     (!flocked && owner.process != ::getpid() && isAlive(owner.process));
  if (alive || !isStillAt(descriptor_, path_)) {
    ::close(descriptor_);
    descriptor_ = -1;
    if (alive) refuse(scoreFile_, path_, owner);
    return false;
  }
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
  const int descriptor = ::open((scoreFile.string() + ".lock").c_str(), O_RDONLY | O_CLOEXEC);
  if (descriptor < 0) return false;
  const Owner owner = readOwner(descriptor);
  ::close(descriptor);
  // Nobody named: the writer has made its lock this instant.
  return owner.process == 0 || owner.host != hostName() || isAlive(owner.process);
}

}  // namespace nblast

// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include <filesystem>

namespace nblast {

/// PATH.lock beside a score file: flock held, process id and host inside. Removed with the object.
/// A lock that a dead process of this host has left behind is taken over; whatever else has that
/// name (a link, a folder, a file of somebody's own) is left alone.
class LockFile {
 public:
  /// @throws InputError if a live process holds it, naming it; if the name is taken by no lock
  /// @throws IoError if it cannot be created
  explicit LockFile(const std::filesystem::path& scoreFile);
  ~LockFile();
  LockFile(const LockFile&) = delete;
  LockFile& operator=(const LockFile&) = delete;

 private:
  int open() const;
  bool tryToHold();  ///< false: the file went away meanwhile, try again
  void writeOwner();

  std::filesystem::path scoreFile_;
  std::filesystem::path path_;
  int descriptor_ = -1;
};

/// True while the process that a score file's lock names is alive; on another host it counts as
/// alive. Takes no lock: whoever writes is not disturbed.
bool isBeingWritten(const std::filesystem::path& scoreFile);

}  // namespace nblast

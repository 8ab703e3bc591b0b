// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include <sys/types.h>

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <utility>

namespace nblast {

/// True where the path names the very file that is open: not another one that has taken its place.
bool isFileAt(int descriptor, const std::filesystem::path& path);

/// An open file that is read and written at given byteOffsets, from any thread. Every error is an
/// IoError that names the file and the system's reason.
class PosixFile {
 public:
  /// @param flags as for open(2); O_CLOEXEC is added
  PosixFile(std::filesystem::path path, int flags, mode_t mode);
  /// Takes over a descriptor that is open already.
  PosixFile(std::filesystem::path path, int descriptor)
      : path_(std::move(path)), descriptor_(descriptor) {}
  ~PosixFile();
  PosixFile(const PosixFile&) = delete;
  PosixFile& operator=(const PosixFile&) = delete;

  /// @throws IoError also when the file ends before
  void readAt(std::uint64_t offset, void* data, std::size_t bytes) const;
  void writeAt(std::uint64_t offset, const void* data, std::size_t bytes);

  void truncate(std::uint64_t bytes);
  /// Makes sure that all bytes have their place on the disk. File systems that cannot promise it
  /// are forgiven.
  void reserve(std::uint64_t bytes);
  void sync();
  std::uint64_t size() const;
  bool isAt(const std::filesystem::path& path) const { return isFileAt(descriptor_, path); }

  int descriptor() const { return descriptor_; }
  /// Leaves the file open, to somebody else. Only destroying may follow.
  int release() { return std::exchange(descriptor_, -1); }
  const std::filesystem::path& path() const { return path_; }
  /// After a rename: what messages call the file from here on.
  void setPath(std::filesystem::path path) { path_ = std::move(path); }

 private:
  std::filesystem::path path_;
  int descriptor_ = -1;
};

/// A file without a name, in the folder of another one that messages call it by: gone when it is
/// closed, however the program ends. @throws IoError
std::unique_ptr<PosixFile> namelessFile(const std::filesystem::path& beside);

/// Bytes free for this user on the disk that holds a folder; the largest number if the
/// system does not say.
std::uint64_t freeBytes(const std::filesystem::path& folder);

/// The folder a path lies in, "." for a bare name.
std::filesystem::path folderOf(const std::filesystem::path& path);

}  // namespace nblast

#pragma once
#include "compute/base/Error.hpp"
#include "compute/base/JobControl.hpp"

#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <string_view>
#include <utility>

struct archive;
struct archive_entry;

namespace nblast {

/// An archive that cannot be read any further; the members before stay good.
class BrokenArchive : public InputError {
 public:
  /// @param cause what libarchive says
  BrokenArchive(const std::string& source, const std::string& what, std::string cause)
      : InputError(source, 0, what + " (" + cause + ")"), cause_(std::move(cause)) {}
  const std::string& cause() const { return cause_; }

 private:
  std::string cause_;
};

/// The members of a zip or tar file (compressed or not) one after another; nothing is unpacked to
/// disk. For one thread. A zip is read by its directory: members that are not asked for cost next
/// to nothing.
class ArchiveStream {
 public:
  /// @throws BrokenArchive if it cannot be opened or is no archive
  explicit ArchiveStream(const std::filesystem::path& file, std::string source);

  /// Goes to the next plain file. @return false at the end. @throws BrokenArchive
  bool next();
  const std::string& name() const {
    return name_;
  }  ///< path inside the archive, as its bytes stand there
  std::int64_t index() const { return index_; }  ///< of the plain file, from 0
  std::int64_t size() const;  ///< unpacked bytes; 0 where the archive does not say

  /// The whole member. @throws InputError if this one is damaged, BrokenArchive if all that follows
  /// is lost
  std::string read(JobControl& control);

 private:
  struct Close {
    void operator()(archive* a) const;
  };
  std::string errorText() const;
  void takeName();

  std::unique_ptr<archive, Close> archive_;
  archive_entry* entry_ = nullptr;
  std::string source_;
  std::string name_;
  std::int64_t index_ = -1;
};

/// What a gzip in memory holds. @throws InputError with source
std::string gunzip(std::string_view bytes, const std::string& source);

}  // namespace nblast

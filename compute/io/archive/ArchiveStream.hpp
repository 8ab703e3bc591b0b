// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include "compute/base/Error.hpp"
#include "compute/base/JobControl.hpp"
#include "compute/io/PlainFile.hpp"
#include "compute/io/ReadAllowance.hpp"

#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

struct archive;
struct archive_entry;

namespace nblast {

/// An archive that cannot be read any further; the members read before stay good.
class BrokenArchive : public InputError {
 public:
  /// @param cause what libarchive says
  BrokenArchive(const std::string& source, const std::string& what, std::string cause)
      : InputError(source, 0, what + " (" + cause + ")"), cause_(std::move(cause)) {}
  const std::string& cause() const { return cause_; }

 private:
  std::string cause_;
};

enum class MemberKind : std::uint8_t { File, HardLink, SymbolicLink, Special };

/// The members of a zip or tar file (compressed or not) one after another; nothing is unpacked to
/// disk. For one thread. A zip is read by its directory: members that are not asked for cost next
/// to nothing. Cancel is looked at after every 16 KiB of the file.
class ArchiveStream {
 public:
  /// @throws BrokenArchive if it cannot be opened or is no archive; InputError
  ArchiveStream(const std::filesystem::path& file, std::string source, JobControl& control);
  ~ArchiveStream();

  /// Goes to the next member that is no folder. @return false at the end.
  /// @throws BrokenArchive, Cancelled
  bool next();
  /// Path inside the archive, as its bytes stand there.
  const std::string& name() const { return name_; }
  /// Of the member among all that are no folders, from 0.
  std::int64_t index() const { return index_; }
  MemberKind kind() const { return kind_; }
  /// Of a link: the path of another member (hard), or one as a file system would follow it.
  const std::string& linkTarget() const { return linkTarget_; }

  /// Reads the whole member, a plain file. The heapBytes() of the result are taken from the
  /// allowance. @throws InputError if this member is damaged or unpacks to more than 4 GiB,
  /// BrokenArchive if all that follows is lost; BudgetSpent, Cancelled
  std::string read(ReadAllowance& allowance);

 private:
  struct Input;
  struct Close {
    void operator()(archive* a) const;
  };
  void takeEntry();
  void checkRest();
  std::string errorText() const;

  std::unique_ptr<Input> input_;  ///< outlives the archive, which reads from it
  std::unique_ptr<archive, Close> archive_;
  archive_entry* entry_ = nullptr;
  JobControl& control_;
  std::string source_;
  std::string name_;
  std::string linkTarget_;
  MemberKind kind_ = MemberKind::File;
  std::int64_t index_ = -1;
};

}  // namespace nblast

// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include "compute/scorefile/platform/PosixFile.hpp"
#include "compute/scorefile/platform/TemporaryName.hpp"

#include <filesystem>
#include <memory>
#include <string>
#include <string_view>

namespace nblast {

/// A text file that appears whole or not at all: written beside its final name, renamed by
/// commit().
class TextFile {
 public:
  /// @throws IoError if the folder cannot be written to; InputError if the name is a folder's, or
  /// that of a file which must stay
  TextFile(const std::filesystem::path& path, ExistingFile existing);

  /// The line at hand, to be appended to; endLine() writes it.
  std::string& line() { return buffer_; }
  void endLine();
  /// @throws IoError; InputError if a file that must stay has got the name meanwhile
  void commit();

 private:
  void flush();

  std::filesystem::path path_;
  ExistingFile existing_;
  TemporaryName unfinished_;
  std::unique_ptr<PosixFile> file_;
  std::uint64_t written_ = 0;
  std::string buffer_;
};

}  // namespace nblast

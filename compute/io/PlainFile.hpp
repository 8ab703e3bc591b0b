// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include "compute/io/ReadAllowance.hpp"

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <string>

namespace nblast {

/// Why what is no plain file is not read.
inline constexpr const char* notPlain =
    "is a pipe or a device, not a plain file; save what it gives to a file";

/// A plain file, open for reading. Pipes, sockets and devices are refused: opening one would wait
/// for somebody to write, and reading one may never end. For one thread.
class PlainFile {
 public:
  /// @param source what messages call it. @throws InputError
  PlainFile(const std::filesystem::path& path, std::string source);
  ~PlainFile();
  PlainFile(const PlainFile&) = delete;
  PlainFile& operator=(const PlainFile&) = delete;

  /// What the file system says; a sparse file holds less, a growing one more.
  std::int64_t size() const { return size_; }
  /// The bytes from there on, as many as there are up to `most`. @return 0 at the end.
  /// @throws InputError
  std::size_t readAt(std::int64_t offset, char* to, std::size_t most) const;

 private:
  std::string source_;
  int descriptor_ = -1;
  std::int64_t size_ = 0;
};

/// A whole file. Its heapBytes() are taken from the allowance.
/// @throws InputError, BudgetSpent, Cancelled
std::string readPlainFile(const std::filesystem::path& path, const std::string& source,
                          ReadAllowance& allowance);

/// A small file whole: a score table, a job description.
/// @param what it should be, for the message if it is larger: "a score table". @throws InputError
std::string readSmallFile(const std::filesystem::path& path, std::int64_t mostBytes,
                          const std::string& what);

}  // namespace nblast

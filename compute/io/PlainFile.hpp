// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include "compute/io/ReadAllowance.hpp"

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <string>

namespace nblast {

/// The reason why anything but a plain file is not read, to go after its name.
inline constexpr const char* kNotPlain =
    "is a pipe or a device, not a plain file; save what it gives to a file";

/// A plain file, open for reading. Pipes, sockets and devices are refused: to open one would wait
/// for somebody to write, and to read one may never end. For one thread.
class PlainFile {
 public:
  /// @param source what messages call the file. @throws InputError
  PlainFile(const std::filesystem::path& path, std::string source);
  ~PlainFile();
  PlainFile(const PlainFile&) = delete;
  PlainFile& operator=(const PlainFile&) = delete;

  /// The size that the file system states; a growing file may hold more when it is read.
  std::int64_t size() const { return size_; }
  /// Reads bytes from an offset on, as many as there are but at most `most`.
  /// @return how many were read; 0 at the end. @throws InputError
  std::size_t readAt(std::int64_t offset, char* to, std::size_t most) const;

 private:
  std::string source_;
  int descriptor_ = -1;
  std::int64_t size_ = 0;
};

/// Reads a whole file. The heapBytes() of the result are taken from the allowance.
/// @throws InputError, BudgetSpent, Cancelled
std::string readPlainFile(const std::filesystem::path& path, const std::string& source,
                          ReadAllowance& allowance);

/// Reads a whole small file: a score table, a job description.
/// @param what the file should be, for the message if it is larger: "a score table"
/// @throws InputError
std::string readSmallFile(const std::filesystem::path& path, std::int64_t mostBytes,
                          const std::string& what);

}  // namespace nblast

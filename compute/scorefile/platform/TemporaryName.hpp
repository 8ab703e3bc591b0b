// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <cstdint>
#include <filesystem>
#include <utility>

/// How a new file gets its name without harm to an old one.
namespace nblast {

/// What happens to a file that has the name already.
enum class ExistingFile : std::uint8_t { Refuse, Overwrite };

/// A file that goes away again unless it is moved to its final name.
class TemporaryName {
 public:
  explicit TemporaryName(std::filesystem::path path) : path_(std::move(path)) {}
  TemporaryName(const TemporaryName&) = delete;
  TemporaryName& operator=(const TemporaryName&) = delete;
  ~TemporaryName();
  const std::filesystem::path& path() const { return path_; }

  /// @throws InputError if the target is there and may not be replaced; IoError
  void moveTo(const std::filesystem::path& target, ExistingFile existing);

 private:
  std::filesystem::path path_;
};

/// @throws InputError if no file can be put there, or one is there and must stay
void checkTarget(const std::filesystem::path& path, ExistingFile existing);

/// The file that a link stands for; else the path itself.
std::filesystem::path behindLink(const std::filesystem::path& path);

}  // namespace nblast

// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace nblast {

/// A member of an archive that is a link: another name of a member.
struct ArchiveLink {
  std::string name;
  std::string target;
  /// The target is the name of a member; else it is a path as file systems follow it.
  bool hard = false;
  /// Of the link itself, see ArchiveStream::index().
  std::int64_t index = 0;
};

/// Finds out where the links of an archive lead to, as if it were unpacked into a folder.
class ArchiveLinks {
 public:
  void addFile(std::string_view name, std::int64_t index);
  void addLink(const ArchiveLink& link);

  /// Index of the plain file that a link leads to, over other links and linked folders.
  /// @return nothing if it leads out of the archive, in a circle, or to what is not in it
  std::optional<std::int64_t> resolve(const ArchiveLink& link) const;

 private:
  struct Target {
    std::string path;
    bool hard = false;
  };
  std::optional<std::string> follow(std::string_view base, std::string_view path) const;

  std::map<std::string, std::vector<std::int64_t>, std::less<>> files_;  ///< ascending
  std::map<std::string, Target, std::less<>> links_;
};

}  // namespace nblast

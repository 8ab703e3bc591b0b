// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include "compute/io/FindFiles.hpp"

#include <cstdint>
#include <string>
#include <vector>

namespace nblast {

struct Key {
  /// Valid UTF-8.
  std::string text;
  /// Empty where the key is simply the file name.
  std::string warning;
};

/// Keys for files in the given order, each unique: the file name without its ending. Where files
/// share it, all of them get their relative path; where they share that too, the name of their
/// folder or archive before it, then their whole path, then a number. A key that is not simply the
/// file name has a warning that says why.
std::vector<Key> assignKeys(const std::vector<FileName>& names);

}  // namespace nblast

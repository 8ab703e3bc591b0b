// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include "compute/io/FindFiles.hpp"

#include <cstdint>
#include <string>
#include <vector>

namespace nblast {

struct Key {
  std::string text;     ///< valid UTF-8
  std::string warning;  ///< empty where the key is simply the file name
};

/// Keys for files in the given order, each unique: the file name without its ending. Where files
/// share it, all of them get their relative path; where they share that too, the name of their
/// folder or archive before it, then their whole path, then a number. Whoever does not keep his
/// file name is told so in a warning.
std::vector<Key> assignKeys(const std::vector<FileName>& names);

}  // namespace nblast

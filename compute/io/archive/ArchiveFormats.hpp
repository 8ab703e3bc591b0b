// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include "compute/base/FileType.hpp"

#include <string_view>
#include <vector>

namespace nblast {

/// A kind of archive that neurons are read from, whatever their own format.
struct ArchiveFormat : FileType {
  /// A directory at the archive's end says at once what it holds, and leads past damaged members.
  bool hasDirectory;
};

/// The table. What is packed into which archive is seen by its first bytes, not by its name: the
/// endings say what is taken for an archive at all. Compressions that libarchive must be allowed
/// are in ArchiveStream.cpp.
const std::vector<ArchiveFormat>& archiveFormats();

/// @return null for other endings, and for a name that is nothing but an ending
const ArchiveFormat* archiveByName(std::string_view name);

}  // namespace nblast

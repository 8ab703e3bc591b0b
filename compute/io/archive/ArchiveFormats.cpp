// SPDX-License-Identifier: BSD-3-Clause
#include "compute/io/archive/ArchiveFormats.hpp"

namespace nblast {

const std::vector<ArchiveFormat>& archiveFormats() {
  static const std::vector<ArchiveFormat> kFormats{
      {{"zip archives", {".zip"}, "streamed, never unpacked to disk; links are followed"}, true},
      {{"tar archives",
        {".tar", ".tar.gz", ".tgz", ".tar.bz2", ".tbz2", ".tar.xz", ".txz", ".tar.zst"},
        "streamed, never unpacked to disk; links are followed"},
       false},
  };
  return kFormats;
}

const ArchiveFormat* archiveByName(std::string_view name) {
  for (const ArchiveFormat& format : archiveFormats()) {
    const std::string_view ending = endingOf(name, format.endings);
    if (!ending.empty() && ending.size() < name.size()) return &format;
  }
  return nullptr;
}

}  // namespace nblast

// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include <archive.h>
#include <archive_entry.h>

#include <string>
#include <string_view>
#include <vector>

/// A member to be written: a plain file, or a link if it has a target.
struct Member {
  std::string name;
  std::string bytes;
  std::string hardLinkTo = {};
  std::string symbolicLinkTo = {};
};
using Members = std::vector<Member>;

namespace archive_bytes {
/// For archive_write_open(): appends to the string that is the client's data.
inline la_ssize_t append(archive*, void* to, const void* from, std::size_t count) {
  static_cast<std::string*>(to)->append(static_cast<const char*>(from), count);
  return static_cast<la_ssize_t>(count);
}
}  // namespace archive_bytes

/// @param filter archive_write_add_filter_gzip and its like
inline std::string packedBytes(const std::string& bytes, int (*filter)(archive*)) {
  std::string packed;
  archive* a = archive_write_new();
  archive_write_set_format_raw(a);
  filter(a);
  archive_write_set_bytes_in_last_block(a, 1);
  archive_write_open(a, &packed, nullptr, archive_bytes::append, nullptr);
  archive_entry* entry = archive_entry_new();
  archive_entry_set_filetype(entry, AE_IFREG);
  archive_write_header(a, entry);
  archive_write_data(a, bytes.data(), bytes.size());
  archive_entry_free(entry);
  archive_write_close(a);
  archive_write_free(a);
  return packed;
}

inline std::string gzipBytes(const std::string& bytes) {
  return packedBytes(bytes, archive_write_add_filter_gzip);
}

/// A zip or a tar (with the compression that the name says); empty if libarchive would not.
inline std::string archiveBytes(std::string_view name, const Members& members) {
  std::string bytes;
  archive* a = archive_write_new();
  bool good = name.ends_with(".zip") ? archive_write_set_format_zip(a) == ARCHIVE_OK
                                     : archive_write_set_format_pax_restricted(a) == ARCHIVE_OK;
  if (name.ends_with("gz")) archive_write_add_filter_gzip(a);
  if (name.ends_with("bz2")) archive_write_add_filter_bzip2(a);
  if (name.ends_with("xz")) archive_write_add_filter_xz(a);
  if (name.ends_with("zst")) archive_write_add_filter_zstd(a);
  archive_write_set_bytes_in_last_block(a, 1);  // no padding behind what is compressed
  good =
      good && archive_write_open(a, &bytes, nullptr, archive_bytes::append, nullptr) == ARCHIVE_OK;
  for (const Member& member : members) {
    archive_entry* entry = archive_entry_new();
    archive_entry_set_pathname(entry, member.name.c_str());
    archive_entry_set_size(entry, static_cast<la_int64_t>(member.bytes.size()));
    archive_entry_set_filetype(entry, member.symbolicLinkTo.empty() ? AE_IFREG : AE_IFLNK);
    archive_entry_set_perm(entry, 0644);
    if (!member.hardLinkTo.empty()) archive_entry_set_hardlink(entry, member.hardLinkTo.c_str());
    if (!member.symbolicLinkTo.empty())
      archive_entry_set_symlink(entry, member.symbolicLinkTo.c_str());
    good = good && archive_write_header(a, entry) >= ARCHIVE_WARN;
    if (!member.bytes.empty())
      good = good && archive_write_data(a, member.bytes.data(), member.bytes.size()) ==
                         static_cast<la_ssize_t>(member.bytes.size());
    archive_entry_free(entry);
  }
  good = archive_write_close(a) == ARCHIVE_OK && good;
  archive_write_free(a);
  return good ? bytes : std::string();
}

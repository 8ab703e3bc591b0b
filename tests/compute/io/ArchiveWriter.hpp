#pragma once
#include <QString>

#include <archive.h>
#include <archive_entry.h>

#include <string>
#include <utility>
#include <vector>

using Members = std::vector<std::pair<std::string, std::string>>;  ///< name and bytes

/// Writes a zip or a tar (with the compression that its name says). @return false if libarchive
/// would not
inline bool writeArchive(const QString& file, const Members& members) {
  archive* a = archive_write_new();
  bool good = file.endsWith(".zip") ? archive_write_set_format_zip(a) == ARCHIVE_OK
                                    : archive_write_set_format_pax_restricted(a) == ARCHIVE_OK;
  if (file.endsWith("gz")) archive_write_add_filter_gzip(a);
  if (file.endsWith("bz2")) archive_write_add_filter_bzip2(a);
  if (file.endsWith("xz")) archive_write_add_filter_xz(a);
  if (file.endsWith("zst")) archive_write_add_filter_zstd(a);
  good = good && archive_write_open_filename(a, file.toStdString().c_str()) == ARCHIVE_OK;
  for (const auto& [name, bytes] : members) {
    archive_entry* entry = archive_entry_new();
    archive_entry_set_pathname(entry, name.c_str());
    archive_entry_set_size(entry, static_cast<la_int64_t>(bytes.size()));
    archive_entry_set_filetype(entry, AE_IFREG);
    archive_entry_set_perm(entry, 0644);
    good =
        good && archive_write_header(a, entry) >= ARCHIVE_WARN &&
        archive_write_data(a, bytes.data(), bytes.size()) == static_cast<la_ssize_t>(bytes.size());
    archive_entry_free(entry);
  }
  good = archive_write_close(a) == ARCHIVE_OK && good;
  archive_write_free(a);
  return good;
}

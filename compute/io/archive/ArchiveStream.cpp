// SPDX-License-Identifier: BSD-3-Clause
#include "compute/io/archive/ArchiveStream.hpp"

#include "compute/io/ReadToEnd.hpp"
#include "compute/io/TextEncoding.hpp"
#include "compute/io/archive/Gunzip.hpp"

#include <archive.h>
#include <archive_entry.h>
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstddef>
#include <cstdio>
#include <optional>
#include <span>
#include <stdexcept>
#include <utility>

namespace nblast {

namespace {
constexpr const char* kNoArchive = "cannot be read as a zip or tar archive";
/// Blocks are small: a zip is read in leaps, and even 16 KiB may unpack to gigabytes before the
/// next block is asked for.
constexpr std::size_t kBlockBytes = std::size_t{16} << 10;

/// Reads what is left of the current entry. @param answer libarchive's last: 0, or an error
/// @throws InputError, beginning with name, where it becomes too much
std::string readEntry(archive* a, std::int64_t stated, const std::string& name,
                      ReadAllowance& allowance, la_ssize_t& answer) {
  std::size_t unpacked = 0;
  return readToEnd(stated, allowance, [&](char* to, std::size_t most) -> std::size_t {
    const la_ssize_t got = archive_read_data(a, to, most);
    answer = std::min<la_ssize_t>(got, 0);
    if (got <= 0) return 0;
    unpacked += static_cast<std::size_t>(got);
    if (unpacked > kMostUnpackedBytes) throw InputError(name, 0, "unpacks to more than 4 GiB");
    return static_cast<std::size_t>(got);
  });
}

/// A path of an entry, as UTF-8 or as the bytes that stand there: under the C locale libarchive
/// cannot give a UTF-8 name as bytes, and a Latin-1 name not as UTF-8.
std::string pathText(const char* utf8, const char* bytes, const std::string& otherwise) {
  if (utf8 != nullptr) return utf8;
  return bytes != nullptr ? bytes : otherwise;
}
}  // namespace

/// libarchive's view of the file. The directory of a zip leads it from header to header: headers
/// that lie in the block at hand are not read again.
struct ArchiveStream::Input {
  PlainFile file;
  JobControl& control;
  std::array<char, kBlockBytes> block{};
  std::int64_t begin = 0;  ///< of the block in the file
  std::int64_t end = 0;
  std::int64_t at = 0;
  std::optional<GunzipStream> gzip{};  ///< of a packed file: libarchive sees what it holds
  std::array<char, kBlockBytes> unpacked{};

  Input(const std::filesystem::path& path, const std::string& source, JobControl& jobControl)
      : file(path, source), control(jobControl) {
    const auto first = next();
    at = 0;
    if (looksGzipped(first)) gzip.emplace([this] { return next(); });
  }

  std::span<const char> nextUnpacked() {
    if (!gzip) return next();
    return std::span<const char>(unpacked).first(gzip->read(unpacked.data(), unpacked.size()));
  }

  std::span<const char> next() {
    if (at < begin || at >= end) {
      begin = at;
      end = at + static_cast<std::int64_t>(file.readAt(at, block.data(), block.size()));
    }
    const auto rest = std::span<const char>(block).subspan(static_cast<std::size_t>(at - begin),
                                                           static_cast<std::size_t>(end - at));
    at = end;
    return rest;
  }

  static la_ssize_t read(archive* a, void* self, const void** buffer) {
    auto& input = *static_cast<Input*>(self);
    if (input.control.isCancelled()) {
      archive_set_error(a, ECANCELED, "cancelled");
      return ARCHIVE_FATAL;
    }
    try {
      const auto bytes = input.nextUnpacked();
      *buffer = bytes.data();
      return static_cast<la_ssize_t>(bytes.size());
    } catch (const InputError& error) {
      archive_set_error(a, EIO, "%s", error.reason().c_str());
      return ARCHIVE_FATAL;
    } catch (const std::runtime_error& error) {
      archive_set_error(a, EIO, "%s", error.what());
      return ARCHIVE_FATAL;
    }
  }

  /// Reads what follows the archive's end, too: the checksum comes last.
  /// @throws std::runtime_error if the gzip is damaged
  void readToTheEnd() {
    while (gzip && !control.isCancelled() && !nextUnpacked().empty()) {
    }
  }

  static la_int64_t seek(archive* a, void* self, la_int64_t offset, int whence) {
    auto& input = *static_cast<Input*>(self);
    const std::int64_t from = whence == SEEK_SET   ? 0
                              : whence == SEEK_CUR ? input.at
                                                   : input.file.size();
    std::int64_t to = 0;
    if (__builtin_add_overflow(from, offset, &to) || to < 0) {
      archive_set_error(a, EINVAL, "it leads to an offset that is not in the file");
      return ARCHIVE_FATAL;
    }
    return input.at = to;
  }
};

void ArchiveStream::Close::operator()(archive* a) const {
  archive_read_free(a);
}

ArchiveStream::ArchiveStream(const std::filesystem::path& file, std::string source,
                             JobControl& control)
    : input_(new Input(file, source, control)),
      archive_(archive_read_new()),
      control_(control),
      source_(std::move(source)) {
  // Not all filters that libarchive has: for some it would start other programs.
  archive* a = archive_.get();
  archive_read_support_filter_gzip(a);
  archive_read_support_filter_bzip2(a);
  archive_read_support_filter_xz(a);
  archive_read_support_filter_zstd(a);
  archive_read_support_format_zip(a);
  archive_read_support_format_tar(a);
  archive_read_set_callback_data(a, input_.get());
  archive_read_set_read_callback(a, &Input::read);
  if (!input_->gzip) archive_read_set_seek_callback(a, &Input::seek);
  const int answer = archive_read_open1(a);
  control_.checkpoint();
  if (answer != ARCHIVE_OK) throw BrokenArchive(source_, kNoArchive, errorText());
}

ArchiveStream::~ArchiveStream() = default;

bool ArchiveStream::next() {
  for (;;) {
    const int answer = archive_read_next_header(archive_.get(), &entry_);
    control_.checkpoint();
    if (answer == ARCHIVE_EOF) {
      checkRest();
      return false;
    }
    if (answer == ARCHIVE_RETRY) continue;
    if (answer < ARCHIVE_WARN) {
      const char* where = index_ < 0 ? kNoArchive : "is damaged; what came before was read";
      throw BrokenArchive(source_, where, errorText());
    }
    if (archive_entry_filetype(entry_) == AE_IFDIR) continue;
    takeEntry();
    return true;
  }
}

void ArchiveStream::checkRest() {
  try {
    input_->readToTheEnd();
  } catch (const std::runtime_error& error) {
    throw BrokenArchive(source_, "is damaged: some of what it held may be wrong or missing",
                        error.what());
  }
  control_.checkpoint();
}

void ArchiveStream::takeEntry() {
  ++index_;
  name_ = pathText(archive_entry_pathname_utf8(entry_), archive_entry_pathname(entry_),
                   fmt::format("member-{}", index_));
  linkTarget_.clear();
  // A hard link that has bytes of its own is a plain file.
  if (archive_entry_hardlink(entry_) != nullptr && archive_entry_size(entry_) == 0) {
    kind_ = MemberKind::HardLink;
    linkTarget_ = pathText(archive_entry_hardlink_utf8(entry_), archive_entry_hardlink(entry_), "");
  } else if (archive_entry_filetype(entry_) == AE_IFLNK) {
    kind_ = MemberKind::SymbolicLink;
    linkTarget_ = pathText(archive_entry_symlink_utf8(entry_), archive_entry_symlink(entry_), "");
  } else {
    kind_ = archive_entry_filetype(entry_) == AE_IFREG ? MemberKind::File : MemberKind::Special;
  }
}

std::string ArchiveStream::read(ReadAllowance& allowance) {
  const std::string member = fmt::format("{}/{}", source_, validUtf8(name_));
  la_ssize_t answer = 0;
  std::string bytes =
      readEntry(archive_.get(), archive_entry_size(entry_), member, allowance, answer);
  control_.checkpoint();
  if (answer == ARCHIVE_FATAL)
    throw BrokenArchive(
        source_, fmt::format("is damaged at {}; what came before was read", validUtf8(name_)),
        errorText());
  if (answer < 0) throw InputError(member, 0, fmt::format("cannot be unpacked: {}", errorText()));
  return bytes;
}

std::string ArchiveStream::errorText() const {
  const char* text = archive_error_string(archive_.get());
  if (text != nullptr) return text;
  const int code = archive_errno(archive_.get());
  return code != 0 ? systemReason(code) : "no reason given";
}

}  // namespace nblast

#include "compute/io/ArchiveStream.hpp"

#include "compute/io/TextEncoding.hpp"

#include <archive.h>
#include <archive_entry.h>
#include <fmt/format.h>

#include <algorithm>
#include <cerrno>
#include <cstddef>
#include <utility>

namespace nblast {

namespace {
constexpr const char* noArchive = "cannot be read as a zip or tar archive";
constexpr std::size_t blockBytes = 256 * 1024;
constexpr std::size_t mostUnpackedBytes = std::size_t{4} << 30;  // beyond any neuron: a bomb
constexpr std::size_t readChunkBytes = std::size_t{1} << 20;

/// Appends all that is left of the current entry. @return libarchive's answer at the end: 0, or an
/// error
la_ssize_t appendAll(archive* a, std::string& out, JobControl* control) {
  for (;;) {
    if (control != nullptr) control->checkpoint();
    const std::size_t before = out.size();
    // Grows into what was reserved first: a member of known size is read without copying.
    out.resize(out.capacity() > before ? std::min(out.capacity(), before + readChunkBytes)
                                       : before + readChunkBytes);
    const la_ssize_t got = archive_read_data(a, out.data() + before, out.size() - before);
    out.resize(before + static_cast<std::size_t>(std::max<la_ssize_t>(got, 0)));
    if (got <= 0 || out.size() > mostUnpackedBytes) return std::min<la_ssize_t>(got, 0);
  }
}
}  // namespace

void ArchiveStream::Close::operator()(archive* a) const {
  archive_read_free(a);
}

ArchiveStream::ArchiveStream(const std::filesystem::path& file, std::string source)
    : archive_(archive_read_new()), source_(std::move(source)) {
  archive_read_support_filter_all(archive_.get());
  archive_read_support_format_zip(archive_.get());
  archive_read_support_format_tar(archive_.get());
  if (archive_read_open_filename(archive_.get(), file.c_str(), blockBytes) != ARCHIVE_OK)
    throw BrokenArchive(source_, noArchive, errorText());
}

bool ArchiveStream::next() {
  for (;;) {
    const int answer = archive_read_next_header(archive_.get(), &entry_);
    if (answer == ARCHIVE_EOF) return false;
    if (answer == ARCHIVE_RETRY) continue;
    if (answer < ARCHIVE_WARN) {
      const char* where = index_ < 0 ? noArchive : "is damaged; what came before was read";
      throw BrokenArchive(source_, where, errorText());
    }
    if (archive_entry_filetype(entry_) != AE_IFREG) continue;
    takeName();
    ++index_;
    return true;
  }
}

void ArchiveStream::takeName() {
  // Under the C locale libarchive cannot give a UTF-8 name as bytes, and a Latin-1 name not as
  // UTF-8.
  const char* name = archive_entry_pathname_utf8(entry_);
  if (name == nullptr) name = archive_entry_pathname(entry_);
  name_ = name != nullptr ? name : fmt::format("member-{}", index_ + 1);
}

std::int64_t ArchiveStream::size() const {
  return archive_entry_size_is_set(entry_) != 0 ? archive_entry_size(entry_) : 0;
}

std::string ArchiveStream::read(JobControl& control) {
  std::string bytes;
  const auto stated = static_cast<std::size_t>(std::max<std::int64_t>(size(), 0));
  bytes.reserve(std::min(stated, std::size_t{256} << 20) +
                1);  // one more: the end shows without growing
  const la_ssize_t answer = appendAll(archive_.get(), bytes, &control);
  const std::string member = fmt::format("{}/{}", source_, validUtf8(name_));
  if (answer == ARCHIVE_FATAL)
    throw BrokenArchive(
        source_, fmt::format("is damaged at {}; what came before was read", validUtf8(name_)),
        errorText());
  if (answer < 0) throw InputError(member, 0, fmt::format("cannot be unpacked: {}", errorText()));
  if (bytes.size() > mostUnpackedBytes) throw InputError(member, 0, "unpacks to more than 4 GiB");
  return bytes;
}

std::string ArchiveStream::errorText() const {
  const char* text = archive_error_string(archive_.get());
  const int code = archive_errno(archive_.get());
  // "Failed to open 'x'" repeats the name and keeps the reason to itself.
  const bool silent =
      text == nullptr || (code != 0 && std::string_view(text).starts_with("Failed to open"));
  if (!silent) return text;
  return code != 0 ? systemReason(code) : "no reason given";
}

std::string gunzip(std::string_view bytes, const std::string& source) {
  const std::unique_ptr<archive, decltype(&archive_read_free)> a(archive_read_new(),
                                                                 &archive_read_free);
  archive_read_support_filter_gzip(a.get());
  archive_read_support_format_raw(a.get());
  archive_entry* entry = nullptr;
  std::string out;
  // What only begins like a gzip would come back as it is: the raw format takes anything.
  const bool opened = archive_read_open_memory(a.get(), bytes.data(), bytes.size()) == ARCHIVE_OK &&
                      archive_read_next_header(a.get(), &entry) == ARCHIVE_OK &&
                      archive_filter_code(a.get(), 0) == ARCHIVE_FILTER_GZIP;
  if (!opened || appendAll(a.get(), out, nullptr) < 0) {
    const char* text = archive_error_string(a.get());
    throw InputError(
        source, 0,
        fmt::format("gzip that cannot be unpacked: {}", text != nullptr ? text : "damaged"));
  }
  if (out.size() > mostUnpackedBytes) throw InputError(source, 0, "unpacks to more than 4 GiB");
  return out;
}

}  // namespace nblast

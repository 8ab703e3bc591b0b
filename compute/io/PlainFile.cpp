// SPDX-License-Identifier: BSD-3-Clause
#include "compute/io/PlainFile.hpp"

#include "compute/base/Bytes.hpp"
#include "compute/base/Error.hpp"
#include "compute/io/ReadToEnd.hpp"
#include "compute/io/TextEncoding.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <utility>

namespace nblast {

PlainFile::PlainFile(const std::filesystem::path& path, std::string source)
    : source_(std::move(source)),
      // Without O_NONBLOCK, opening a pipe waits for its writer.
      descriptor_(open(path.c_str(), O_RDONLY | O_NONBLOCK | O_CLOEXEC)) {
  if (descriptor_ < 0)
    throw InputError(source_, 0, fmt::format("cannot be opened: {}", systemReason(errno)));
  struct stat status {};
  const bool known = fstat(descriptor_, &status) == 0;
  if (known && S_ISREG(status.st_mode)) {
    size_ = status.st_size;
    return;
  }
  close(descriptor_);
  throw InputError(source_, 0,
                   known && S_ISDIR(status.st_mode) ? "is a folder, not a file" : kNotPlain);
}

PlainFile::~PlainFile() {
  close(descriptor_);
}

std::size_t PlainFile::readAt(std::int64_t offset, char* to, std::size_t most) const {
  ssize_t got = -1;
  do {
    got = pread(descriptor_, to, most, offset);
  } while (got < 0 && errno == EINTR);
  if (got < 0) throw InputError(source_, 0, fmt::format("cannot be read: {}", systemReason(errno)));
  return static_cast<std::size_t>(got);
}

std::string readPlainFile(const std::filesystem::path& path, const std::string& source,
                          ReadAllowance& allowance) {
  const PlainFile file(path, source);
  // A file that cannot fit is not even begun.
  allowance.take(file.size());
  allowance.giveBack(file.size());
  std::int64_t at = 0;
  return readToEnd(file.size(), allowance, [&](char* to, std::size_t most) {
    const std::size_t got = file.readAt(at, to, most);
    at += static_cast<std::int64_t>(got);
    return got;
  });
}

std::string readSmallFile(const std::filesystem::path& path, std::int64_t mostBytes,
                          const std::string& what) {
  const std::string source = validUtf8(path.native());
  constexpr std::int64_t kSlack = 4;  // the text takes more while it grows
  constexpr std::int64_t kLeast = 4 << 20;
  MemoryBudget budget(kSlack * mostBytes + kLeast);
  JobControl control;
  ReadAllowance allowance(budget, control);
  std::string bytes;
  const bool fits = withinMemory([&] { bytes = readPlainFile(path, source, allowance); });
  if (fits && bytes.size() <= static_cast<std::size_t>(mostBytes)) return bytes;
  throw InputError(source, 0,
                   fmt::format("is too large for {} ({} at most)", what,
                               bytesAsText(static_cast<std::uint64_t>(mostBytes))));
}

}  // namespace nblast

// SPDX-License-Identifier: BSD-3-Clause
#include "compute/export/TextFile.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

namespace nblast {

namespace {
constexpr std::size_t kFlushBytes = std::size_t{1} << 20;
}

TextFile::TextFile(const std::filesystem::path& path, ExistingFile existing)
    : path_(behindLink(path)),
      existing_(existing),
      unfinished_(fmt::format("{}.{}.part", path_.string(), ::getpid())) {
  checkTarget(path_, existing_);
  file_ = std::make_unique<PosixFile>(unfinished_.path(), O_WRONLY | O_CREAT | O_TRUNC, 0644);
  file_->setPath(path_);
}

void TextFile::endLine() {
  buffer_ += '\n';
  if (buffer_.size() >= kFlushBytes) flush();
}

void TextFile::flush() {
  file_->writeAt(written_, buffer_.data(), buffer_.size());
  written_ += buffer_.size();
  buffer_.clear();
}

void TextFile::commit() {
  flush();
  file_->sync();
  unfinished_.moveTo(path_, existing_);
}

}  // namespace nblast

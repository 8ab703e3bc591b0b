// SPDX-License-Identifier: BSD-3-Clause
#include "compute/export/TextFile.hpp"

#include "compute/base/Error.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <cctype>
#include <cmath>
#include <iterator>

namespace nblast {

namespace {
constexpr std::size_t flushBytes = std::size_t{1} << 20;
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
  if (buffer_.size() >= flushBytes) flush();
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

TableFormat tableFormatOf(const std::filesystem::path& path) {
  std::string name = path.filename().string();
  std::transform(name.begin(), name.end(), name.begin(),
                 [](unsigned char letter) { return static_cast<char>(std::tolower(letter)); });
  if (name.ends_with(".edges.csv")) return {true, ','};
  if (name.ends_with(".edges.tsv")) return {true, '\t'};
  if (name.ends_with(".csv")) return {false, ','};
  if (name.ends_with(".tsv")) return {false, '\t'};
  throw InputError(path.string(), 0,
                   "has an ending that is not known; use .csv or .tsv for a table, .edges.csv or "
                   ".edges.tsv for a list of pairs");
}

void appendText(std::string& line, std::string_view text, char separator) {
  const bool plain = text.find_first_of("\"\r\n") == text.npos && text.find(separator) == text.npos;
  if (plain) {
    line += text;
    return;
  }
  line += '"';
  for (const char letter : text) {
    if (letter == '"') line += '"';
    line += letter;
  }
  line += '"';
}

void appendScore(std::string& line, float score) {
  if (!std::isfinite(score)) return;
  fmt::format_to(std::back_inserter(line), "{:.9g}", static_cast<double>(score));
}

}  // namespace nblast

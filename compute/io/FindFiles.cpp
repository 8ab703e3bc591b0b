// SPDX-License-Identifier: BSD-3-Clause
#include "compute/io/FindFiles.hpp"

#include "compute/base/Error.hpp"
#include "compute/io/PlainFile.hpp"
#include "compute/io/TextEncoding.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <system_error>
#include <unordered_set>
#include <utility>

namespace nblast {

namespace fs = std::filesystem;

namespace {

std::string_view fileNameOf(std::string_view path) {
  return path.substr(path.rfind('/') + 1);
}

class Finder {
 public:
  explicit Finder(JobControl& control) : control_(control) {}

  void addGiven(const fs::path& given) {
    control_.checkpoint();
    std::error_code error;
    const fs::file_status status = fs::status(given, error);
    if (!fs::exists(status)) {
      const bool missing = status.type() == fs::file_type::not_found;
      throw InputError(
          validUtf8(given.native()), 0,
          missing ? "no such file or folder; check the path" : systemReason(error.value()));
    }
    if (fs::is_directory(status)) {
      const fs::path folder = given.has_filename() ? given : given.parent_path();
      root_ = fs::absolute(folder).lexically_normal().filename().native();
      addFolder(folder, "");
    } else if (fs::is_other(status)) {
      throw InputError(validUtf8(given.native()), 0, kNotPlain);
    } else {
      addGivenFile(given);
    }
  }

  FoundFiles take() { return std::move(found_); }

 private:
  void addGivenFile(const fs::path& given) {
    const std::string name = given.filename().native();
    const FileKind kind = fileKind(name);
    if (kind == FileKind::Other)
      throw InputError(validUtf8(given.native()), 0,
                       fmt::format("not a file of neurons this program knows; known endings: {}",
                                   knownEndings()));
    root_ = fs::absolute(given).lexically_normal().parent_path().filename().native();
    add(given, name, kind, true);
  }

  void addFolder(const fs::path& folder, const std::string& relative) {
    control_.checkpoint();
    std::error_code error;
    const fs::path real = fs::canonical(folder, error);
    if (!error && !visitedFolders_.insert(real.native()).second)
      return;  // given twice, or a loop of links
    std::vector<fs::path> entries;
    for (fs::directory_iterator it(folder, error), end; !error && it != end; it.increment(error))
      entries.push_back(it->path());
    if (error) {
      const std::string name = validUtf8(folder.native());
      found_.leftOut.push_back({name, fmt::format("{}: the folder cannot be listed: {}", name,
                                                  systemReason(error.value()))});
    }
    std::sort(entries.begin(), entries.end());
    for (const fs::path& entry : entries)
      addEntry(entry, relative + entry.filename().native());
  }

  void addEntry(const fs::path& entry, const std::string& relative) {
    std::error_code error;
    if (fs::is_directory(entry, error)) {
      if (!isMacLitter(relative + "/")) addFolder(entry, relative + "/");
      return;
    }
    const FileKind kind = fileKind(relative);
    // A link that leads nowhere is kept: opening it says why it cannot be read.
    const bool special = fs::is_other(entry, error);
    if (kind == FileKind::Other || special || isMacLitter(relative))
      ++found_.passedOver;
    else
      add(entry, relative, kind, false);
  }

  void add(const fs::path& file, const std::string& relative, FileKind kind, bool named) {
    std::error_code error;
    const fs::path parent = file.has_parent_path() ? file.parent_path() : fs::path(".");
    if (parent != lastParent_) {
      lastParent_ = parent;
      lastRealParent_ = fs::canonical(parent, error);
    }
    if (!seenFiles_.insert((lastRealParent_ / file.filename()).native()).second) return;
    found_.files.push_back({file, {relative, root_, file.native()}, kind, named});
  }

  JobControl& control_;
  FoundFiles found_;
  std::string root_;
  fs::path lastParent_, lastRealParent_;
  std::unordered_set<std::string> visitedFolders_, seenFiles_;
};

}  // namespace

bool isMacLitter(std::string_view relativePath) {
  return relativePath.starts_with("__MACOSX/") ||
         relativePath.find("/__MACOSX/") != std::string_view::npos ||
         fileNameOf(relativePath).starts_with("._");
}

FoundFiles findFiles(std::span<const fs::path> paths, JobControl& control) {
  Finder finder(control);
  for (const fs::path& path : paths)
    finder.addGiven(path);
  return finder.take();
}

}  // namespace nblast

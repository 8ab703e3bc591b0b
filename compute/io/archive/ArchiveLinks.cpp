// SPDX-License-Identifier: BSD-3-Clause
#include "compute/io/archive/ArchiveLinks.hpp"

#include <algorithm>
#include <cstddef>

namespace nblast {

namespace {

constexpr std::size_t kLongestPath = 4096;  // no file system of Linux follows longer ones
constexpr int kMostLinks = 40;              // nor more links on one way

using Parts = std::vector<std::string_view>;

/// Appends the parts of a path so that the first is taken first from the back.
void pushParts(std::string_view path, Parts& todo) {
  std::size_t end = path.size();
  while (end != std::string_view::npos) {
    const std::size_t slash = end == 0 ? std::string_view::npos : path.rfind('/', end - 1);
    const std::size_t begin = slash == std::string_view::npos ? 0 : slash + 1;
    const std::string_view part = path.substr(begin, end - begin);
    if (!part.empty() && part != ".") todo.push_back(part);
    end = slash;
  }
}

/// "./a//b" is "a/b"; what stands above the archive's root stays there.
std::string plainName(std::string_view name) {
  Parts parts;
  pushParts(name, parts);
  std::string plain;
  for (auto part = parts.rbegin(); part != parts.rend(); ++part) {
    if (!plain.empty()) plain += '/';
    plain += *part;
  }
  return plain;
}

std::string_view folderOfName(std::string_view name) {
  const std::size_t slash = name.rfind('/');
  return slash == std::string_view::npos ? std::string_view() : name.substr(0, slash);
}

}  // namespace

void ArchiveLinks::addFile(std::string_view name, std::int64_t index) {
  files_[plainName(name)].push_back(index);
}

void ArchiveLinks::addLink(const ArchiveLink& link) {
  links_[plainName(link.name)] = {link.target, link.hard};
}

std::optional<std::string> ArchiveLinks::follow(std::string_view base,
                                                std::string_view path) const {
  if (base.size() > kLongestPath || path.size() > kLongestPath) return {};
  Parts todo;
  pushParts(path, todo);
  pushParts(base, todo);
  std::string at;
  for (int followed = 0; !todo.empty();) {
    const std::string_view part = todo.back();
    todo.pop_back();
    if (part == "..") {
      if (at.empty()) return {};
      at.resize(folderOfName(at).size());
      continue;
    }
    if (!at.empty()) at += '/';
    at += part;
    const auto link = links_.find(at);
    if (link == links_.end()) continue;
    const Target& target = link->second;
    if (++followed > kMostLinks || target.path.size() > kLongestPath) return {};
    if (!target.hard && target.path.starts_with('/')) return {};
    at = target.hard ? std::string() : std::string(folderOfName(at));
    pushParts(target.path, todo);
  }
  return at;
}

std::optional<std::int64_t> ArchiveLinks::resolve(const ArchiveLink& link) const {
  if (!link.hard && link.target.starts_with('/')) return {};
  const auto path = follow(link.hard ? std::string_view() : folderOfName(link.name), link.target);
  if (!path) return {};
  const auto file = files_.find(*path);
  if (file == files_.end()) return {};
  const std::vector<std::int64_t>& indices = file->second;
  if (!link.hard) return indices.back();
  // A hard link names a member before it; where a name stands there twice, the nearest one.
  const auto after = std::lower_bound(indices.begin(), indices.end(), link.index);
  return after == indices.begin() ? std::nullopt : std::optional(*(after - 1));
}

}  // namespace nblast

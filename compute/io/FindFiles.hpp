// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include "compute/base/JobControl.hpp"
#include "compute/io/FileKind.hpp"
#include "compute/neuron/Neuron.hpp"

#include <cstdint>
#include <filesystem>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace nblast {

/// What a file is called, from short to long. Bytes as the file system has them, not always UTF-8.
struct FileName {
  /// Below the given folder or inside the archive; of a file given by itself, its name.
  std::string relative;
  /// The name of the given folder, or of the archive.
  std::string root;
  /// As given: files are sorted by it, and messages show it as the source.
  std::string path;
};

struct FoundFile {
  std::filesystem::path file;
  FileName name;
  FileKind kind = FileKind::Other;
  /// Given by itself, not found in a folder.
  bool named = false;
};

struct FoundFiles {
  /// Files of neurons and archives; each once, however often it was given.
  std::vector<FoundFile> files;
  /// Folders that cannot be listed.
  std::vector<LeftOut> leftOut;
  /// How many files have other endings.
  std::int64_t passedOver = 0;
};

/// True for the files that macOS leaves in folders and archives beside the real ones
/// ("__MACOSX/", "._x.swc").
bool isMacLitter(std::string_view relativePath);

/// Lists the given files and folders, folders all the way down.
/// @throws InputError if a path does not exist, is a file without a known ending, or no plain file
/// @throws Cancelled
FoundFiles findFiles(std::span<const std::filesystem::path> paths, JobControl& control);

}  // namespace nblast

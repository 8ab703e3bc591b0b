// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include "compute/base/JobControl.hpp"
#include "compute/neuron/Neuron.hpp"

#include <cstdint>
#include <filesystem>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace nblast {

enum class FileKind : std::uint8_t { Swc, Csv, Archive, Other };

/// By the name's ending, in any case.
FileKind fileKind(std::string_view name);
/// The file name without folders and known ending: "a/N1.CNG.swc.gz" is "N1.CNG".
std::string stemOf(std::string_view path);
/// All endings that fileKind() knows, ".swc" first: what lists them is made from this.
const std::vector<std::string>& neuronFileEndings();
/// ".swc, .swc.gz, .csv, .zip, ...": for sentences.
const std::string& knownEndings();

/// What a file is called, from short to long. Bytes as the file system has them, not always UTF-8.
struct FileName {
  std::string
      relative;  ///< below the given folder or inside the archive; a file given by itself: its name
  std::string root;  ///< name of the given folder, or of the archive
  std::string path;  ///< as given: what is sorted by, and shown as the source
};

struct FoundFile {
  std::filesystem::path file;
  FileName name;
  FileKind kind = FileKind::Other;
  bool named = false;  ///< given by itself, not found in a folder
};

struct FoundFiles {
  std::vector<FoundFile> files;  ///< SWC, CSV and archives; each once, however often it was given
  std::vector<LeftOut> leftOut;  ///< folders that cannot be listed
  std::int64_t passedOver = 0;   ///< other endings
};

/// True for what macOS leaves in folders and archives beside the real files ("__MACOSX/",
/// "._x.swc").
bool isMacLitter(std::string_view relativePath);

/// Lists the given files and folders, folders all the way down.
/// @throws InputError if a path does not exist, is a file without a known ending, or no plain file
/// @throws Cancelled
FoundFiles findFiles(std::span<const std::filesystem::path> paths, JobControl& control);

}  // namespace nblast

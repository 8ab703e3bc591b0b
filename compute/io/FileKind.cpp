// SPDX-License-Identifier: BSD-3-Clause
#include "compute/io/FileKind.hpp"

#include "compute/io/archive/ArchiveFormats.hpp"
#include "compute/io/format/NeuronFormats.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace nblast {

namespace {

std::string_view fileNameOf(std::string_view path) {
  return path.substr(path.rfind('/') + 1);
}

}  // namespace

FileKind fileKind(std::string_view name) {
  const std::string_view file = fileNameOf(name);
  if (formatByName(file) != nullptr) return FileKind::Neuron;
  return archiveByName(file) != nullptr ? FileKind::Archive : FileKind::Other;
}

std::string stemOf(std::string_view path) {
  std::string_view name = fileNameOf(path);
  const std::string_view ending = endingOf(name, neuronFileEndings());
  if (ending.size() < name.size()) name.remove_suffix(ending.size());
  return std::string(name);
}

std::vector<FileType> neuronFileTypes() {
  std::vector<FileType> types;
  for (const NeuronFormat& format : neuronFormats())
    types.push_back(format);
  for (const ArchiveFormat& format : archiveFormats())
    types.push_back(format);
  return types;
}

const std::vector<std::string_view>& neuronFileEndings() {
  static const std::vector<std::string_view> kEndings = [] {
    std::vector<std::string_view> endings;
    for (const FileType& type : neuronFileTypes())
      for (const std::string_view ending : type.endings)
        if (std::find(endings.begin(), endings.end(), ending) == endings.end())
          endings.push_back(ending);
    return endings;
  }();
  return kEndings;
}

const std::string& knownEndings() {
  static const std::string kList = listOfEndings(neuronFileEndings());
  return kList;
}

std::string neuronInputsInWords() {
  std::string words;
  for (const NeuronFormat& format : neuronFormats())
    words += fmt::format("{} ({}), ", format.name, listOfEndings(format.endings));
  std::vector<std::string_view> archives;
  for (const ArchiveFormat& format : archiveFormats())
    archives.insert(archives.end(), format.endings.begin(), format.endings.end());
  return fmt::format("{}folders, archives ({})", words, listOfEndings(archives));
}

}  // namespace nblast

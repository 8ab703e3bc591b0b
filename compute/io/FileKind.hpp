// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include "compute/base/FileType.hpp"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace nblast {

enum class FileKind : std::uint8_t { Neuron, Archive, Other };

/// What a file is by its name's ending: see neuronFormats() and archiveFormats().
/// @param name with or without folders
FileKind fileKind(std::string_view name);

/// The file name without folders and known ending: "a/N1.CNG.swc.gz" is "N1.CNG".
std::string stemOf(std::string_view path);

/// Every kind of file and archive that neurons are read from, for tables and name filters.
std::vector<FileType> neuronFileTypes();

/// The endings of all these, each once, ".swc" first.
const std::vector<std::string_view>& neuronFileEndings();

/// ".swc, .swc.gz, .csv, .zip, ...": for sentences.
const std::string& knownEndings();

/// "SWC (.swc, .swc.gz), dotprops CSV (.csv), ..., folders, archives (.zip, ...)": for the help of
/// both programs.
std::string neuronInputsInWords();

}  // namespace nblast

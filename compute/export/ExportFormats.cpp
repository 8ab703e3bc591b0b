// SPDX-License-Identifier: BSD-3-Clause
#include "compute/export/ExportFormats.hpp"

#include "compute/base/Error.hpp"
#include "compute/export/EdgeTable.hpp"
#include "compute/export/MatrixTable.hpp"

#include <fmt/format.h>

#include <string>

namespace nblast {

const std::vector<ExportFormat>& exportFormats() {
  static const std::vector<ExportFormat> kFormats{
      {{"matrix", {".csv"}, "comma-separated"},
       TableKind::Matrix,
       ',',
       writeMatrixTable,
       estimateMatrixBytes},
      {{"matrix", {".tsv"}, "tab-separated"},
       TableKind::Matrix,
       '\t',
       writeMatrixTable,
       estimateMatrixBytes},
      {{"list of pairs", {".edges.csv"}, "comma-separated"},
       TableKind::Edges,
       ',',
       writeEdgeTable,
       estimateEdgeBytes},
      {{"list of pairs", {".edges.tsv"}, "tab-separated"},
       TableKind::Edges,
       '\t',
       writeEdgeTable,
       estimateEdgeBytes},
  };
  return kFormats;
}

const ExportFormat& exportFormatOf(const std::filesystem::path& output) {
  const std::string name = output.filename().string();
  const ExportFormat* found = nullptr;
  std::string_view longest;
  for (const ExportFormat& format : exportFormats()) {
    const std::string_view ending = endingOf(name, format.endings);
    if (ending.size() <= longest.size()) continue;
    longest = ending;
    found = &format;
  }
  if (found != nullptr) return *found;
  throw InputError(output.string(), 0,
                   fmt::format("has an ending that is not known; use {}", exportFormatsInWords()));
}

std::string exportFormatsInWords() {
  std::string words;
  for (const ExportFormat& format : exportFormats())
    words += fmt::format("{}{} ({}, {})", words.empty() ? "" : ", ", listOfEndings(format.endings),
                         format.holds, format.description);
  return words;
}

}  // namespace nblast

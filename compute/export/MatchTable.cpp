// SPDX-License-Identifier: BSD-3-Clause
#include "compute/export/MatchTable.hpp"

#include "compute/base/Error.hpp"
#include "compute/export/TableText.hpp"
#include "compute/export/TextFile.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>

namespace nblast {

namespace {

bool suitsMatches(const ExportFormat& format) {
  return format.kind == TableKind::Matrix;
}

}  // namespace

std::vector<ExportFormat> matchFormats() {
  std::vector<ExportFormat> formats;
  std::copy_if(exportFormats().begin(), exportFormats().end(), std::back_inserter(formats),
               suitsMatches);
  return formats;
}

std::string matchTable(const ScoreFile& file, std::int64_t query, std::span<const Match> matches,
                       char separator) {
  requireQuery(file, query);
  const std::string& name = file.queries().labels[static_cast<std::size_t>(query)].key;
  std::string table = "query";
  for (const char* column : {"rank", "target", "forward", "reverse", "mean"}) {
    table += separator;
    table += column;
  }
  table += '\n';
  for (const Match& match : matches) {
    appendText(table, name, separator);
    table += fmt::format("{}{}{}", separator, match.rank, separator);
    appendText(table, file.targets().labels.at(static_cast<std::size_t>(match.target)).key,
               separator);
    for (const float score : {match.forward, match.reverse, match.mean}) {
      table += separator;
      appendScore(table, score);
    }
    table += '\n';
  }
  return table;
}

void exportMatches(const ScoreFile& file, std::int64_t query, std::span<const Match> matches,
                   const std::filesystem::path& output) {
  const ExportFormat& format = exportFormatOf(output);
  if (!suitsMatches(format)) {
    std::vector<std::string_view> endings;
    for (const ExportFormat& suitable : matchFormats())
      endings.insert(endings.end(), suitable.endings.begin(), suitable.endings.end());
    throw InputError(output.string(), 0,
                     fmt::format("has the ending of a {}; matches go to {}", format.holds,
                                 listOfEndings(endings)));
  }
  const std::string table = matchTable(file, query, matches, format.separator);
  TextFile text(output, ExistingFile::Overwrite);
  text.line() = table.substr(0, table.size() - 1);  // endLine() adds the last line's end
  text.endLine();
  text.commit();
}

}  // namespace nblast

// SPDX-License-Identifier: BSD-3-Clause
#include "compute/export/MatrixTable.hpp"

#include "compute/export/TableFile.hpp"
#include "compute/export/WantedScores.hpp"

#include <algorithm>
#include <span>
#include <vector>

namespace nblast {

namespace {

void writeHeader(const ScoreFile& file, TableFile& table) {
  table.addField("query");
  for (const NeuronLabel& target : file.targets().labels)
    table.addField(target.key);
  table.endRow();
}

void writeRow(const std::string& query, std::span<const float> scores, TableFile& table) {
  table.addField(query);
  for (const float score : scores)
    table.addScore(score);
  table.endRow();
}

}  // namespace

void writeMatrixTable(const ScoreFile& file, const std::filesystem::path& output,
                      const ExportOptions& options, const ExportFormat& format,
                      JobControl& control) {
  TableFile table(output, options.existing, format.separator);
  const std::int64_t queries = file.queries().size();
  control.begin(Phase::Export, static_cast<std::uint64_t>(queries));
  writeHeader(file, table);
  const std::int64_t width = file.targets().size();
  const std::int64_t atOnce = rowsAtOnce(width);
  std::vector<float> band;
  for (std::int64_t first = 0; first < queries; first += atOnce) {
    control.checkpoint();
    const std::int64_t rows = std::min(atOnce, queries - first);
    band.resize(static_cast<std::size_t>(rows * width));
    file.read(options.direction, first, rows, 0, width, band.data());
    for (std::int64_t row = 0; row < rows; ++row) {
      control.checkpoint();
      const std::int64_t query = first + row;
      const auto scores = std::span(band).subspan(static_cast<std::size_t>(row * width),
                                                  static_cast<std::size_t>(width));
      dropUnwanted(scores, file.isAllByAll() ? query : -1, options);
      writeRow(file.queries().labels[query].key, scores, table);
      control.advance();
    }
  }
  table.commit();
}

std::int64_t estimateMatrixBytes(const ScoreFile& file, const ExportOptions& options) {
  const auto queries = static_cast<double>(file.queries().size());
  const auto targets = static_cast<double>(file.targets().size());
  const ScoreSample sample = sampleScores(file, options);
  const double header = targets * (meanKeyBytes(file.targets()) + 1);
  const double row = meanKeyBytes(file.queries()) + 1 + targets * (1 + sample.share * sample.bytes);
  return static_cast<std::int64_t>(header + queries * row);
}

}  // namespace nblast

// SPDX-License-Identifier: BSD-3-Clause
#include "compute/export/EdgeTable.hpp"

#include "compute/export/TableFile.hpp"
#include "compute/export/WantedScores.hpp"
#include "compute/scorefile/Direction.hpp"

#include <algorithm>
#include <cmath>
#include <vector>

namespace nblast {

namespace {

/// The scores of a row, after the names of query and target.
std::vector<Direction> columnsOf(const ScoreFile& file, Direction wanted) {
  std::vector<Direction> columns{Direction::Forward};
  if (file.hasDirection(Direction::Reverse)) columns.push_back(Direction::Reverse);
  if (std::find(columns.begin(), columns.end(), wanted) == columns.end()) columns.push_back(wanted);
  return columns;
}

class EdgeWriter {
 public:
  EdgeWriter(const ScoreFile& file, const ExportOptions& options, TableFile& table)
      : file_(file),
        options_(options),
        table_(table),
        columns_(columnsOf(file, options.direction)) {}

  void writeHeader() {
    table_.addField("query");
    table_.addField("target");
    for (const Direction column : columns_)
      table_.addField(directionName(column));
    table_.endRow();
  }

  /// @param first of the query's pairs in the band, which end before `end`
  void writeEdgesOf(std::int64_t query, const ScoreRows& band, std::int64_t first,
                    std::int64_t end) {
    wanted_.clear();
    std::int64_t self = -1;
    for (std::int64_t pair = first; pair < end; ++pair) {
      if (file_.isAllByAll() && band.targets[pair] == query) self = pair - first;
      wanted_.push_back(combinedScore(options_.direction, band.forward[pair], band.reverse[pair]));
    }
    dropUnwanted(wanted_, self, options_);
    for (std::int64_t pair = first; pair < end; ++pair) {
      if (std::isnan(wanted_[pair - first])) continue;
      table_.addField(file_.queries().labels[query].key);
      table_.addField(file_.targets().labels[band.targets[pair]].key);
      for (const Direction column : columns_)
        table_.addScore(combinedScore(column, band.forward[pair], band.reverse[pair]));
      table_.endRow();
    }
  }

 private:
  const ScoreFile& file_;
  const ExportOptions& options_;
  TableFile& table_;
  std::vector<Direction> columns_;
  std::vector<float> wanted_;  ///< of one query's pairs: the scores that decide which are written
};

}  // namespace

void writeEdgeTable(const ScoreFile& file, const std::filesystem::path& output,
                    const ExportOptions& options, const ExportFormat& format, JobControl& control) {
  TableFile table(output, options.existing, format.separator);
  EdgeWriter writer(file, options, table);
  const std::int64_t queries = file.queries().size();
  control.begin(Phase::Export, static_cast<std::uint64_t>(queries));
  writer.writeHeader();
  const std::int64_t atOnce = rowsAtOnce(file.targets().size());
  for (std::int64_t first = 0; first < queries; first += atOnce) {
    control.checkpoint();
    const std::int64_t rows = std::min(atOnce, queries - first);
    const ScoreRows band = file.rows(first, rows);
    for (std::int64_t row = 0; row < rows; ++row) {
      control.checkpoint();
      writer.writeEdgesOf(first + row, band, band.offsets[row], band.offsets[row + 1]);
      control.advance();
    }
  }
  table.commit();
}

std::int64_t estimateEdgeBytes(const ScoreFile& file, const ExportOptions& options) {
  const ScoreSample sample = sampleScores(file, options);
  const auto pairs =
      static_cast<double>(file.queries().size()) * static_cast<double>(file.targets().size());
  const auto columns = static_cast<double>(columnsOf(file, options.direction).size());
  const double row = meanKeyBytes(file.queries()) + 1 + meanKeyBytes(file.targets()) +
                     columns * (1 + sample.bytes) + 1;
  return static_cast<std::int64_t>(pairs * sample.share * row);
}

}  // namespace nblast

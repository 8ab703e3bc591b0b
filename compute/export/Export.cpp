// SPDX-License-Identifier: BSD-3-Clause
#include "compute/export/Export.hpp"

#include "compute/analysis/Ranking.hpp"
#include "compute/base/Bytes.hpp"
#include "compute/base/Error.hpp"
#include "compute/export/TextFile.hpp"
#include "compute/scorefile/Direction.hpp"
#include "compute/scorefile/platform/PosixFile.hpp"
#include "compute/scorefile/platform/TemporaryName.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <span>
#include <system_error>
#include <vector>

namespace nblast {

namespace {

constexpr float noScore = std::numeric_limits<float>::quiet_NaN();

/// As many rows at once as fit a fixed memory, a power of two like the sides of the file's blocks.
std::int64_t rowsAtOnce(std::int64_t targets) {
  constexpr std::int64_t budget_bytes = std::int64_t{64} << 20;
  const std::int64_t rowBytes = targets * static_cast<std::int64_t>(sizeof(float));
  std::int64_t rows = 512;
  while (rows > 1 && rows * rowBytes > budget_bytes)
    rows /= 2;
  return rows;
}

/// Sets to NaN what the options leave out.
void dropUnwanted(std::span<float> scores, std::int64_t self, const ExportOptions& options) {
  if (options.top) {
    std::vector<float> best(scores.size(), noScore);
    for (const std::int64_t target : rankTargets(scores, self, *options.top)) {
      best[target] = scores[target];
    }
    std::copy(best.begin(), best.end(), scores.begin());
  }
  if (options.above) {
    for (float& score : scores) {
      if (static_cast<double>(score) < *options.above) score = noScore;
    }
  }
}

/// Told at once, not after an hour of writing. The estimate may be somewhat too high.
void refuseFullDisk(const std::filesystem::path& output, std::int64_t bytes) {
  constexpr double surelyNeeded = 0.8;
  const std::uint64_t free = freeBytes(folderOf(behindLink(output)));
  if (surelyNeeded * static_cast<double>(bytes) <= static_cast<double>(free)) return;
  throw IoError(fmt::format(
      "{}: the table needs about {}, but only {} are free there; choose another disk or fewer "
      "scores",
      output.string(), bytesAsText(static_cast<std::uint64_t>(bytes)), bytesAsText(free)));
}

class Exporter {
 public:
  Exporter(const ScoreFile& file, const std::filesystem::path& output, const ExportOptions& options,
           JobControl& control)
      : file_(file),
        options_(options),
        control_(control),
        format_(tableFormatOf(output)),
        text_(output, options.existing) {
    if (!format_.edges) return;
    columns_.push_back(Direction::Forward);
    if (file.hasDirection(Direction::Reverse)) columns_.push_back(Direction::Reverse);
    if (std::find(columns_.begin(), columns_.end(), options.direction) == columns_.end()) {
      columns_.push_back(options.direction);
    }
  }

  void write() {
    const std::int64_t queries = file_.queries().size();
    control_.begin(Phase::Export, static_cast<std::uint64_t>(queries));
    writeHeader();
    const std::int64_t atOnce = rowsAtOnce(file_.targets().size());
    for (std::int64_t first = 0; first < queries; first += atOnce) {
      control_.checkpoint();
      const std::int64_t rows = std::min(atOnce, queries - first);
      if (format_.edges) {
        writeEdges(first, rows);
      } else {
        writeMatrix(first, rows);
      }
    }
    text_.commit();
  }

 private:
  void writeHeader() {
    text_.line() += "query";
    if (format_.edges) {
      addField("target");
      for (const Direction column : columns_)
        addField(directionName(column));
    } else {
      for (const NeuronLabel& target : file_.targets().labels)
        addField(target.key);
    }
    text_.endLine();
  }

  void writeMatrix(std::int64_t firstQuery, std::int64_t rows) {
    const std::int64_t width = file_.targets().size();
    scores_.resize(static_cast<std::size_t>(rows * width));
    file_.read(options_.direction, firstQuery, rows, 0, width, scores_.data());
    for (std::int64_t row = 0; row < rows; ++row) {
      control_.checkpoint();
      const std::int64_t query = firstQuery + row;
      const auto scores = std::span(scores_).subspan(static_cast<std::size_t>(row * width),
                                                     static_cast<std::size_t>(width));
      dropUnwanted(scores, file_.isAllByAll() ? query : -1, options_);
      writeRow(query, scores);
      control_.advance();
    }
  }

  void writeRow(std::int64_t query, std::span<const float> scores) {
    appendText(text_.line(), file_.queries().labels[query].key, format_.separator);
    for (const float score : scores)
      addScore(score);
    text_.endLine();
  }

  void writeEdges(std::int64_t firstQuery, std::int64_t rows) {
    const ScoreRows band = file_.rows(firstQuery, rows);
    for (std::int64_t row = 0; row < rows; ++row) {
      control_.checkpoint();
      writeEdgesOf(firstQuery + row, band, band.offsets[row], band.offsets[row + 1]);
      control_.advance();
    }
  }

  void writeEdgesOf(std::int64_t query, const ScoreRows& band, std::int64_t first,
                    std::int64_t end) {
    scores_.clear();  // those that decide what is kept
    std::int64_t self = -1;
    for (std::int64_t pair = first; pair < end; ++pair) {
      if (file_.isAllByAll() && band.targets[pair] == query) self = pair - first;
      scores_.push_back(combinedScore(options_.direction, band.forward[pair], band.reverse[pair]));
    }
    dropUnwanted(scores_, self, options_);
    for (std::int64_t pair = first; pair < end; ++pair) {
      if (std::isnan(scores_[pair - first])) continue;
      appendText(text_.line(), file_.queries().labels[query].key, format_.separator);
      addField(file_.targets().labels[band.targets[pair]].key);
      for (const Direction column : columns_)
        addScore(combinedScore(column, band.forward[pair], band.reverse[pair]));
      text_.endLine();
    }
  }

  void addField(std::string_view text) {
    text_.line() += format_.separator;
    appendText(text_.line(), text, format_.separator);
  }
  void addScore(float score) {
    text_.line() += format_.separator;
    appendScore(text_.line(), score);
  }

  const ScoreFile& file_;
  const ExportOptions& options_;
  JobControl& control_;
  TableFormat format_;
  TextFile text_;
  std::vector<float> scores_;       ///< of a band of the matrix, or of one query's pairs
  std::vector<Direction> columns_;  ///< edge lists: what stands after query and target
};

}  // namespace

void exportScores(const ScoreFile& file, const std::filesystem::path& output,
                  const ExportOptions& options, JobControl& control) {
  requireDirection(file, options.direction);
  if (options.top && *options.top < 1) {
    throw InputError("--top must be at least 1: it is the number of targets kept for each query");
  }
  if (options.above && std::isnan(*options.above)) throw InputError("--above must be a number");
  std::error_code none;
  if (std::filesystem::equivalent(file.path(), output, none)) {
    throw InputError(output.string(), 0, "is the score file itself; choose another name");
  }
  refuseFullDisk(output, estimateExportBytes(file, output, options));
  Exporter(file, output, options, control).write();
}

}  // namespace nblast

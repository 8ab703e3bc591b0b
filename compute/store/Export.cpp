#include "compute/store/Export.hpp"

#include "compute/base/Error.hpp"
#include "compute/store/Directions.hpp"
#include "compute/store/Ranking.hpp"
#include "compute/store/TextFile.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <span>
#include <vector>

namespace nblast {

namespace {

constexpr float notKept = std::numeric_limits<float>::quiet_NaN();

/// As many rows at once as fit a fixed memory, a power of two like the sides of the file's blocks.
std::int64_t rowsAtOnce(std::int64_t targets) {
  constexpr std::int64_t budget_bytes = std::int64_t{64} << 20;
  const std::int64_t rowBytes = targets * static_cast<std::int64_t>(sizeof(float));
  std::int64_t rows = 512;
  while (rows > 1 && rows * rowBytes > budget_bytes)
    rows /= 2;
  return rows;
}

/// Rows of one direction, read band by band.
class Band {
 public:
  Band(const ScoreFile& file, Direction direction) : file_(file), direction_(direction) {}

  void read(std::int64_t firstQuery, std::int64_t queries) {
    scores_.resize(static_cast<std::size_t>(queries * file_.targets().size()));
    file_.read(direction_, firstQuery, queries, 0, file_.targets().size(), scores_.data());
  }
  std::span<float> row(std::int64_t row) {
    const auto width = static_cast<std::size_t>(file_.targets().size());
    return std::span(scores_).subspan(static_cast<std::size_t>(row) * width, width);
  }
  Direction direction() const { return direction_; }

 private:
  const ScoreFile& file_;
  Direction direction_;
  std::vector<float> scores_;
};

/// Sets to NaN what the options leave out.
void dropUnwanted(std::span<float> scores, std::int64_t self, const ExportOptions& options) {
  if (options.top) {
    std::vector<float> best(scores.size(), notKept);
    for (const std::int64_t target : rankTargets(scores, self, *options.top)) {
      best[target] = scores[target];
    }
    std::copy(best.begin(), best.end(), scores.begin());
  }
  if (options.above) {
    for (float& score : scores) {
      if (static_cast<double>(score) < *options.above) score = notKept;
    }
  }
}

class Exporter {
 public:
  Exporter(const ScoreFile& file, const std::filesystem::path& output, const ExportOptions& options,
           JobControl& control)
      : file_(file),
        options_(options),
        control_(control),
        format_(tableFormatOf(output)),
        text_(output) {
    // The first band is the one that decides what is kept.
    bands_.emplace_back(file, options.direction);
    if (!format_.edges) return;
    columns_.push_back(Direction::Forward);
    if (file.hasDirection(Direction::Reverse)) columns_.push_back(Direction::Reverse);
    if (std::find(columns_.begin(), columns_.end(), options.direction) == columns_.end()) {
      columns_.push_back(options.direction);
    }
    for (const Direction column : columns_)
      bands_.emplace_back(file, column);
  }

  void write() {
    const std::int64_t queries = file_.queries().size();
    control_.begin(Phase::Write, static_cast<std::uint64_t>(queries));
    writeHeader();
    const std::int64_t atOnce = rowsAtOnce(file_.targets().size());
    for (std::int64_t first = 0; first < queries; first += atOnce) {
      const std::int64_t rows = std::min(atOnce, queries - first);
      for (Band& band : bands_) {
        control_.checkpoint();
        band.read(first, rows);
      }
      for (std::int64_t row = 0; row < rows; ++row) {
        control_.checkpoint();
        writeQuery(first + row, row);
        control_.advance();
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

  void writeQuery(std::int64_t query, std::int64_t row) {
    const std::span<float> kept = bands_.front().row(row);
    dropUnwanted(kept, file_.isAllByAll() ? query : -1, options_);
    if (format_.edges) {
      writeEdges(query, row, kept);
    } else {
      writeRow(query, kept);
    }
  }

  void writeRow(std::int64_t query, std::span<const float> scores) {
    appendText(text_.line(), file_.queries().labels[query].key, format_.separator);
    for (const float score : scores)
      addScore(score);
    text_.endLine();
  }

  void writeEdges(std::int64_t query, std::int64_t row, std::span<const float> kept) {
    for (std::size_t target = 0; target < kept.size(); ++target) {
      if (std::isnan(kept[target])) continue;
      appendText(text_.line(), file_.queries().labels[query].key, format_.separator);
      addField(file_.targets().labels[target].key);
      for (std::size_t column = 1; column < bands_.size(); ++column) {
        addScore(bands_[column].row(row)[target]);
      }
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
  std::vector<Band> bands_;
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
  Exporter(file, output, options, control).write();
}

}  // namespace nblast

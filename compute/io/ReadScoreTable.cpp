// SPDX-License-Identifier: BSD-3-Clause
#include "compute/io/ReadScoreTable.hpp"

#include "compute/base/Error.hpp"
#include "compute/io/CsvRow.hpp"
#include "compute/io/Lines.hpp"
#include "compute/io/NumberText.hpp"
#include "compute/io/PlainFile.hpp"
#include "compute/io/TextEncoding.hpp"

#include <fmt/format.h>

#include <cmath>
#include <optional>

namespace nblast {

namespace {

constexpr std::int64_t kMostBytes = 16 << 20;  // 30 x 10 cells take 4 kB
constexpr double kNearlyTheEnd = 1e-6;  // trained tables end at 0.99999999: no reason for a note

/// Source location for error messages.
struct SourceLine {
  const std::string& source;
  std::int64_t line;
  [[noreturn]] void fail(const std::string& reason) const {
    throw InputError(source, line, reason);
  }
};

struct Interval {
  double lower, upper;
  ClosedSide closed;
};

Interval parseInterval(std::string_view text, const SourceLine& at) {
  const auto comma = text.find(',');
  const auto isOneOf = [](char c, std::string_view all) {
    return all.find(c) != std::string_view::npos;
  };
  if (text.size() < 5 || comma == std::string_view::npos || !isOneOf(text.front(), "([") ||
      !isOneOf(text.back(), ")]")) {
    at.fail(
        fmt::format("\"{}\" is no bin; write an interval in quotation marks, as in "
                    "\"(0,0.75]\" or \"[0,0.75)\"",
                    shortened(text)));
  }
  if ((text.front() == '[') == (text.back() == ']')) {
    at.fail(fmt::format("the bin \"{}\" must be closed on exactly one side: (a,b] or [a,b)",
                        shortened(text)));
  }
  const auto lower = parseNumber(trimmed(text.substr(1, comma - 1)));
  const auto upper = parseNumber(trimmed(text.substr(comma + 1, text.size() - comma - 2)));
  if (!lower || !upper || std::isnan(*lower) || std::isnan(*upper))
    at.fail(fmt::format("the ends of the bin \"{}\" are not two numbers", shortened(text)));
  if (!(*lower < *upper))
    at.fail(fmt::format("the bin \"{}\" ends before it begins", shortened(text)));
  return {*lower, *upper, text.front() == '[' ? ClosedSide::Left : ClosedSide::Right};
}

/// The bins of one axis, in the order of the file.
class Axis {
 public:
  explicit Axis(const char* name) : name_(name) {}

  void add(std::string_view label, const SourceLine& at) {
    const auto bin = parseInterval(label, at);
    if (bins_ == 0) {
      first_ = bin.lower;
      closed_ = bin.closed;
    } else {
      if (bin.closed != closed_) {
        at.fail(
            fmt::format("the bin \"{}\" is closed on the other side than those before it; "
                        "all bins of a table must agree",
                        shortened(label)));
      }
      if (bin.lower != last_) {
        at.fail(fmt::format("the bin \"{}\" does not begin where the one before it ends, at {}",
                            shortened(label), last_));
      }
      inner_.push_back(bin.lower);
    }
    last_ = bin.upper;
    ++bins_;
  }

  std::size_t bins() const { return bins_; }
  ClosedSide closed() const { return closed_; }
  const std::vector<double>& innerEdges() const { return inner_; }

  void noteStart(std::vector<std::string>& notes) const {
    if (std::isfinite(first_) && std::abs(first_) > kNearlyTheEnd) {
      notes.push_back(
          fmt::format("its {} axis begins at {}, not at 0: the first bin also serves "
                      "everything below it",
                      name_, first_));
    }
  }
  void noteEnd(double wanted, std::vector<std::string>& notes) const {
    if (std::isfinite(last_) && std::abs(last_ - wanted) > kNearlyTheEnd) {
      notes.push_back(
          fmt::format("its {} axis ends at {}, not at {}; are its rows distances in "
                      "µm, its columns |dot|?",
                      name_, last_, wanted));
    }
  }

 private:
  const char* name_;
  std::size_t bins_ = 0;
  double first_ = 0, last_ = 0;
  ClosedSide closed_ = ClosedSide::Right;
  std::vector<double> inner_;
};

/// The table as it grows, line by line.
class TableParser {
 public:
  explicit TableParser(const std::string& source) : source_(source) {}

  void addLine(std::string_view line, std::int64_t number) {
    const SourceLine at{source_, number};
    if (line.size() > kMostRowBytes) at.fail("a line of more than 1 MiB is no row of scores");
    if (!cutCsvRow(line, ',', fields_)) at.fail("a quotation mark is not closed");
    if (dots_.bins() == 0) return addHeader(fields_, at);
    if (fields_.size() != dots_.bins() + 1) {
      at.fail(fmt::format("{} cells where the first row has {} bins of |dot|", fields_.size() - 1,
                          dots_.bins()));
    }
    distances_.add(fields_[0], at);
    if (distances_.closed() != dots_.closed()) {
      at.fail(
          "its distance bins are closed on one side and its |dot| bins on the other; both "
          "must agree: (a,b] or [a,b)");
    }
    for (std::size_t i = 1; i < fields_.size(); ++i)
      cells_.push_back(parseCell(fields_[i], i, at));
  }

  ScoreTableFile finished(std::int64_t lines) const {
    if (distances_.bins() == 0)
      SourceLine{source_, lines}.fail("a score table needs a row of scores");
    ScoreTableFile file;
    file.table.source = source_;
    file.table.closed = dots_.closed();
    file.table.distanceEdges_um = distances_.innerEdges();
    file.table.dotEdges = dots_.innerEdges();
    file.table.cells = cells_;
    distances_.noteStart(file.notes);
    dots_.noteStart(file.notes);
    dots_.noteEnd(1, file.notes);
    for (auto& note : file.notes)
      note = fmt::format("score table {}: {}", source_, note);
    return file;
  }

 private:
  void addHeader(const std::vector<std::string_view>& fields, const SourceLine& at) {
    if (fields.size() < 2) {
      at.fail(
          "a score table begins with a row of |dot| bins, separated by commas, as in "
          "\"\",\"(0,0.1]\",\"(0.1,0.2]\"");
    }
    for (std::size_t i = 1; i < fields.size(); ++i)
      dots_.add(fields[i], at);
  }

  static double parseCell(std::string_view field, std::size_t column, const SourceLine& at) {
    const auto value = parseNumber(field);
    if (!value || !std::isfinite(*value)) {
      at.fail(fmt::format("the score \"{}\" in column {} is not a finite number", shortened(field),
                          column + 1));
    }
    return *value;
  }

  const std::string& source_;
  Axis distances_{"distance"};
  Axis dots_{"|dot|"};
  std::vector<double> cells_;
  std::vector<std::string_view> fields_;  ///< of the line at hand
};

}  // namespace

ScoreTableFile parseScoreTable(std::string_view text, const std::string& source) {
  MemoryBudget budget(4 * kMostBytes);
  JobControl control;
  ReadAllowance allowance(budget, control);
  std::string decoded(text);
  if (!withinMemory([&] { decodeText(decoded, source, allowance); }))
    throw InputError(source, 0, "unpacks to more than a score table can have");
  Lines lines(decoded);
  TableParser parser(source);
  for (std::string_view line; lines.next(line);) {
    if (!trimmed(line).empty()) parser.addLine(line, lines.number());
  }
  return parser.finished(lines.number());
}

ScoreTableFile readScoreTable(const std::filesystem::path& path) {
  auto file = parseScoreTable(readSmallFile(path, kMostBytes, "a score table"), path.string());
  file.table.name = path.filename().string();
  return file;
}

}  // namespace nblast

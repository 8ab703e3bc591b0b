// SPDX-License-Identifier: BSD-3-Clause
#include "compute/io/ReadScoreTable.hpp"

#include "compute/base/Error.hpp"
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

/// A line of the file, for whoever finds fault with it.
struct Place {
  const std::string& source;
  std::int64_t line;
  [[noreturn]] void fail(const std::string& reason) const {
    throw InputError(source, line, reason);
  }
};

/// Fields of a CSV line; "" within quotes is a quote.
std::vector<std::string> splitFields(std::string_view line, const Place& place) {
  std::vector<std::string> fields(1);
  bool quoted = false;
  for (std::size_t i = 0; i < line.size(); ++i) {
    const char c = line[i];
    if (c == '"' && quoted && i + 1 < line.size() && line[i + 1] == '"') {
      fields.back() += line[++i];
    } else if (c == '"') {
      quoted = !quoted;
    } else if (c == ',' && !quoted) {
      fields.emplace_back();
    } else {
      fields.back() += c;
    }
  }
  if (quoted) place.fail("a quotation mark is not closed");
  return fields;
}

struct Interval {
  double lower, upper;
  ClosedSide closed;
};

Interval parseInterval(const std::string& label, const Place& place) {
  const auto text = trimmed(label);
  const auto comma = text.find(',');
  const auto isOneOf = [](char c, std::string_view all) {
    return all.find(c) != std::string_view::npos;
  };
  if (text.size() < 5 || comma == std::string_view::npos || !isOneOf(text.front(), "([") ||
      !isOneOf(text.back(), ")]")) {
    place.fail(
        fmt::format("\"{}\" is no bin; write an interval in quotation marks, as in "
                    "\"(0,0.75]\" or \"[0,0.75)\"",
                    shortened(text)));
  }
  if ((text.front() == '[') == (text.back() == ']')) {
    place.fail(fmt::format("the bin \"{}\" must be closed on exactly one side: (a,b] or [a,b)",
                           shortened(text)));
  }
  const auto lower = parseNumber(trimmed(text.substr(1, comma - 1)));
  const auto upper = parseNumber(trimmed(text.substr(comma + 1, text.size() - comma - 2)));
  if (!lower || !upper || std::isnan(*lower) || std::isnan(*upper))
    place.fail(fmt::format("the ends of the bin \"{}\" are not two numbers", shortened(text)));
  if (!(*lower < *upper))
    place.fail(fmt::format("the bin \"{}\" ends before it begins", shortened(text)));
  return {*lower, *upper, text.front() == '[' ? ClosedSide::Left : ClosedSide::Right};
}

/// The bins of one axis, as they come.
class Axis {
 public:
  explicit Axis(const char* name) : name_(name) {}

  void add(const std::string& label, const Place& place) {
    const auto bin = parseInterval(label, place);
    if (bins_ == 0) {
      first_ = bin.lower;
      closed_ = bin.closed;
    } else {
      if (bin.closed != closed_) {
        place.fail(
            fmt::format("the bin \"{}\" is closed on the other side than those before it; "
                        "all bins of a table must agree",
                        shortened(trimmed(label))));
      }
      if (bin.lower != last_) {
        place.fail(fmt::format("the bin \"{}\" does not begin where the one before it ends, at {}",
                               shortened(trimmed(label)), last_));
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
    const Place place{source_, number};
    if (line.size() > mostRowBytes) place.fail("a line of more than 1 MiB is no row of scores");
    const auto fields = splitFields(line, place);
    if (dots_.bins() == 0) return addHeader(fields, place);
    if (fields.size() != dots_.bins() + 1) {
      place.fail(fmt::format("{} cells where the first row has {} bins of |dot|", fields.size() - 1,
                             dots_.bins()));
    }
    distances_.add(fields[0], place);
    if (distances_.closed() != dots_.closed()) {
      place.fail(
          "its distance bins are closed on one side and its |dot| bins on the other; both "
          "must agree: (a,b] or [a,b)");
    }
    for (std::size_t i = 1; i < fields.size(); ++i)
      cells_.push_back(parseCell(fields[i], i, place));
  }

  ScoreTableFile finished(std::int64_t lines) const {
    if (distances_.bins() == 0) Place{source_, lines}.fail("a score table needs a row of scores");
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
  void addHeader(const std::vector<std::string>& fields, const Place& place) {
    if (fields.size() < 2) {
      place.fail(
          "a score table begins with a row of |dot| bins, separated by commas, as in "
          "\"\",\"(0,0.1]\",\"(0.1,0.2]\"");
    }
    for (std::size_t i = 1; i < fields.size(); ++i)
      dots_.add(fields[i], place);
  }

  static double parseCell(const std::string& field, std::size_t column, const Place& place) {
    const auto value = parseNumber(trimmed(field));
    if (!value || !std::isfinite(*value)) {
      place.fail(fmt::format("the score \"{}\" in column {} is not a finite number",
                             shortened(trimmed(field)), column + 1));
    }
    return *value;
  }

  const std::string& source_;
  Axis distances_{"distance"};
  Axis dots_{"|dot|"};
  std::vector<double> cells_;
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

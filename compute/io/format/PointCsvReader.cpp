// SPDX-License-Identifier: BSD-3-Clause
#include "compute/io/format/PointCsvReader.hpp"

#include "compute/base/Error.hpp"
#include "compute/io/CsvRow.hpp"
#include "compute/io/Lines.hpp"
#include "compute/io/NumberText.hpp"
#include "compute/io/TextEncoding.hpp"
#include "compute/io/format/StatedUnit.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cctype>
#include <cmath>
#include <cstddef>
#include <limits>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace nblast {

namespace {

char separatorOf(std::string_view header) {
  constexpr std::array<char, 3> kCandidates{',', ';', '\t'};
  const auto occurrences = [&](char c) { return std::count(header.begin(), header.end(), c); };
  return *std::max_element(kCandidates.begin(), kCandidates.end(),
                           [&](char a, char b) { return occurrences(a) < occurrences(b); });
}

struct Header {
  enum Name : std::size_t { X, Y, Z, Vx, Vy, Vz, Alpha };
  static constexpr std::array<std::string_view, 7> kNames{"x", "y", "z", "vx", "vy", "vz", "alpha"};

  std::array<std::optional<std::size_t>, kNames.size()> at;
  std::array<bool, kNames.size()> twice{};
  /// There is a column such as "name": a row is a neuron, not a point.
  bool namesNeurons = false;
  std::size_t columns = 0;
  char separator = ',';

  bool has(Name name) const { return at[name].has_value(); }
  bool hasPoints() const { return has(X) && has(Y) && has(Z); }
  bool hasTangents() const { return has(Vx) || has(Vy) || has(Vz); }
};

Header parseHeader(std::string_view line) {
  Header header;
  header.separator = separatorOf(line);
  std::vector<std::string_view> fields;
  cutCsvRow(line, header.separator, fields);
  header.columns = fields.size();
  for (std::size_t i = 0; i < fields.size(); ++i) {
    std::string lower(fields[i]);
    std::transform(lower.begin(), lower.end(), lower.begin(),
                   [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
    constexpr std::array<std::string_view, 5> kNeuronColumns{"name", "neuron", "neuron_name",
                                                             "file", "filename"};
    header.namesNeurons |=
        std::find(kNeuronColumns.begin(), kNeuronColumns.end(), lower) != kNeuronColumns.end();
    const auto name = std::find(Header::kNames.begin(), Header::kNames.end(), lower);
    if (name == Header::kNames.end()) continue;
    const auto which = static_cast<std::size_t>(name - Header::kNames.begin());
    header.twice[which] = header.at[which].has_value();
    header.at[which] = i;
  }
  return header;
}

/// Goes to the first line that is neither blank nor a comment; comments may state a unit.
/// @return false if there is none
bool findHeader(Lines& lines, std::string_view& line, UnitStatements& units,
                const ReadAllowance& allowance) {
  while (lines.next(line)) {
    if (lines.number() % kLinesBetweenCheckpoints == 0) allowance.checkpoint();
    const std::string_view text = trimmed(line);
    if (text.starts_with('#'))
      units.add(text);
    else if (!text.empty())
      return true;
  }
  return false;
}

/// @return nothing if the text does not begin as a table of points does
std::optional<Header> findPointHeader(std::string_view text, const ReadAllowance& allowance) {
  Lines lines(text);
  UnitStatements units;
  std::string_view line;
  if (!findHeader(lines, line, units, allowance) || line.size() > kMostRowBytes) return {};
  Header header = parseHeader(line);
  if (!header.hasPoints() || header.namesNeurons) return {};
  return header;
}

class PointCsvParser {
 public:
  PointCsvParser(std::string_view text, const std::string& source, ReadAllowance& allowance)
      : text_(text), lines_(text), source_(source), allowance_(allowance) {}

  Neuron parse() {
    takeHeader();
    std::string_view line;
    while (lines_.next(line)) {
      if (lines_.number() % kLinesBetweenCheckpoints == 0) allowance_.checkpoint();
      line = trimmed(line);
      if (!line.empty() && !line.starts_with('#')) takeRow(line);
    }
    if (neuron_.points.empty()) fail("no points below the header", 0);
    finish();
    return std::move(neuron_);
  }

 private:
  [[noreturn]] void fail(const std::string& reason) const { fail(reason, lines_.number()); }
  [[noreturn]] void fail(const std::string& reason, std::int64_t line) const {
    throw InputError(source_, line, reason);
  }

  void takeHeader() {
    std::string_view line;
    if (!findHeader(lines_, line, units_, allowance_))
      fail("no lines of data: the file is empty", 0);
    refuseLongRow(line);
    header_ = parseHeader(line);
    if (!header_.hasPoints())
      fail("no point table: its first line must name the columns x, y and z");
    for (std::size_t i = 0; i < Header::kNames.size(); ++i)
      if (header_.twice[i]) fail(fmt::format("the header names '{}' twice", Header::kNames[i]));
    dotprops_ = header_.hasTangents();
    if (dotprops_ &&
        !(header_.has(Header::Vx) && header_.has(Header::Vy) && header_.has(Header::Vz)))
      fail("dotprops need all of the columns vx, vy and vz");
    if (dotprops_ && !header_.has(Header::Alpha))
      fail(
          "dotprops need a column alpha beside vx, vy and vz; without tangents, leave vx, vy and "
          "vz out");
  }

  void refuseLongRow(std::string_view line) const {
    if (line.size() > kMostRowBytes) fail("a line of more than 1 MiB is no row of a point table");
  }

  /// Called at the first point: a file that only begins like a table takes no memory.
  void reserve() {
    const std::size_t shortest = 2 * header_.columns - 1;
    const std::size_t most = countRows(text_, shortest, allowance_);
    const std::size_t bytes = sizeof(Vec3d) + (dotprops_ ? sizeof(Vec3d) + sizeof(double) : 0);
    allowance_.take(static_cast<std::int64_t>(most * bytes));
    neuron_.points.reserve(most);
    if (dotprops_) neuron_.tangents.reserve(most), neuron_.alphas.reserve(most);
  }

  double number(Header::Name name) const {
    const std::string_view text = fields_[*header_.at[name]];
    const std::optional<double> value = parseNumber(text);
    if (!value && text.find(',') != std::string_view::npos)
      fail(fmt::format("decimal commas ({}): write decimal points", inQuotes(text)));
    if (!value) fail(fmt::format("{} is {}, not a number", Header::kNames[name], inQuotes(text)));
    if (!std::isfinite(*value))
      fail(fmt::format("{} is {}, not a finite number", Header::kNames[name], inQuotes(text)));
    return *value;
  }

  void takeRow(std::string_view line) {
    refuseLongRow(line);
    cutCsvRow(line, header_.separator, fields_);
    while (fields_.size() > header_.columns && fields_.back().empty())
      fields_.pop_back();
    if (fields_.size() != header_.columns)
      fail(fmt::format("{} columns, but the header names {}", fields_.size(), header_.columns));
    const Vec3d point{number(Header::X), number(Header::Y), number(Header::Z)};
    if (neuron_.points.empty()) reserve();
    neuron_.points.push_back(point);
    if (dotprops_) takeTangent();
  }

  void takeTangent() {
    Vec3d t{number(Header::Vx), number(Header::Vy), number(Header::Vz)};
    const double length = std::hypot(t.x, t.y, t.z);
    if (!(length > 0) || !std::isfinite(length)) fail("the tangent (vx, vy, vz) has no direction");
    // Unit vectors that were written with few digits are used as given.
    if (std::abs(length - 1) > 1e-3) {
      t = {t.x / length, t.y / length, t.z / length};
      ++normalised_;
    }
    const double alpha = number(Header::Alpha);
    if (alpha < -1e-3 || alpha > 1 + 1e-3)
      fail(fmt::format("alpha is {}, not between 0 and 1", alpha));
    neuron_.tangents.push_back(t);
    neuron_.alphas.push_back(alpha);
  }

  void finish() {
    neuron_.kind = dotprops_ ? NeuronKind::Dotprops : NeuronKind::PointCloud;
    neuron_.source = source_;
    neuron_.statedUnit = units_.unit();
    if (normalised_ > 0)
      neuron_.warnings.push_back(fmt::format("{} of {} tangents were not of length 1: normalised",
                                             normalised_, neuron_.tangents.size()));
    if (units_.contradictory())
      neuron_.warnings.emplace_back("the comments state two units that differ: none is used");
    neuron_.points.shrink_to_fit();
    neuron_.tangents.shrink_to_fit();
    neuron_.alphas.shrink_to_fit();
  }

  std::string_view text_;
  Lines lines_;
  const std::string& source_;
  ReadAllowance& allowance_;
  Neuron neuron_;
  Header header_;
  std::vector<std::string_view> fields_;
  UnitStatements units_;
  bool dotprops_ = false;
  std::size_t normalised_ = 0;
};

}  // namespace

Neuron parsePointCsvText(std::string_view text, const std::string& source,
                         ReadAllowance& allowance) {
  return PointCsvParser(text, source, allowance).parse();
}

Neuron parsePointCsv(std::string_view bytes, const std::string& source) {
  ReadAllowance allowance;
  std::string text(bytes);
  decodeText(text, source, allowance);
  return parsePointCsvText(text, source, allowance);
}

bool looksLikePointCsv(std::string_view text, const ReadAllowance& allowance) {
  return findPointHeader(text, allowance).has_value();
}

bool looksLikeDotpropsCsv(std::string_view text, const ReadAllowance& allowance) {
  const auto header = findPointHeader(text, allowance);
  return header && header->hasTangents();
}

}  // namespace nblast

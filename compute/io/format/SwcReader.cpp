// SPDX-License-Identifier: BSD-3-Clause
#include "compute/io/format/SwcReader.hpp"

#include "compute/base/Error.hpp"
#include "compute/io/Lines.hpp"
#include "compute/io/NumberText.hpp"
#include "compute/io/TextEncoding.hpp"
#include "compute/io/format/PlainSwcRow.hpp"
#include "compute/io/format/StatedUnit.hpp"
#include "compute/io/format/SwcRow.hpp"
#include "compute/io/format/SwcTree.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstddef>
#include <optional>
#include <utility>
#include <vector>

namespace nblast {

namespace {

class SwcParser {
 public:
  SwcParser(std::string_view text, const std::string& source, ReadAllowance& allowance)
      : text_(text),
        afterLastEnd_(text.find_last_of("\r\n") + 1),
        lines_(text),
        source_(source),
        allowance_(allowance) {}

  Neuron parse() {
    std::string_view line;
    while (takePlainRow() || (lines_.next(line) && takeLine(line)))
      if (lines_.number() % kLinesBetweenCheckpoints == 0) allowance_.checkpoint();
    if (neuron_.points.empty())
      throw InputError(
          source_, 0,
          lines_.number() == 0 ? "the file is empty" : "no nodes, only comments or blanks");
    neuron_.parents = tree_.link(source_, neuron_.warnings, allowance_);
    finish();
    return std::move(neuron_);
  }

 private:
  /// @return false if the next line is none; takeLine() then reads it, or says what is wrong with
  /// it
  bool takePlainRow() {
    const std::string_view rest = lines_.rest();
    const std::size_t unended = text_.size() - afterLastEnd_;
    if (rest.size() <= unended) return false;
    const auto plain = readPlainSwcRow(rest.substr(0, rest.size() - unended));
    if (!plain) return false;
    lines_.skip(plain->bytes);
    addNode(plain->row);
    return true;
  }

  /// @return true
  bool takeLine(std::string_view line) {
    const std::size_t hash = line.find('#');
    if (hash != std::string_view::npos && neuron_.points.empty()) units_.add(line.substr(hash));
    line = trimmed(line.substr(0, hash));
    if (line.empty()) return true;
    if (line.size() > kMostRowBytes)
      throw InputError(source_, lines_.number(), "a line of more than 1 MiB is no node");
    const SwcColumns columns(line, source_, lines_.number());
    if (neuron_.points.empty() && !sawHeader_ && !parseNumber(columns[0]) &&
        isSwcHeader(columns, source_, lines_.number())) {
      sawHeader_ = true;
      return true;
    }
    takeRow(columns);
    return true;
  }

  void takeRow(const SwcColumns& columns) {
    if (columns.size() < SwcColumns::kNeeded && !neuron_.points.empty() && lines_.restIsBlank())
      throw InputError(
          source_, lines_.number(),
          fmt::format("the last line has {} of 7 columns: the file is cut short", columns.size()));
    addNode(parseSwcRow(columns, source_, lines_.number()));
    if (columns.size() > SwcColumns::kNeeded && widestLine_ == 0) {
      widestLine_ = lines_.number();
      widestColumns_ = columns.size();
    }
  }

  void addNode(const SwcRow& row) {
    if (neuron_.points.empty()) reserve();
    tree_.add(row.id, row.parent, lines_.number());
    neuron_.points.push_back(row.point);
    neuron_.radii.push_back(row.radius);
    if (!row.radiusIsFinite) ++unknownRadii_;
  }

  /// Called at the first node: a file that is no SWC at all takes no memory.
  void reserve() {
    constexpr std::size_t kShortest = 11;  // "1;;0;0;0;;0"
    const std::size_t most = countRows(text_, kShortest, allowance_);
    allowance_.take(
        static_cast<std::int64_t>(most * (SwcTree::kNodeBytes + sizeof(Vec3d) + sizeof(float))));
    tree_.reserve(most);
    neuron_.points.reserve(most);
    neuron_.radii.reserve(most);
  }

  void finish() {
    neuron_.kind = NeuronKind::Skeleton;
    neuron_.source = source_;
    neuron_.statedUnit = units_.unit();
    if (widestLine_ > 0)
      neuron_.warnings.push_back(fmt::format(
          "line {}: {} columns; those after the 7th are not read", widestLine_, widestColumns_));
    if (unknownRadii_ > 0)
      neuron_.warnings.push_back(fmt::format("{} of {} radii are not finite numbers: set to 0",
                                             unknownRadii_, neuron_.radii.size()));
    if (units_.contradictory())
      neuron_.warnings.emplace_back("the header states two units that differ: none is used");
    neuron_.points.shrink_to_fit();
    neuron_.radii.shrink_to_fit();
  }

  std::string_view text_;
  std::size_t afterLastEnd_;  ///< where a last line without an end begins
  Lines lines_;
  const std::string& source_;
  ReadAllowance& allowance_;
  Neuron neuron_;
  SwcTree tree_;
  UnitStatements units_;
  bool sawHeader_ = false;
  std::size_t unknownRadii_ = 0;
  std::int64_t widestLine_ = 0;
  std::size_t widestColumns_ = 0;
};

}  // namespace

Neuron parseSwcText(std::string_view text, const std::string& source, ReadAllowance& allowance) {
  return SwcParser(text, source, allowance).parse();
}

Neuron parseSwc(std::string_view bytes, const std::string& source) {
  ReadAllowance allowance;
  std::string text(bytes);
  decodeText(text, source, allowance);
  return parseSwcText(text, source, allowance);
}

}  // namespace nblast

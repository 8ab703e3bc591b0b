// SPDX-License-Identifier: BSD-3-Clause
#include "compute/scorefile/sparse/SparseCsr.hpp"

#include <tbb/blocked_range.h>
#include <tbb/parallel_for.h>

#include <algorithm>
#include <numeric>

namespace nblast {

namespace {

/// The scores of some rows, one after another; each row has as much room as it needs.
class RowCells {
 public:
  /// @param counts of the scores of each row @param extra room in each row besides
  void start(std::span<const std::uint32_t> counts, std::size_t extra) {
    begins_.assign(1, 0);
    for (const std::uint32_t count : counts)
      begins_.push_back(begins_.back() + count + extra);
    ends_.assign(begins_.begin(), begins_.end() - 1);
    if (cells_.capacity() < begins_.back()) std::vector<Cell>().swap(cells_);  // not both at once
    cells_.resize(begins_.back());
  }
  void add(std::size_t row, Cell cell) { cells_[ends_[row]++] = cell; }
  std::span<Cell> row(std::size_t row) {
    return std::span(cells_).subspan(begins_[row], ends_[row] - begins_[row]);
  }

 private:
  std::vector<std::size_t> begins_, ends_;
  std::vector<Cell> cells_;
};

class Builder {
 public:
  Builder(const SparseParts& parts, const SparseRules& rules, std::int64_t memoryBytes)
      : parts_(parts), rules_(rules), memoryBytes_(memoryBytes), csr_(rules.path) {}

  SparseCsr build() && {
    cutIntoRanges();
    SparseSpill spill(rules_.path, regionSizes(), memoryBytes_ / 4);
    sortIntoRanges(spill);
    csr_.indptr.reserve(parts_.forwardCounts().size() + 1);
    for (std::size_t range = 0; range + 1 < rangeBegins_.size(); ++range)
      buildRange(spill, range);
    csr_.indices.flush();
    csr_.forward.flush();
    csr_.reverse.flush();
    return std::move(csr_);
  }

 private:
  // Regions of the spill: the forward and the reverse scores of each range.
  static std::size_t forwardRegion(std::size_t range) { return 2 * range; }
  static std::size_t reverseRegion(std::size_t range) { return 2 * range + 1; }

  void cutIntoRanges() {
    const auto room = static_cast<std::size_t>(memoryBytes_) / 2 / sizeof(Cell);
    std::size_t entries = 0;
    rangeOf_.reserve(parts_.forwardCounts().size());
    for (std::size_t row = 0; row < parts_.forwardCounts().size(); ++row) {
      const std::size_t ofRow = parts_.forwardCounts()[row] + parts_.reverseCounts()[row] + 2;
      if (entries > 0 && entries + ofRow > room) {
        rangeBegins_.push_back(row);
        entries = 0;
      }
      entries += ofRow;
      rangeOf_.push_back(static_cast<std::uint32_t>(rangeBegins_.size() - 1));
    }
    rangeBegins_.push_back(rangeOf_.size());
  }

  std::span<const std::uint32_t> ofRange(const std::vector<std::uint32_t>& counts,
                                         std::size_t range) const {
    return std::span(counts).subspan(rangeBegins_[range],
                                     rangeBegins_[range + 1] - rangeBegins_[range]);
  }

  std::vector<std::uint64_t> regionSizes() const {
    std::vector<std::uint64_t> sizes;
    for (std::size_t range = 0; range + 1 < rangeBegins_.size(); ++range) {
      for (const auto* counts : {&parts_.forwardCounts(), &parts_.reverseCounts()}) {
        const auto some = ofRange(*counts, range);
        sizes.push_back(std::accumulate(some.begin(), some.end(), std::uint64_t{0}));
      }
    }
    return sizes;
  }

  void sortIntoRanges(SparseSpill& spill) const {
    const auto rangeOf = [this](std::int32_t row) {
      return rangeOf_[static_cast<std::size_t>(row)];
    };
    parts_.visit([&](std::span<const ScoredPair> pairs, bool reverse) {
      for (const auto& [query, target, score] : pairs) {
        const std::size_t range = rangeOf(query);
        spill.add(reverse ? reverseRegion(range) : forwardRegion(range), {query, target, score});
        if (rules_.allByAll) spill.add(reverseRegion(rangeOf(target)), {target, query, score});
      }
    });
    spill.close();
  }

  static void fill(const SparseSpill& spill, std::size_t region, std::size_t firstRow,
                   RowCells& cells) {
    spill.read(region, [&](std::span<const RowEntry> entries) {
      for (const RowEntry& entry : entries)
        cells.add(static_cast<std::size_t>(entry.row) - firstRow, {entry.column, entry.score});
    });
  }

  void buildRange(const SparseSpill& spill, std::size_t range) {
    const std::size_t first = rangeBegins_[range];
    const std::size_t rows = rangeBegins_[range + 1] - first;
    const std::size_t extra = rules_.allByAll ? 1 : 0;
    forward_.start(ofRange(parts_.forwardCounts(), range), extra);
    reverse_.start(ofRange(parts_.reverseCounts(), range), extra);
    fill(spill, forwardRegion(range), first, forward_);
    fill(spill, reverseRegion(range), first, reverse_);
    std::vector<std::size_t> kept(rows);
    tbb::parallel_for(tbb::blocked_range<std::size_t>(0, rows, 64), [&](const auto& some) {
      for (std::size_t row = some.begin(); row < some.end(); ++row) {
        if (rules_.allByAll) addSelf(first + row, row);
        kept[row] = keepCells(rules_, static_cast<std::int64_t>(first + row), forward_.row(row),
                              reverse_.row(row));
      }
    });
    for (std::size_t row = 0; row < rows; ++row)
      append(row, kept[row]);
  }

  void addSelf(std::size_t neuron, std::size_t row) {
    const auto column = static_cast<std::int32_t>(neuron);
    const auto cells = forward_.row(row);
    const bool isThere = std::any_of(cells.begin(), cells.end(),
                                     [column](const Cell& cell) { return cell.column == column; });
    if (isThere) return;
    forward_.add(row, {column, rules_.selfScores[neuron]});
    reverse_.add(row, {column, rules_.selfScores[neuron]});
  }

  void append(std::size_t row, std::size_t kept) {
    for (const Cell& cell : forward_.row(row).first(kept)) {
      csr_.indices.add(cell.column);
      csr_.forward.add(cell.score);
    }
    if (rules_.reverse) {
      for (const Cell& cell : reverse_.row(row).first(kept))
        csr_.reverse.add(cell.score);
    }
    csr_.indptr.push_back(csr_.kept() + static_cast<std::int64_t>(kept));
  }

  const SparseParts& parts_;
  const SparseRules& rules_;
  std::int64_t memoryBytes_;
  SparseCsr csr_;
  std::vector<std::size_t> rangeBegins_{0};
  std::vector<std::uint32_t> rangeOf_;  ///< of each row
  RowCells forward_, reverse_;
};

}  // namespace

SparseCsr buildCsr(const SparseParts& parts, const SparseRules& rules, std::int64_t memoryBytes) {
  return Builder(parts, rules, memoryBytes).build();
}

}  // namespace nblast

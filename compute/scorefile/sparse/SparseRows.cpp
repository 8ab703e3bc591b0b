// SPDX-License-Identifier: BSD-3-Clause
#include "compute/scorefile/sparse/SparseRows.hpp"

#include "compute/base/Error.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <optional>

namespace nblast {

namespace {

bool comesBefore(const Cell& a, const Cell& b) {
  return a.column < b.column;
}

bool isBetter(const Cell& a, const Cell& b) {
  return a.score != b.score ? a.score > b.score : a.column < b.column;
}

/// Sorts by column, and fails where one is there twice.
void sortCells(const SparseRules& rules, std::int64_t row, std::span<Cell> cells) {
  // Blocks of targets that come in order leave rows in order.
  if (!std::is_sorted(cells.begin(), cells.end(), comesBefore))
    std::sort(cells.begin(), cells.end(), comesBefore);
  const auto twice =
      std::adjacent_find(cells.begin(), cells.end(),
                         [](const Cell& a, const Cell& b) { return a.column == b.column; });
  if (twice == cells.end()) return;
  throw Error(fmt::format("{}: cannot be finished: query {} and target {} were scored twice",
                          rules.path.string(), row + 1, twice->column + 1));
}

void checkBothDirections(const SparseRules& rules, std::int64_t row, std::span<const Cell> forward,
                         std::span<const Cell> reverse) {
  for (std::size_t i = 0; i < std::max(forward.size(), reverse.size()); ++i) {
    const bool same =
        i < forward.size() && i < reverse.size() && forward[i].column == reverse[i].column;
    if (same) continue;
    const bool forwardOnly =
        i >= reverse.size() || (i < forward.size() && comesBefore(forward[i], reverse[i]));
    const auto column = forwardOnly ? forward[i].column : reverse[i].column;
    throw Error(fmt::format(
        "{}: cannot be finished: query {} and target {} were scored {} only, not the other way "
        "round",
        rules.path.string(), row + 1, column + 1,
        forwardOnly ? "query against target" : "target against query"));
  }
}

/// The last of a row's N best; nothing if all of them are among these.
std::optional<Cell> lastOfBest(std::span<const Cell> cells, std::int64_t self, std::int64_t best) {
  std::vector<Cell> others;
  if (static_cast<std::int64_t>(cells.size()) <= best) return {};
  others.reserve(cells.size());
  std::copy_if(cells.begin(), cells.end(), std::back_inserter(others),
               [self](const Cell& cell) { return cell.column != self; });
  if (static_cast<std::int64_t>(others.size()) <= best) return {};
  const auto last = others.begin() + (best - 1);
  std::nth_element(others.begin(), last, others.end(), isBetter);
  return *last;
}

}  // namespace

std::size_t keepCells(const SparseRules& rules, std::int64_t row, std::span<Cell> forward,
                      std::span<Cell> reverse) {
  sortCells(rules, row, forward);
  if (rules.reverse) {
    sortCells(rules, row, reverse);
    checkBothDirections(rules, row, forward, reverse);
  }
  const std::int64_t self = rules.allByAll ? row : -1;
  std::optional<Cell> last;
  if (rules.limits.top) last = lastOfBest(forward, self, *rules.limits.top);
  const auto isAbove = [&rules](const Cell& cell) {
    return rules.limits.above && static_cast<double>(cell.score) >= *rules.limits.above;
  };
  std::size_t kept = 0;
  for (std::size_t i = 0; i < forward.size(); ++i) {
    const bool isBest = rules.limits.top && (!last || !isBetter(*last, forward[i]));
    if (!isBest && forward[i].column != self && !isAbove(forward[i]) &&
        !(rules.reverse && isAbove(reverse[i]))) {
      continue;
    }
    forward[kept] = forward[i];
    if (rules.reverse) reverse[kept] = reverse[i];
    ++kept;
  }
  return kept;
}

}  // namespace nblast

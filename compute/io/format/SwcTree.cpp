// SPDX-License-Identifier: BSD-3-Clause
#include "compute/io/format/SwcTree.hpp"

#include "compute/base/Error.hpp"
#include "compute/io/Lines.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <limits>

namespace nblast {

std::vector<std::int32_t> SwcTree::link(const std::string& source,
                                        std::vector<std::string>& warnings,
                                        ReadAllowance& allowance) {
  if (nodes_.size() > static_cast<std::size_t>(std::numeric_limits<std::int32_t>::max()))
    throw InputError(source, 0, "more than 2,147,483,647 nodes");
  indexIds(source, allowance);
  allowance.take(static_cast<std::int64_t>(2 * nodes_.size() * sizeof(std::int32_t)));
  std::vector<std::int32_t> parents(nodes_.size(), -1);
  constexpr std::size_t kMostNamed = 5;
  std::size_t missing = 0;
  for (std::size_t i = 0; i < nodes_.size(); ++i) {
    if (i % kLinesBetweenCheckpoints == 0) allowance.checkpoint();
    const Node& node = nodes_[i];
    if (node.parent < 0) continue;
    parents[i] = find(node.parent);
    if (parents[i] >= 0 || node.parent == 0) continue;
    if (++missing <= kMostNamed)
      warnings.push_back(fmt::format("line {}: node {}'s parent {} is missing: made a root",
                                     node.line, node.id, node.parent));
  }
  if (missing > kMostNamed)
    warnings.push_back(
        fmt::format("{} more nodes whose parents are missing: made roots", missing - kMostNamed));
  refuseCycles(parents, source);
  return parents;
}

void SwcTree::indexIds(const std::string& source, ReadAllowance& allowance) {
  byId_.clear();
  const auto countsUp = [this] {
    // Ids are not negative: their differences do not overflow, where a sum could.
    for (std::size_t i = 1; i < nodes_.size(); ++i)
      if (nodes_[i].id - nodes_[0].id != static_cast<std::int64_t>(i)) return false;
    return true;
  };
  if (countsUp()) return;
  allowance.take(static_cast<std::int64_t>(nodes_.size() * sizeof(IdAndIndex)));
  byId_.reserve(nodes_.size());
  for (std::size_t i = 0; i < nodes_.size(); ++i)
    byId_.emplace_back(nodes_[i].id, static_cast<std::int32_t>(i));
  std::int64_t compared = 0;
  std::sort(byId_.begin(), byId_.end(), [&](const IdAndIndex& a, const IdAndIndex& b) {
    if (++compared % kLinesBetweenCheckpoints == 0) allowance.checkpoint();
    return a < b;
  });
  refuseRepeatedIds(source);
}

void SwcTree::refuseRepeatedIds(const std::string& source) const {
  // The first line that repeats an id, wherever the sort has put it.
  const IdAndIndex* earliest = nullptr;
  std::int32_t firstIndex = 0;
  for (std::size_t i = 1; i < byId_.size(); ++i) {
    if (byId_[i].first != byId_[i - 1].first) continue;
    if (earliest == nullptr || byId_[i].second < earliest->second) {
      earliest = &byId_[i];
      firstIndex = byId_[i - 1].second;
    }
  }
  if (earliest == nullptr) return;
  throw InputError(source, nodes_[static_cast<std::size_t>(earliest->second)].line,
                   fmt::format("node {} occurs twice (first on line {})", earliest->first,
                               nodes_[static_cast<std::size_t>(firstIndex)].line));
}

std::int32_t SwcTree::find(std::int64_t id) const {
  if (byId_.empty()) {
    if (id < nodes_[0].id || id - nodes_[0].id >= static_cast<std::int64_t>(nodes_.size()))
      return -1;
    return static_cast<std::int32_t>(id - nodes_[0].id);
  }
  const auto at = std::lower_bound(byId_.begin(), byId_.end(), IdAndIndex{id, -1});
  return at != byId_.end() && at->first == id ? at->second : -1;
}

void SwcTree::refuseCycles(const std::vector<std::int32_t>& parents,
                           const std::string& source) const {
  // Each walk towards the root leaves its number; meeting one's own number again is a cycle.
  std::vector<std::int32_t> walk(parents.size(), -1);
  for (std::size_t start = 0; start < parents.size(); ++start) {
    auto i = static_cast<std::int32_t>(start);
    const auto number = i;
    while (i >= 0 && walk[static_cast<std::size_t>(i)] < 0) {
      walk[static_cast<std::size_t>(i)] = number;
      i = parents[static_cast<std::size_t>(i)];
    }
    if (i < 0 || walk[static_cast<std::size_t>(i)] != number) continue;
    std::int32_t first = i;  // of the cycle's nodes the one that stands first in the file
    for (std::int32_t j = parents[static_cast<std::size_t>(i)]; j != i;
         j = parents[static_cast<std::size_t>(j)])
      first = std::min(first, j);
    const Node& node = nodes_[static_cast<std::size_t>(first)];
    throw InputError(source, node.line, fmt::format("node {} is its own ancestor", node.id));
  }
}

}  // namespace nblast

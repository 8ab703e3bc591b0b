// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include "compute/io/ReadAllowance.hpp"

#include <cstddef>
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

namespace nblast {

/// Turns node ids into indices: parents may come after their children, ids may be any 64-bit
/// numbers.
class SwcTree {
 public:
  /// Bytes of memory that each added node takes.
  static constexpr std::size_t kNodeBytes = 24;

  void reserve(std::size_t nodes) { nodes_.reserve(nodes); }
  void add(std::int64_t id, std::int64_t parent, std::int64_t line) {
    nodes_.push_back({id, parent, line});
  }

  /// Index of each node's parent, -1 for a root: a negative parent, 0 where no node 0 exists, or a
  /// parent that is missing (named in the warnings).
  /// @throws InputError for an id that occurs twice and for a node that is its own ancestor
  /// @throws BudgetSpent, Cancelled
  /// Cost: linear; n log n where ids do not simply count up. Memory beside the nodes: 8 bytes
  /// per node, 24 where ids do not count up; they are taken from the allowance.
  std::vector<std::int32_t> link(const std::string& source, std::vector<std::string>& warnings,
                                 ReadAllowance& allowance);

 private:
  struct Node {
    std::int64_t id, parent, line;
  };
  static_assert(sizeof(Node) == kNodeBytes);
  using IdAndIndex = std::pair<std::int64_t, std::int32_t>;

  void indexIds(const std::string& source, ReadAllowance& allowance);
  void refuseRepeatedIds(const std::string& source) const;
  std::int32_t find(std::int64_t id) const;
  void refuseCycles(const std::vector<std::int32_t>& parents, const std::string& source) const;

  std::vector<Node> nodes_;
  std::vector<IdAndIndex> byId_;  ///< sorted; empty where ids count up by one
};

}  // namespace nblast

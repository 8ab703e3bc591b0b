// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include "compute/engine/cuda/MemoryLayout.hpp"

#include <cstdint>
#include <span>
#include <vector>

namespace nblast::cuda {

/// How many points query neurons have: of any range at once.
class QueryPoints {
 public:
  explicit QueryPoints(std::span<const Dotprops> queries);
  explicit QueryPoints(std::span<const std::int64_t> points);  ///< of each

  std::int64_t queries() const { return static_cast<std::int64_t>(before_.size()) - 1; }
  QuerySizes sizes(const QueryRange& range, const TableView& table) const;
  /// Each size as large as the largest that any of the ranges needs.
  QuerySizes largest(std::span<const QueryRange> ranges, const TableView& table) const;

 private:
  std::vector<std::int64_t> before_;  ///< [queries + 1] points of all queries before
};

/// Cuts the queries into as few ranges as possible, so that each fits with the smallest block.
/// @param mostTargets of a block @return empty if that cannot be
std::vector<QueryRange> cutQueries(const QueryPoints& queries, const TableView& table,
                                   const TargetSizes& targets, std::int64_t mostTargets,
                                   std::int64_t bytes);

/// Which devices work on a job, and the parts of its queries that each of them holds in turn.
struct DeviceChoice {
  std::vector<bool> isUsed;       ///< by device
  std::vector<QueryRange> parts;  ///< empty: not one neuron fits anywhere
  std::int64_t devices = 0;       ///< used
  std::int64_t blockTargets = 0;  ///< at most
};

/// All devices work on one part at a time, so the smallest of those that are used decides how many
/// parts there are. One that holds little more than nothing is not used: the others do more without
/// it.
/// @param budgets bytes of each device; 0: it cannot be used
DeviceChoice chooseDevices(const QueryPoints& queries, const TableView& table,
                           const TargetSizes& targets, std::span<const std::int64_t> budgets);

}  // namespace nblast::cuda

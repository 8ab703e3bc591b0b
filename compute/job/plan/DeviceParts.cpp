// SPDX-License-Identifier: BSD-3-Clause
#include "compute/job/plan/DeviceParts.hpp"

#include "compute/job/plan/RowRange.hpp"
#include "compute/scorefile/dense/DenseScoreFileWriter.hpp"

#include <algorithm>
#include <span>
#include <utility>

namespace nblast {

namespace {

/// Rows that are prepared, and columns that pass by.
struct Side {
  std::span<const Dotprops> rows, columns;
  std::int64_t chunkRows, chunkColumns;

  std::vector<RowRange> cut(std::int64_t parts) const {
    return cutRows(std::ssize(rows), chunkRows, parts);
  }
  std::vector<DevicePlan> plans(const RowRange& range, Engine& engine,
                                const ScoringOptions& options) const {
    return engine.devicePlans(
        rows.subspan(static_cast<std::size_t>(range.first), static_cast<std::size_t>(range.count)),
        columns, chunkColumns, options);
  }
  std::vector<DevicePlan> plansForPairs(Engine& engine, const ScoringOptions& options) const {
    return engine.devicePlans(rows, columns, {std::ssize(columns), true}, options);
  }
};

std::vector<Side> sidesOf(const JobInputs& inputs) {
  const std::span<const Dotprops> queries = inputs.queries->dotprops;
  const std::span<const Dotprops> targets = inputs.targets().dotprops;
  const auto chunkQueries = scoreBlockQueries(std::ssize(queries), std::ssize(targets));
  const auto chunkTargets = scoreBlockTargets(std::ssize(queries), std::ssize(targets));
  std::vector<Side> sides{{queries, targets, chunkQueries, chunkTargets}};
  if (inputs.both) sides.push_back({targets, queries, chunkTargets, chunkQueries});
  return sides;
}

/// The most turns that a device takes for one of these parts; 0: no device is used.
std::int64_t turns(const Side& side, std::int64_t parts, Engine& engine,
                   const ScoringOptions& options) {
  std::int64_t most = 0;
  for (const auto& range : side.cut(parts)) {
    for (const auto& plan : side.plans(range, engine, options))
      most = std::max(most, plan.queryParts);
  }
  return most;
}

/// Of each device what is largest, and all blocks.
void join(std::vector<DevicePlan>& all, std::vector<DevicePlan> more) {
  for (auto& plan : more) {
    const auto same = std::find_if(all.begin(), all.end(),
                                   [&](const auto& known) { return known.index == plan.index; });
    if (same == all.end()) {
      all.push_back(std::move(plan));
      continue;
    }
    const auto blocks = same->blocks + plan.blocks;
    const auto hostBytes = std::max(same->hostBytes, plan.hostBytes);
    if (plan.bytes() > same->bytes()) *same = std::move(plan);
    same->blocks = blocks;
    same->hostBytes = hostBytes;
  }
}

}  // namespace

std::int64_t partsForDevices(const JobInputs& inputs, Engine& engine,
                             const ScoringOptions& options) {
  std::int64_t parts = 1;
  for (const auto& side : sidesOf(inputs)) {
    const auto most = (std::ssize(side.rows) + side.chunkRows - 1) / side.chunkRows;
    auto needed = turns(side, 1, engine, options);
    while (needed <= most && turns(side, needed, engine, options) > 1)
      needed += 1 + needed / 8;
    if (needed <= most) parts = std::max(parts, needed);
  }
  return parts;
}

std::vector<DevicePlan> devicePlansOf(const JobInputs& inputs, Engine& engine,
                                      const ScoringOptions& options, std::int64_t parts) {
  std::vector<DevicePlan> all;
  for (const auto& side : sidesOf(inputs)) {
    const auto ranges = side.cut(parts);
    for (const auto& range : ranges) {
      auto plans = side.plans(range, engine, options);
      for (auto& plan : plans)
        plan.queryParts *= std::ssize(ranges);
      join(all, std::move(plans));
    }
  }
  return all;
}

std::vector<DevicePlan> devicePlansForPairs(const JobInputs& inputs, Engine& engine,
                                            const ScoringOptions& options) {
  std::vector<DevicePlan> all;
  for (const auto& side : sidesOf(inputs))
    join(all, side.plansForPairs(engine, options));
  return all;
}

}  // namespace nblast

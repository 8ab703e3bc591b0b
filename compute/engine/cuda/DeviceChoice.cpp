// SPDX-License-Identifier: BSD-3-Clause
#include "compute/engine/cuda/DeviceChoice.hpp"

#include <algorithm>
#include <functional>
#include <set>

namespace nblast::cuda {

namespace {

/// What another part is taken to cost, as a share of the job: targets are packed and copied again,
/// and a device with so little room is somebody else's, too. Not measured.
constexpr double kCostOfAPart = 0.25;

}  // namespace

QueryPoints::QueryPoints(std::span<const Dotprops> queries) : before_{0} {
  before_.reserve(queries.size() + 1);
  for (const auto& query : queries)
    before_.push_back(before_.back() + query.size());
}

QueryPoints::QueryPoints(std::span<const std::int64_t> points) : before_{0} {
  before_.reserve(points.size() + 1);
  for (const auto n : points)
    before_.push_back(before_.back() + n);
}

QuerySizes QueryPoints::sizes(const QueryRange& range, const TableView& table) const {
  const auto points = before_[static_cast<std::size_t>(range.first + range.count)] -
                      before_[static_cast<std::size_t>(range.first)];
  return querySizes(range.count, points, table);
}

QuerySizes QueryPoints::largest(std::span<const QueryRange> ranges, const TableView& table) const {
  std::int64_t owners = 0, points = 0;
  for (const auto& range : ranges) {
    const auto some = sizes(range, table);
    owners = std::max(owners, some.owners);
    points = std::max(points, some.points);
  }
  return querySizes(owners, points, table);
}

namespace {

/// Each part by itself fits.
std::vector<QueryRange> cutOnce(const QueryPoints& queries, const TableView& table,
                                const TargetSizes& targets, std::int64_t mostTargets,
                                std::int64_t bytes) {
  const auto block = std::min(kLeastBlockTargets, mostTargets);
  std::vector<QueryRange> ranges;
  std::int64_t first = 0;
  while (first < queries.queries()) {
    const auto fits = [&](std::int64_t count) {
      return layOut(queries.sizes({first, count}, table), targets, block).bytes() <= bytes;
    };
    std::int64_t low = 0, high = queries.queries() - first;  // the most that fits lies in between
    if (fits(high)) low = high;
    while (low < high) {
      const auto middle = low + (high - low + 1) / 2;
      if (fits(middle)) {
        low = middle;
      } else {
        high = middle - 1;
      }
    }
    if (low == 0) return {};
    ranges.push_back({first, low});
    first += low;
  }
  return ranges;
}

}  // namespace

std::vector<QueryRange> cutQueries(const QueryPoints& queries, const TableView& table,
                                   const TargetSizes& targets, std::int64_t mostTargets,
                                   std::int64_t bytes) {
  // Memory is taken once for all parts: for the most neurons of one and the most points of another.
  const auto block = std::min(kLeastBlockTargets, mostTargets);
  for (auto some = bytes; some > 0; some -= some / 16 + 1) {
    auto parts = cutOnce(queries, table, targets, mostTargets, some);
    if (parts.empty()) return parts;
    if (layOut(queries.largest(parts, table), targets, block).bytes() <= bytes) return parts;
  }
  return {};
}

DeviceChoice chooseDevices(const QueryPoints& queries, const TableView& table,
                           const TargetSizes& targets, std::span<const std::int64_t> budgets) {
  DeviceChoice best{std::vector<bool>(budgets.size()), {}, 0, 0};
  double mostWork = 0;
  const std::set<std::int64_t, std::greater<>> sizes(budgets.begin(), budgets.end());
  for (const auto least : sizes) {  // from the largest: more devices must be worth more parts
    if (least <= 0) break;
    const auto devices = std::count_if(budgets.begin(), budgets.end(),
                                       [least](std::int64_t bytes) { return bytes >= least; });
    const auto block = blockShare(targets.atOnce, devices);
    auto parts = cutQueries(queries, table, targets, block, least);
    if (parts.empty()) break;
    const auto work =
        static_cast<double>(devices) / (1 + kCostOfAPart * static_cast<double>(parts.size() - 1));
    if (work <= mostWork) continue;
    mostWork = work;
    best.parts = std::move(parts);
    best.devices = devices;
    best.blockTargets = block;
    for (std::size_t i = 0; i < budgets.size(); ++i)
      best.isUsed[i] = budgets[i] >= least;
  }
  return best;
}

}  // namespace nblast::cuda

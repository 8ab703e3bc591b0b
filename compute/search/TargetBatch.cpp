// SPDX-License-Identifier: BSD-3-Clause
#include "compute/search/TargetBatch.hpp"

#include <algorithm>
#include <numeric>
#include <type_traits>

namespace nblast {

namespace {

constexpr std::size_t kPadding = 16;  // lanes of the widest vector

void checkpoint(void* control) {
  static_cast<JobControl*>(control)->checkpoint();
}

}  // namespace

std::int64_t TargetBatch::bytes(std::int64_t largeTargetPoints) {
  constexpr std::int64_t kTarget = 8 * sizeof(float), kList = 4 * sizeof(float);
  constexpr std::int64_t kFullLists = 4;  // each level's is a fraction of the one above
  return largeTargetPoints * kBatchTargets * (kTarget + kFullLists * kList);
}

void TargetBatch::load(std::span<const Dotprops* const> targets) {
  for (std::size_t t = 0; t < targets.size(); ++t) {
    const Dotprops& from = *targets[t];
    const Target& to = targets_[t];
    const auto n = from.points_um.size();
    for (std::size_t i = 0; i < n; ++i) {
      to.x[i] = from.points_um[i].x;
      to.y[i] = from.points_um[i].y;
      to.z[i] = from.points_um[i].z;
      float* direction = &to.directions[4 * i];
      direction[0] = from.tangents[i].x;
      direction[1] = from.tangents[i].y;
      direction[2] = from.tangents[i].z;
      direction[3] = from.alphas[i];
    }
    targetViews_[t] = {to.x, to.y, to.z, to.directions, identity_, static_cast<std::int32_t>(n)};
  }
}

void TargetBatch::reserve(std::int64_t levels, std::size_t points) {
  const auto lists = static_cast<std::size_t>(levels) * kBatchTargets;
  if (listBuffers_.size() >= lists && capacity_ >= points + 2 * kPadding) return;
  // Every list can be read to its next full vector, and what stands there are indices of earlier
  // targets: all arrays are as long as the longest ever was, and begin at cache lines.
  capacity_ = std::max(capacity_, (points + 3 * kPadding - 1) / kPadding * kPadding);
  const auto count = std::max(listBuffers_.size(), lists);
  memory_ = {};
  memory_ = ScratchArray<std::uint32_t>((8 * kBatchTargets + 4 * count + 1) * capacity_);
  std::uint32_t* next = memory_.data();
  const auto take = [&](auto*& array, std::size_t width = 1) {
    array = reinterpret_cast<std::remove_reference_t<decltype(array)>>(next);
    next += width * capacity_;
  };
  for (auto& target : targets_) {
    for (auto* values : {&target.x, &target.y, &target.z})
      take(*values);
    take(target.directions, 4);
  }
  listBuffers_.resize(count);
  for (auto& list : listBuffers_) {
    for (auto* values : {&list.x, &list.y, &list.z})
      take(*values);
    take(list.index);
  }
  take(centreDistances_, kBatchTargets);
  take(identity_);
  std::iota(identity_, identity_ + capacity_, 0);
}

DescentTask TargetBatch::descent(const TreeView& tree, std::int64_t levels,
                                 std::span<const Dotprops* const> targets, TileRange range,
                                 JobControl& control) {
  std::size_t points = 0;
  for (const auto* target : targets)
    points = std::max(points, target->points_um.size());
  reserve(levels, points);
  load(targets);
  return {.tree = tree,
          .targets = targetViews_,
          .targetCount = static_cast<std::int32_t>(targets.size()),
          .level = range.level,
          .firstNode = range.firstNode,
          .lastNode = range.lastNode,
          .wanted = nullptr,
          .lists = listBuffers_.data(),
          .centreDistances = centreDistances_,
          .capacity = static_cast<std::int64_t>(capacity_),
          .checkpoint = checkpoint,
          .context = &control};
}

}  // namespace nblast

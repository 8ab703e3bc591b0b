// SPDX-License-Identifier: BSD-3-Clause
#include "compute/engine/cuda/OwnerSlots.hpp"

#include "compute/engine/cuda/kernel/ScoreTask.hpp"

#include <tbb/parallel_for.h>

#include <algorithm>
#include <array>
#include <cstddef>

namespace nblast::cuda {

namespace {

/// Points of a group that have one owner and follow each other.
struct Run {
  std::int32_t owner;
  std::int32_t begin, end;  ///< within the group
};

/// The runs of a group, by owner.
class GroupRuns {
 public:
  GroupRuns(const TilesView& tiles, std::int64_t firstTile, std::int64_t lastTile) {
    for (auto tile = firstTile; tile < lastTile; ++tile) {
      const auto before = static_cast<std::int32_t>((tile - firstTile) * kTilePoints);
      for (auto i = tiles.firstRun[tile]; i < tiles.firstRun[tile + 1]; ++i) {
        const auto& run = tiles.runs[i];
        runs_[count_++] = {run.owner, before + run.begin, before + run.end};
      }
    }
    std::sort(runs_.begin(), runs_.begin() + static_cast<std::ptrdiff_t>(count_),
              [](const Run& a, const Run& b) {
                return a.owner != b.owner ? a.owner < b.owner : a.begin < b.begin;
              });
  }

  /// f(slot, owner, point) for each point; a slot has kMostSlotPoints at most. @return how many
  template <class F>
  std::int32_t forEachPoint(F&& f) const {
    std::int32_t slots = 0, inSlot = 0, owner = -1;
    for (std::size_t i = 0; i < count_; ++i) {
      for (auto point = runs_[i].begin; point < runs_[i].end; ++point) {
        if (runs_[i].owner != owner || inSlot == kMostSlotPoints) {
          owner = runs_[i].owner;
          inSlot = 0;
          ++slots;
        }
        ++inSlot;
        f(slots - 1, owner, point);
      }
    }
    return slots;
  }

 private:
  std::array<Run, kGroupPoints> runs_;
  std::size_t count_ = 0;
};

}  // namespace

OwnerSlots::OwnerSlots(const QueryTiles& tiles) {
  const auto view = tiles.view();
  const auto tileCount = tiles.nodes(0);
  const auto groups = (tileCount + kGroupTiles - 1) / kGroupTiles;
  const auto runsOf = [&](std::int64_t group) {
    const auto first = group * kGroupTiles;
    return GroupRuns(view, first, std::min<std::int64_t>(first + kGroupTiles, tileCount));
  };
  firstSlot_.assign(static_cast<std::size_t>(groups) + 1, 0);
  tbb::parallel_for(std::int64_t{0}, groups, [&](std::int64_t group) {
    firstSlot_[static_cast<std::size_t>(group) + 1] =
        runsOf(group).forEachPoint([](auto, auto, auto) {});
  });
  for (std::size_t i = 1; i < firstSlot_.size(); ++i)
    firstSlot_[i] += firstSlot_[i - 1];
  owners_.resize(static_cast<std::size_t>(firstSlot_.back()));
  ofPoints_.resize(static_cast<std::size_t>(tileCount * kTilePoints));
  tbb::parallel_for(std::int64_t{0}, groups, [&](std::int64_t group) {
    const auto first = firstSlot_[static_cast<std::size_t>(group)];
    const auto slots = firstSlot_[static_cast<std::size_t>(group) + 1] - first;
    auto* ofPoints = ofPoints_.data() + group * kGroupPoints;
    const auto points =
        std::min<std::int64_t>(kGroupPoints, tileCount * kTilePoints - group * kGroupPoints);
    // Padding: there is less than a group of slots where there is padding.
    std::fill_n(ofPoints, points, static_cast<std::uint8_t>(slots));
    runsOf(group).forEachPoint([&](std::int32_t slot, std::int32_t owner, std::int32_t point) {
      ofPoints[point] = static_cast<std::uint8_t>(slot);
      owners_[static_cast<std::size_t>(first + slot)] = owner;
    });
  });
}

std::int64_t OwnerSlots::bytes(std::int64_t points) {
  constexpr auto kPerPoint = static_cast<std::int64_t>(sizeof(std::uint8_t) + sizeof(std::int32_t));
  constexpr auto kPerGroup = static_cast<std::int64_t>(sizeof(std::int64_t));
  return points * kPerPoint + (points / kGroupPoints + 2) * kPerGroup;
}

}  // namespace nblast::cuda

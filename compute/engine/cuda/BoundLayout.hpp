// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include "compute/engine/cuda/MemoryLayout.hpp"
#include "compute/search/PairBounds.hpp"

#include <array>
#include <cstdint>
#include <optional>

namespace nblast::cuda {

/// Where everything that bounds take lies in the memory of a device: offsets in bytes, 256-byte
/// aligned.
struct BoundLayout {
  struct Slot {
    std::int64_t points = 0, first = 0, values = 0, bounds = 0;
  };
  std::array<std::int64_t, 6> boxes{};  ///< in the order of VoxelsView
  std::int64_t nodeBoxes = 0, blockBoxes = 0;
  std::int64_t listed = 0, listedPoints = 0, queries = 0, thresholds = 0, worths = 0;
  std::array<Slot, kSlots> slots;
  std::int64_t nodeLevel = 0, blockLevel = 0, edges = 0;  ///< edges: thresholds, and what ends them
  std::int64_t blockTargets = 0, blockPoints = 0, queryCount = 0;
  std::int64_t voxelBytes = 0, targetBytes = 0, boundBytes = 0;
  std::int64_t bytes() const { return voxelBytes + targetBytes + boundBytes; }
  /// Host memory of a slot, from which targets are copied and to which bounds are.
  std::int64_t slotTargetBytes() const;
  std::int64_t slotBoundBytes() const;
};
/// @param bounds with voxels
BoundLayout layOut(const PairBounds& bounds, const TargetSizes& targets, std::int64_t blockTargets);

/// Blocks of a call, so that each slot of each device has one and half a warp reads the values of
/// one voxel side by side.
std::int64_t boundBlockTargets(std::int64_t targetsOfCall, std::size_t devices);

/// The largest block of at most so many targets that fits. @return nothing if not even the smallest
/// does
std::optional<BoundLayout> fit(const PairBounds& bounds, const TargetSizes& targets,
                               std::int64_t mostTargets, std::int64_t bytes);

}  // namespace nblast::cuda

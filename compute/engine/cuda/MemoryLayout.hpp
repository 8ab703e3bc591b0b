// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include "compute/engine/DevicePlan.hpp"
#include "compute/engine/cuda/device/Device.hpp"
#include "compute/neuron/Dotprops.hpp"

#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

namespace nblast::cuda {

/// Some of the query neurons, as many as are on a device at once.
struct QueryRange {
  std::int64_t first = 0, count = 0;
};

/// Sizes of what is made of some query neurons and the score table.
struct QuerySizes {
  std::int64_t owners = 0, points = 0, tiles = 0;  ///< points: whole tiles
  std::int64_t tableFloats = 0, tableCells = 0, cellPairs = 0;
};
QuerySizes querySizes(std::int64_t owners, std::int64_t points, const TableView& table);

/// Sizes of the targets to come.
struct TargetSizes {
  std::int64_t targets = 0, points = 0, mostPoints = 0;
  std::int64_t atOnce = 0;   ///< targets of a call
  bool singlePairs = false;  ///< of which not all are scored
  void add(std::span<const Dotprops> more);
};

/// Where everything lies in the memory that a device takes: offsets in bytes, 256-byte aligned.
struct MemoryLayout {
  struct Slot {
    std::int64_t points = 0, tangents = 0, first = 0, sums = 0, scores = 0;
    std::int64_t choices = 0, pairs = 0;  ///< where single pairs are scored
  };
  std::int64_t x = 0, y = 0, z = 0, tangents = 0;
  std::int64_t slotsOfPoints = 0, firstSlot = 0, slotOwners = 0;
  std::int64_t tileBoxes = 0, nodeBoxes = 0, blockBoxes = 0, offsets = 0, divisors = 0;
  std::int64_t tableFloats = 0, tableCells = 0, cellPairs = 0;
  std::array<Slot, kSlots> slots;
  std::int64_t blockTargets = 0, blockPoints = 0;
  std::int64_t queryBytes = 0, targetBytes = 0, scoreBytes = 0;
  std::int64_t owners = 0;                    ///< query neurons
  std::int32_t blockLevel = kMostBlockLevel;  ///< thread blocks have its nodes; at least kNodeLevel
  bool singlePairs = false;
  std::int64_t blockNodes = 0;  ///< of blockLevel, for single pairs
  std::int64_t bytes() const { return queryBytes + targetBytes + scoreBytes; }
  /// Host memory of a slot, from which targets are copied and to which scores are.
  std::int64_t slotTargetBytes() const;
  std::int64_t slotScoreBytes() const;
  /// What is to be searched for a slot's single pairs, while it is found.
  std::int64_t slotPairBytes() const;
  std::int64_t hostBytes() const {
    return kSlots * (slotTargetBytes() + slotScoreBytes() + slotPairBytes());
  }
};
MemoryLayout layOut(const QuerySizes& queries, const TargetSizes& targets,
                    std::int64_t blockTargets);

constexpr std::int64_t kMostBlockTargets = 128;
constexpr std::int64_t kLeastBlockTargets = 8;

/// Targets of a block, so that a call keeps all slots of all its devices at work: while one block
/// is computed, the next is packed and the last is copied back.
std::int64_t blockShare(std::int64_t targetsAtOnce, std::int64_t devices);

/// The largest block of at most so many targets that fits. @return nothing if not even the smallest
/// does
std::optional<MemoryLayout> fit(const QuerySizes& queries, const TargetSizes& targets,
                                std::int64_t mostTargets, std::int64_t bytes);

/// The level whose nodes are a thread block's: few large ones cost less than many small ones, but
/// there must be enough to keep a GPU busy. How many are enough was not measured.
std::int32_t blockLevelFor(std::int64_t tiles, std::int64_t blockTargets);

/// What a job may take of a device: nearly all that is free, or less if a limit is given.
std::int64_t budget(std::int64_t freeBytes, std::optional<std::int64_t> limit);

DevicePlan planOf(const MemoryLayout& layout, const TargetSizes& targets, std::int64_t parts);

}  // namespace nblast::cuda

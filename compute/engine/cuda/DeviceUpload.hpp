// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include "compute/engine/cuda/MemoryLayout.hpp"
#include "compute/engine/cuda/OwnerSlots.hpp"
#include "compute/engine/cuda/device/Device.hpp"
#include "compute/engine/cuda/kernel/ScoreTask.hpp"
#include "compute/search/QueryTiles.hpp"

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace nblast::cuda {

/// Some query neurons ready for a device.
struct QueryPart {
  QueryRange range;
  QueryTiles tiles;
  OwnerSlots slots;
  std::vector<std::int64_t> offsets;  ///< score = (sum + offset) / divisor
  std::vector<double> divisors;
};

/// Some targets as the kernels read them, in host memory.
struct PackedTargets {
  /// @param room for `capacity` points and their targets, see MemoryLayout::slotTargetBytes()
  PackedTargets(std::byte* room, std::int64_t capacity, std::span<const Dotprops* const> targets,
                bool useAlpha);

  Candidate* points;
  Tangent* tangents;
  std::int64_t* first;  ///< [targets + 1]
  std::int64_t count = 0;
  bool dotsAreOrdinary = true;  ///< see QueryTiles::dotsAreOrdinary()
};

/// Copies query neurons and the score table to a device, and waits for it.
/// @param memory of the device, laid out as `to` says
/// @return a task that lacks targets, sums and scores
ScoreTask uploadQueries(Device& device, std::byte* memory, const MemoryLayout& to,
                        const QueryPart& part, const TableView& table);

}  // namespace nblast::cuda

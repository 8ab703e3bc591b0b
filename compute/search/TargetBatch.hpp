// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include "compute/base/JobControl.hpp"
#include "compute/base/ScratchArray.hpp"
#include "compute/neuron/Dotprops.hpp"
#include "compute/search/kernel/KernelTask.hpp"

#include <cstdint>
#include <span>
#include <vector>

namespace nblast {

/// A run of nodes of one level of the tiles.
struct TileRange {
  std::int64_t level = 0;
  std::int64_t firstNode = 0, lastNode = 0;
};

/// A batch of targets laid out for the kernels, and room for their candidate lists: the scratch
/// memory of one thread.
class TargetBatch {
 public:
  /// Memory: targets and candidate lists, up to some 1,500 bytes per point of the largest target,
  /// for lists shrink on their way down.
  static std::int64_t bytes(std::int64_t largeTargetPoints);

  /// What carries the targets down a tree. Valid until the next call.
  /// @param levels of the tree
  /// @param targets 1 to kBatchTargets; only read during the call
  DescentTask descent(const TreeView& tree, std::int64_t levels,
                      std::span<const Dotprops* const> targets, TileRange range,
                      JobControl& control);

 private:
  struct Target {
    float *x, *y, *z, *directions;
  };
  void load(std::span<const Dotprops* const> targets);
  void reserve(std::int64_t levels, std::size_t points);

  /// Targets, lists and all else that is as long as the largest target; taken anew when it must
  /// grow. What has not been written takes no memory, and holds valid indices: zeros.
  ScratchArray<std::uint32_t> memory_;
  std::size_t capacity_ = 0;  ///< points of each array
  Target targets_[kBatchTargets]{};
  TargetView targetViews_[kBatchTargets]{};
  std::int32_t* identity_ = nullptr;
  std::vector<ListBuffer> listBuffers_;
  float* centreDistances_ = nullptr;
};

}  // namespace nblast

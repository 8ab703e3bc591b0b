// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include "compute/engine/Bounds.hpp"
#include "compute/engine/cuda/DeviceBounder.hpp"

#include <memory>
#include <span>
#include <string>
#include <vector>

namespace nblast::cuda {

/// Bounds on devices that draw blocks of targets from one queue. What no device does (one has
/// failed, or has too little memory for the voxels), the CPU does, with the same bits; a note says
/// so. Voxels and table are made on the CPU: PairBounds'.
class DeviceBounds : public Bounds {
 public:
  /// @param queries only read while this is made
  /// @param expected the targets of all calls, as far as they are known
  /// @param plannedBytes of each device
  /// @param bounders, notes outlive this
  DeviceBounds(std::span<const Dotprops> queries, const ScoringOptions& options,
               const TargetSizes& expected, std::vector<std::int64_t> plannedBytes,
               std::span<const std::unique_ptr<DeviceBounder>> bounders,
               std::vector<std::string>& notes, JobControl& control);
  ~DeviceBounds() override;
  DeviceBounds(const DeviceBounds&) = delete;
  DeviceBounds& operator=(const DeviceBounds&) = delete;

  void boundAll(std::span<const Dotprops> targets, float* bounds, JobControl& control) override;

 private:
  /// @return those that are of use for these targets
  std::vector<DeviceBounder*> setUp(std::span<const Dotprops> targets);
  void finishOnCpu(const std::vector<TargetRange>& left, const ScoreMatrix& matrix,
                   JobControl& control);
  void note(const std::string& text);

  PairBounds cpu_;
  TargetSizes expected_;
  std::vector<std::int64_t> plannedBytes_;
  std::span<const std::unique_ptr<DeviceBounder>> bounders_;
  std::vector<std::string>& notes_;
};

}  // namespace nblast::cuda

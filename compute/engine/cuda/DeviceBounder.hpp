// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include "compute/base/JobControl.hpp"
#include "compute/engine/cuda/BlockQueue.hpp"
#include "compute/engine/cuda/BoundLayout.hpp"
#include "compute/engine/cuda/DeviceWorker.hpp"
#include "compute/engine/cuda/HostBuffer.hpp"
#include "compute/gpu/MemoryLedger.hpp"
#include "compute/search/PairBounds.hpp"

#include <array>
#include <optional>
#include <string>
#include <vector>

namespace nblast::cuda {

/// Bounds pairs on one device, which it borrows from the worker that scores there: the two take
/// turns. Used by one thread at a time.
class DeviceBounder {
 public:
  explicit DeviceBounder(DeviceWorker& worker);
  DeviceBounder(const DeviceBounder&) = delete;
  DeviceBounder& operator=(const DeviceBounder&) = delete;
  ~DeviceBounder() { forget(); }

  /// Borrows the device and takes memory for these queries' voxels and the targets to come, unless
  /// it has done so and nobody has taken the device since.
  /// @param bounds until forget(), the same at every call @return false if the device is of no use
  /// @param plannedBytes of the device: taken at most, if the voxels fit into that at all
  bool setUp(const PairBounds& bounds, const TargetSizes& targets, std::int64_t blockTargets,
             std::int64_t plannedBytes);

  /// Draws blocks until the queue is done, stopped, or the device fails; then what it holds goes
  /// back to the queue. @throws Cancelled
  void run(BlockQueue& queue, const ScoreMatrix& matrix, JobControl& control);

  /// Gives the device back. The next queries' voxels may fit where these did not.
  void forget() noexcept;

  /// Why it bounds nothing just now, though the device has not failed: one sentence, or empty.
  const std::string& problem() const { return problem_; }
  std::int64_t peakBytes() const { return peakBytes_; }

 private:
  struct Slot {
    explicit Slot(Device& device) : targets(device), bounds(device) {}
    std::optional<TargetRange> range;  ///< under way
    HostBuffer targets, bounds;
  };

  void takeMemory(const TargetSizes& targets, std::int64_t blockTargets, std::int64_t plannedBytes);
  void dropMemory() noexcept;
  void upload();
  void putTable();
  void start(int slot, const TargetRange& range, const ScoreMatrix& matrix);
  void collect(int slot, BlockQueue& queue, const ScoreMatrix& matrix, JobControl& control);
  void drawBlocks(BlockQueue& queue, const ScoreMatrix& matrix, JobControl& control);
  /// @param failure of the device: one sentence, or empty
  void abandon(BlockQueue& queue, std::string failure) noexcept;
  template <class T>
  T* at(std::int64_t offset) const {
    return reinterpret_cast<T*>(memory_ + offset);
  }
  /// @return where it is on the device
  template <class T>
  const T* put(int slot, std::int64_t offset, const T* from, std::int64_t count);

  DeviceWorker& worker_;
  Device* device_ = nullptr;  ///< while it is borrowed
  const PairBounds* bounds_ = nullptr;
  std::optional<BoundLayout> layout_;  ///< while memory is taken
  std::byte* memory_ = nullptr;
  bool isLoaded_ = false;
  std::vector<BoundedQuery> queries_;  ///< while they are copied
  std::vector<float> edges_;           ///< as long
  BoundTask task_{};
  std::array<Slot, kSlots> slots_;
  std::string problem_;
  std::int64_t peakBytes_ = 0;
  MemoryLedger::Entry entry_;
};

}  // namespace nblast::cuda

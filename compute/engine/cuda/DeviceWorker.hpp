// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include "compute/base/JobControl.hpp"
#include "compute/engine/cuda/BlockQueue.hpp"
#include "compute/engine/cuda/MemoryLayout.hpp"
#include "compute/engine/cuda/device/Device.hpp"
#include "compute/gpu/MemoryLedger.hpp"
#include "compute/search/QueryTiles.hpp"

#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace nblast::cuda {

/// Some query neurons ready for a device.
struct QueryPart {
  QueryRange range;
  QueryTiles tiles;
  std::vector<std::int64_t> offsets;  ///< score = (sum + offset) / divisor
  std::vector<double> divisors;
};

/// One call's scores, [queries, targets] row-major.
struct ScoreMatrix {
  std::span<const Dotprops> targets;
  float* scores;

  /// @param block [some queries, some targets] row-major
  void put(const QueryRange& some, const TargetRange& range, const float* block) const;
};

/// Drives one device: memory, upload, blocks, download. Used by one thread at a time.
class DeviceWorker {
 public:
  DeviceWorker(std::unique_ptr<Device> device, std::optional<std::int64_t> limitBytes);
  ~DeviceWorker();

  /// Takes memory for the largest part and the targets to come; what cannot be had is asked for
  /// again with half the block. @return false if the device is of no use: see failure()
  bool setUp(const QuerySizes& queries, const TargetSizes& targets);

  /// Draws blocks until the queue is done, stopped, or the device fails; then what it holds goes
  /// back to the queue. @throws Cancelled
  void run(const QueryPart& part, std::int64_t partNumber, const TableView& table,
           BlockQueue& queue, const ScoreMatrix& matrix, JobControl& control);

  /// Lends the device to somebody who takes its memory in turns with this: gives back what this has
  /// taken, which is taken and filled again once it is set up again.
  /// @param end gives back what the borrower has taken; called when this needs the device, or by
  /// endLoan()
  Device& lend(std::function<void()> end);
  void endLoan();
  /// The device has failed in somebody else's hands. @param failure one sentence
  void giveUp(std::string failure);

  Device& device() { return *device_; }
  std::int64_t freeBytes();  ///< 0 if the device cannot say
  std::int64_t budgetBytes() { return budget(freeBytes(), limitBytes_); }
  bool isUsable() const { return failure_.empty(); }
  const std::string& failure() const { return failure_; }  ///< one sentence
  /// What happened on the way: "halved its block", one sentence each.
  const std::vector<std::string>& notes() const { return notes_; }
  std::int64_t peakBytes() const { return peakBytes_; }

 private:
  struct Slot {
    std::optional<TargetRange> range;  ///< under way
    std::byte* targets = nullptr;      ///< host memory
    float* scores = nullptr;           ///< host memory
  };

  void giveBack() noexcept;
  void takeMemory(const QuerySizes& queries, const TargetSizes& targets);
  void upload(const QueryPart& part, const TableView& table);
  void start(int slot, const TargetRange& range, const QueryPart& part, const ScoreMatrix& matrix);
  void collect(int slot, const QueryPart& part, BlockQueue& queue, const ScoreMatrix& matrix,
               JobControl& control);
  void drawBlocks(const QueryPart& part, BlockQueue& queue, const ScoreMatrix& matrix,
                  JobControl& control);
  void abandon(BlockQueue& queue) noexcept;
  template <class T>
  T* at(std::int64_t offset) const {
    return reinterpret_cast<T*>(memory_ + offset);
  }

  std::unique_ptr<Device> device_;
  std::optional<std::int64_t> limitBytes_;
  std::optional<MemoryLayout> layout_;
  std::byte* memory_ = nullptr;
  Slot slots_[kSlots];
  std::int64_t hostTargetBytes_ = 0, hostScoreBytes_ = 0;  ///< of each slot
  std::int64_t loadedPart_ = -1;
  ScoreTask task_{};
  std::string failure_;
  std::vector<std::string> notes_;
  std::int64_t peakBytes_ = 0;
  MemoryLedger::Entry entry_;
  std::function<void()> endOfLoan_;
};

}  // namespace nblast::cuda

// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include "compute/base/JobControl.hpp"
#include "compute/engine/cuda/BlockQueue.hpp"
#include "compute/engine/cuda/ChosenPairs.hpp"
#include "compute/engine/cuda/DeviceUpload.hpp"
#include "compute/engine/cuda/HostBuffer.hpp"
#include "compute/engine/cuda/MemoryLayout.hpp"
#include "compute/engine/cuda/PairsOfTargets.hpp"
#include "compute/engine/cuda/device/Device.hpp"
#include "compute/gpu/MemoryLedger.hpp"

#include <array>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace nblast::cuda {

/// One call's scores: [queries, targets] row-major, or of single pairs, in their order.
struct ScoreMatrix {
  std::span<const Dotprops> targets;
  float* scores;
  /// Null, or the pairs: ranges then count the targets that have one.
  const PairsOfTargets* pairs = nullptr;

  std::int64_t targetCount() const { return pairs ? pairs->targets() : std::ssize(targets); }
  const Dotprops& target(std::int64_t i) const {
    return targets[static_cast<std::size_t>(pairs ? pairs->targetAt(i) : i)];
  }

  /// @param block [some queries, some targets] row-major, or one for each of
  /// PairsOfTargets::places() @return how many
  std::int64_t put(const QueryRange& some, const TargetRange& range, const float* block) const;
};

/// Drives one device: memory, upload, blocks, download. Used by one thread at a time.
class DeviceWorker {
 public:
  DeviceWorker(std::unique_ptr<Device> device, std::optional<std::int64_t> limitBytes);
  ~DeviceWorker();

  /// Takes memory for the largest part and the targets to come, in blocks of so many at most; what
  /// cannot be had is asked for again with half the block.
  /// @return false if the device is of no use: see failure()
  bool setUp(const QuerySizes& queries, const TargetSizes& targets, std::int64_t mostTargets);

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
  /// Gives back all memory, also a borrower's; it is taken again when it is needed.
  void rest();
  /// The device has failed in somebody else's hands, who has given it back. @param failure one
  /// sentence
  void giveUp(std::string failure);
  /// Makes room in a buffer; a note says once if it is not page-locked.
  void reserve(HostBuffer& buffer, std::int64_t bytes);

  Device& device() { return *device_; }
  std::int64_t freeBytes();  ///< 0 if the device cannot say
  std::int64_t budgetBytes() { return budget(freeBytes(), limitBytes_); }
  bool isUsable() const { return failure_.empty(); }
  const std::string& failure() const { return failure_; }  ///< one sentence
  /// What happened on the way: "halved its block", one sentence each.
  const std::vector<std::string>& notes() const { return notes_; }
  std::int64_t peakBytes() const { return peakBytes_; }
  std::int64_t pairs() const { return pairs_; }  ///< scored here

 private:
  struct Slot {
    explicit Slot(Device& device) : targets(device), scores(device) {}
    std::optional<TargetRange> range;  ///< under way
    HostBuffer targets, scores;
    std::vector<PairPlace> pairs;
    std::vector<NodeChoice> choices;
  };

  void takeMemory(const QuerySizes& queries, const TargetSizes& targets, std::int64_t mostTargets);
  void start(int slot, const TargetRange& range, const QueryPart& part, const ScoreMatrix& matrix);
  /// Copies to the device what is to be searched for single pairs.
  void startPairs(int slot, const TargetRange& range, const QueryPart& part,
                  const PairsOfTargets& pairs, ScoreTask& task);
  void collect(int slot, const QueryPart& part, BlockQueue& queue, const ScoreMatrix& matrix,
               JobControl& control);
  void drawBlocks(const QueryPart& part, BlockQueue& queue, const ScoreMatrix& matrix,
                  JobControl& control);
  void takeHostMemory();
  void noteOnce(bool& isNoted, std::string note);
  void giveBackDeviceMemory() noexcept;
  void giveBackAll() noexcept;
  void abandon(BlockQueue& queue) noexcept;
  template <class T>
  T* at(std::int64_t offset) const {
    return reinterpret_cast<T*>(memory_ + offset);
  }

  std::unique_ptr<Device> device_;
  std::optional<std::int64_t> limitBytes_;
  std::optional<MemoryLayout> layout_;
  std::int64_t askedTargets_ = 0;  ///< that layout_ was made for
  std::byte* memory_ = nullptr;
  std::array<Slot, kSlots> slots_;
  std::int64_t loadedPart_ = -1;
  ScoreTask task_{};
  std::optional<PairNodes> pairNodes_;  ///< of the loaded part, where single pairs are scored
  std::string failure_;
  std::vector<std::string> notes_;
  bool isPageableNoted_ = false, isHalvingNoted_ = false, isScarcityNoted_ = false;
  std::int64_t peakBytes_ = 0, pairs_ = 0;
  MemoryLedger::Entry entry_;
  std::function<void()> endOfLoan_;
};

}  // namespace nblast::cuda

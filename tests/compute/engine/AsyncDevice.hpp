// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include "compute/engine/cuda/device/HostDevice.hpp"

#include <array>
#include <atomic>
#include <condition_variable>
#include <deque>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <random>
#include <thread>
#include <vector>

namespace nblast::cuda {

/// What was asked of an AsyncDevice; it may be gone by then.
struct AsyncTally {
  std::array<std::atomic<int>, kSlots> blocks{};  ///< of each slot
};

/// What an AsyncDevice does besides its work.
struct AsyncOptions {
  std::uint64_t seed = 1;
  int mostDelay_us = 200;  ///< before each step; drawn at random
  int failingBlock = 0;    ///< the n-th block, counted from 1, fails when its turn comes; 0: none
  /// Blocks wait until so many of all devices that share the count are under way or done.
  std::atomic<int>* met = nullptr;
  int meeting = 0;
  std::shared_ptr<AsyncTally> tally = std::make_shared<AsyncTally>();
};

/// A simulated device that is as late as a GPU: each slot has a thread, which takes its steps in
/// order, after random delays. Host memory is read and written by that thread when it gets there.
/// What is copied back shows at wait(slot); until then NaN stands in its place, so a missing wait
/// shows each time, not now and then. A step that fails is told by a later call, and by all after
/// it.
class AsyncDevice : public HostDevice {
 public:
  AsyncDevice(int index, std::int64_t bytes, const AsyncOptions& options = {});
  ~AsyncDevice() override;

  std::int64_t freeBytes() override;
  std::byte* take(std::int64_t bytes) override;
  void giveBack() noexcept override;
  std::byte* hostMemory(std::int64_t bytes) override;
  void upload(int slot, std::byte* to, const void* from, std::int64_t bytes) override;
  void download(int slot, void* to, const std::byte* from, std::int64_t bytes) override;
  void zero(int slot, std::byte* at, std::int64_t bytes) override;
  void score(int slot, const ScoreTask& task) override;
  void bound(int slot, const BoundTask& task) override;
  void wait(int slot) override;

  int blocks(int slot) const { return options_.tally->blocks[static_cast<std::size_t>(slot)]; }
  /// Memory was given back while a slot still worked.
  bool wasGivenBackInUse() const { return givenBackInUse_; }

 private:
  struct Copy {
    std::byte* to;
    std::vector<std::byte> bytes;
  };
  struct Slot {
    std::deque<std::function<void()>> steps;
    bool isBusy = false;
    std::deque<Copy> copies;  ///< there, not shown yet
    std::thread thread;
  };
  const Slot& at(int slot) const { return slots_[static_cast<std::size_t>(slot)]; }
  Slot& at(int slot) { return slots_[static_cast<std::size_t>(slot)]; }

  void run(int slot);
  void enqueue(int slot, std::function<void()> step);
  void tell() const;  ///< @throws what went wrong before
  void meet() const;
  void beginBlock(int slot);
  bool isIdle(int slot) const;
  void waitUntilIdle(int slot);
  void waitUntilIdle() noexcept;

  AsyncOptions options_;
  mutable std::mutex mutex_;
  std::condition_variable changed_;
  std::array<Slot, kSlots> slots_;
  std::optional<DeviceError> failure_;
  bool isClosing_ = false, givenBackInUse_ = false;
  std::atomic<int> blocks_ = 0;
};

}  // namespace nblast::cuda

// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include "compute/engine/cuda/device/HostDevice.hpp"

#include <chrono>
#include <functional>
#include <set>
#include <string>
#include <thread>

namespace nblast::cuda {

/// What goes wrong, and when; counted from 1. 0: never.
struct Faults {
  std::int64_t mostBytes = 0;  ///< taking more fails, though more is said to be free
  bool noHostMemory = false;   ///< that is page-locked
  int launch = 0;              ///< the n-th block
  int download = 0;
  int wait = 0;
  bool lost = false;  ///< after the first fault every call fails
  int slowMs = 0;     ///< each block takes so long
  std::function<void()> duringBlock = {};
};

/// A simulated device on which things go wrong on purpose.
class FaultyDevice : public HostDevice {
 public:
  FaultyDevice(int index, std::int64_t bytes, Faults faults, std::uint64_t shuffle = 0)
      : HostDevice(index, bytes, shuffle), faults_(faults) {}

  std::int64_t mostTaken() const { return mostTaken_; }
  int blocks() const { return blocks_; }
  int hostBuffers() const { return hostBuffers_; }  ///< page-locked, just now

  std::byte* take(std::int64_t bytes) override {
    if (faults_.mostBytes > 0 && bytes > faults_.mostBytes)
      throw DeviceError(DeviceError::Kind::OutOfMemory, "out of memory, by the test");
    mostTaken_ = std::max(mostTaken_, bytes);
    return HostDevice::take(bytes);
  }
  std::byte* hostMemory(std::int64_t bytes) override {
    if (faults_.noHostMemory)
      throw DeviceError(DeviceError::Kind::OutOfMemory, "no page-locked memory, by the test");
    ++hostBuffers_;
    return HostDevice::hostMemory(bytes);
  }
  void giveBackHostMemory(std::byte* memory) noexcept override {
    --hostBuffers_;
    HostDevice::giveBackHostMemory(memory);
  }
  void score(int slot, const ScoreTask& task) override {
    beginBlock();
    HostDevice::score(slot, task);
  }
  void bound(int slot, const BoundTask& task) override {
    beginBlock();
    HostDevice::bound(slot, task);
  }
  void download(int slot, void* to, const std::byte* from, std::int64_t bytes) override {
    fault(++downloads_ == faults_.download, "copy failed, by the test");
    HostDevice::download(slot, to, from, bytes);
  }
  void wait(int slot) override {
    fault(++waits_ == faults_.wait, "lost, by the test");
    HostDevice::wait(slot);
  }

 private:
  void beginBlock() {
    fault(++blocks_ == faults_.launch, "launch failed, by the test");
    if (faults_.slowMs > 0) std::this_thread::sleep_for(std::chrono::milliseconds(faults_.slowMs));
    if (faults_.duringBlock) faults_.duringBlock();
  }
  void fault(bool now, const std::string& what) {
    if (now && faults_.lost) isLost_ = true;
    if (now || isLost_) throw DeviceError(DeviceError::Kind::Failed, what);
  }

  Faults faults_;
  bool isLost_ = false;
  int blocks_ = 0, downloads_ = 0, waits_ = 0, hostBuffers_ = 0;
  std::int64_t mostTaken_ = 0;
};

}  // namespace nblast::cuda

// SPDX-License-Identifier: BSD-3-Clause
#include "tests/compute/engine/AsyncDevice.hpp"

#include <chrono>
#include <cstring>
#include <utility>

namespace nblast::cuda {

namespace {

constexpr int kPoison = 0xff;  // as float32: NaN

}  // namespace

AsyncDevice::AsyncDevice(int index, std::int64_t bytes, const AsyncOptions& options)
    : HostDevice(index, bytes), options_(options) {
  for (int slot = 0; slot < kSlots; ++slot)
    at(slot).thread = std::thread([this, slot] { run(slot); });
}

AsyncDevice::~AsyncDevice() {
  {
    const std::lock_guard lock(mutex_);
    isClosing_ = true;
    changed_.notify_all();
  }
  for (auto& slot : slots_)
    slot.thread.join();
}

void AsyncDevice::run(int number) {
  auto& slot = at(number);
  std::mt19937_64 random(options_.seed * kSlots + static_cast<std::uint64_t>(number));
  std::unique_lock lock(mutex_);
  while (true) {
    changed_.wait(lock, [&] { return isClosing_ || !slot.steps.empty(); });
    if (slot.steps.empty()) return;
    const auto step = std::move(slot.steps.front());
    slot.steps.pop_front();
    slot.isBusy = true;
    const auto delay =
        static_cast<int>(random() % static_cast<unsigned>(options_.mostDelay_us + 1));
    lock.unlock();
    std::optional<DeviceError> failure;
    try {
      std::this_thread::sleep_for(std::chrono::microseconds(delay));
      step();
    } catch (const DeviceError& error) {
      failure = error;
    }
    lock.lock();
    slot.isBusy = false;
    if (failure && !failure_) failure_ = failure;
    if (failure_) {  // nothing that waits is done any more
      for (auto& each : slots_)
        each.steps.clear();
    }
    changed_.notify_all();
  }
}

void AsyncDevice::tell() const {
  const std::lock_guard lock(mutex_);
  if (failure_) throw DeviceError(*failure_);
}

void AsyncDevice::enqueue(int slot, std::function<void()> step) {
  const std::lock_guard lock(mutex_);
  if (failure_) throw DeviceError(*failure_);
  at(slot).steps.push_back(std::move(step));
  changed_.notify_all();
}

bool AsyncDevice::isIdle(int slot) const {
  return at(slot).steps.empty() && !at(slot).isBusy;
}

void AsyncDevice::waitUntilIdle(int slot) {
  std::unique_lock lock(mutex_);
  changed_.wait(lock, [&] { return isIdle(slot); });
}

/// As the driver does before memory is given back; but nobody should need that.
void AsyncDevice::waitUntilIdle() noexcept {
  {
    const std::lock_guard lock(mutex_);
    for (int slot = 0; slot < kSlots; ++slot)
      givenBackInUse_ = givenBackInUse_ || !isIdle(slot);
  }
  for (int slot = 0; slot < kSlots; ++slot)
    waitUntilIdle(slot);
}

std::int64_t AsyncDevice::freeBytes() {
  tell();
  return HostDevice::freeBytes();
}

std::byte* AsyncDevice::take(std::int64_t bytes) {
  waitUntilIdle();
  tell();
  return HostDevice::take(bytes);
}

void AsyncDevice::giveBack() noexcept {
  waitUntilIdle();
  HostDevice::giveBack();
}

std::byte* AsyncDevice::hostMemory(std::int64_t bytes) {
  tell();
  return HostDevice::hostMemory(bytes);
}

void AsyncDevice::upload(int slot, std::byte* to, const void* from, std::int64_t bytes) {
  enqueue(slot, [=, this] { HostDevice::upload(slot, to, from, bytes); });
}

void AsyncDevice::download(int slot, void* to, const std::byte* from, std::int64_t bytes) {
  tell();
  std::memset(to, kPoison, static_cast<std::size_t>(bytes));
  enqueue(slot, [=, this] {
    Copy copy{static_cast<std::byte*>(to), std::vector<std::byte>(static_cast<std::size_t>(bytes))};
    HostDevice::download(slot, copy.bytes.data(), from, bytes);
    std::memset(to, kPoison, static_cast<std::size_t>(bytes));
    const std::lock_guard lock(mutex_);
    at(slot).copies.push_back(std::move(copy));
  });
}

void AsyncDevice::zero(int slot, std::byte* to, std::int64_t bytes) {
  enqueue(slot, [=, this] { HostDevice::zero(slot, to, bytes); });
}

/// A device that gets no block keeps the others waiting, but not for ever.
void AsyncDevice::meet() const {
  if (options_.met == nullptr) return;
  ++*options_.met;
  for (int i = 0; i < 1000 && *options_.met < options_.meeting; ++i)
    std::this_thread::sleep_for(std::chrono::milliseconds(1));
}

void AsyncDevice::beginBlock(int slot) {
  ++options_.tally->blocks[static_cast<std::size_t>(slot)];
  if (++blocks_ == options_.failingBlock)
    throw DeviceError(DeviceError::Kind::Failed, "launch failed, by the test");
  meet();
}

void AsyncDevice::score(int slot, const ScoreTask& task) {
  enqueue(slot, [=, this] {
    beginBlock(slot);
    HostDevice::score(slot, task);
  });
}

void AsyncDevice::bound(int slot, const BoundTask& task) {
  enqueue(slot, [=, this] {
    beginBlock(slot);
    HostDevice::bound(slot, task);
  });
}

void AsyncDevice::wait(int slot) {
  waitUntilIdle(slot);
  tell();
  for (const auto& copy : std::exchange(at(slot).copies, {}))
    std::memcpy(copy.to, copy.bytes.data(), copy.bytes.size());
}

}  // namespace nblast::cuda

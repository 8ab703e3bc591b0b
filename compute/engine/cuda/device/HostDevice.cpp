// SPDX-License-Identifier: BSD-3-Clause
#include "compute/engine/cuda/device/HostDevice.hpp"

#include "compute/engine/cuda/kernel/BoundKernel.hpp"
#include "compute/engine/cuda/kernel/HostWarp.hpp"
#include "compute/engine/cuda/kernel/ScoreKernel.hpp"

#include <fmt/format.h>
#include <tbb/enumerable_thread_specific.h>
#include <tbb/parallel_for.h>

#include <cstring>
#include <new>

namespace nblast::cuda {

namespace {

constexpr std::align_val_t kAlignment{256};
/// What shared memory holds before a block has written to it: nothing to rely on.
constexpr int kSoiled = 0xff;

}  // namespace

void HostDevice::Freed::operator()(std::byte* memory) const {
  ::operator delete(memory, kAlignment);
}

HostDevice::Memory HostDevice::allocate(std::int64_t bytes) {
  return Memory(
      static_cast<std::byte*>(::operator new(static_cast<std::size_t>(bytes), kAlignment)));
}

HostDevice::HostDevice(int index, std::int64_t bytes, std::uint64_t shuffle)
    : index_(index),
      name_(fmt::format("simulated device {}", index)),
      bytes_(bytes),
      shuffle_(shuffle) {}

std::int64_t HostDevice::freeBytes() {
  return bytes_ - takenBytes_;
}

std::byte* HostDevice::take(std::int64_t bytes) {
  giveBack();
  if (bytes > bytes_) {
    throw DeviceError(DeviceError::Kind::OutOfMemory,
                      fmt::format("{} has {} bytes, not {}", name_, bytes_, bytes));
  }
  taken_ = allocate(bytes);
  takenBytes_ = bytes;
  return taken_.get();
}

void HostDevice::giveBack() noexcept {
  taken_.reset();
  takenBytes_ = 0;
}

std::byte* HostDevice::hostMemory(std::int64_t bytes) {
  host_.push_back(allocate(bytes));
  return host_.back().get();
}

void HostDevice::giveBackHostMemory(std::byte* memory) noexcept {
  std::erase_if(host_, [memory](const Memory& one) { return one.get() == memory; });
}

void HostDevice::check(const std::byte* at, std::int64_t bytes) const {
  if (at < taken_.get() || at + bytes > taken_.get() + takenBytes_)
    throw DeviceError(DeviceError::Kind::Failed, name_ + ": an address outside its memory");
}

void HostDevice::upload(int, std::byte* to, const void* from, std::int64_t bytes) {
  check(to, bytes);
  std::memcpy(to, from, static_cast<std::size_t>(bytes));
}

void HostDevice::download(int, void* to, const std::byte* from, std::int64_t bytes) {
  check(from, bytes);
  std::memcpy(to, from, static_cast<std::size_t>(bytes));
}

void HostDevice::zero(int, std::byte* at, std::int64_t bytes) {
  check(at, bytes);
  std::memset(at, 0, static_cast<std::size_t>(bytes));
}

/// f(block, memory, i) for each i < works, on threads of the calling arena.
/// @tparam Memory that a thread block shares
template <class Memory, class F>
StepCounts HostDevice::runBlocks(std::int64_t works, F&& f) const {
  struct Worker {
    Memory memory;
    StepCounts counts;
  };
  tbb::enumerable_thread_specific<std::unique_ptr<Worker>> workers(
      [] { return std::make_unique<Worker>(); });
  tbb::parallel_for(std::int64_t{0}, works, [&](std::int64_t i) {
    Worker& worker = *workers.local();
    std::memset(&worker.memory, kSoiled, sizeof worker.memory);
    PhaseOrder order(shuffle_ == 0 ? 0 : shuffle_ + static_cast<std::uint64_t>(i));
    HostBlock block(order, worker.counts);
    f(block, worker.memory, i);
  });
  StepCounts counts;
  for (const auto& worker : workers)
    counts += worker->counts;
  return counts;
}

void HostDevice::score(int, const ScoreTask& task) {
  const auto counts = runBlocks<BlockMemory>(
      worksOf(task), [&](HostBlock& block, BlockMemory& memory, std::int64_t i) {
        scoreBlock(block, task, memory, workOf(task, i));
      });
  for (std::int64_t i = 0; i < scoresOf(task); ++i)
    finishScore(task, i);
  const std::lock_guard lock(countsMutex_);
  counts_ += counts;
}

void HostDevice::bound(int, const BoundTask& task) {
  runBlocks<FilterMemory>(worksOf(task),
                          [&](HostBlock& block, FilterMemory& memory, std::int64_t i) {
                            searchVoxels(block, task, memory, i);
                          });
  tbb::parallel_for(std::int64_t{0}, task.queryCount * task.targets,
                    [&](std::int64_t i) { sumBound(task, i); });
}

void HostDevice::wait(int) {}

Devices openHostDevices(int count, std::int64_t bytes) {
  Devices devices;
  for (int i = 0; i < count; ++i)
    devices.usable.push_back(std::make_unique<HostDevice>(i, bytes));
  return devices;
}

}  // namespace nblast::cuda

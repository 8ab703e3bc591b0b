// SPDX-License-Identifier: BSD-3-Clause
#include "compute/engine/cuda/device/HostDevice.hpp"

#include "compute/engine/cuda/kernel/BoundKernel.hpp"
#include "compute/engine/cuda/kernel/HostBlock.hpp"
#include "compute/engine/cuda/kernel/ScoreKernel.hpp"

#include <fmt/format.h>
#include <tbb/enumerable_thread_specific.h>
#include <tbb/parallel_for.h>

#include <cstring>
#include <limits>
#include <new>

namespace nblast::cuda {

namespace {

constexpr std::align_val_t kAlignment{256};

/// What shared memory holds before a block has written to it: nothing to rely on.
void soil(NodeMemory& memory) {
  const float nan = std::numeric_limits<float>::quiet_NaN();
  for (auto* values : {memory.x, memory.y, memory.z})
    std::fill_n(values, kTargetChunk, nan);
  std::fill_n(memory.index, kTargetChunk, -1);
  std::fill_n(memory.choice[0], kWarps * kTargetChunk, std::uint16_t{kTargetChunk - 1});
}

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

void HostDevice::score(int, const ScoreTask& task) {
  tbb::enumerable_thread_specific<std::unique_ptr<NodeMemory>> memories(
      [] { return std::make_unique<NodeMemory>(); });
  tbb::parallel_for(std::int64_t{0}, task.nodes, [&](std::int64_t node) {
    NodeMemory& memory = *memories.local();
    PhaseOrder order(shuffle_ == 0 ? 0 : shuffle_ + static_cast<std::uint64_t>(node));
    for (std::int32_t target = 0; target < task.targets.count; ++target) {
      soil(memory);
      HostBlock block(order);
      NodeScorer<HostBlock>(block, task, memory).score(node, target);
    }
  });
  for (std::int64_t i = 0; i < task.owners * task.targets.count; ++i)
    finishScore(task, i);
}

void HostDevice::bound(int, const BoundTask& task) {
  tbb::parallel_for(std::int64_t{0}, task.voxelCount, [&](std::int64_t voxel) {
    for (std::int32_t target = 0; target < task.targets; ++target)
      findWorth(task, voxel, target);
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

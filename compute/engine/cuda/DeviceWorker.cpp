// SPDX-License-Identifier: BSD-3-Clause
#include "compute/engine/cuda/DeviceWorker.hpp"

#include "compute/base/Bytes.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

namespace nblast::cuda {

void ScoreMatrix::put(const QueryRange& some, const TargetRange& range, const float* block) const {
  const auto stride = static_cast<std::int64_t>(targets.size());
  for (std::int64_t q = 0; q < some.count; ++q)
    std::copy_n(block + q * range.count, range.count,
                scores + (some.first + q) * stride + range.first);
}

DeviceWorker::DeviceWorker(std::unique_ptr<Device> device, std::optional<std::int64_t> limitBytes)
    : device_(std::move(device)), limitBytes_(limitBytes) {}

DeviceWorker::~DeviceWorker() {
  device_->giveBack();
}

std::int64_t DeviceWorker::freeBytes() {
  try {
    return device_->freeBytes();
  } catch (const DeviceError&) {
    return 0;
  }
}

bool DeviceWorker::setUp(const QuerySizes& queries, const TargetSizes& targets) {
  if (!isUsable()) return false;
  if (layout_ && layout_->blockPoints >= targets.mostPoints) return true;
  try {
    takeMemory(queries, targets);
  } catch (const DeviceError& error) {
    failure_ = fmt::format("{} is not used: {}.", device_->name(), error.what());
    device_->giveBack();
  }
  return isUsable();
}

void DeviceWorker::takeMemory(const QuerySizes& queries, const TargetSizes& targets) {
  device_->giveBack();
  loadedPart_ = -1;
  const auto most = budget(device_->freeBytes(), limitBytes_);
  auto layout = fit(queries, targets, most);
  if (!layout) {
    throw DeviceError(
        DeviceError::Kind::OutOfMemory,
        fmt::format("its {:.2f} GiB are too little even for the smallest block", gib(most)));
  }
  if (!device_->isSimulated())
    entry_ = MemoryLedger::ofThisProcess().add(device_->index(), layout->bytes());
  while (true) {
    try {
      memory_ = device_->take(layout->bytes());
      break;
    } catch (const DeviceError& error) {
      if (error.kind() != DeviceError::Kind::OutOfMemory) throw;
      if (layout->blockTargets <= kLeastBlockTargets) throw;
      notes_.push_back(fmt::format(
          "{}: {:.2f} GiB could not be had; it goes on with blocks of {} "
          "targets instead of {}.",
          device_->name(), gib(layout->bytes()), layout->blockTargets / 2, layout->blockTargets));
      layout = layOut(queries, targets, layout->blockTargets / 2);
    }
  }
  layout_ = *layout;
  peakBytes_ = std::max(peakBytes_, layout_->bytes());
  entry_.update({{"query points", layout_->queryBytes},
                 {"targets", layout_->targetBytes},
                 {"scores", layout_->scoreBytes}});
  const auto targetBytes = layout_->slotTargetBytes();
  const auto scoreBytes = layout_->slotScoreBytes();
  if (targetBytes <= hostTargetBytes_ && scoreBytes <= hostScoreBytes_) return;
  for (auto& slot : slots_) {
    slot.targets = device_->hostMemory(targetBytes);
    slot.scores = reinterpret_cast<float*>(device_->hostMemory(scoreBytes));
  }
  hostTargetBytes_ = targetBytes;
  hostScoreBytes_ = scoreBytes;
}

void DeviceWorker::start(int number, const TargetRange& range, const QueryPart& part,
                         const ScoreMatrix& matrix) {
  auto& slot = slots_[number];
  slot.range = range;
  const auto& to = layout_->slots[static_cast<std::size_t>(number)];
  const auto some = matrix.targets.subspan(static_cast<std::size_t>(range.first),
                                           static_cast<std::size_t>(range.count));
  const PackedTargets packed(slot.targets, layout_->blockPoints, some, task_.table.useAlpha);
  const auto put = [&](std::int64_t offset, const auto* from, std::int64_t count) {
    device_->upload(number, memory_ + offset, from,
                    count * static_cast<std::int64_t>(sizeof(*from)));
  };
  put(to.points, packed.points, packed.count);
  put(to.directions, packed.directions, packed.count);
  put(to.first, packed.first, range.count + 1);
  const auto pairs = part.range.count * range.count;
  device_->zero(number, memory_ + to.sums, pairs * static_cast<std::int64_t>(sizeof(std::int64_t)));
  auto task = task_;
  task.targets = {at<Candidate>(to.points), at<Direction>(to.directions),
                  at<std::int64_t>(to.first), static_cast<std::int32_t>(range.count)};
  task.table.narrow = task.table.narrow && packed.dotsAreOrdinary;
  task.sums = at<unsigned long long>(to.sums);
  task.scores = at<float>(to.scores);
  device_->score(number, task);
  device_->download(number, slot.scores, memory_ + to.scores,
                    pairs * static_cast<std::int64_t>(sizeof(float)));
}

void DeviceWorker::collect(int number, const QueryPart& part, BlockQueue& queue,
                           const ScoreMatrix& matrix, JobControl& control) {
  auto& slot = slots_[number];
  if (!slot.range) return;
  device_->wait(number);
  const auto range = *slot.range;
  matrix.put(part.range, range, slot.scores);
  slot.range.reset();
  queue.done(range);
  control.advance(static_cast<std::uint64_t>(part.range.count * range.count));
}

void DeviceWorker::drawBlocks(const QueryPart& part, BlockQueue& queue, const ScoreMatrix& matrix,
                              JobControl& control) {
  const auto targets = layout_->blockTargets, points = layout_->blockPoints;
  int slot = 0;
  while (true) {
    control.checkpoint();
    collect(slot, part, queue, matrix, control);
    auto range = queue.draw(targets, points);
    if (!range) {  // a slot in flight must not wait for its own block
      for (int i = 1; i < kSlots; ++i)
        collect((slot + i) % kSlots, part, queue, matrix, control);
      range = queue.drawOrWait(targets, points);
    }
    if (!range) return;
    start(slot, *range, part, matrix);
    slot = (slot + 1) % kSlots;
  }
}

void DeviceWorker::run(const QueryPart& part, std::int64_t partNumber, const TableView& table,
                       BlockQueue& queue, const ScoreMatrix& matrix, JobControl& control) {
  try {
    if (loadedPart_ != partNumber) task_ = uploadQueries(*device_, memory_, *layout_, part, table);
    loadedPart_ = partNumber;
    drawBlocks(part, queue, matrix, control);
  } catch (const DeviceError& error) {
    failure_ =
        fmt::format("{} failed and is not used any more: {}. Its blocks were done elsewhere.",
                    device_->name(), error.what());
    abandon(queue);
  } catch (...) {
    abandon(queue);
    throw;
  }
}

/// Nothing may write to host memory once this is left.
/// Waits for copies in flight: after the return the device no longer writes to host buffers.
void DeviceWorker::abandon(BlockQueue& queue) noexcept {
  for (int i = 0; i < kSlots; ++i) {
    try {
      if (slots_[i].range) device_->wait(i);
    } catch (...) {  // it has failed already
    }
    if (auto range = std::exchange(slots_[i].range, std::nullopt)) queue.handBack(*range);
  }
  if (!isUsable()) {
    device_->giveBack();
    entry_ = {};
  }
}

}  // namespace nblast::cuda

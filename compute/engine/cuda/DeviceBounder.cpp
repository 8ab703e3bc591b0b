// SPDX-License-Identifier: BSD-3-Clause
#include "compute/engine/cuda/DeviceBounder.hpp"

#include "compute/base/Bytes.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <limits>
#include <utility>

namespace nblast::cuda {

DeviceBounder::DeviceBounder(DeviceWorker& worker)
    : worker_(worker), slots_{Slot(worker.device()), Slot(worker.device())} {
  static_assert(kSlots == 2);
}

bool DeviceBounder::setUp(const PairBounds& bounds, const TargetSizes& targets,
                          std::int64_t blockTargets, std::int64_t plannedBytes) {
  if (!worker_.isUsable() || !problem_.empty()) return false;
  if (layout_ && bounds_ == &bounds && layout_->blockPoints >= targets.mostPoints) return true;
  bounds_ = &bounds;
  try {
    takeMemory(targets, blockTargets, plannedBytes);
  } catch (const DeviceError& error) {
    std::string failure;
    if (error.kind() == DeviceError::Kind::OutOfMemory) {
      problem_ = fmt::format("{} bounds no pairs: {}.", labelOf(worker_.device()), error.what());
    } else {
      failure = fmt::format("{} is not used: {}.", labelOf(worker_.device()), error.what());
    }
    worker_.endLoan();
    if (!failure.empty()) worker_.giveUp(std::move(failure));
    return false;
  }
  return true;
}

void DeviceBounder::takeMemory(const TargetSizes& targets, std::int64_t blockTargets,
                               std::int64_t plannedBytes) {
  device_ = &worker_.lend([this] { dropMemory(); });
  const auto most = worker_.budgetBytes();
  auto layout = fit(*bounds_, targets, blockTargets, std::min(most, plannedBytes));
  if (!layout) layout = fit(*bounds_, targets, blockTargets, most);
  if (!layout) {
    throw DeviceError(
        DeviceError::Kind::OutOfMemory,
        fmt::format("its {:.3g} GiB are too little for the voxels of these queries", gib(most)));
  }
  while (true) {
    try {
      memory_ = device_->take(layout->bytes());
      break;
    } catch (const DeviceError& error) {
      if (error.kind() != DeviceError::Kind::OutOfMemory || layout->blockTargets <= 1) throw;
      layout = layOut(*bounds_, targets, layout->blockTargets / 2);
    }
  }
  layout_ = *layout;
  peakBytes_ = std::max(peakBytes_, layout_->bytes());
  if (!device_->isSimulated())
    entry_ = MemoryLedger::ofThisProcess().add(device_->index(), layout_->bytes());
  entry_.update({{"voxels", layout_->voxelBytes},
                 {"targets", layout_->targetBytes},
                 {"bounds", layout_->boundBytes}});
  for (auto& slot : slots_) {
    worker_.reserve(slot.targets, layout_->slotTargetBytes());
    worker_.reserve(slot.bounds, layout_->slotBoundBytes());
  }
}

void DeviceBounder::dropMemory() noexcept {
  entry_ = {};  // the gauge never shows what is not there any more
  if (device_ != nullptr) device_->giveBack();
  device_ = nullptr;
  layout_.reset();
  isLoaded_ = false;
}

void DeviceBounder::forget() noexcept {
  if (device_ != nullptr) worker_.endLoan();
  for (auto& slot : slots_) {
    slot.targets.giveBack();
    slot.bounds.giveBack();
  }
  bounds_ = nullptr;
  problem_.clear();
}

template <class T>
const T* DeviceBounder::put(int slot, std::int64_t offset, const T* from, std::int64_t count) {
  if (count > 0)
    device_->upload(slot, memory_ + offset, from, count * static_cast<std::int64_t>(sizeof(T)));
  return at<T>(offset);
}

/// What is copied must stay until the end.
void DeviceBounder::upload() {
  const auto& voxels = bounds_->voxels();
  const auto& to = *layout_;
  const auto view = voxels.view();
  const auto tree = voxels.tree();
  const auto lists = voxels.allLists();
  const auto boxes = [&](std::int64_t offset, std::int64_t level) {
    return put(0, offset, tree.boxes[level], tree.boxCounts[level]);
  };
  const auto values = [&](std::size_t i, const float* from) {
    return put(0, to.boxes[i], from, voxels.count());
  };
  queries_.clear();
  for (std::size_t i = 0; i < bounds_->scales().size(); ++i) {
    const auto& scale = bounds_->scales()[i];
    queries_.push_back({voxels.firstPairOf(i), scale.offset, scale.divisor});
  }
  queries_.push_back({lists.pairs, 0, 1});
  task_ = {};
  task_.voxels = {values(0, view.x),     values(1, view.y),     values(2, view.z),
                  values(3, view.halfX), values(4, view.halfY), values(5, view.halfZ)};
  task_.voxelCount = voxels.count();
  task_.blockNodes = tree.boxCounts[to.blockLevel];
  task_.nodeBoxes = boxes(to.nodeBoxes, to.nodeLevel);
  task_.blockBoxes = boxes(to.blockBoxes, to.blockLevel);
  task_.nodeLevel = static_cast<std::int32_t>(to.nodeLevel);
  task_.blockLevel = static_cast<std::int32_t>(to.blockLevel);
  putTable();
  task_.listed = put(0, to.listed, lists.voxels, 2 * lists.pairs);
  task_.listedPoints = put(0, to.listedPoints, lists.points, lists.pairs);
  task_.queries = put(0, to.queries, queries_.data(), std::ssize(queries_));
  task_.queryCount = to.queryCount;
  device_->wait(0);
  queries_ = {};
}

void DeviceBounder::putTable() {
  const auto& table = bounds_->table();
  const auto& rows = table.rows();
  edges_.assign(rows.d2Thresholds, rows.d2Thresholds + rows.rows - 1);
  edges_.resize(static_cast<std::size_t>(layout_->edges), std::numeric_limits<float>::infinity());
  task_.table = rows;
  task_.table.d2Thresholds = put(0, layout_->thresholds, edges_.data(), layout_->edges);
  task_.worths = put(0, layout_->worths, table.values(), rows.rows);
  task_.unit = table.unit();
}

void DeviceBounder::start(int number, const TargetRange& range, const ScoreMatrix& matrix) {
  auto& slot = slots_[static_cast<std::size_t>(number)];
  slot.range = range;
  const auto& to = layout_->slots[static_cast<std::size_t>(number)];
  const auto some = matrix.targets.subspan(static_cast<std::size_t>(range.first),
                                           static_cast<std::size_t>(range.count));
  auto* candidates = reinterpret_cast<Candidate*>(slot.targets.data());
  auto* first = reinterpret_cast<std::int64_t*>(candidates + layout_->blockPoints);
  std::int64_t points = 0, targets = 0;
  for (const auto& target : some) {
    first[targets++] = points;
    for (const auto& p : target.points_um)
      candidates[points++] = {p.x, p.y, p.z, 0};
  }
  first[targets] = points;
  auto task = task_;
  task.points = put<Candidate>(number, to.points, candidates, points);
  task.first = put<std::int64_t>(number, to.first, first, targets + 1);
  task.targets = static_cast<std::int32_t>(range.count);
  task.values = at<std::int16_t>(to.values);
  task.bounds = at<float>(to.bounds);
  device_->zero(number, memory_ + to.values,
                task.voxelCount * range.count * static_cast<std::int64_t>(sizeof(std::int16_t)));
  device_->bound(number, task);
  device_->download(number, slot.bounds.data(), memory_ + to.bounds,
                    task.queryCount * range.count * static_cast<std::int64_t>(sizeof(float)));
}

void DeviceBounder::collect(int number, BlockQueue& queue, const ScoreMatrix& matrix,
                            JobControl& control) {
  auto& slot = slots_[static_cast<std::size_t>(number)];
  if (!slot.range) return;
  device_->wait(number);
  const auto range = *slot.range;
  matrix.put({0, task_.queryCount}, range, reinterpret_cast<const float*>(slot.bounds.data()));
  slot.range.reset();
  queue.done(range);
  control.advance(static_cast<std::uint64_t>(task_.queryCount * range.count));
}

void DeviceBounder::drawBlocks(BlockQueue& queue, const ScoreMatrix& matrix, JobControl& control) {
  const auto targets = layout_->blockTargets, points = layout_->blockPoints;
  int slot = 0;
  while (true) {
    control.checkpoint();
    collect(slot, queue, matrix, control);
    auto range = queue.draw(targets, points);
    if (!range) {  // a slot in flight must not wait for its own block
      for (int i = 1; i < kSlots; ++i)
        collect((slot + i) % kSlots, queue, matrix, control);
      range = queue.drawOrWait(targets, points);
    }
    if (!range) return;
    start(slot, *range, matrix);
    slot = (slot + 1) % kSlots;
  }
}

void DeviceBounder::run(BlockQueue& queue, const ScoreMatrix& matrix, JobControl& control) {
  try {
    if (!isLoaded_) upload();
    isLoaded_ = true;
    drawBlocks(queue, matrix, control);
  } catch (const DeviceError& error) {
    abandon(queue,
            fmt::format("{} failed and is not used any more: {}. Its blocks were done elsewhere.",
                        labelOf(*device_), error.what()));
  } catch (...) {
    queue.stop();  // first: nobody is to draw what this hands back
    abandon(queue, {});
    throw;
  }
}

/// After the return the device no longer reads or writes memory of this machine.
void DeviceBounder::abandon(BlockQueue& queue, std::string failure) noexcept {
  for (int i = 0; i < kSlots; ++i) {
    try {
      device_->wait(i);
    } catch (...) {  // it has failed already
    }
  }
  if (!failure.empty()) {
    worker_.endLoan();
    worker_.giveUp(std::move(failure));
  }
  for (auto& slot : slots_) {
    if (const auto range = std::exchange(slot.range, std::nullopt)) queue.handBack(*range);
  }
}

}  // namespace nblast::cuda

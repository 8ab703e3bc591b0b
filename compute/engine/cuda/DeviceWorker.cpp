// SPDX-License-Identifier: BSD-3-Clause
#include "compute/engine/cuda/DeviceWorker.hpp"

#include "compute/base/Bytes.hpp"
#include "compute/engine/cuda/kernel/PointCells.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

namespace nblast::cuda {

std::int64_t ScoreMatrix::put(const QueryRange& some, const TargetRange& range,
                              const float* block) const {
  if (pairs) return pairs->put(some, range, block, scores);
  const auto stride = static_cast<std::int64_t>(targets.size());
  for (std::int64_t q = 0; q < some.count; ++q)
    std::copy_n(block + q * range.count, range.count,
                scores + (some.first + q) * stride + range.first);
  return some.count * range.count;
}

DeviceWorker::DeviceWorker(std::unique_ptr<Device> device, std::optional<std::int64_t> limitBytes)
    : device_(std::move(device)), limitBytes_(limitBytes), slots_{Slot(*device_), Slot(*device_)} {
  static_assert(kSlots == 2);
}

DeviceWorker::~DeviceWorker() {
  giveBackAll();
}

/// The gauge forgets it first: it never shows what is not there any more.
void DeviceWorker::giveBackDeviceMemory() noexcept {
  entry_ = {};
  device_->giveBack();
  memory_ = nullptr;
  layout_.reset();
  loadedPart_ = -1;
  pairNodes_.reset();
}

void DeviceWorker::giveBackAll() noexcept {
  giveBackDeviceMemory();
  for (auto& slot : slots_) {
    slot.targets.giveBack();
    slot.scores.giveBack();
  }
}

std::int64_t DeviceWorker::freeBytes() {
  try {
    return device_->freeBytes();
  } catch (const DeviceError&) {
    return 0;
  }
}

bool DeviceWorker::setUp(const QuerySizes& queries, const TargetSizes& targets,
                         std::int64_t mostTargets) {
  if (!isUsable()) return false;
  if (layout_ && layout_->blockPoints >= targets.mostPoints && askedTargets_ >= mostTargets &&
      layout_->singlePairs >= targets.singlePairs)
    return true;
  try {
    takeMemory(queries, targets, mostTargets);
    askedTargets_ = mostTargets;
  } catch (const DeviceError& error) {
    giveBackAll();
    if (error.kind() == DeviceError::Kind::OutOfMemory && peakBytes_ > 0) {
      noteOnce(isScarcityNoted_,
               fmt::format("{} did nothing for a while: {}.", labelOf(*device_), error.what()));
      return false;  // others have taken its memory meanwhile; they may give it back
    }
    failure_ = fmt::format("{} is not used: {}.", labelOf(*device_), error.what());
  }
  return isUsable();
}

void DeviceWorker::noteOnce(bool& isNoted, std::string note) {
  if (!std::exchange(isNoted, true)) notes_.push_back(std::move(note));
}

Device& DeviceWorker::lend(std::function<void()> end) {
  endLoan();
  giveBackDeviceMemory();
  endOfLoan_ = std::move(end);
  return *device_;
}

void DeviceWorker::endLoan() {
  if (auto end = std::exchange(endOfLoan_, {})) end();
}

void DeviceWorker::rest() {
  endLoan();
  giveBackAll();
}

void DeviceWorker::giveUp(std::string failure) {
  failure_ = std::move(failure);
  giveBackAll();
}

void DeviceWorker::takeMemory(const QuerySizes& queries, const TargetSizes& targets,
                              std::int64_t mostTargets) {
  endLoan();
  giveBackDeviceMemory();
  const auto most = budget(device_->freeBytes(), limitBytes_);
  auto layout = fit(queries, targets, mostTargets, most);
  if (!layout) {
    throw DeviceError(
        DeviceError::Kind::OutOfMemory,
        fmt::format("its {:.3g} GiB are too little even for the smallest block", gib(most)));
  }
  while (true) {
    try {
      memory_ = device_->take(layout->bytes());
      break;
    } catch (const DeviceError& error) {
      if (error.kind() != DeviceError::Kind::OutOfMemory) throw;
      if (layout->blockTargets <= kLeastBlockTargets) throw;
      const auto half = std::max(kLeastBlockTargets, layout->blockTargets / 2);
      noteOnce(isHalvingNoted_,
               fmt::format("{}: {:.3g} GiB could not be had; it goes on with blocks of {} "
                           "targets instead of {}.",
                           labelOf(*device_), gib(layout->bytes()), half, layout->blockTargets));
      layout = layOut(queries, targets, half);
    }
  }
  layout_ = *layout;
  peakBytes_ = std::max(peakBytes_, layout_->bytes());
  if (!device_->isSimulated())
    entry_ = MemoryLedger::ofThisProcess().add(device_->index(), layout_->bytes());
  entry_.update({{"query points", layout_->queryBytes},
                 {"targets", layout_->targetBytes},
                 {"scores", layout_->scoreBytes}});
  takeHostMemory();
}

void DeviceWorker::takeHostMemory() {
  for (auto& slot : slots_) {
    reserve(slot.targets, layout_->slotTargetBytes());
    reserve(slot.scores, layout_->slotScoreBytes());
  }
}

void DeviceWorker::reserve(HostBuffer& buffer, std::int64_t bytes) {
  const auto problem = buffer.reserve(bytes);
  if (problem.empty()) return;
  noteOnce(isPageableNoted_,
           fmt::format(
               "{}: {}; it goes on with memory that is not page-locked, which is slower to copy.",
               labelOf(*device_), problem));
}

void DeviceWorker::start(int number, const TargetRange& range, const QueryPart& part,
                         const ScoreMatrix& matrix) {
  auto& slot = slots_[static_cast<std::size_t>(number)];
  slot.range = range;
  const auto& to = layout_->slots[static_cast<std::size_t>(number)];
  std::vector<const Dotprops*> some;
  for (std::int64_t i = 0; i < range.count; ++i)
    some.push_back(&matrix.target(range.first + i));
  const PackedTargets packed(slot.targets.data(), layout_->blockPoints, some, task_.table.useAlpha);
  const auto put = [&](std::int64_t offset, const auto* from, std::int64_t count) {
    device_->upload(number, memory_ + offset, from,
                    count * static_cast<std::int64_t>(sizeof(*from)));
  };
  put(to.points, packed.points, packed.count);
  put(to.tangents, packed.tangents, packed.count);
  put(to.first, packed.first, range.count + 1);
  const auto pairs = part.range.count * range.count;
  device_->zero(number, memory_ + to.sums, pairs * static_cast<std::int64_t>(sizeof(std::int64_t)));
  auto task = task_;
  task.targets = {at<Candidate>(to.points), at<Tangent>(to.tangents), at<std::int64_t>(to.first),
                  static_cast<std::int32_t>(range.count)};
  task.table.narrow = task.table.narrow && packed.dotsAreOrdinary;
  task.sums = at<unsigned long long>(to.sums);
  task.scores = at<float>(to.scores);
  if (matrix.pairs) startPairs(number, range, part, *matrix.pairs, task);
  device_->score(number, task);
  device_->download(number, slot.scores.data(), memory_ + to.scores,
                    scoresOf(task) * static_cast<std::int64_t>(sizeof(float)));
}

void DeviceWorker::startPairs(int number, const TargetRange& range, const QueryPart& part,
                              const PairsOfTargets& pairs, ScoreTask& task) {
  auto& slot = slots_[static_cast<std::size_t>(number)];
  const auto& to = layout_->slots[static_cast<std::size_t>(number)];
  if (!pairNodes_) pairNodes_.emplace(part.tiles, task.blockLevel);
  slot.pairs = pairs.places(part.range, range);
  pairNodes_->choose(slot.pairs, slot.choices);
  const auto put = [&](std::int64_t offset, const auto& from) {
    if (from.empty()) return;
    device_->upload(number, memory_ + offset, from.data(),
                    static_cast<std::int64_t>(from.size() * sizeof(from[0])));
  };
  put(to.pairs, slot.pairs);
  put(to.choices, slot.choices);
  task.pairs = at<PairPlace>(to.pairs);
  task.pairCount = std::ssize(slot.pairs);
  task.choices = at<NodeChoice>(to.choices);
  task.choiceCount = std::ssize(slot.choices);
}

void DeviceWorker::collect(int number, const QueryPart& part, BlockQueue& queue,
                           const ScoreMatrix& matrix, JobControl& control) {
  auto& slot = slots_[static_cast<std::size_t>(number)];
  if (!slot.range) return;
  device_->wait(number);
  const auto range = *slot.range;
  const auto pairs =
      matrix.put(part.range, range, reinterpret_cast<const float*>(slot.scores.data()));
  slot.range.reset();
  queue.done(range);
  pairs_ += pairs;
  control.advance(static_cast<std::uint64_t>(pairs));
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
    if (loadedPart_ != partNumber) {
      pairNodes_.reset();
      task_ = uploadQueries(*device_, memory_, *layout_, part, table);
    }
    loadedPart_ = partNumber;
    drawBlocks(part, queue, matrix, control);
  } catch (const DeviceError& error) {
    failure_ =
        fmt::format("{} failed and is not used any more: {}. Its blocks were done elsewhere.",
                    labelOf(*device_), error.what());
    abandon(queue);
  } catch (...) {
    queue.stop();  // first: nobody is to draw what this hands back
    abandon(queue);
    throw;
  }
}

/// Waits for copies in flight: after the return the device no longer reads or writes host memory.
void DeviceWorker::abandon(BlockQueue& queue) noexcept {
  for (int i = 0; i < kSlots; ++i) {
    try {
      device_->wait(i);
    } catch (...) {  // it has failed already
    }
  }
  if (!isUsable()) giveBackAll();
  for (auto& slot : slots_) {
    if (const auto range = std::exchange(slot.range, std::nullopt)) queue.handBack(*range);
  }
}

}  // namespace nblast::cuda

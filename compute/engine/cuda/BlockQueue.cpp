// SPDX-License-Identifier: BSD-3-Clause
#include "compute/engine/cuda/BlockQueue.hpp"

#include <algorithm>
#include <exception>
#include <thread>
#include <utility>

namespace nblast::cuda {

BlockQueue::BlockQueue(std::vector<std::int64_t> points, std::int64_t mostTargets)
    : points_(std::move(points)), mostTargets_(mostTargets) {
  if (!points_.empty()) waiting_.push_back({0, static_cast<std::int64_t>(points_.size())});
}

std::optional<TargetRange> BlockQueue::take(std::int64_t mostTargets, std::int64_t mostPoints) {
  if (stopped_ || waiting_.empty()) return {};
  mostTargets = std::min(mostTargets, mostTargets_);
  TargetRange& from = waiting_.front();
  TargetRange drawn{from.first, 0};
  std::int64_t points = 0;
  while (drawn.count < from.count && drawn.count < mostTargets) {
    points += points_[static_cast<std::size_t>(drawn.first + drawn.count)];
    if (drawn.count > 0 && points > mostPoints) break;
    ++drawn.count;
  }
  from.first += drawn.count;
  from.count -= drawn.count;
  if (from.count == 0) waiting_.pop_front();
  held_ += drawn.count;
  return drawn;
}

std::optional<TargetRange> BlockQueue::draw(std::int64_t mostTargets, std::int64_t mostPoints) {
  const std::lock_guard lock(mutex_);
  return take(mostTargets, mostPoints);
}

std::optional<TargetRange> BlockQueue::drawOrWait(std::int64_t mostTargets,
                                                  std::int64_t mostPoints) {
  std::unique_lock lock(mutex_);
  changed_.wait(lock, [this] { return stopped_ || !waiting_.empty() || held_ == 0; });
  return take(mostTargets, mostPoints);
}

void BlockQueue::done(const TargetRange& range) {
  const std::lock_guard lock(mutex_);
  held_ -= range.count;
  changed_.notify_all();
}

void BlockQueue::handBack(const TargetRange& range) {
  const std::lock_guard lock(mutex_);
  held_ -= range.count;
  waiting_.push_front(range);
  changed_.notify_all();
}

void BlockQueue::runOnThreads(std::span<const std::function<void()>> devices) {
  std::vector<std::exception_ptr> errors(devices.size());
  std::vector<std::jthread> threads;  // joins them however this ends
  for (std::size_t i = 0; i < devices.size(); ++i) {
    threads.emplace_back([&, i] {
      try {
        devices[i]();
      } catch (...) {
        errors[i] = std::current_exception();
        stop();
      }
    });
  }
  threads.clear();
  for (const auto& error : errors) {
    if (error) std::rethrow_exception(error);
  }
}

void BlockQueue::stop() {
  const std::lock_guard lock(mutex_);
  stopped_ = true;
  changed_.notify_all();
}

std::vector<TargetRange> BlockQueue::left() const {
  const std::lock_guard lock(mutex_);
  return {waiting_.begin(), waiting_.end()};
}

}  // namespace nblast::cuda

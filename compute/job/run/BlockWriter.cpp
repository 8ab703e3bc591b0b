// SPDX-License-Identifier: BSD-3-Clause
#include "compute/job/run/BlockWriter.hpp"

#include "compute/scorefile/dense/DenseScoreFileWriter.hpp"

#include <utility>

namespace nblast {

namespace {
constexpr std::size_t kWaitingBlocks = 2;
}

BlockWriter::BlockWriter(DenseScoreFileWriter& file,
                         std::function<void(const ScoredBlock&)> written)
    : file_(file), written_(std::move(written)), thread_([this] { run(); }) {}

BlockWriter::~BlockWriter() {
  {
    const std::lock_guard lock(mutex_);
    closing_ = true;
    changed_.notify_all();
  }
  thread_.join();
}

void BlockWriter::push(ScoredBlock block) {
  std::unique_lock lock(mutex_);
  changed_.wait(lock, [this] { return failure_ || waiting_.size() < kWaitingBlocks; });
  if (failure_) std::rethrow_exception(failure_);
  waiting_.push_back(std::move(block));
  changed_.notify_all();
}

void BlockWriter::drain() {
  std::unique_lock lock(mutex_);
  changed_.wait(lock, [this] { return failure_ || (waiting_.empty() && !writing_); });
  if (failure_) std::rethrow_exception(failure_);
}

std::vector<float> BlockWriter::recycled() {
  const std::lock_guard lock(mutex_);
  return std::exchange(spare_, {});
}

void BlockWriter::run() {
  std::unique_lock lock(mutex_);
  while (true) {
    changed_.wait(lock, [this] { return closing_ || !waiting_.empty(); });
    if (waiting_.empty() || failure_) return;
    ScoredBlock block = std::move(waiting_.front());
    waiting_.pop_front();
    writing_ = true;
    changed_.notify_all();
    lock.unlock();
    std::exception_ptr failure;
    try {
      file_.writeAt(block.place, block.scores.data());
      if (written_) written_(block);
    } catch (...) {
      failure = std::current_exception();
    }
    lock.lock();
    spare_ = std::move(block.scores);
    writing_ = false;
    failure_ = failure;
    changed_.notify_all();
    if (failure_) return;
  }
}

}  // namespace nblast

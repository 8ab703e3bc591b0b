#include "compute/base/JobControl.hpp"

#include "compute/base/Error.hpp"

namespace nblast {

const char* phaseName(Phase phase) {
  switch (phase) {
    case Phase::Load:
      return "load";
    case Phase::Prepare:
      return "prepare";
    case Phase::Score:
      return "score";
    case Phase::Write:
      return "write";
  }
  return "";
}

void JobControl::cancel() {
  const std::lock_guard lock(mutex_);
  cancelled_ = true;
  wake_.notify_all();
}

void JobControl::pause() {
  const std::lock_guard lock(mutex_);
  paused_ = true;
}

void JobControl::resume() {
  const std::lock_guard lock(mutex_);
  paused_ = false;
  wake_.notify_all();
}

void JobControl::begin(Phase phase, std::uint64_t total) {
  phase_ = phase;
  done_ = 0;
  total_ = total;
}

Progress JobControl::progress() const {
  return {phase_.load(), done_.load(), total_.load()};
}

void JobControl::waitOrThrow() {
  std::unique_lock lock(mutex_);
  wake_.wait(lock, [this] { return isCancelled() || !isPaused(); });
  if (isCancelled()) throw Cancelled();
}

}  // namespace nblast

#include "compute/base/JobControl.hpp"

#include "compute/base/Error.hpp"

#include <tbb/global_control.h>
#include <tbb/info.h>
#include <tbb/task_arena.h>

#include <optional>

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
  // The threads that wait here belong to all that this process computes: as many others may work
  // for the rest meanwhile.
  std::optional<tbb::global_control> others;
  if (isPaused() && !isCancelled()) {
    others.emplace(tbb::global_control::max_allowed_parallelism,
                   static_cast<std::size_t>(tbb::this_task_arena::max_concurrency() +
                                            tbb::info::default_concurrency()));
  }
  std::unique_lock lock(mutex_);
  wake_.wait(lock, [this] { return isCancelled() || !isPaused(); });
  if (isCancelled()) throw Cancelled();
}

}  // namespace nblast

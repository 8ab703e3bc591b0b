#pragma once
#include <atomic>
#include <condition_variable>
#include <cstdint>
#include <mutex>

namespace nblast {

/// What a job is doing. The order is the order of a job.
enum class Phase : std::uint8_t { Load, Prepare, Score, Write };

const char* phaseName(Phase phase);  ///< "load", "prepare", "score", "write"

struct Progress {
  Phase phase = Phase::Load;
  std::uint64_t done = 0;   ///< files in Load, neurons in Prepare, pairs in Score
  std::uint64_t total = 0;  ///< 0: not known yet
};

/// Cancel, pause and progress of one job; shared by the job's threads and by whoever watches it.
/// Every member may be called from any thread. Progress is meant to be sampled (ten times a
/// second), not listened to.
class JobControl {
 public:
  void cancel();
  /// As cancel(), but async-signal-safe: a paused job notices only when it is resumed.
  void requestCancel() { cancelled_.store(true, std::memory_order_relaxed); }
  bool isCancelled() const { return cancelled_.load(std::memory_order_relaxed); }

  /// A paused job stops at its next checkpoint() and goes on at resume() or cancel().
  void pause();
  void resume();
  bool isPaused() const { return paused_.load(std::memory_order_relaxed); }

  /// Called by the workers between small pieces of work (milliseconds). @throws Cancelled
  void checkpoint() {
    if (isCancelled() || isPaused()) waitOrThrow();
  }

  void begin(Phase phase, std::uint64_t total);
  /// More to do in this phase than begin() knew: members of an archive that is being listed.
  void grow(std::uint64_t count = 1) { total_.fetch_add(count, std::memory_order_relaxed); }
  void advance(std::uint64_t count = 1) { done_.fetch_add(count, std::memory_order_relaxed); }
  Progress progress() const;

 private:
  void waitOrThrow();

  std::atomic<bool> cancelled_{false};
  std::atomic<bool> paused_{false};
  std::atomic<Phase> phase_{Phase::Load};
  std::atomic<std::uint64_t> done_{0};
  std::atomic<std::uint64_t> total_{0};
  std::mutex mutex_;
  std::condition_variable wake_;
};

}  // namespace nblast

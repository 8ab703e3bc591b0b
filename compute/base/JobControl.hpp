// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include <atomic>
#include <condition_variable>
#include <cstdint>
#include <deque>
#include <mutex>
#include <vector>

namespace nblast {

/// What a job is doing. The first ones are in the order of an NBLAST job.
enum class Phase : std::uint8_t {
  Load,
  Tangents,
  Prepare,
  Score,
  Reverse,  ///< of a sparse job: what the other direction of the kept pairs still lacks
  Write,
  Check,   ///< checksums of a score file
  Export,  ///< scores as text
  Grow,    ///< a synthetic set
};

const char* phaseName(Phase phase);  ///< "load", "tangents", ...
/// What a phase counts: "file" or "files", "neurons", "pairs", "steps", "blocks", "rows".
const char* phaseItem(Phase phase, bool one);

struct Progress {
  Phase phase = Phase::Load;
  std::uint64_t done = 0;   ///< see phaseItem(); never more than total
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

  /// Starts to count anew. The workers of the phase before have ended.
  /// @param stepsPerItem advance() counts steps; progress() counts items of stepsPerItem steps
  void begin(Phase phase, std::uint64_t items, std::uint64_t stepsPerItem = 1);
  /// More to do in this phase than begin() knew: members of an archive that is being listed. Called
  /// before any of it is advanced over.
  void grow(std::uint64_t items = 1);
  void advance(std::uint64_t steps = 1) {
    current_.load(std::memory_order_acquire)->done.fetch_add(steps, std::memory_order_release);
  }

  /// Of one phase, whatever other threads do meanwhile: done is of the same phase as total, and at
  /// most as large (steps beyond the total that was given raise the total).
  Progress progress() const;
  /// The same of every phase begun so far, in order: nobody misses a short one.
  std::vector<Progress> phases() const;

 private:
  struct Count {
    Phase phase = Phase::Load;
    std::uint64_t stepsPerItem = 1;
    std::atomic<std::uint64_t> done{0}, total{0};  ///< in steps
    Progress progress() const;
  };

  void waitOrThrow();

  std::atomic<bool> cancelled_{false};
  std::atomic<bool> paused_{false};
  Count nothing_;  ///< before the first phase
  std::atomic<Count*> current_{&nothing_};
  mutable std::mutex mutex_;
  std::deque<Count> phases_;  ///< grows under the mutex; a count stays where it is
  std::condition_variable wake_;
};

}  // namespace nblast

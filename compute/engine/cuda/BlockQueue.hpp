// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include <condition_variable>
#include <cstdint>
#include <deque>
#include <functional>
#include <mutex>
#include <optional>
#include <span>
#include <vector>

namespace nblast::cuda {

/// Targets [first, first + count).
struct TargetRange {
  std::int64_t first = 0, count = 0;
  friend bool operator==(const TargetRange&, const TargetRange&) = default;
};

/// The targets that several devices draw their blocks from, each as large as suits it. What a
/// device hands back is drawn again: no target is lost or done twice. Any thread.
class BlockQueue {
 public:
  /// @param points of each target @param mostTargets of a block, whoever draws it
  BlockQueue(std::vector<std::int64_t> points, std::int64_t mostTargets);

  /// @return the next targets, at least one, within both limits; nothing if none are left just now
  std::optional<TargetRange> draw(std::int64_t mostTargets, std::int64_t mostPoints);
  /// As draw(), but waits for what others may hand back; nothing once all is done or stopped.
  std::optional<TargetRange> drawOrWait(std::int64_t mostTargets, std::int64_t mostPoints);

  void done(const TargetRange& range);
  void handBack(const TargetRange& range);
  /// Runs each on a thread of its own until all have ended. What one of them throws stops the queue
  /// and is thrown here.
  void runOnThreads(std::span<const std::function<void()>> devices);

  void stop();  ///< nothing more is drawn: somebody cancelled

  /// What nobody has done and nobody holds: all that is left once every device is gone.
  std::vector<TargetRange> left() const;

 private:
  std::optional<TargetRange> take(std::int64_t mostTargets, std::int64_t mostPoints);

  const std::vector<std::int64_t> points_;
  const std::int64_t mostTargets_;
  mutable std::mutex mutex_;
  std::condition_variable changed_;
  std::deque<TargetRange> waiting_;
  std::int64_t held_ = 0;  ///< targets that somebody works on
  bool stopped_ = false;
};

}  // namespace nblast::cuda

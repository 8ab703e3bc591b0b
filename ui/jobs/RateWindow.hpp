// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include <cstdint>
#include <deque>

/// Pairs per second over the last seconds, from samples of a counter. The caller gives the
/// time, so that pauses can be left out.
class RateWindow {
 public:
  explicit RateWindow(double window_s = 8) : window_s_(window_s) {}
  void clear() { samples_.clear(); }
  /// A counter that goes back belongs to another phase: the samples before it are dropped.
  void add(double time_s, std::uint64_t done);
  /// 0: the speed is not known yet.
  double perSecond() const;
  /// Negative: the time is not known yet.
  double secondsLeft(std::uint64_t done, std::uint64_t total) const;

 private:
  struct Sample {
    double time_s;
    std::uint64_t done;
  };
  double window_s_;
  std::deque<Sample> samples_;
};

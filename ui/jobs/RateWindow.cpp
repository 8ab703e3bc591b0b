// SPDX-License-Identifier: BSD-3-Clause
#include "ui/jobs/RateWindow.hpp"

void RateWindow::add(double time_s, std::uint64_t done) {
  if (!samples_.empty() && (done < samples_.back().done || time_s < samples_.back().time_s))
    samples_.clear();
  samples_.push_back({time_s, done});
  // One sample older than the window stays, so that the window is always covered.
  while (samples_.size() > 2 && samples_[1].time_s <= time_s - window_s_)
    samples_.pop_front();
}

double RateWindow::perSecond() const {
  if (samples_.size() < 2) return 0;
  const double seconds = samples_.back().time_s - samples_.front().time_s;
  // A shorter stretch says more about chance than about the speed.
  if (seconds < 0.25) return 0;
  return static_cast<double>(samples_.back().done - samples_.front().done) / seconds;
}

double RateWindow::secondsLeft(std::uint64_t done, std::uint64_t total) const {
  const double rate = perSecond();
  if (!(rate > 0) || total == 0) return -1;
  return done >= total ? 0 : static_cast<double>(total - done) / rate;
}

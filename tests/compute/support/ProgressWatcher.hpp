// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include "compute/base/JobControl.hpp"

#include <atomic>
#include <functional>
#include <thread>
#include <utility>

/// Samples a job's progress on a thread of its own until it is told to end; counts what cannot be:
/// progress that goes backwards, or beyond its total, or that the test says is wrong.
class ProgressWatcher {
 public:
  explicit ProgressWatcher(
      const nblast::JobControl& control,
      std::function<bool(const nblast::Progress& before, const nblast::Progress& now)> isWrong = {})
      : thread_([this, &control, isWrong = std::move(isWrong)] {
          nblast::Progress last;
          do {
            const auto now = control.progress();
            const bool backwards =
                now.phase == last.phase && now.total == last.total && now.done < last.done;
            if (backwards || now.done > now.total || (isWrong && isWrong(last, now))) ++wrong_;
            last = now;
          } while (!stop_);
        }) {}
  int end() {
    stop_ = true;
    thread_.join();
    return wrong_;
  }

 private:
  std::atomic<bool> stop_{false};
  std::atomic<int> wrong_{0};
  std::thread thread_;
};

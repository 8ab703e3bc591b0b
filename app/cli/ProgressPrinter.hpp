// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include "compute/base/JobControl.hpp"

#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

enum class ProgressStyle { Bar, Json, None };
/// Of the words of --progress: bar, json, none.
ProgressStyle progressStyleOf(const std::string& word);

/// Samples a job's progress on a thread of its own and prints it: a bar on stderr where that is a
/// terminal, or one JSON object a line on stdout, of every phase at least once. Shows no bar in a
/// job's first tenth of a second (NBLAST_PROGRESS_DELAY_MS: another delay in milliseconds, for
/// tests), and no JSON before a plan could be printed.
class ProgressPrinter {
 public:
  ProgressPrinter(const nblast::JobControl& control, ProgressStyle style);
  ~ProgressPrinter();  ///< prints what is left of the JSON, or clears the bar
  ProgressPrinter(const ProgressPrinter&) = delete;
  ProgressPrinter& operator=(const ProgressPrinter&) = delete;

  /// The plan is printed: JSON lines may follow it.
  void startJson();

 private:
  void run();
  void showNews();
  void show(const nblast::Progress& progress);

  const nblast::JobControl& control_;
  ProgressStyle style_;
  std::mutex mutex_;
  std::condition_variable wake_;
  bool stopping_ = false;
  bool started_ = false;  ///< something may be shown
  std::size_t phasesShown_ = 0;
  std::chrono::steady_clock::time_point phaseStart_;
  std::thread thread_;
};

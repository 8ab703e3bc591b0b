#pragma once
#include "compute/base/JobControl.hpp"

#include <condition_variable>
#include <mutex>
#include <string>
#include <thread>

enum class ProgressStyle { Bar, Json, None };

/// Samples a job's progress on a thread of its own and prints it: a bar on stderr where that is a
/// terminal, or one JSON object a line on stdout. Prints nothing in a job's first tenth of a
/// second.
class ProgressPrinter {
 public:
  ProgressPrinter(const nblast::JobControl& control, ProgressStyle style);
  ~ProgressPrinter();  ///< stops and clears the bar
  /// A line on stderr that does not tear the bar.
  void say(const std::string& line);
  ProgressPrinter(const ProgressPrinter&) = delete;
  ProgressPrinter& operator=(const ProgressPrinter&) = delete;

 private:
  void run();
  void printBar(const nblast::Progress& progress, double elapsed_s);

  const nblast::JobControl& control_;
  ProgressStyle style_;
  std::mutex mutex_;
  std::condition_variable wake_;
  bool stopping_ = false;
  bool barShown_ = false;
  std::thread thread_;
};

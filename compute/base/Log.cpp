// SPDX-License-Identifier: BSD-3-Clause
#include "compute/base/Log.hpp"

#include <mutex>
#include <utility>

namespace nblast {

namespace {

std::mutex& mutex() {
  static std::mutex theMutex;
  return theMutex;
}

LogSink& currentSink() {
  static LogSink sink;
  return sink;
}

}  // namespace

const char* levelName(LogLevel level) {
  switch (level) {
    case LogLevel::Debug:
      return "debug";
    case LogLevel::Info:
      return "info";
    case LogLevel::Warning:
      return "warning";
    case LogLevel::Error:
      return "error";
  }
  return "";
}

void setLogSink(LogSink sink) {
  const std::lock_guard lock(mutex());
  std::swap(currentSink(), sink);
}

void log(LogLevel level, std::string_view category, std::string_view text) noexcept {
  try {
    const std::lock_guard lock(mutex());
    if (currentSink()) currentSink()(level, category, text);
  } catch (...) {  // a job does not fail because its log does
  }
}

}  // namespace nblast
